"""What comes over the wire for a query: formats, columns, terms, datasets, notices.

Every request goes to a real server process and is written out as it is sent.
"""

from __future__ import annotations

import json
import re
from urllib.parse import quote, unquote

import pytest
from clients.asking import (
    DESCRIBE,
    GRAPH,
    RESULTS,
    SELECT,
    WAYS,
    ask,
    problem,
    rows,
    triples,
)
from clients.running import send

from kg.endpoint.formats import GRAPH_FORMATS, SOLUTION_FORMATS, Format

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("format", [*SOLUTION_FORMATS, *GRAPH_FORMATS], ids=lambda one: one.name)
def test_each_media_type_gets_its_format_in_each_way(site: str, format: Format, way: str) -> None:
    query = SELECT if format in SOLUTION_FORMATS else DESCRIBE
    for name in (format.media_type, format.media_type.upper(), *format.aliases):
        got = ask(site, query, f"{name};charset=utf-8", way=way)
        assert (got.status, got.media_type) == (200, name.lower())
        assert got.headers["Kg-Solutions"] == (
            "2" if query == SELECT else str(len(set(triples(got, format))))
        )
    assert got.headers["Vary"].count("Accept") == 3


@pytest.mark.parametrize(
    ("accept", "select", "construct"),
    [
        (None, RESULTS, "text/turtle"),
        ("", RESULTS, "text/turtle"),
        ("*/*", RESULTS, "text/turtle"),
        ("*", RESULTS, "text/turtle"),
        ("nonsense", RESULTS, "text/turtle"),
        (", ;q=1,", RESULTS, "text/turtle"),
        ("text/*", "text/csv", "text/turtle"),
        (
            "text/turtle, application/sparql-results+xml;q=0.1",
            "application/sparql-results+xml",
            "text/turtle",
        ),
        ("text/csv;q=0.2, application/n-triples;q=0.1, */*;q=0", "text/csv", "application/n-triples"),
        ("application/json", "application/json", "application/json"),
        (
            f"{RESULTS};q=0, text/turtle;q=0, */*;q=0.1",
            "application/sparql-results+xml",
            "application/n-triples",
        ),
        ('text/csv;x="a,b;q=0", text/trig;q=0.5, application/trig;q=0.4', "text/csv", "application/trig"),
        ("text/csv;q=0", 406, 406),
        ("*/*;q=0", 406, 406),
        ("image/png, video/*", 406, 406),
        ("text/turtle", 406, "text/turtle"),
        (RESULTS, RESULTS, 406),
    ],
)
def test_the_format_is_chosen_when_the_form_is_known(
    site: str, accept: str | None, select: str | int, construct: str | int
) -> None:
    for query, wanted in ((SELECT, select), ("CONSTRUCT WHERE { ?s a ml:Museum }", construct)):
        got = ask(site, query, accept)
        if wanted == 406:
            assert problem(got) == (406, "not-acceptable")
            offered = SOLUTION_FORMATS if query == SELECT else GRAPH_FORMATS
            assert all(one.media_type in json.loads(got.body)["help"] for one in offered)
        else:
            assert (got.status, got.media_type) == (200, wanted)


