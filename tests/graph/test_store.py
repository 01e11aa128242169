"""The project's own queries get back the terms that went in, and errors with a place."""

from __future__ import annotations

from pathlib import Path

import pytest
from graph.samples import GRAPHS, LITERALS, kg, make_dataset, make_project, meetings, thing
from hypothesis import given, settings

from kg.graph.dataset import Dataset
from kg.graph.store import memory_store, select
from kg.model.errors import KgError, QueryFailed, QueryRefused, QuerySyntax
from kg.model.terms import Term, Triple, literal, literal_parts

NAMESPACES = make_project(Path()).namespaces


def ask(dataset: Dataset, query: str, *, named: bool = False) -> list[tuple[Term | None, ...]]:
    return sorted(select(memory_store(dataset, named=named), query, NAMESPACES).rows, key=str)


def test_the_default_graph_is_the_union_without_duplicates() -> None:
    rows = ask(make_dataset(meetings(3)), "SELECT ?m { id:jing-junhai kg:attended ?m }")
    assert rows == [(thing(f"a000--meeting-{number}"),) for number in range(3)]


def test_named_graphs_are_there_when_asked_for() -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    dataset = make_dataset(meetings(1))
    assert ask(dataset, query) == []
    assert ask(dataset, query, named=True) == [(GRAPHS[0],), (GRAPHS[2],)]


def test_variables_come_in_the_order_of_the_query_and_unbound_ones_are_none() -> None:
    found = select(
        memory_store(make_dataset(meetings(1))),
        "SELECT ?o ?none ?s { ?s kg:attended ?o OPTIONAL { ?o kg:venue ?none } }",
        NAMESPACES,
    )
    assert found.variables == ("o", "none", "s")
    assert found.rows == ((thing("a000--meeting-0"), None, thing("jing-junhai")),)


@settings(max_examples=200, deadline=None)
@given(value=LITERALS)
def test_a_literal_comes_back_as_it_was_put_in(value: Term) -> None:
    text, _, datatype = literal_parts(value)
    dataset = make_dataset([(GRAPHS[0], Triple(thing("a"), kg("p"), value))])
    ((found,),) = ask(dataset, "SELECT ?o { ?s ?p ?o }")
    canonical = datatype == "" or text not in ("007", "+1", "1.50", "1E0", "0")
    assert found == value or not canonical


def test_language_tags_keep_their_case_even_beside_a_text_that_looks_like_one() -> None:
    values = [literal("長春", language="zh-Hant"), literal('"@ZH-HANT .', language="en")]
    dataset = make_dataset((GRAPHS[0], Triple(thing("a"), kg("p"), value)) for value in values)
    assert [row[0] for row in ask(dataset, "SELECT ?o { ?s ?p ?o }")] == sorted(values)


@pytest.mark.parametrize(
    ("query", "words", "line", "column"),
    [
        ("SELECT ?x\nWHERE { ?s sko:prefLabel ?x }", "the prefix `sko:` is not declared", 2, 12),
        ('SELECT ?x { ?x kg:p "景 zz:" kg:q }', "not understood at `kg:q`", 1, 29),
        ("SELECT ?x {\n\t?x kg:p ?y .\n\tFILTR(?y > 3) }", "not understood at `FILTR", 3, 2),
        ("SELECT ?x { ?x kg:p ?y } LIMIT many", "not understood at `LIMIT`", 1, 26),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", "variable that is unbound", 1, 35),
        ("SELECT ?x { ?x kg:p ?y\n", "the query ends too early", 2, 1),
    ],
)
def test_a_syntax_error_has_its_line_and_column(query: str, words: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntax, match=words) as refused:
        ask(Dataset(), query)
    assert (refused.value.line, refused.value.column) == (line, column)


def test_an_undeclared_prefix_is_told_its_neighbour() -> None:
    with pytest.raises(QuerySyntax) as refused:
        ask(Dataset(), "SELECT ?x { ?s sko:prefLabel ?x }")
    assert refused.value.help == "did you mean `skos`?"
    assert refused.value.suggestion == "skos"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK { ?s ?p ?o }", "not a SELECT"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "not a SELECT"),
        ("SELECT (<http://e.example/f>(1) AS ?x) {}", "cannot be evaluated"),
    ],
)
def test_what_is_no_answerable_select_is_refused(query: str, words: str) -> None:
    with pytest.raises(QueryFailed, match=words):
        ask(make_dataset(meetings(1)), query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://e.example/> { ?s ?p ?o } }",
        "SELECT * { seRvice silent ?x { ?s ?p ?o } }",
        "PREFIX ex: <http://e.example/> SELECT * { SERVICEex:x{ ?s ?p ?o } }",
        "PREFIX ex: <http://e.example/> SELECT * { servicesilentex:x # note\n { ?s ?p ?o } }",
        "PREFIX : <http://e.example/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "SELECT * { FILTER(trueSERVICE<http://e.example/>{}) }",
        "SELECT * { FILTER EXISTS { 1SERVICE<http://e.example/>{} } }",
    ],
)
def test_no_query_calls_another_host(query: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        ask(Dataset(), query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service kg:service-year ?o . { ?service ?p ?o } }",
        'SELECT * { ?s ?p "SERVICE <x> {" } # SERVICE <x> {',
        "SELECT * { ?s <http://service.example/SERVICE> ?o }",
    ],
)
def test_the_word_service_is_allowed_where_it_is_no_keyword(query: str) -> None:
    assert ask(Dataset(), query) == []


def test_a_term_that_is_no_rdf_is_an_error_in_plain_words() -> None:
    with pytest.raises(KgError, match="not RDF"):
        memory_store(make_dataset([(GRAPHS[0], Triple(thing("a"), kg("p"), Term("<http://[/>")))]))
