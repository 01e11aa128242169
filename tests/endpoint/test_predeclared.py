"""Which prefixes the engine is given: with those that a text can use it does what it does with all."""

from __future__ import annotations

import re

import pytest
from hostile.grammar import right_queries, wrong_queries
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Store

from kg.endpoint.jobs import Setup
from kg.endpoint.worker.engine import predeclared, query
from kg.model.project import WELL_KNOWN_PREFIXES

BASE = "https://museum.example/"
PREFIXES = {
    **WELL_KNOWN_PREFIXES,
    "": f"{BASE}empty/",
    "id": f"{BASE}id/",
    "ml": f"{BASE}ontology#",
    "имя": f"{BASE}имя/",
    "a.b": f"{BASE}dots/",
}
SETUP = Setup("", "", BASE, prefixes=tuple(sorted(PREFIXES.items())))
_ELSEWHERE_OR_CHANCE = re.compile("service|rand|uuid|now|bnode", re.IGNORECASE)


def outcome(results: object) -> bytes:
    if isinstance(results, QuerySolutions | QueryBoolean):
        return results.serialize(format=QueryResultsFormat.JSON) or b""
    return bytes(results.serialize(format=RdfFormat.N_TRIPLES))  # type: ignore[attr-defined]


def with_all(text: str) -> object:
    try:
        return outcome(Store().query(text, base_iri=BASE, prefixes=PREFIXES))
    except (SyntaxError, ValueError, RuntimeError, OSError) as problem:
        return str(problem)


def with_those_it_can_use(text: str) -> object:
    try:
        return outcome(query(Store(), SETUP, text))
    except (SyntaxError, ValueError, RuntimeError, OSError) as problem:
        return str(problem)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.one_of(right_queries(), wrong_queries()))
def test_any_text_has_the_same_outcome(text: str) -> None:
    assume(not _ELSEWHERE_OR_CHANCE.search(text))
    assert with_those_it_can_use(text) == with_all(text)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("SELECT (id:x AS ?x) {}", {"", "id"}),
        ("SELECT (:x AS ?x) {}", {""}),
        ("SELECT (имя:x AS ?x) (a.b:c AS ?y) {}", {"", "имя", "a.b"}),
        ("SELECT (id\\u003Ax AS ?x) {}", set(PREFIXES)),
        ("SELECT (\\u0069d:x AS ?x) {}", set(PREFIXES)),
        ("SELECT * { ?s ?p '' } LIMIT 1", set()),
        ("PREFIX id: <urn:> SELECT (id:x AS ?x) {}", {"", "id"}),
    ],
)
def test_the_prefixes_are_those_of_the_text(text: str, given: set[str]) -> None:
    assert set(predeclared(SETUP, text)) - {"d"} == given
    assert with_those_it_can_use(text) == with_all(text)