def test_the_parameter_wins_over_the_header(site: str) -> None:
    for name, media_type in (
        ("csv", "text/csv"),
        ("CSV", "text/csv"),
        ("srx", "application/sparql-results+xml"),
        ("application/sparql-results%2Bxml", "application/sparql-results+xml"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("html", "text/html"),
    ):
        for way in WAYS:
            assert ask(site, SELECT, "image/png", way=way, more=f"&format={name}").media_type == media_type
    assert problem(ask(site, SELECT, more="&format=turtle")) == (406, "not-acceptable")
    wrong = ask(site, DESCRIBE, more="&format=turtel")
    assert json.loads(wrong.body)["suggestion"] == "turtle"


def test_media_types_of_bodies_are_compared_without_case(site: str) -> None:
    for media_type in ("Application/SPARQL-Query", 'application/sparql-query ; Charset="UTF-8"'):
        got = send(
            site, "POST", "/sparql", {"Content-Type": media_type, "Accept": "text/csv"}, SELECT.encode()
        )
        assert len(rows(got)) == 2
    form = {"Content-Type": "APPLICATION/X-WWW-FORM-URLENCODED", "Accept": "text/csv"}
    assert len(rows(send(site, "POST", "/sparql", form, f"query={quote(SELECT)}".encode()))) == 2


def test_answers_are_utf_8_and_say_so_where_the_default_is_another(site: str) -> None:
    name = "SELECT ?name { id:lin-wanru skos:altLabel ?name FILTER(LANGMATCHES(LANG(?name), 'zh-Hant')) }"
    for format in SOLUTION_FORMATS:
        got = ask(site, name, format.media_type)
        assert "林婉如" in got.body.decode("utf-8")
        declared = "charset=utf-8" in got.headers["Content-Type"]
        assert declared == (format.name in ("csv", "tsv", "xml")), format.name
    for format in GRAPH_FORMATS:
        got = ask(site, DESCRIBE, format.media_type)
        declared = "charset=utf-8" in got.headers["Content-Type"]
        assert declared == (format.name in ("turtle", "rdfxml")), format.name


def test_language_tags_have_the_case_of_the_settings_in_every_format(site: str) -> None:
    select = "SELECT ?name { id:lin-wanru skos:altLabel ?name FILTER(LANGMATCHES(LANG(?name), 'zh')) }"
    for format in SOLUTION_FORMATS:
        body = ask(site, select, format.media_type).body
        assert (b"zh-Hant" in body) == (format.name != "csv")
        assert b"zh-hant" not in body
    tagged = re.compile(rb'(?:@|lang="|"@language":")(zh-hant)', re.IGNORECASE)
    for format in GRAPH_FORMATS:
        assert tagged.findall(ask(site, DESCRIBE, format.media_type).body) == [b"zh-Hant"], format.name


def test_literals_come_back_as_curated(site: str) -> None:
    query = (
        "SELECT ?height ?signed ?number ?date "
        "{ id:autumn-ferry ml:heightInCentimetres ?height ; ml:signed ?signed ; ml:inventoryNumber ?number . "
        "id:m001--ferry ml:reportedOn ?date }"
    )
    (found,) = json.loads(ask(site, query, RESULTS).body)["results"]["bindings"]
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert {name: (term["value"], term.get("datatype", "")) for name, term in found.items()} == {
        "height": ("92.5", xsd + "decimal"),
        "signed": ("true", xsd + "boolean"),
        "number": ("NG-0417", ""),
        "date": ("2019-07-03", xsd + "date"),
    }


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?z a ml:Loan . ?z ?m ?a }", ["z", "m", "a"]),
        ("SELECT * WHERE { ?z ^ml:work ?m OPTIONAL { ?m ml:note ?b } BIND(1 AS ?a) }", ["z", "m", "b", "a"]),
        ("SELECT DISTINCT * { VALUES (?q ?c) { (1 2) } GRAPH ?g { ?a a ml:Loan } }", ["q", "c", "g", "a"]),
        ("SELECT * { { SELECT ?y (COUNT(?hidden) AS ?b) { ?y ?hidden 1 } GROUP BY ?y } }", ["y", "b"]),
        ("SELECT * { ?s a ml:Loan FILTER NOT EXISTS { ?no a ?never } MINUS { ?less a ?s } }", ["s"]),
        ("SELECT ?b ?a { ?a a ?b }", ["b", "a"]),
    ],
)
def test_columns_stand_in_order_of_first_appearance(site: str, query: str, columns: list[str]) -> None:
    for way in WAYS:
        assert json.loads(ask(site, query, RESULTS, way=way).body)["head"]["vars"] == columns
    assert re.findall(rb'<variable name="(\w+)"', ask(site, query, SOLUTION_FORMATS[1].media_type).body) == [
        name.encode() for name in columns
    ]
    assert ask(site, query, "text/csv").body.split(b"\r\n")[0].decode() == ",".join(columns)
    tsv = ask(site, query, "text/tab-separated-values").body.split(b"\n")[0].decode()
    assert tsv == "\t".join(f"?{name}" for name in columns)


@pytest.mark.parametrize(
    "query", [DESCRIBE, f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{GRAPH}m001> {{ ?s ?p ?o }} }}"]
)
def test_a_graph_is_the_same_in_all_formats(site: str, query: str) -> None:
    found = {format.name: triples(ask(site, query, format.media_type), format) for format in GRAPH_FORMATS}
    assert len(found["ntriples"]) > 4
    for name, same in found.items():
        assert same == found["ntriples"], name
    assert ask(site, query, "application/n-quads").body == ask(site, query, "application/n-triples").body
    turtle, trig = (ask(site, query, media_type).body for media_type in ("text/turtle", "application/trig"))
    for body in (turtle, trig):
        assert b"@prefix id: <https://museum.example/id/> .\n" in body
        assert b"@prefix ml: <https://museum.example/ontology#> .\n" in body or query == DESCRIBE
        assert b"<https://museum.example/id/lin-wanru>" not in body
        prefixes = re.findall(rb"^@prefix (\S*): <", body, re.MULTILINE)
        assert prefixes == sorted(prefixes)
        for prefix in set(prefixes) - {b"rdf"}:  # which `a` stands for
            assert body.count(prefix + b":") > 1, "no prefix is declared in vain"


