"""Brackets that do not pair, with the place where the open one stands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kg.endpoint.slips.marking import error_of, place_in_words, shortened
from kg.model.errors import QuerySyntax
from kg.model.sparql_tokens import Kind, Token

_CLOSING = {"(": ")", "[": "]", "{": "}"}


def unbalanced(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """The first bracket that is closed by another kind, closes nothing, or is never closed."""
    stack: list[Token] = []
    for number, token in enumerate(tokens):
        if token.kind is not Kind.MARK:
            continue
        if token.text in _CLOSING:
            stack.append(token)
        elif token.text in _CLOSING.values():
            condition = _condition_without_bracket(tokens, number) if token.text == ")" else None
            if condition is not None and (not stack or stack[-1].text != "("):
                return error_of(
                    query,
                    condition,
                    "the condition of FILTER stands in brackets",
                    help=f"`(` is missing before `{shortened(condition.text)}`",
                    suggestion=f"({condition.text}",
                )
            if not stack:
                return error_of(
                    query,
                    token,
                    f"`{token.text}` closes nothing: every bracket before it is closed already",
                    suggestion="",
                )
            opening = stack.pop()
            meant = _CLOSING[opening.text]
            if meant == token.text:
                continue
            if any(_CLOSING[each.text] == token.text for each in stack):
                return error_of(
                    query,
                    opening,
                    f"`{opening.text}` is not closed: `{meant}` is missing before the `{token.text}` in "
                    f"{place_in_words(query, token.start)}",
                )
            return error_of(
                query,
                token,
                f"`{token.text}` closes nothing: what is open is the `{opening.text}` in "
                f"{place_in_words(query, opening.start)}",
                suggestion="",
            )
    if not stack:
        return None
    opening = stack[-1]
    return error_of(
        query, opening, f"`{opening.text}` is never closed", help=f"`{_CLOSING[opening.text]}` is missing"
    )


def missing_bracket(query: str, tokens: Sequence[Token], opening: Token) -> tuple[int, str] | None:
    """Where the bracket that closes `opening` is missing, and what is to be written there.

    Before the bracket that closes an outer one, before the AS of a column, or at the end of the text;
    None where it is closed.
    """
    stack: list[Token] = []
    for before, token in pairwise([opening, *tokens]):
        if token.folded == "as" and opening.text == "(" and opening in stack[:-1]:
            return before.end, ")"
        if token.kind is not Kind.MARK:
            continue
        if token.text in _CLOSING:
            stack.append(token)
        elif token.text in _CLOSING.values() and stack:
            innermost = stack.pop()
            if _CLOSING[innermost.text] != token.text and innermost == opening:
                return token.start, f"{_CLOSING[opening.text]} "
    if opening not in stack:
        return None
    end = tokens[-1].end
    return end, f"\n{_CLOSING[opening.text]}" if "\n" in query else f" {_CLOSING[opening.text]}"


def _condition_without_bracket(tokens: Sequence[Token], number: int) -> Token | None:
    """What stands after the last FILTER before a token, where that is no bracket and no call."""
    for place in range(number - 1, -1, -1):
        if tokens[place].folded == "filter":
            after = tokens[place + 1]
            return after if after.kind is not Kind.WORD and after.text != "(" else None
        if tokens[place].text in ("{", "}"):
            return None
    return None
