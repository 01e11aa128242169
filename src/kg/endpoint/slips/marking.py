"""Errors that point at a stretch of the query."""

from __future__ import annotations

from kg.model.errors import QuerySyntax
from kg.model.sparql_tokens import Token, line_and_column

_LONGEST = 60  # characters of the query that a message repeats


def error_at(
    query: str, start: int, end: int, message: str, *, help: str = "", suggestion: str | None = None
) -> QuerySyntax:
    """The error about the stretch from `start` to `end`; `suggestion` is what to write there."""
    line, column = line_and_column(query, start)
    return QuerySyntax(
        message, help=help, line=line, column=column, length=end - start, suggestion=suggestion
    )


def error_of(
    query: str, token: Token, message: str, *, help: str = "", suggestion: str | None = None
) -> QuerySyntax:
    """The error about a token."""
    return error_at(query, token.start, token.end, message, help=help, suggestion=suggestion)


def place_in_words(query: str, offset: int) -> str:
    """A place in the query as a message names it beside its own."""
    line, column = line_and_column(query, offset)
    return f"line {line}, column {column}"


def shortened(text: str) -> str:
    """A stretch of the query, or its beginning where it is long."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}…"
