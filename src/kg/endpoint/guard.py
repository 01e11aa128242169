"""What is refused before evaluation, and what the rest of the endpoint needs to know of a query.

Updates and SERVICE are refused, and so is a text that exceeds a cap; the caps are set where the
engine still answers or fails in good order, so that a query seldom costs a worker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.endpoint.query_text import (
    GraphClause,
    find_form,
    find_star,
    graph_clauses,
    may_differ,
    needs_full_store,
    variables,
)
from kg.endpoint.tokens import OPAQUE, Token, brackets, line_and_column, tokenize
from kg.model.errors import QueryError, QueryRefused, QuerySyntax, QueryTooLarge

MAX_CHARACTERS = 65_536
MAX_NESTING = 200
MAX_GROUPS = 1_000
MAX_STEPS = 1_000

_STEPS = 1_000

_SERVICE = re.compile("service", re.IGNORECASE)
_HARMLESS = re.compile(r"(?:[?$][0-9A-Za-z_]*|:[0-9A-Za-z_:-]*)\Z")
_STEPS = re.compile("bind|minus|optional|union|filter|lateral|exists|values")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A query that may be evaluated.

    `text` is what the engine reads; `prologue` ends where the form begins; `star` is the offset of
    the `*` of `SELECT *`, and `variables` are the variables in order of first appearance, for its
    columns; `clauses` are the dataset clauses.
    """

    text: str
    form: str
    prologue: int
    star: int | None
    variables: tuple[str, ...]
    clauses: tuple[GraphClause, ...]
    full_store: bool
    may_differ: bool


def guard(query: str) -> Guarded:
    """Check a query against what this endpoint refuses, and prepare it for the engine.

    Raises QueryRefused (SERVICE, updates), QueryTooLarge (with the name of the cap), QuerySyntax
    where the text has no form, QueryError where it is not Unicode text.
    """
    if len(query) > MAX_CHARACTERS:
        raise QueryTooLarge(
            f"the query has {len(query):,} characters, and the limit is {MAX_CHARACTERS:,}",
            help="ask for less at a time: split long VALUES lists",
        )
    if not query.isascii() and any("\ud800" <= character <= "\udfff" for character in query):
        raise QueryError("the query holds half of a surrogate pair, which is no character")
    tokens = tokenize(query)
    form, _ = find_form(query, tokens)
    _refuse_large(tokens)
    text = without_service(query, tokens)
    if text != query:
        tokens = tokenize(text)
    _, start = find_form(text, tokens)
    star = find_star(tokens, start) if form == "SELECT" else None
    return Guarded(
        text,
        form,
        prologue=start.start,
        star=star.start if star else None,
        variables=tuple(variables(tokens)),
        clauses=tuple(graph_clauses(tokens, start)),
        full_store=needs_full_store(tokens),
        may_differ=may_differ(tokens, form),
    )


def _refuse_large(tokens: list[Token]) -> None:
    depth, _, _ = brackets(tokens)
    if depth > MAX_NESTING:
        raise QueryTooLarge(f"brackets nest {depth:,} deep, and the limit is {MAX_NESTING}")
    groups = sum("{" in token.text for token in tokens if token.kind not in OPAQUE)
    if groups > MAX_GROUPS:
        raise QueryTooLarge(f"the query has {groups:,} groups in braces, and the limit is {MAX_GROUPS:,}")
    steps = sum(len(_STEPS.findall(token.folded)) for token in tokens if token.kind not in OPAQUE)
    if steps > MAX_STEPS:
        raise QueryTooLarge(
            f"the query has {steps:,} steps (FILTER, BIND, OPTIONAL, UNION, …), and the limit is {MAX_STEPS:,}"
        )


def unclosed(query: str) -> QuerySyntax | None:
    """The error of a bracket that does not close, or closes nothing; None where all match."""
    _, opening, stray = brackets(tokenize(query))
    token = stray or opening
    if token is None:
        return None
    line, column = line_and_column(query, token.start)
    message = f"`{token.text}` closes nothing" if token is stray else f"`{token.text}` is never closed"
    return QuerySyntax(message, line=line, column=column, length=len(token.text))
