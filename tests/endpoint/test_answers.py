"""What the endpoint answers, in each format, over which graphs."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator

import pytest
from endpoint.library import LIB, NUMBERS
from pyoxigraph import RdfFormat, parse

from kg.endpoint.formats import (
    CSV,
    GRAPH_FORMATS,
    JSON,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TSV,
    TURTLE,
    XML,
    Format,
)
from kg.endpoint.service import Answer, Endpoint
from kg.endpoint.table import Cell, Table, read_table
from kg.model.errors import QueryError, QueryFailed, ResultTooLarge

Ask = Callable[..., Answer]
GRAPH = "https://lib.example/graph/"
NAMES = "SELECT ?name { ?s skos:prefLabel ?name } ORDER BY LANG(?name)"


def elements(body: bytes, name: str) -> Iterator[ElementTree.Element]:
    """The elements of SPARQL XML results with this local name."""
    root = ElementTree.fromstring(body)  # noqa: S314 - our own answer
    return root.iter(f"{{http://www.w3.org/2005/sparql-results#}}{name}")


def test_json_carries_terms_with_the_tags_of_the_settings(ask: Ask) -> None:
    answer = ask(NAMES, JSON)
    assert answer.media_type == "application/sparql-results+json"
    assert read_table(answer.body) == Table(
        ("name",),
        (
            {"name": Cell("literal", "Reader", "en")},
            {"name": Cell("literal", "Читатель", "ru")},
            {"name": Cell("literal", "讀者「一」", "zh-Hant")},
        ),
    )


def test_xml_csv_and_tsv_carry_the_same(ask: Ask) -> None:
    literals = elements(ask(NAMES, XML).body, "literal")
    languages = [found.get("{http://www.w3.org/XML/1998/namespace}lang") for found in literals]
    assert languages == ["en", "ru", "zh-Hant"]
    assert ask(NAMES, CSV).body.decode() == "name\r\nReader\r\nЧитатель\r\n讀者「一」\r\n"
    assert ask(NAMES, TSV).body.decode() == '?name\n"Reader"@en\n"Читатель"@ru\n"讀者「一」"@zh-Hant\n'


@pytest.mark.parametrize("format", [JSON, XML, CSV, TSV])
def test_an_ask_is_answered_in_each_format_of_solutions(ask: Ask, format: Format) -> None:
    answer = ask("ASK { ?s a lib:Reader }", format)
    assert (b"true" in answer.body, answer.form, answer.solutions) == (True, "ASK", 1)


@pytest.mark.parametrize(
    ("format", "parser"),
    [
        (TURTLE, RdfFormat.TURTLE),
        (N_TRIPLES, RdfFormat.N_TRIPLES),
        (RDF_XML, RdfFormat.RDF_XML),
        (JSON_LD, RdfFormat.JSON_LD),
        (TRIG, RdfFormat.TRIG),
        (N_QUADS, RdfFormat.N_QUADS),
    ],
)
def test_a_graph_is_the_same_in_each_format(ask: Ask, format: Format, parser: RdfFormat) -> None:
    answer = ask("DESCRIBE id:reader", format)
    found = {(quad.predicate.value, str(quad.object)) for quad in parse(answer.body, format=parser)}
    assert answer.solutions == len(found) == 5
    assert answer.body.decode().count("zh-Hant") == 1, "parsers fold the case of tags, so the text is asked"
    assert format in GRAPH_FORMATS


def test_turtle_has_the_prefixes_that_occur_in_order(ask: Ask) -> None:
    text = ask("CONSTRUCT WHERE { id:reader a ?class ; lib:borrowed ?what }", TURTLE).body.decode()
    assert text == (
        "@prefix id: <https://lib.example/id/> .\n"
        f"@prefix lib: <{LIB}> .\n"
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        "id:reader a lib:Reader ;\n\tlib:borrowed id:book .\n"
    )


def test_a_literal_that_looks_like_syntax_comes_back_as_it_is(ask: Ask) -> None:
    query = "SELECT ?title { ?s lib:title ?title }"
    title = 'service "@zh-hant {},\n\t\\'
    for format in (JSON, CSV):
        answer = ask(query, format)
        assert answer.solutions == 1
        if format is JSON:
            assert json.loads(answer.body)["results"]["bindings"][0]["title"]["value"] == title
        else:
            assert list(csv.reader(io.StringIO(answer.body.decode(), newline="")))[1] == [title]
    assert ask(f"ASK {{ ?s lib:title {json.dumps(title)} }}", CSV).body == b"true"


def test_columns_of_select_star_stand_in_order_of_first_appearance(ask: Ask) -> None:
    query = "SELECT * { ?z a ?b FILTER NOT EXISTS { ?no lib:none ?z } { SELECT ?a { ?a lib:borrowed ?c } } }"
    assert ask(query).body.splitlines()[0] == b"z,b,a"
    assert ask("SELECT DISTINCT * { ?b lib:borrowed ?a }").body.splitlines()[0] == b"b,a"
    assert ask("SELECT ?z ?a { ?z lib:borrowed ?a }").body.splitlines()[0] == b"z,a"
    assert ask("SELECT * {}", TSV).solutions == 1


def test_a_relative_iri_is_resolved_against_the_public_url(ask: Ask) -> None:
    assert ask("SELECT (<sparql> AS ?x) {}").body == b"x\r\nhttp://127.0.0.1:8000/sparql\r\n"


@pytest.mark.parametrize(
    ("clauses", "options", "count"),
    [
        ("", {}, NUMBERS + 6),
        ("FROM <{g}a000>", {}, 5),
        ("FROM <{g}a000> FROM <{g}a001>", {}, 6),
        ("FROM <{g}a000> FROM <{g}a000>", {}, 5),
        ("FROM g:a000 FROMg:a001", {}, 6),
        ("FROM <{g}a000> FROM <{g}a001> FROM <{g}numbers>", {}, NUMBERS + 6),
        ("FROM NAMED <{g}a000>", {}, 0),
        ("", {"default_graphs": ("{g}a000",), "named_graphs": ()}, 5),
        ("", {"default_graphs": ("{g}a000", "{g}a001"), "named_graphs": ()}, 6),
        ("FROM <{g}numbers>", {"default_graphs": ("{g}a001",), "named_graphs": ()}, 2),
        ("FROM <{g}numbers>", {"default_graphs": (), "named_graphs": ("{g}a000",)}, 0),
    ],
)
def test_a_default_graph_is_a_set(
    ask: Ask, clauses: str, options: dict[str, tuple[str, ...]], count: int
) -> None:
    query = f"PREFIX g: <{GRAPH}> SELECT (COUNT(*) AS ?n) {clauses.format(g=GRAPH)} {{ ?s ?p ?o }}"
    named = {name: tuple(iri.format(g=GRAPH) for iri in iris) for name, iris in options.items()}
    assert ask(query, **named).body.splitlines()[1] == str(count).encode()


@pytest.mark.parametrize(
    ("clauses", "count"),
    [
        ("", 2),
        ("FROM <{g}a000> FROM <{g}a001>", 0),
        ("FROM <{g}a000> FROM <{g}a001> FROM NAMED <{g}a001>", 1),
        ("FROM NAMED <{g}a000> FROM NAMED <{g}a001> FROM NAMED <{g}a000>", 2),
    ],
)
def test_each_named_graph_has_its_own_copy(ask: Ask, clauses: str, count: int) -> None:
    query = f"SELECT ?g {clauses.format(g=GRAPH)} {{ GRAPH ?g {{ ?s a lib:Reader }} }}"
    assert ask(query).solutions == count


def test_an_unknown_graph_is_empty_and_named_with_its_neighbour(ask: Ask) -> None:
    answer = ask("SELECT * FROM <https://lib.example/graph/number> { ?s ?p ?o }")
    assert answer.solutions == 0
    (notice,) = answer.notices
    assert f"<{GRAPH}number>" in notice
    assert f"<{GRAPH}numbers>" in notice
    assert not ask(f"ASK FROM <{GRAPH}a000> {{}}").notices
    (notice,) = ask("PREFIX g: <https://lib.example/graph/> ASK { GRAPH g:a00 {} GRAPH g:a001 {} }").notices
    assert "graph/a00>" in notice


def test_an_answer_over_a_cap_is_refused_and_names_the_cap(ask: Ask) -> None:
    with pytest.raises(ResultTooLarge, match="1,000 solutions"):
        ask("SELECT ?a ?b { ?a lib:value ?x . ?b lib:value ?y FILTER(?x < 4) }")
    with pytest.raises(ResultTooLarge, match="2 MB"):
        ask("SELECT * { ?a lib:value ?x . ?b lib:value ?y }", JSON)
    with pytest.raises(ResultTooLarge, match="10,000 triples"):
        ask("CONSTRUCT { ?a lib:near ?b } WHERE { ?a lib:value ?x . ?b lib:value ?y }", TURTLE)


@pytest.mark.parametrize("format", [JSON, XML, CSV, TSV])
def test_the_first_part_of_an_answer_is_whole_up_to_the_cap(ask: Ask, format: Format) -> None:
    answer = ask("SELECT ?a ?b { ?a lib:value ?x . ?b lib:value ?y }", format, partial=True)
    assert (answer.capped, answer.solutions) == (True, 1_000)
    rows = {
        "json": lambda body: len(json.loads(body)["results"]["bindings"]),
        "xml": lambda body: sum(1 for _ in elements(body, "result")),
        "csv": lambda body: len(list(csv.reader(io.StringIO(body.decode(), newline="")))) - 1,
        "tsv": lambda body: len(body.splitlines()) - 1,
    }
    assert rows[format.name](answer.body) == 1_000


def test_a_part_of_a_graph_ends_behind_a_triple(ask: Ask) -> None:
    query = "CONSTRUCT { ?a lib:near ?b } WHERE { ?a lib:value ?x . ?b lib:value ?y }"
    answer = ask(query, TURTLE, partial=True)
    assert (answer.capped, answer.solutions) == (True, 10_000)
    assert len(list(parse(answer.body, format=RdfFormat.TURTLE))) == 10_000


def test_an_answer_below_the_caps_is_not_called_partial(ask: Ask) -> None:
    assert ask(NAMES, CSV, partial=True).body == ask(NAMES, CSV).body
    assert not ask(NAMES, CSV, partial=True).capped


def test_an_answer_says_its_version_and_whether_it_may_be_kept(ask: Ask, endpoint: Endpoint) -> None:
    assert ask(NAMES).version == endpoint.version == endpoint.built.sha256
    assert ask(NAMES).cacheable
    assert not ask("SELECT (NOW() AS ?now) {}").cacheable


def test_pages_ask_through_the_reserved_worker(endpoint: Endpoint) -> None:
    table = endpoint.table("SELECT ?s ?name { ?s skos:prefLabel ?name } ORDER BY ?name LIMIT 1")
    assert table.columns == ("s", "name")
    assert endpoint.rows("SELECT ?s { ?s a lib:Reader }") == [
        {"s": Cell("iri", "https://lib.example/id/reader")}
    ]
    assert endpoint.ask("ASK { ?s a lib:Reader }")
    assert endpoint.graph_text("DESCRIBE id:book", N_TRIPLES).count(b"\n") == 1


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT (<http://no/function>(1) AS ?x) {}", QueryFailed),
        ("SELECT * FROM <bad iri> {}", QueryError),
    ],
)
def test_what_cannot_be_evaluated_is_an_error_of_the_client(
    ask: Ask, query: str, error: type[QueryError]
) -> None:
    with pytest.raises(error):
        ask(query)
