"""Slips in what SELECT names: expressions without brackets, without a name, of something not grouped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.endpoint.slips.functions import AGGREGATES, ARGUMENTS
from kg.endpoint.slips.marking import error_at, error_of
from kg.model.errors import QuerySyntax
from kg.model.sparql_tokens import Kind, Token

_ENDS = ("{", "where", "from")


def bad_column(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    """The slip at token `number`, which stands between SELECT and its WHERE."""
    start = _select_before(tokens, number)
    if start is None:
        return None
    token, before = tokens[number], tokens[number - 1]
    depth = _depth(tokens[start:number])
    if token.text == "," and depth == 0:
        return error_of(
            query,
            token,
            "columns of SELECT stand without commas",
            help="leave the comma out",
            suggestion="",
        )
    if depth == 0 and token.text.upper() in ARGUMENTS:
        return _bare_expression(query, tokens, number)
    if depth == 1 and token.kind is Kind.VARIABLE and before.text == ")":
        message = f"AS is missing before `{token.text}`"
        return error_of(query, token, message, suggestion=f"AS {token.text}")
    if depth == 1 and token.text == ")" and before.text in (")", "*") and before.folded != "as":
        return error_of(
            query,
            token,
            "a computed column needs a name",
            help="write AS and a new variable before the bracket",
            suggestion=f"AS {_free_variable(tokens, 'value')})",
        )
    return None


def repeated_column(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """The second naming of a column."""
    seen: set[str] = set()
    for token in _columns(tokens):
        if token.text[1:] in seen:
            return error_of(query, token, f"SELECT names the column `{token.text}` twice", suggestion="")
        seen.add(token.text[1:])
    return None


def overridden_variable(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """The name of a computed column that the WHERE uses, too."""
    end = _end_of_head(tokens)
    used = {token.text[1:] for token in tokens[end:] if token.kind is Kind.VARIABLE}
    used |= {token.text[1:] for token in _columns(tokens, computed=False)}
    for before, token in pairwise(tokens[:end]):
        inside = {
            each.text[1:] for each in tokens[:end] if each.kind is Kind.VARIABLE and each.start != token.start
        }
        if before.folded == "as" and token.text[1:] in used | inside:
            return error_of(
                query,
                token,
                f"`{token.text}` has a value already; a computed column needs a name of its own",
                suggestion=_free_variable(tokens, token.text[1:]),
            )
    return None


def not_grouped(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """A column that is neither grouped nor aggregated, and an aggregate in a FILTER."""
    for number, token in enumerate(tokens):
        if token.folded == "filter" and (found := _aggregate_in(tokens, number)):
            return error_of(
                query,
                found,
                f"{found.text.upper()} cannot stand in a FILTER",
                help="conditions on groups stand in HAVING, after GROUP BY",
            )
    groups = _grouped(tokens)
    for token in _columns(tokens, computed=False):
        if token.text[1:] not in groups:
            return error_of(
                query,
                token,
                f"`{token.text}` is neither grouped nor aggregated",
                help=f"add it to GROUP BY, or take one of its values: `(SAMPLE({token.text}) AS …)`",
            )
    return None


def grouping(tokens: Sequence[Token], column: Token) -> tuple[int, str] | None:
    """Where a column that is not grouped would join GROUP BY, and what is to be written there.

    None where there is nothing to group, or a subquery makes the place unclear.
    """
    head = tokens[: _end_of_head(tokens)]
    closing = max((number for number, token in enumerate(tokens) if token.text == "}"), default=None)
    grouped = any(token.folded == "group" or token.text.upper() in AGGREGATES for token in tokens)
    if sum(token.folded == "select" for token in tokens) != 1 or column not in head or not grouped:
        return None
    for number, token in enumerate(tokens[:-2]):
        if token.folded == "group" and tokens[number + 1].folded == "by":
            return tokens[number + 1].end, f" {column.text}"
    return None if closing is None else (tokens[closing].end, f" GROUP BY {column.text}")


def star_with_groups(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """`SELECT *` with GROUP BY."""
    star = next((token for token in tokens if token.text == "*"), None)
    if star is None:
        return None
    return error_of(query, star, "`SELECT *` cannot stand with GROUP BY", help="name the columns")


def _bare_expression(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax:
    """`COUNT(?x) AS ?n` or `COUNT(?x)` without the brackets around it."""
    name = tokens[number].text
    end = number
    depth = 0
    while end + 1 < len(tokens):
        end += 1
        depth += (tokens[end].text == "(") - (tokens[end].text == ")")
        if depth <= 0:
            break
    last = tokens[end]
    variable = _free_variable(tokens, name.lower())
    if end + 2 < len(tokens) and tokens[end + 1].folded == "as":
        variable = tokens[end + 2].text
        last = tokens[end + 2]
    call = query[tokens[number].start : tokens[end].end]
    return error_at(
        query,
        tokens[number].start,
        last.end,
        "a computed column stands in brackets and has a name",
        suggestion=f"({call} AS {variable})",
    )


def _select_before(tokens: Sequence[Token], number: int) -> int | None:
    """The number of the SELECT to whose columns a token belongs."""
    for place in range(number - 1, -1, -1):
        if tokens[place].folded == "select":
            return place
        if tokens[place].folded in _ENDS or tokens[place].text == "}":
            return None
    return None


def _columns(tokens: Sequence[Token], *, computed: bool = True) -> Iterator[Token]:
    """The variables that the first SELECT names: those outside of brackets, and those behind AS."""
    depth = 0
    for before, token in pairwise(tokens[: _end_of_head(tokens)]):
        depth += (token.text == "(") - (token.text == ")")
        if token.kind is Kind.VARIABLE and (depth == 0 or (computed and before.folded == "as")):
            yield token


def _grouped(tokens: Sequence[Token]) -> set[str]:
    for number, token in enumerate(tokens[:-1]):
        if token.folded == "group" and tokens[number + 1].folded == "by":
            return {each.text[1:] for each in tokens[number:] if each.kind is Kind.VARIABLE}
    return set()


def _aggregate_in(tokens: Sequence[Token], number: int) -> Token | None:
    """The aggregate in the brackets behind FILTER."""
    depth = 0
    for token in tokens[number + 1 :]:
        depth += (token.text == "(") - (token.text == ")")
        if token.text.upper() in AGGREGATES and token.kind is Kind.WORD:
            return token
        if depth <= 0:
            return None
    return None


def _end_of_head(tokens: Sequence[Token]) -> int:
    start = next((number for number, token in enumerate(tokens) if token.folded == "select"), 0)
    depth = 0
    for number in range(start, len(tokens)):
        depth += (tokens[number].text == "(") - (tokens[number].text == ")")
        if depth == 0 and tokens[number].folded in _ENDS:
            return number
    return len(tokens)


def _depth(tokens: Sequence[Token]) -> int:
    return sum((token.text == "(") - (token.text == ")") for token in tokens)


def _free_variable(tokens: Sequence[Token], stem: str) -> str:
    taken = {token.text[1:] for token in tokens if token.kind is Kind.VARIABLE}
    number = 1
    while f"{stem}{number if number > 1 else ''}" in taken:
        number += 1
    return f"?{stem}{number if number > 1 else ''}"
