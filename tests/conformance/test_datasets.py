"""Beyond the suites: what the dataset of a query is, over HTTP, with blank nodes that graphs share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conformance.served import WAYS, Client, served

pytestmark = pytest.mark.slow

EX = "http://ex.example/"
# One triple stands in every graph and in none; `_:x` is one node in g1 and g2, another in g3.
FILES = {
    "a.trig": """PREFIX ex: <http://ex.example/>
        ex:all ex:p 0 . ex:bare ex:p 1 .
        ex:g1 { ex:all ex:p 0 . _:x ex:name "x" . ex:one ex:p 1 }
        ex:g2 { ex:all ex:p 0 . _:x ex:age 7 }""",
    "b.ttl": '@prefix ex: <http://ex.example/> . ex:all ex:p 0 . _:x ex:name "x" .',
    "empty.nt": "",
}
DEFAULT, NAMED = "default-graph-uri", "named-graph-uri"
JOINED = f"?b <{EX}name> ?name ; <{EX}age> ?age"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder: Path = tmp_path_factory.mktemp("datasets")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with served("a.trig", f"{EX}g3=b.ttl", f"{EX}empty=empty.nt", cwd=folder) as client:
        yield client


def rows(client: Client, query: str, *dataset: tuple[str, str], way: str = "GET") -> list[str]:
    parameters = [(name, f"{EX}{graph}") for name, graph in dataset]
    response = client.ask(query, way=way, accept="text/csv", dataset=parameters)
    assert response.status == 200, response.body.decode()
    return sorted(response.body.decode().split("\r\n")[1:-1])


def count(client: Client, clauses: str, *dataset: tuple[str, str], way: str = "GET") -> int:
    [number] = rows(client, f"SELECT (COUNT(*) AS ?n) {clauses} {{ ?s ?p ?o }}", *dataset, way=way)
    return int(number)


def froms(*graphs: str, named: str = "") -> str:
    return " ".join(f"FROM {named} <{EX}{graph}>" for graph in graphs)


@pytest.mark.parametrize(
    ("graphs", "triples"),
    [
        (["g1"], 3),
        (["g1", "g1"], 3),
        (["g1", "g2"], 4),
        (["g2", "g1", "g2"], 4),
        (["g1", "g3"], 4),
        (["g1", "g2", "g3"], 5),
        (["g1", "g2", "g3", "empty"], 5),
        (["empty"], 0),
        (["empty", "empty"], 0),
    ],
)
@pytest.mark.parametrize("way", WAYS)
def test_a_merged_default_graph_is_a_set(way: str, graphs: list[str], triples: int, client: Client) -> None:
    assert count(client, froms(*graphs), way=way) == triples
    assert count(client, "", *[(DEFAULT, graph) for graph in graphs], way=way) == triples


def test_the_stored_default_graph_is_a_set_while_graph_sees_every_copy(client: Client) -> None:
    assert count(client, "") == 6
    copies = f"SELECT ?g {{ <{EX}all> ?p ?o GRAPH ?g {{ <{EX}all> ?p ?o }} }}"
    assert rows(client, copies) == [f"{EX}g1", f"{EX}g2", f"{EX}g3"]
    dataset = ((DEFAULT, "g1"), (DEFAULT, "g2"), (NAMED, "g1"), (NAMED, "g2"), (NAMED, "g2"))
    assert rows(client, copies, *dataset) == [f"{EX}g1", f"{EX}g2"]
    clauses = f"{froms('g1', 'g2')} {froms('g1', 'g2', 'g1', named='NAMED')}"
    assert rows(client, copies.replace("{", f"{clauses} {{", 1)) == [f"{EX}g1", f"{EX}g2"]


def test_blank_nodes_meet_in_a_merge_where_they_are_one(client: Client) -> None:
    query = f"SELECT ?name ?age {{ {JOINED} }}"
    assert rows(client, query) == ["x,7"]
    assert rows(client, query, (DEFAULT, "g1"), (DEFAULT, "g2")) == ["x,7"]
    assert rows(client, query, (DEFAULT, "g3"), (DEFAULT, "g2")) == []
    across = f"SELECT ?age {{ ?b <{EX}name> ?name GRAPH ?g {{ ?b <{EX}age> ?age }} }}"
    assert rows(client, across) == ["7"]
    assert rows(client, across, (DEFAULT, "g1"), (NAMED, "g2")) == ["7"]
    assert rows(client, across, (DEFAULT, "g1"), (DEFAULT, "g3"), (NAMED, "g2")) == ["7"]
    assert rows(client, across, (DEFAULT, "g3"), (NAMED, "g2")) == []


@pytest.mark.parametrize("way", WAYS)
def test_the_request_overrides_the_dataset_of_the_query(way: str, client: Client) -> None:
    clauses = f"{froms('g3')} {froms('g3', named='NAMED')}"
    default = f"SELECT ?o {clauses} {{ <{EX}one> ?p ?o }}"
    named = f"SELECT ?g {clauses} {{ GRAPH ?g {{ <{EX}all> ?p ?o }} }}"
    assert rows(client, default, way=way) == []
    assert rows(client, named, way=way) == [f"{EX}g3"]
    assert rows(client, default, (DEFAULT, "g1"), way=way) == ["1"]
    assert rows(client, named, (DEFAULT, "g1"), way=way) == [], "what the request leaves out is empty"
    assert rows(client, named, (NAMED, "g1"), (NAMED, "g2"), way=way) == [f"{EX}g1", f"{EX}g2"]
    assert rows(client, default, (NAMED, "g1"), way=way) == []


def test_naming_a_graph_makes_no_other_graph_visible(client: Client) -> None:
    for clauses in (froms("g1"), froms("g1", "g2")):
        assert rows(client, f"SELECT ?g {clauses} {{ GRAPH ?g {{ ?s ?p ?o }} }}") == []
        assert rows(client, f"SELECT ?s {clauses} {{ GRAPH <{EX}g3> {{ ?s ?p ?o }} }}") == []
    assert count(client, froms("g1", named="NAMED")) == 0


def test_an_empty_graph_is_a_graph(client: Client) -> None:
    every = [f"{EX}{name}" for name in ("empty", "g1", "g2", "g3")]
    assert rows(client, "SELECT ?g { GRAPH ?g {} }") == every
    response = client.ask("ASK {}", dataset=[(DEFAULT, f"{EX}empty")])
    assert "Kg-Notice" not in response.headers
    response = client.ask("ASK {}", dataset=[(DEFAULT, f"{EX}emty")])
    assert response.headers["Kg-Notice"] == (
        f"there is no graph <{EX}emty>, so it counts as empty; did you mean <{EX}empty>?"
    )


@pytest.mark.parametrize("group", ["{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"])
def test_construct_gives_a_graph_without_duplicates(group: str, client: Client) -> None:
    query = f"CONSTRUCT {{ <{EX}x> <{EX}is> <{EX}there> }} WHERE {group}"
    for accept in ("application/n-triples", "application/n-quads"):
        response = client.ask(query, accept=accept)
        assert response.body.decode() == f"<{EX}x> <{EX}is> <{EX}there> .\n"
        assert response.headers["Kg-Solutions"] == "1"
