"""A query over what it may read has the solutions that it has over the whole graph."""

from __future__ import annotations

import random

import pytest

from kg.graph.store import MemoryStore, select
from kg.graph.validation.query_needs import needs_of
from kg.graph.validation.query_reads import read_query
from kg.graph.vocabulary import TYPE
from kg.model.terms import Term, Triple

P = "PREFIX : <urn:x:> "
TOLD = (
    "SELECT * WHERE { ?via :a ?one }",
    "SELECT * WHERE { ?via a :C ; :a ?one }",
    "SELECT * WHERE { ?via a ?class . ?class :b ?one }",
    "SELECT * WHERE { ?via :a/:b ?one }",
    "SELECT * WHERE { ?via ^:a|:c ?one }",
    "SELECT * WHERE { ?via :a/:b* ?one }",
    "SELECT * WHERE { ?via :a+ ?one }",
    "SELECT * WHERE { ?via :a ?one OPTIONAL { ?one :b ?two FILTER EXISTS { ?two a :D } } }",
    "SELECT * WHERE { ?via :a ?one MINUS { ?via :c ?two } }",
    "SELECT * WHERE { ?via :a ?one FILTER NOT EXISTS { ?one :c ?two . ?two a :C } }",
    "SELECT * WHERE { { ?via :a ?one } UNION { ?via a :D } }",
    "SELECT * WHERE { ?via :a ?one { SELECT ?one WHERE { ?one :b ?two . ?two :c ?three } } }",
)
ANYTHING = (
    "SELECT * WHERE { ?via ?path ?one }",
    "SELECT * WHERE { ?via :a* ?one }",
    "SELECT * WHERE { ?via !:a ?one }",
    "SELECT * WHERE { ?via :a ?one FILTER EXISTS { ?one ?path ?two } }",
    "SELECT * WHERE { GRAPH ?g { ?via :a ?one } }",
    "SELECT * FROM <urn:x:g> WHERE { ?via :a ?one }",
    "SELECT (COUNT(*) AS ?via) WHERE { ?one :a ?two }",
    "this is no query",
)


def graph(chance: random.Random, count: int) -> list[Triple]:
    things = [Term(f"<urn:x:{name}>") for name in ("i", "j", "k", "l", "C", "D", "E")]
    predicates = [*(Term(f"<urn:x:{name}>") for name in "abcdef"), TYPE]
    made = (
        Triple(chance.choice(things), chance.choice(predicates), chance.choice(things)) for _ in range(count)
    )
    return sorted(set(made))


@pytest.mark.parametrize("query", TOLD)
def test_what_a_query_may_not_read_changes_no_solution(query: str) -> None:
    needs = needs_of([read_query(P + query, {}, "via")])
    assert needs is not None
    chance, left_out, solutions = random.Random(query), 0, 0
    for _ in range(20):
        triples = graph(chance, 40)
        read = list(needs.of(triples))
        left_out += len(triples) - len(read)
        whole, part = MemoryStore(), MemoryStore()
        whole.add(triples)
        part.add(read)
        expected = select(whole, P + query, {})
        found = select(part, P + query, {})
        assert found.variables == expected.variables
        assert sorted(map(repr, found.rows)) == sorted(map(repr, expected.rows))
        solutions += len(expected.rows)
    assert left_out > 100
    assert solutions > 10


@pytest.mark.parametrize("query", ANYTHING)
def test_where_it_is_not_told_all_is_read(query: str) -> None:
    assert needs_of([read_query(P + TOLD[0], {}, "via"), read_query(P + query, {}, "via")]) is None


def test_queries_need_together_what_each_needs() -> None:
    needs = needs_of([read_query(P + query, {}, "via") for query in TOLD[:2]])
    assert needs is not None
    assert needs.predicates == {"<urn:x:a>"}
    assert needs.classes == {"<urn:x:C>"}
