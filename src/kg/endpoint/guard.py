"""What is refused before evaluation, and what the rest of the endpoint needs to know of a query.

Updates and SERVICE are refused, and so is a text that exceeds a cap; the caps are set where the
engine still answers or fails in good order, so that a query seldom costs a worker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.endpoint.query_size import measure
from kg.endpoint.query_text import (
    GraphClause,
    find_form,
    find_star,
    graph_clauses,
    graph_terms,
    may_differ,
    needs_full_store,
    read_tokens,
    too_large,
    variables,
)
from kg.model.disarm import Disarmed, disarm
from kg.model.errors import QueryError
from kg.model.prologue import declarations
from kg.model.sparql_tokens import Token, code, tokenize

# The engine overruns its stack at about 800 nested functions, 2,300 steps, patterns and groups
# together, 6,000 operators, 8,000 path steps; within these limits a query costs at most its time.
MAX_NESTING = 200
MAX_GROUPS = 800
MAX_STEPS = 800
MAX_PATTERNS = 500
MAX_PATH_STEPS = 200
MAX_OPERATORS = 4_000
MAX_ROWS = 10_000
MAX_GRAPHS = 500


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


def guard(query: str, *, namespaces: Mapping[str, str], tokens: Sequence[Token] | None = None) -> Guarded:
    """Check a query against what this endpoint refuses, and prepare it for the engine.

    `namespaces` are the prefixes that hold without a declaration, `tokens` what `read_tokens` made of
    the text, where somebody has called it.  Raises QueryRefused (SERVICE, updates), QueryTooLarge (with
    the name of the cap), QuerySyntax where the text has no form, QueryError where it is not Unicode text.
    """
    tokens = read_tokens(query) if tokens is None else tokens
    if not query.isascii() and any("\ud800" <= character <= "\udfff" for character in query):
        raise QueryError("the query holds half of a surrogate pair, which is no character")
    form, start = find_form(query, tokens)
    _refuse_large(tokens)
    disarmed = disarm(query, tokens, namespaces)
    if disarmed.edits:
        tokens = tokenize(disarmed.text)
        form, start = find_form(disarmed.text, tokens)
    prefixes = {*namespaces, *(one.label for one in declarations(code(tokens)))}
    clauses, terms = graph_clauses(tokens, start, prefixes=prefixes), graph_terms(tokens, prefixes=prefixes)
    if len(clauses) + len(terms) > MAX_GRAPHS:
        raise too_large("names of graphs", len(clauses) + len(terms), MAX_GRAPHS)
    star = find_star(tokens, start) if form == "SELECT" else None
    return Guarded(
        disarmed,
        form,
        prologue=start.start,
        star=star.start if star else None,
        variables=tuple(variables(tokens)),
        clauses=tuple(clauses),
        graph_terms=tuple(terms),
        full_store=needs_full_store(tokens),
        may_differ=may_differ(tokens, form),
    )


def _refuse_large(tokens: Sequence[Token]) -> None:
    size = measure(tokens)
    for what, found, limit in (
        ("nested brackets", size.nesting, MAX_NESTING),
        ("triple patterns", size.patterns, MAX_PATTERNS),
        ("steps in property paths", size.path_steps, MAX_PATH_STEPS),
        ("groups in braces", size.groups, MAX_GROUPS),
        ("steps (FILTER, BIND, OPTIONAL, UNION, computed columns and the like)", size.steps, MAX_STEPS),
        ("operators", size.operators, MAX_OPERATORS),
        ("rows in VALUES", size.rows, MAX_ROWS),
    ):
        if found > limit:
            raise too_large(what, found, limit)