@pytest.mark.parametrize("way", WAYS)
def test_the_dataset_of_the_request_overrides_that_of_the_query(site: str, way: str) -> None:
    counted = "SELECT (COUNT(*) AS ?n) FROM <ONTOLOGY> FROM NAMED <ONTOLOGY> { PATTERN }"
    counted = counted.replace("ONTOLOGY", f"{GRAPH}ontology")
    everything, named = (
        counted.replace("PATTERN", "?s ?p ?o"),
        counted.replace("PATTERN", "GRAPH ?g { ?s ?p ?o }"),
    )
    sizes = {
        name.removeprefix(GRAPH): size
        for name, size in rows(
            ask(site, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", "text/csv")
        )
    }

    def count(query: str, *parameters: str) -> str:
        more = "".join(
            f"&{name}={quote(GRAPH + graph)}" for name, graph in (one.split("=") for one in parameters)
        )
        return rows(ask(site, query, "text/csv", way=way, more=more))[0][0]

    assert count(everything) == count(named) == sizes["ontology"]
    assert count(everything, "default-graph-uri=m001") == sizes["m001"]
    assert count(named, "default-graph-uri=m001") == "0"
    assert count(named, "named-graph-uri=m002") == sizes["m002"]
    assert count(everything, "named-graph-uri=m002") == "0"
    both = count(everything, "default-graph-uri=m001", "default-graph-uri=m002", "default-graph-uri=m001")
    distinct = (
        "SELECT (COUNT(*) AS ?n) "
        "{ { SELECT DISTINCT ?s ?p ?o { VALUES ?g { <%s> <%s> } GRAPH ?g { ?s ?p ?o } } } }"
    )
    assert both == rows(ask(site, distinct % (f"{GRAPH}m001", f"{GRAPH}m002"), "text/csv"))[0][0]
    assert (
        rows(ask(site, everything, "text/csv", way=way, more="&default-graph-uri="))[0][0]
        == sizes["ontology"]
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("clauses", "parameters", "seen"),
    [
        ("", (), 1),
        ("FROM <m001> FROM <m002>", (), 1),
        ("FROM <m001> FROM <m001>", (), 1),
        ("", ("default-graph-uri=m001", "default-graph-uri=m002"), 1),
        ("", ("default-graph-uri=m001", "default-graph-uri=m001"), 1),
        ("FROM <ontology>", ("default-graph-uri=m002", "default-graph-uri=m001"), 1),
        ("FROM NAMED <m001> FROM NAMED <m002>", (), 2),
        ("FROM <m001> FROM NAMED <m001> FROM NAMED <m002> FROM NAMED <m002>", (), 2),
        ("", ("named-graph-uri=m001", "named-graph-uri=m002"), 2),
    ],
)
def test_a_triple_of_two_graphs_is_one_in_the_default_graph(
    site: str, way: str, clauses: str, parameters: tuple[str, ...], seen: int
) -> None:
    pattern = "id:clara-voss a ?class FILTER(?class = ml:Person)"
    within = f"{{ {pattern} }}" if seen == 1 else f"{{ GRAPH ?g {{ {pattern} }} }}"
    clauses = clauses.replace("<", f"<{GRAPH}")
    more = "".join(f"&{one.replace('=', '=' + quote(GRAPH))}" for one in parameters)
    found = rows(ask(site, f"SELECT * {clauses} {within}", "text/csv", way=way, more=more))
    assert len(found) == seen
    (counted,) = rows(
        ask(site, f"SELECT (COUNT(*) AS ?n) {clauses} {within}", "text/csv", way=way, more=more)
    )
    assert counted == [str(seen)]


def test_an_unknown_graph_is_empty_and_named_with_its_neighbour(site: str) -> None:
    for query, more in (
        (f"ASK FROM <{GRAPH}m01> {{ ?s ?p ?o }}", ""),
        (f"SELECT * {{ GRAPH <{GRAPH}m01> {{ ?s ?p ?o }} }}", ""),
        ("SELECT * { ?s ?p ?o }", f"&default-graph-uri={GRAPH}m01"),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", f"&named-graph-uri={GRAPH}m01"),
    ):
        got = ask(site, query, RESULTS, more=more)
        assert got.status == 200
        assert json.loads(got.body).get("boolean", got.headers["Kg-Solutions"] != "0") is False
        notice = unquote(got.headers["Kg-Notice"])
        assert f"<{GRAPH}m01>" in notice
        assert re.search(rf"<{GRAPH}m00[12]>", notice)
    assert "Kg-Notice" not in ask(site, f"ASK FROM <{GRAPH}m001> {{}}").headers


def test_notices_are_ascii_that_decodes_and_never_a_flood(site: str) -> None:
    odd = "https://museum.example/graph/текст%20100%25"
    got = ask(site, "ASK {}", more=f"&default-graph-uri={quote(odd)}")
    assert got.headers["Kg-Notice"].isascii()
    assert f"<{odd}>" in unquote(got.headers["Kg-Notice"])
    many = "".join(f"&named-graph-uri=https://nowhere.example/{place}{'x' * 150}" for place in range(90))
    got = ask(site, "ASK {}", more=many)
    assert len(got.headers["Kg-Notice"]) < 2_200
    assert re.search(r"and \d\d more$", got.headers["Kg-Notice"])
    got = ask(site, "ASK {}", way="form", more=f"&default-graph-uri=https://nowhere.example/{'x' * 30_000}")
    assert (got.status, len(got.headers["Kg-Notice"]) < 2_200) == (200, True)
