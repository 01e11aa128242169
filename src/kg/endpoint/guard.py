"""What is refused before evaluation, and what the rest of the endpoint needs to know of a query.

Updates and SERVICE are refused, and so is a text that exceeds a cap; the caps are set where the
engine still answers or fails in good order, so that a query seldom costs a worker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.endpoint.query_text import (
    GraphClause,
    find_form,
    find_star,
    graph_clauses,
    graph_terms,
    may_differ,
    needs_full_store,
    variables,
)
from kg.model.disarm import Disarmed, disarm
from kg.model.errors import QueryError, QueryTooLarge
from kg.model.sparql_tokens import OPAQUE, Kind, Token, brackets, tokenize

MAX_CHARACTERS = 65_536
MAX_NESTING = 200
MAX_GROUPS = 1_000
MAX_STEPS = 1_000
MAX_MARKS = 5_000

_STEPS = re.compile("bind|minus|optional|union|filter|lateral|exists")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A query that may be evaluated.

    `disarmed.text` is what the engine reads; in it, `prologue` ends where the form begins, and
    `star` is the offset of the `*` of `SELECT *`.  `variables` stand in order of first appearance;
    `clauses` are the dataset clauses, `graph_terms` what stands behind GRAPH; `full_store` says that
    the query may look at named graphs, `may_differ` that two runs may give different answers.
    """

    disarmed: Disarmed
    form: str
    prologue: int
    star: int | None
    variables: tuple[str, ...]
    clauses: tuple[GraphClause, ...]
    graph_terms: tuple[str, ...]
    full_store: bool
    may_differ: bool


def guard(query: str, *, namespaces: Mapping[str, str]) -> Guarded:
    """Check a query against what this endpoint refuses, and prepare it for the engine.

    `namespaces` are the prefixes that hold without a declaration.  Raises QueryRefused (SERVICE,
    updates), QueryTooLarge (with the name of the cap), QuerySyntax where the text has no form,
    QueryError where it is not Unicode text.
    """
    if len(query) > MAX_CHARACTERS:
        raise _too_large("characters", len(query), MAX_CHARACTERS)
    if not query.isascii() and any("\ud800" <= character <= "\udfff" for character in query):
        raise QueryError("the query holds half of a surrogate pair, which is no character")
    tokens = tokenize(query)
    form, start = find_form(query, tokens)
    _refuse_large(tokens)
    disarmed = disarm(query, tokens, namespaces)
    if disarmed.edits:
        tokens = tokenize(disarmed.text)
        form, start = find_form(disarmed.text, tokens)
    star = find_star(tokens, start) if form == "SELECT" else None
    return Guarded(
        disarmed,
        form,
        prologue=start.start,
        star=star.start if star else None,
        variables=tuple(variables(tokens)),
        clauses=tuple(graph_clauses(tokens, start)),
        graph_terms=tuple(graph_terms(tokens)),
        full_store=needs_full_store(tokens),
        may_differ=may_differ(tokens, form),
    )


def _refuse_large(tokens: list[Token]) -> None:
    readable = [token for token in tokens if token.kind not in OPAQUE]
    steps = sum(len(_STEPS.findall(token.folded)) for token in readable if token.kind is Kind.WORD)
    for what, found, limit in (
        ("nested brackets", brackets(tokens)[0], MAX_NESTING),
        ("groups in braces", sum("{" in token.text for token in readable), MAX_GROUPS),
        ("steps (FILTER, BIND, OPTIONAL, UNION and the like)", steps, MAX_STEPS),
        ("brackets, commas and operators", sum(token.kind is Kind.MARK for token in readable), MAX_MARKS),
    ):
        if found > limit:
            raise _too_large(what, found, limit)


def _too_large(what: str, found: int, limit: int) -> QueryTooLarge:
    return QueryTooLarge(
        f"the query has {found:,} {what}, and the limit is {limit:,}",
        help="ask for less at a time: split long lists, and take apart what is deeply nested",
    )
