from collections.abc import Iterator

import pytest
from endpoint.library import NUMBERS
from pyoxigraph import NamedNode, RdfFormat, Store

from kg.endpoint.description import SD, VOID, Dump
from kg.endpoint.formats import GRAPH_FORMATS, SOLUTION_FORMATS, TURTLE
from kg.endpoint.service import Endpoint


@pytest.fixture(scope="module")
def described(endpoint: Endpoint) -> Iterator[Store]:
    store = Store()
    answer = endpoint.description(TURTLE, dumps=[Dump("http://127.0.0.1:8000/export/x.ttl", "text/turtle")])
    store.load(answer.body, format=RdfFormat.TURTLE)
    yield store


def ask(store: Store, pattern: str) -> bool:
    return bool(store.query(f"PREFIX sd: <{SD}> PREFIX void: <{VOID}> ASK {{ {pattern} }}"))


def test_the_endpoint_is_the_public_one_and_has_no_blank_nodes(described: Store) -> None:
    assert ask(
        described, "<http://127.0.0.1:8000/sparql> a sd:Service ; sd:endpoint <http://127.0.0.1:8000/sparql>"
    )
    assert not ask(described, "?s ?p ?o FILTER(isBlank(?s) || isBlank(?o))")


def test_features_are_those_that_hold(described: Store) -> None:
    assert ask(described, "?s sd:supportedLanguage sd:SPARQL11Query ; sd:feature sd:UnionDefaultGraph")
    assert not ask(described, "VALUES ?f { sd:BasicFederatedQuery sd:DereferencesURIs } ?s sd:feature ?f")
    assert not ask(described, "?s sd:supportedLanguage sd:SPARQL11Update")


def test_every_format_that_can_be_asked_for_is_listed(described: Store) -> None:
    listed = {
        str(quad.object.value)
        for quad in described.quads_for_pattern(None, NamedNode(SD + "resultFormat"), None)
    }
    assert listed == {format.standard for format in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}


@pytest.mark.parametrize(("graph", "triples"), [("a000", 5), ("a001", 2), ("numbers", NUMBERS)])
def test_each_named_graph_has_its_count(described: Store, graph: str, triples: int) -> None:
    assert ask(
        described,
        f"?d sd:namedGraph [ sd:name <https://lib.example/graph/{graph}> ; "
        f"sd:graph [ void:triples {triples} ] ]",
    )


def test_the_default_graph_and_its_partitions_are_counted(described: Store) -> None:
    total = NUMBERS + 6
    assert ask(described, f"?d sd:defaultGraph [ void:triples {total} ] ; void:triples {total}")
    assert ask(
        described,
        "?d void:classPartition [ void:class <https://lib.example/ontology#Reader> ; void:entities 1 ]",
    )
    assert ask(
        described,
        "?d void:propertyPartition [ void:property <https://lib.example/ontology#value> ; "
        f"void:triples {NUMBERS} ] ; void:dataDump <http://127.0.0.1:8000/export/x.ttl>",
    )


def test_two_descriptions_are_the_same_bytes_in_each_format(endpoint: Endpoint) -> None:
    for format in GRAPH_FORMATS:
        first, second = (endpoint.description(format) for _ in range(2))
        assert first.body == second.body
        assert first.media_type == format.media_type
