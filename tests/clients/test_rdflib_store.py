"""rdflib's SPARQLStore: the endpoint as a graph of rdflib."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Dataset, Graph, Literal, Namespace, URIRef, Variable
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from kg.graph.pipeline import check
from kg.model.project import read_project

# rdflib's own parsers use what rdflib has deprecated.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

ML = Namespace("https://museum.example/ontology#")
ID = Namespace("https://museum.example/id/")
GRAPH = "https://museum.example/graph/"
FORMATS = ["xml", "json", "csv", "tsv"]


@pytest.fixture(params=[("GET", "xml"), ("POST", "json"), ("POST_FORM", "xml")], ids=str)
def store(sparql: str, request: pytest.FixtureRequest) -> SPARQLStore:
    """A store in each method, with the two formats that keep terms."""
    method, format = request.param
    return SPARQLStore(sparql, method=method, returnFormat=format)


@pytest.fixture(scope="module")
def known() -> Iterator[Dataset]:
    """The same project, checked here, as rdflib holds it."""
    checked = check(read_project(Path(__file__).parent.parent / "project"), update_lock=False)
    dataset = Dataset(default_union=True)
    dataset.parse(data="".join(checked.dataset.quad_lines()), format="nquads")
    yield dataset


def test_select_ask_construct_and_describe(store: SPARQLStore) -> None:
    graph = Graph(store)
    found = [row.museum for row in graph.query("SELECT * WHERE { ?museum a ml:Museum } ORDER BY ?museum")]
    assert found == [ID.northgate, ID["old-harbour"]]
    assert graph.query("ASK { ?s a ml:Museum }").askAnswer is True
    assert graph.query("ASK { ?s a ml:Nothing }").askAnswer is False
    # Of a graph it accepts nothing but its format of solutions, unless that is XML.
    graph = Graph(SPARQLStore(store.query_endpoint, method=store.method, returnFormat="xml"))
    built = graph.query("CONSTRUCT { ?s a ml:Museum } WHERE { ?s a ml:Museum }").graph
    assert set(built) == {(one, RDF.type, ML.Museum) for one in found}
    described = graph.query(f"DESCRIBE <{ID.northgate}>").graph
    assert (ID.northgate, RDF.type, ML.Museum) in described


def test_initial_bindings_and_namespaces(store: SPARQLStore) -> None:
    graph = Graph(store)
    name = graph.query(
        "SELECT ?name { ?thing skos:prefLabel ?name FILTER(LANG(?name) = 'en') }",
        initNs={"skos": SKOS},
        initBindings={"thing": ID["autumn-ferry"]},
    )
    assert [row.name for row in name] == [Literal("Autumn Ferry", lang="en")]


def test_literals_come_back_as_they_are_curated(store: SPARQLStore) -> None:
    graph = Graph(store)
    assert graph.value(ID["autumn-ferry"], ML.inventoryNumber) == Literal("NG-0417")
    assert graph.value(ID["autumn-ferry"], ML.heightInCentimetres).n3().startswith('"92.5"')
    assert (ID["lin-wanru"], SKOS.altLabel, Literal("林婉如", lang="zh-Hant")) in graph
    assert graph.value(ID["lin-wanru"], SKOS.altLabel).language.lower() == "zh-hant"


def test_triples_by_pattern_and_length(store: SPARQLStore, known: Dataset) -> None:
    graph = Graph(store)
    assert len(graph) == len(known)
    for pattern in (
        (None, RDF.type, ML.Museum),
        (ID["autumn-ferry"], None, None),
        (None, None, ID.northgate),
        (ID["autumn-ferry"], RDF.type, ML.Artwork),
        (None, SKOS.prefLabel, Literal("Autumn Ferry", lang="en")),
        (ID.nobody, None, None),
    ):
        assert set(graph.triples(pattern)) == set(known.triples(pattern)), pattern
    assert (ID["autumn-ferry"], RDF.type, ML.Artwork) in graph
    assert (ID["autumn-ferry"], RDFS.label, None) not in graph
    assert set(graph.subjects(RDF.type, ML.Museum)) == {ID.northgate, ID["old-harbour"]}


def test_named_graphs(store: SPARQLStore, known: Dataset) -> None:
    names = {graph.identifier for graph in known.graphs() if str(graph.identifier).startswith(GRAPH)}
    assert {str(name) for name in store.contexts()} == {str(name) for name in names}
    for name in names:
        one, same = Graph(store, identifier=name), known.graph(name)
        assert len(one) == len(same) > 0
        assert {*one.triples((None, RDF.type, None))} == {*same.triples((None, RDF.type, None))}
    holding = {str(name) for name in store.contexts((ID["autumn-ferry"], RDF.type, ML.Artwork))}
    assert holding == {f"{GRAPH}m001"}


def test_a_dataset_over_the_endpoint(sparql: str, known: Dataset) -> None:
    dataset = Dataset(SPARQLStore(sparql), default_union=True)
    assert set(dataset.subjects(RDF.type, ML.Museum)) == set(known.subjects(RDF.type, ML.Museum))
    one = Graph(dataset.store, identifier=URIRef(f"{GRAPH}m002"))
    assert len(one) == len(known.graph(URIRef(f"{GRAPH}m002")))


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_of_solutions_is_read(sparql: str, format: str) -> None:
    graph = Graph(SPARQLStore(sparql, returnFormat=format))
    found = graph.query(
        "SELECT * WHERE { ?museum a ml:Museum ; skos:prefLabel ?name FILTER(LANG(?name) = 'en') } "
        "ORDER BY ?museum"
    )
    assert [str(name) for name in found.vars] == ["museum", "name"]
    assert [str(row.name) for row in found] == ["Northgate Museum", "Old Harbour Museum"]
    assert Variable("museum") in found.vars
