"""Columns that stay empty in every row, because nothing in the query binds their variable."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kg.endpoint.diagnosis.cursor import NotRead
from kg.endpoint.diagnosis.reading import read_outline
from kg.endpoint.query_text import find_form, variables
from kg.model.diagnostics import nearest
from kg.model.sparql_tokens import Kind, Token, code, tokenize

_MOST_NAMED = 10  # each is compared with every variable


def column_notices(query: str, *, tokens: Sequence[Token] | None = None) -> tuple[str, ...]:
    """A sentence for each column of a SELECT that can have no value; none where that is not clear.

    `tokens` are those of the query, where somebody has read it.
    """
    in_code = code(tokenize(query) if tokens is None else tokens)
    if _plainly_bound(in_code, find_form(query, in_code)[1]):
        return ()
    return notices_of_outline(query)


def _plainly_bound(tokens: Sequence[Token], form: Token) -> bool:
    """Whether the columns are variables alone, and each stands behind the first brace as well."""
    if form.folded != "select":
        return False
    place = tokens.index(form) + 1
    if place < len(tokens) and tokens[place].folded in ("distinct", "reduced"):
        place += 1
    columns: set[str] = set()
    while place < len(tokens) and (tokens[place].kind is Kind.VARIABLE or tokens[place].text == "*"):
        columns.add(tokens[place].text[1:])
        place += 1
    if place < len(tokens) and tokens[place].folded == "where":
        place += 1
    if place == len(tokens) or tokens[place].text != "{":
        return False
    return columns <= {"", *variables(tokens[place:])}


def notices_of_outline(query: str) -> tuple[str, ...]:
    """As `column_notices`, from the parts of the query, which takes longer."""
    try:
        outline = read_outline(query)
    except NotRead:
        return ()
    if outline.form != "SELECT" or outline.head is None or outline.group is None:
        return ()
    head = code(tokenize(query[slice(*outline.head)]))
    bound = variables(tokenize(query[outline.head.end :]))
    named = [after.text[1:] for before, after in pairwise(head) if before.folded == "as"]
    known = {*bound, *named}
    depth = 0
    empty: list[str] = []
    for token in head:
        depth += (token.text == "(") - (token.text == ")")
        name = token.text[1:]
        if token.kind is Kind.VARIABLE and depth == 0 and name not in known:
            empty.append(name)
    notices = [_notice(name, nearest(name, bound)) for name in empty[:_MOST_NAMED]]
    if len(empty) > _MOST_NAMED:
        notices.append(f"nothing gives {len(empty) - _MOST_NAMED:,} more columns a value")
    return tuple(notices)


def _notice(name: str, near: str | None) -> str:
    hint = f"; did you mean ?{near}?" if near else ""
    return f"nothing gives the column ?{name} a value{hint}"
