"""CONSTRUCT and DESCRIBE as the SELECT behind them.

An engine elsewhere is asked for solutions alone: whether they are whole can be seen, while an engine
that cuts what it constructs need not say so, and what DESCRIBE means is left to each engine.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.endpoint.worker.plain_text import is_name
from kg.model.sparql_tokens import Kind, Token

_MANY = ("order", "group", "having", "limit", "offset")


def describing_as_select(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """The SELECT of the things that a DESCRIBE finds, and the names and variables in its head."""
    length = 1
    while length < len(tokens) and _is_described(tokens[length]):
        length += 1
    head = list(tokens[1:length])
    columns = [token for token in head if not is_name(token)]
    return [_word("SELECT", tokens[0].start), *columns, *tokens[length:]], head


def constructing_as_select(text: str, tokens: Sequence[Token]) -> tuple[list[Token], str, list[str]]:
    """The SELECT of what a CONSTRUCT needs, its template as it is written, and the variables in that."""
    opening = next(place for place, token in enumerate(tokens) if token.text == "{")
    closing = _closing(tokens, opening)
    template = tokens[opening : closing + 1]
    short = any(token.folded == "where" for token in tokens[:opening]) or tokens[1].folded == "from"
    rest = list(tokens[1:]) if short else tokens[closing + 1 :]
    variables = list(dict.fromkeys(token.text[1:] for token in template if token.kind is Kind.VARIABLE))
    start = tokens[0].start
    head = [_word("SELECT", start)]
    counts = any(token.text in ("[", "(") or token.text.startswith("_:") for token in template)
    if variables and not counts and not any(token.folded in _MANY for token in rest):
        head.append(_word("DISTINCT", start))
    if variables:
        head += [Token(Kind.VARIABLE, f"?{name}", start) for name in variables]
    else:
        marks = [("(", Kind.MARK), ("1", Kind.WORD), ("AS", Kind.WORD), ("?once", Kind.VARIABLE)]
        head += [Token(kind, text, start) for text, kind in (*marks, (")", Kind.MARK))]
    written = text[tokens[opening].start : tokens[closing].end]
    return [*head, *rest], written, variables


def _is_described(token: Token) -> bool:
    return token.kind is Kind.VARIABLE or token.text == "*" or is_name(token)


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for place in range(opening, len(tokens)):
        depth += (tokens[place].text == "{") - (tokens[place].text == "}")
        if depth == 0:
            return place
    return len(tokens) - 1


def _word(text: str, start: int) -> Token:
    return Token(Kind.WORD, text, start)
