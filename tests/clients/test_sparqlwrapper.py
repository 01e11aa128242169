"""SPARQLWrapper asks, in each way, method and format that it knows."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError

import pytest
from tools import package

# It warns of its own use of what rdflib has deprecated, and of formats it did not expect.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

SELECT = "SELECT * WHERE { ?museum a ml:Museum } ORDER BY ?museum"
MUSEUMS = ["https://museum.example/id/northgate", "https://museum.example/id/old-harbour"]
WAYS = [("GET", "urlencoded"), ("POST", "urlencoded"), ("POST", "postdirectly")]
GRAPH = "https://museum.example/graph/"


@pytest.fixture
def wrapper(sparql: str) -> Any:
    """A wrapper of the endpoint."""
    return package("SPARQLWrapper").SPARQLWrapper(sparql)


def ask(wrapper: Any, query: str, format: str, way: tuple[str, str] = WAYS[0]) -> Any:
    """The answer as SPARQLWrapper converts it."""
    wrapper.setQuery(query)
    wrapper.setReturnFormat(format)
    wrapper.setMethod(way[0])
    wrapper.setRequestMethod(way[1])
    return wrapper.query().convert()


@pytest.mark.parametrize("way", WAYS)
def test_solutions_in_every_format(wrapper: Any, way: tuple[str, str]) -> None:
    found = ask(wrapper, SELECT, "json", way)["results"]["bindings"]
    assert [row["museum"]["value"] for row in found] == MUSEUMS
    document = ask(wrapper, SELECT, "xml", way)
    assert [node.firstChild.data for node in document.getElementsByTagName("uri")] == MUSEUMS
    assert ask(wrapper, SELECT, "csv", way).decode().split() == ["museum", *MUSEUMS]
    assert ask(wrapper, SELECT, "tsv", way).decode().split() == ["?museum", *(f"<{one}>" for one in MUSEUMS)]


@pytest.mark.parametrize("way", WAYS)
def test_truth_in_every_format(wrapper: Any, way: tuple[str, str]) -> None:
    query = "ASK { ?s a ml:Museum }"
    assert ask(wrapper, query, "json", way)["boolean"] is True
    assert ask(wrapper, query, "xml", way).getElementsByTagName("boolean")[0].firstChild.data == "true"
    assert ask(wrapper, query, "csv", way).strip() == ask(wrapper, query, "tsv", way).strip() == b"true"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("query", ["DESCRIBE id:lin-wanru", "CONSTRUCT WHERE { id:lin-wanru ?p ?o }"])
def test_graphs_in_every_format(wrapper: Any, query: str, way: tuple[str, str]) -> None:
    rdflib = package("rdflib")
    read = [ask(wrapper, query, format, way) for format in ("xml", "rdf", "rdf+xml", "json", "json-ld")]
    graphs = [graph for graph in read if not isinstance(graph, bytes)]
    assert len(graphs) == 5
    turtles = (ask(wrapper, query, format, way) for format in ("turtle", "n3"))
    graphs += [rdflib.Graph().parse(data=turtle, format="turtle") for turtle in turtles]
    triples = [sorted(triple for triple in graph.triples((None, None, None))) for graph in graphs]
    assert len(triples[0]) >= 5
    assert all(same == triples[0] for same in triples)


def test_its_default_format_is_understood(wrapper: Any) -> None:
    wrapper.setQuery(SELECT)
    assert len(wrapper.query().convert().getElementsByTagName("result")) == 2
    wrapper.setQuery("DESCRIBE id:lin-wanru")
    assert len(wrapper.query().convert()) >= 5


@pytest.mark.parametrize("way", WAYS)
def test_negotiation_by_header_alone(wrapper: Any, way: tuple[str, str]) -> None:
    wrapper.setOnlyConneg(True)
    for format, start in (("json", b'{"head"'), ("xml", b"<?xml"), ("csv", b"museum"), ("tsv", b"?museum")):
        wrapper.setQuery(SELECT)
        wrapper.setReturnFormat(format)
        wrapper.setMethod(way[0])
        wrapper.setRequestMethod(way[1])
        assert wrapper.query().response.read().startswith(start)


@pytest.mark.parametrize("way", WAYS)
def test_its_dataset_is_that_of_the_query(wrapper: Any, way: tuple[str, str]) -> None:
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert int(ask(wrapper, query, "csv", way).split()[1]) > 0
    wrapper.addParameter("default-graph-uri", f"{GRAPH}m001")
    assert int(ask(wrapper, query, "csv", way).split()[1]) == 0
    assert int(ask(wrapper, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "csv", way).split()[1]) > 100
    wrapper.addParameter("named-graph-uri", f"{GRAPH}m002")
    assert int(ask(wrapper, query, "csv", way).split()[1]) > 100


def test_bindings_as_objects(sparql: str) -> None:
    wrapper = package("SPARQLWrapper").SPARQLWrapper2(sparql)
    wrapper.setQuery("SELECT ?name { id:lin-wanru skos:altLabel|skos:prefLabel ?name } ORDER BY ?name")
    found = [(row["name"].value, row["name"].lang) for row in wrapper.query().bindings]
    assert ("林婉如", "zh-Hant") in found


def test_errors_are_those_it_knows(wrapper: Any, sparql: str) -> None:
    errors = package("SPARQLWrapper.SPARQLExceptions")
    for query in ("SELEKT", "SELECT * { ?s nope:nope ?o }"):
        with pytest.raises(errors.QueryBadFormed, match="/problems/syntax"):
            ask(wrapper, query, "json")
    with pytest.raises(HTTPError) as refused:
        ask(wrapper, "SELECT * { SERVICE <http://else.example/> { ?s ?p ?o } }", "json")
    assert refused.value.code == 403
    refused.value.close()
    wrapper.addParameter("timeout", "0.000001")
    with pytest.raises(HTTPError) as late:
        ask(wrapper, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "json")
    assert late.value.code == 503
    assert json.loads(late.value.read())["type"].endswith("/problems/timeout")
    late.value.close()


def test_credentials_and_headers_of_its_own_change_nothing(wrapper: Any) -> None:
    wrapper.setCredentials("somebody", "secret")
    wrapper.addCustomHttpHeader("X-Requested-With", "SPARQLWrapper")
    assert len(ask(wrapper, SELECT, "json")["results"]["bindings"]) == 2
