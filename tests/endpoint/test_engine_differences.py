"""What an engine elsewhere answers differently (`docs/engines.md` lists it), and what it must never do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoint.engines import answering, push
from endpoint.library import another, library, publish
from engine.oxigraph_server import running_oxigraph
from patience import within
from virtuoso import Virtuoso, running_virtuoso, virtuoso

from kg.endpoint.formats import CSV, JSON
from kg.endpoint.protocol import Query
from kg.endpoint.remote.elsewhere import Elsewhere
from kg.endpoint.service import Endpoint
from kg.endpoint.table import Table, read_table
from kg.model.errors import (
    EngineError,
    EngineUnavailable,
    QueryError,
    QueryFailed,
    QueryTimeout,
    ResultTooLarge,
)
from kg.model.project import Project

pytestmark = pytest.mark.slow
__all__ = ["virtuoso"]

GRAPH = "https://lib.example/graph/"
SYSTEM = "http://www.openlinksw.com/schemas/virtrdf#"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) > STR(?i)) }"


@pytest.fixture(scope="module")
def there(project: Project, virtuoso: Virtuoso) -> Iterator[Endpoint]:
    with (
        answering(project, virtuoso.sparql, virtuoso.environment) as elsewhere,
        Endpoint(project, elsewhere=elsewhere) as found,
    ):
        yield found


def cell(endpoint: Endpoint, expression: str) -> tuple[str, str]:
    """Value and local name of the datatype of an expression."""
    table = read_table(endpoint.answer(Query(f"SELECT ({expression} AS ?x) {{}}"), JSON).body)
    assert isinstance(table, Table)
    found = table.rows[0].get("x")
    return (found.value, found.datatype.rpartition("#")[2]) if found else ("", "")


@pytest.mark.parametrize(
    ("expression", "ours", "theirs"),
    [
        ("1/3", ("0.333333333333333333", "decimal"), ("0", "integer")),
        ("1=1", ("true", "boolean"), ("1", "integer")),
        ("true", ("true", "boolean"), ("1", "integer")),
        ("ENCODE_FOR_URI('é')", ("%C3%A9", ""), ("é%00", "")),
        ("DATATYPE('x'@en)", ("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", ""), ("", "")),
    ],
)
def test_what_virtuoso_computes_differently(
    endpoint: Endpoint, there: Endpoint, expression: str, ours: tuple[str, str], theirs: tuple[str, str]
) -> None:
    assert cell(endpoint, expression) == ours
    assert cell(there, expression) == theirs


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (BNODE() AS ?x) {}",
        "SELECT ?x { BIND(1/0 AS ?x) }",
        "SELECT ?a ?b { ?a lib:borrowed+ ?b }",
    ],
)
def test_what_virtuoso_cannot_answer_is_an_error_and_no_wrong_answer(
    endpoint: Endpoint, there: Endpoint, query: str
) -> None:
    assert endpoint.answer(Query(query), CSV).body
    with pytest.raises(QueryFailed):
        there.answer(Query(query), CSV)


def test_distinct_rows_of_several_default_graphs_are_a_set(endpoint: Endpoint, there: Endpoint) -> None:
    query = f"SELECT DISTINCT ?s ?p ?o FROM <{GRAPH}a000> FROM <{GRAPH}a001> {{ ?s ?p ?o }}"  # noqa: S608
    assert there.answer(Query(query), CSV).solutions == endpoint.answer(Query(query), CSV).solutions == 6


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) {0} {{ ?s ?p ?o }}",
        "SELECT ?c {0} {{ ?s a ?c }} ORDER BY ?c",
        "SELECT ?s ?g {0} FROM NAMED <{1}a001> {{ ?s a ?c GRAPH ?g {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o",
        "SELECT (1/3 AS ?x) (COUNT(?s) AS ?n) {0} {{ ?s ?p ?o }}",
        "SELECT ?s {0} {{ {{ SELECT ?s {{ ?s ?p ?o }} LIMIT 3 }} ?s a ?c }}",
    ],
)
def test_several_default_graphs_are_a_set_whatever_the_engine_makes_of_them(
    endpoint: Endpoint, there: Endpoint, query: str
) -> None:
    text = query.format(f"FROM <{GRAPH}a000> FROM <{GRAPH}a001>", GRAPH)
    assert there.answer(Query(text), CSV).body == endpoint.answer(Query(text), CSV).body


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?s {{ GRAPH <{SYSTEM}> {{ ?s ?p ?o }} }}",
        f"SELECT ?s FROM <{SYSTEM}> {{ ?s ?p ?o }}",  # noqa: S608
        f"SELECT ?s FROM NAMED <{SYSTEM}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",  # noqa: S608
        "SELECT ?s { GRAPH <https://lib.example/store/pushed> { ?s ?p ?o } }",
        "SELECT ?g { GRAPH ?g { ?s ?p ?o } FILTER(!STRSTARTS(STR(?g), 'https://lib.example/graph/')) }",
        "SELECT ?s { ?s a <http://www.openlinksw.com/schemas/virtrdf#QuadMapFormat> }",
    ],
)
def test_no_query_sees_what_else_lies_in_the_engine(there: Endpoint, query: str) -> None:
    assert there.answer(Query(query), CSV).solutions == 0


@pytest.mark.parametrize(
    "pattern",
    [
        "GRAPH <https://lib.example/graph/a000> { ?s ?p ?o }",
        "?s a lib:Reader GRAPH <https://lib.example/graph/a001> { ?s ?p ?o }",
        "GRAPH ?g { ?s a lib:Reader } GRAPH <https://lib.example/graph/a000> { ?s ?p ?o }",
        "GRAPH <https://lib.example/graph/a000> { ?s ?p ?o } GRAPH <urn:x:nothing> { ?s ?p ?o }",
    ],
)
def test_a_graph_that_is_named_has_its_triples(endpoint: Endpoint, there: Endpoint, pattern: str) -> None:
    query = Query(f"SELECT ?s ?p ?o {{ {pattern} }} ORDER BY ?s ?p STR(?o)")
    assert there.answer(query, CSV).body == endpoint.answer(query, CSV).body


def test_a_count_over_an_unknown_graph_is_nothing(there: Endpoint) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{SYSTEM}> {{ ?s ?p ?o }} }}"
    assert there.answer(Query(query), CSV).body == b"n\r\n0\r\n"


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX b: <bif:> SELECT * { ?s b:contains 'x' }",
        "SELECT * { ?s <bif:contains> 'x' }",
        "SELECT (<bif:md5>('x') AS ?a) {}",
        "SELECT (<sql:md5>('x') AS ?a) {}",
        "BASE <sql:> SELECT * { ?s ?p <x> FILTER(false && <f>(1)) }",
        "PREFIX s: <SQL:> SELECT * { ?s ?p ?o FILTER(?o = s:x) }",
        "define get:soft 'soft' SELECT * { ?s ?p ?o }",
        "DEFINE input:grab-all 'yes' SELECT * { ?s ?p ?o }",
        "SELECT * FROM <http://127.0.0.1/> OPTION (get:soft 'soft') { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o OPTION (TRANSITIVE) }",
        "SELECT * { ?s ?p `1+1` }",
        "LOAD <http://127.0.0.1/>",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "CLEAR GRAPH <https://lib.example/graph/a000>",
    ],
)
def test_words_of_the_engine_are_never_sent(there: Endpoint, query: str) -> None:
    with pytest.raises(QueryError) as refused:
        there.answer(Query(query), CSV)
    assert not isinstance(refused.value, EngineUnavailable)
    assert (
        "engine of this site cannot evaluate" not in refused.value.message
    )  # which would mean that it was asked


def test_a_table_that_binds_nothing_is_left_out(endpoint: Endpoint, there: Endpoint) -> None:
    for pattern in (
        "VALUES ?free { UNDEF } ?s a lib:Reader ; skos:prefLabel ?name",
        "VALUES ?free { UNDEF } VALUES ?s { UNDEF } . ?s skos:prefLabel ?name . VALUES ?name { UNDEF }",
        "?s skos:prefLabel ?name VALUES ?free { UNDEF } OPTIONAL { VALUES ?name { UNDEF } ?s a lib:Book }",
        "{ SELECT ?s ?name { ?s skos:prefLabel ?name } VALUES ?free { UNDEF } } . VALUES ?s { UNDEF }",
    ):
        query = Query(f"SELECT * {{ {pattern} FILTER(!BOUND(?free) || ?free = ?s) }} ORDER BY STR(?name)")
        found = there.answer(query, CSV)
        assert found.body == endpoint.answer(query, CSV).body, pattern
        assert found.solutions == 3


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (IRI('made') AS ?x) (URI(\"../up\") AS ?y) (IRI('http://a.example/b') AS ?z) {}",
        "BASE <http://base.example/a/> SELECT ?x { BIND(IRI('made?a=b') AS ?x) }",
        "BASE <http://base.example/a/> SELECT ?x { ?s lib:title ?t BIND(IRI(CONCAT('http://', 'c')) AS ?x) }",
        "SELECT (STRLEN(GROUP_CONCAT(?n)) AS ?x) { ?s skos:prefLabel ?name BIND(STR(?name) AS ?n) }",
        "SELECT (STRLEN(GROUP_CONCAT(DISTINCT STR(?n); SEPARATOR = '--')) AS ?x) { ?s skos:prefLabel ?n }",
        "SELECT ?g { GRAPH ?g { } } ORDER BY STR(?g)",
        f"SELECT * {{ ?s lib:title ?t GRAPH ?g {{}} FILTER(STR(?g) < '{GRAPH}a001') }}",
        f"SELECT ?g FROM NAMED <{GRAPH}a001> {{ GRAPH ?g {{}} }}",  # noqa: S608
        "SELECT ?x { { VALUES ?x { 1 2 } } UNION { VALUES (?x) { (3) } } } ORDER BY ?x",
        "SELECT ?x { { ?x a lib:Reader } UNION { VALUES ?x { 'a' } } } ORDER BY STR(?x)",
    ],
)
def test_what_is_left_unsaid_is_said(endpoint: Endpoint, there: Endpoint, query: str) -> None:
    assert there.answer(Query(query), CSV).body == endpoint.answer(Query(query), CSV).body


def test_a_relative_iri_out_of_the_data_is_an_error_that_says_so(endpoint: Endpoint, there: Endpoint) -> None:
    query = Query("SELECT ?x { VALUES ?name { 'made' } BIND(IRI(?name) AS ?x) }")
    assert b"made" in endpoint.answer(query, CSV).body
    with pytest.raises(QueryFailed, match="made the relative IRI <made>"):
        there.answer(query, CSV)


def test_a_table_of_graphs_inside_them_is_never_sent(endpoint: Endpoint, there: Endpoint) -> None:
    inside = Query("SELECT ?g { GRAPH ?g { VALUES (?g ?x) { (<urn:a> 1) (<urn:b> 2) } } }")
    assert endpoint.answer(inside, CSV)
    with pytest.raises(QueryFailed, match=r"no VALUES for \?g inside GRAPH \?g"):
        there.answer(inside, CSV)
    before = Query(f"SELECT ?g ?s {{ VALUES ?g {{ <{GRAPH}a000> <{GRAPH}a001> }} GRAPH ?g {{ ?s a ?c }} }}")
    assert there.answer(before, CSV).solutions == endpoint.answer(before, CSV).solutions == 2


def test_a_subquery_inside_any_graph_sees_nothing_of_others(endpoint: Endpoint, tmp_path: Path) -> None:
    project = library(tmp_path / "library")
    publish(project)
    subquery = "GRAPH ?g { ?s ?p ?o { SELECT ?a { ?a <https://kg.example/pushed#state> ?b } } }"
    with (
        running_oxigraph(tmp_path / "data") as url,
        answering(project, f"{url}/query", {}) as elsewhere,
        Endpoint(project, elsewhere=elsewhere) as there,
    ):
        with pytest.raises(QueryFailed, match=r"a subquery inside GRAPH \?g"):
            there.answer(Query(f"SELECT ?a {{ {subquery} }}"), CSV)
        named = Query(f"SELECT ?a FROM NAMED <{GRAPH}a000> {{ {subquery} }}")  # noqa: S608
        assert there.answer(named, CSV).solutions == 0
        every = " ".join(f"FROM <{GRAPH}{name}>" for name in ("a000", "a001", "numbers"))
        assert there.answer(Query(f"SELECT ?s {every} {{ GRAPH ?g {{ ?s ?p ?o }} }}"), CSV).solutions == 0
        one = f"SELECT ?g {every} FROM NAMED <{GRAPH}a000> {{ GRAPH ?g {{ ?s a ?c }} }}"  # noqa: S608
        assert there.answer(Query(one), CSV).solutions == 1
        inner = "GRAPH ?g { SELECT ?n { ?s lib:title ?n } }"
        below = Query(f"SELECT ?n FROM NAMED <{GRAPH}a000> {{ {inner} }}")  # noqa: S608
        assert there.answer(below, CSV).body == endpoint.answer(below, CSV).body


def test_what_stands_in_the_way_is_said_once(
    tmp_path: Path, virtuoso: Virtuoso, caplog: pytest.LogCaptureFixture
) -> None:
    project = library(tmp_path / "said")
    publish(project)
    with (
        answering(project, virtuoso.sparql, virtuoso.environment) as elsewhere,
        Endpoint(project, check_seconds=0.05, elsewhere=elsewhere) as there,
    ):
        publish(project, another(7))
        until = time.monotonic() + within(5)
        while not there.state().problem:
            assert time.monotonic() < until
            time.sleep(0.02)
        time.sleep(1)  # many attempts
    said = [one for one in caplog.records if "is not served yet" in one.getMessage()]
    assert len(said) == 1
    assert said[0].exc_info is None


def test_a_name_of_a_variable_in_any_script_comes_back(there: Endpoint) -> None:
    answer = there.answer(Query("SELECT ?имя { ?кто skos:prefLabel ?имя FILTER(LANG(?имя) = 'ru') }"), CSV)
    assert answer.body.decode() == "имя\r\nЧитатель\r\n"


def test_a_query_ends_at_its_deadline_and_is_no_answer(there: Endpoint) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryTimeout):
        there.answer(Query(HEAVY, timeout=1), CSV)
    assert time.monotonic() - begun < within(2)


def test_an_answer_that_the_engine_cuts_is_refused(tmp_path: Path) -> None:
    project = library(tmp_path / "library")
    publish(project)
    (tmp_path / "virtuoso").mkdir()
    with (
        running_virtuoso(tmp_path / "virtuoso", rows=100) as running,
        answering(project, running.sparql, running.environment) as elsewhere,
        Endpoint(project, elsewhere=elsewhere) as there,
    ):
        for query in (
            "SELECT ?s { ?s lib:value ?o }",
            "SELECT ?s { ?s lib:value ?o } LIMIT 300",
        ):
            with pytest.raises(ResultTooLarge, match="100"):
                there.answer(Query(query), CSV)
            part = there.answer(Query(query, partial=True), CSV)
            assert (part.solutions, part.capped) == (100, True)
        assert there.answer(Query("SELECT ?s { ?s lib:value ?o } LIMIT 99"), CSV).solutions == 99


def test_only_the_version_of_the_build_is_served_and_the_next_one_takes_over(
    tmp_path: Path, virtuoso: Virtuoso
) -> None:
    project = library(tmp_path / "next")
    first = publish(project)
    with answering(project, virtuoso.sparql, virtuoso.environment) as elsewhere:
        with Endpoint(project, check_seconds=0.1, elsewhere=elsewhere) as there:
            assert there.version == first
            second = publish(project, another(1))
            time.sleep(0.5)  # long enough for several looks
            assert there.version == first
            assert "holds version" in there.state().problem
            assert there.answer(Query("ASK { ?s ?p ?o }"), CSV).version == first
            push(project, virtuoso.sparql, virtuoso.environment)
            until = time.monotonic() + within(20)
            while there.version != second:
                assert time.monotonic() < until, there.state()
                time.sleep(0.05)
            assert there.answer(Query("SELECT ?s { ?s lib:value 'extra' }"), CSV).solutions == 1
        third = publish(project, another(2))
        with pytest.raises(EngineError, match="holds version") as refused:
            Endpoint(project, elsewhere=elsewhere)
        assert second[:12] in refused.value.message
        assert third[:12] in refused.value.message
        assert "kg push" in refused.value.help


def test_an_engine_that_goes_is_told_and_one_that_comes_back_is_used(tmp_path: Path) -> None:
    project = library(tmp_path / "library")
    publish(project)
    folder = tmp_path / "virtuoso"
    folder.mkdir()
    with running_virtuoso(folder) as running:
        port = int(running.url.rpartition(":")[2])
        push(project, running.sparql, running.environment)
        elsewhere = Elsewhere(running.sparql, project)
        there = Endpoint(project, check_seconds=0.1, elsewhere=elsewhere)
        assert there.answer(Query("ASK { ?s ?p ?o }"), CSV).body == b"true"
    with there, elsewhere:
        with pytest.raises(EngineUnavailable):
            there.answer(Query("ASK { ?s ?p 1 }"), CSV)
        until = time.monotonic() + within(5)
        while there.state().alive != 0:  # until the next look
            assert time.monotonic() < until
            time.sleep(0.05)
        with running_virtuoso(folder, port=port):
            until = time.monotonic() + within(20)
            while there.state().alive == 0:
                assert time.monotonic() < until
                time.sleep(0.05)
            assert there.answer(Query("ASK { ?s ?p 2 }"), CSV).body == b"true"


def test_an_engine_that_is_not_there_is_told_at_the_start(project: Project) -> None:
    with pytest.raises(EngineError, match="cannot be reached"):
        Elsewhere("http://127.0.0.1:9/sparql", project)
