"""`kg push` against two real stores: what is sent, what stands there afterwards, and what is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from cli.shell import call_kg
from engine.between import Between, between
from engine.conftest import Store
from engine.oxigraph_server import running_oxigraph
from engine.shelves import publish
from virtuoso import Virtuoso

from kg.graph.dataset import Dataset
from kg.graph.version import Facts, write_version
from kg.model.project import Project
from kg.model.terms import XSD, Triple, iri, literal

pytestmark = pytest.mark.slow

Make = Callable[..., Project]


def said(project: Project, *arguments: str, store: Store, code: int = 0) -> str:
    """What `kg push` says with these arguments, with both streams together."""
    found = call_kg("push", *arguments, cwd=project.root, **store.environment)
    text = (found.stdout + found.stderr).decode()
    assert found.returncode == code, text
    return text


def push(project: Project, proxy: Between, store: Store, *options: str, code: int = 0) -> str:
    """Push through the proxy, whose memory begins anew."""
    proxy.requests.clear()
    return said(project, proxy.url + store.query, *options, store=store, code=code)


def rows(store: Store, query: str) -> list[dict[str, dict[str, str]]]:
    """The solutions that the store itself gives."""
    answer = httpx.post(
        store.url + store.query,
        data={"query": query},
        headers={"Accept": "application/sparql-results+json"},
        trust_env=False,
        timeout=60,
    )
    found: list[dict[str, dict[str, str]]] = answer.raise_for_status().json()["results"]["bindings"]
    return found


def test_a_first_push_brings_every_graph_and_the_union_without_duplicates(store: Store, make: Make) -> None:
    project = make()
    version = publish(project, 5)
    with between(store.url) as proxy:
        text = push(project, proxy, store)
        sent = {one.graph for one in proxy.written()}
    assert f"version {version[:12]}" in text
    assert "in 8 graphs" in text
    merged = "default" if store.query == "/query" else f"{project.base}store/merged"
    assert merged in sent
    assert len(sent) == 8
    place = "" if merged == "default" else f"FROM <{merged}>"
    found = rows(store, f"SELECT (COUNT(*) AS ?n) {place} WHERE {{ <{project.base}id/all> a ?kind }}")
    assert found[0]["n"]["value"] == "1"  # it stands in five graphs
    counted = rows(
        store,
        f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{project.base}graph/a00003> {{ ?s ?p ?o }} }}",
    )
    assert counted[0]["n"]["value"] == "3"


def test_a_second_push_sends_nothing(store: Store, make: Make) -> None:
    project = make()
    publish(project, 3)
    with between(store.url) as proxy:
        push(project, proxy, store)
        text = push(project, proxy, store)
        assert proxy.written(record=True) == []
    assert text.startswith("unchanged: version ")


def test_one_changed_article_sends_its_graph_and_those_derived_from_it(store: Store, make: Make) -> None:
    project = make()
    publish(project, 6)
    with between(store.url) as proxy:
        push(project, proxy, store)
        publish(project, 6, notes={2: "другая"})
        preview = push(project, proxy, store, "--dry-run")
        assert proxy.written(record=True) == []
        push(project, proxy, store)
        sent = [one.graph for one in proxy.written()]
    merged = "default" if store.query == "/query" else f"{project.base}store/merged"
    graph = f"{project.base}graph/"
    assert sent[0] == f"{graph}a00002"
    assert set(sent) == {f"{graph}a00002", f"{graph}inferred", merged}
    assert sent[-1] == merged
    assert f"would send: {graph}a00002\n" in preview
    assert "a00003" not in preview
    note = f"SELECT ?o WHERE {{ GRAPH <{graph}a00002> {{ ?s <https://shelves.example/words#note> ?o }} }}"
    assert [row["o"]["value"] for row in rows(store, note)] == ["другая"]
    assert "the store holds version" in said(project, store.url + store.query, "--check", store=store)


def test_a_removed_article_is_deleted_there(store: Store, make: Make) -> None:
    project = make()
    publish(project, 4)
    with between(store.url) as proxy:
        push(project, proxy, store)
        publish(project, 3)
        text = push(project, proxy, store)
        assert proxy.methods()["DELETE"] == 1
    assert "1 deleted" in text
    assert rows(store, f"SELECT ?s WHERE {{ GRAPH <{project.base}graph/a00003> {{ ?s ?p ?o }} }}") == []
    assert "the store holds version" in said(project, store.url + store.query, "--check", store=store)


def test_another_machine_goes_on_from_the_record_alone(store: Store, make: Make) -> None:
    project = make()
    publish(project, 5)
    said(project, store.url + store.query, store=store)
    for note in project.build.glob("push-*"):
        note.unlink()  # all that this machine knows of the push
    publish(project, 5, notes={1: "новая"})
    with between(store.url) as proxy:
        push(project, proxy, store)
        articles = [one.graph for one in proxy.written() if "/a0" in one.graph]
    assert articles == [f"{project.base}graph/a00001"]


def test_a_check_names_the_graph_the_counts_and_a_statement_that_is_missing(store: Store, make: Make) -> None:
    project = make()
    publish(project, 5)
    said(project, store.url + store.query, store=store)
    graph = f"{project.base}graph/a00004"
    graphs, auth = ("/store", None)
    if store.query == "/sparql":
        graphs, auth = "/sparql-graph-crud-auth", httpx.DigestAuth("dba", "dba")
    httpx.put(
        store.url + graphs,
        params={"graph": graph},
        content=b"<https://x.example/s> <https://x.example/p> <https://x.example/o> .",
        headers={"Content-Type": "text/turtle"},
        auth=auth,  # type: ignore[arg-type]
        trust_env=False,
    ).raise_for_status()
    text = said(project, store.url + store.query, "--check", store=store, code=1)
    assert f"the graph {graph} has 1 statements in the store, not 3; missing: <{project.base}id/all>" in text
    assert "1 graph differs" in text


def test_what_virtuoso_takes_for_the_same_is_counted_and_said(virtuoso: Virtuoso, make: Make) -> None:
    store = Store(virtuoso.url, "/sparql", virtuoso.environment)
    project = make()
    terms = [
        literal(text, datatype=f"{XSD}{kind}")
        for text, kind in (
            ("true", "boolean"),
            ("1", "integer"),
            ("2020", "gYear"),
            ("2020-01", "gYearMonth"),
            ("2020-01-01", "date"),
            ("2020-01-01Z", "date"),
            ("2020-01-01T00:00:00+00:00", "dateTimeStamp"),
            ("2020-01-01T12:00:00Z", "dateTime"),
            ("2020-01-02", "date"),
        )
    ]
    found = Dataset()
    for term in terms:
        found.add(project.minter.graph("a"), Triple(project.minter.thing("x"), iri("urn:x:p"), term))
    write_version(project, found, Facts())
    text = said(project, store.url + store.query, store=store)
    query = f"SELECT ?o WHERE {{ GRAPH <{project.base}graph/a> {{ ?s ?p ?o }} }}"
    lost = len(terms) - len(rows(store, query))
    assert lost >= 3
    assert f"the store takes {2 * lost} of them for others of the same value" in text  # merged ones, too


def test_a_default_graph_that_shows_the_named_ones_is_noticed(make: Make, tmp_path: Path) -> None:
    with running_oxigraph(tmp_path / "union", "--union-default-graph") as url:
        project = make()
        publish(project, 2)
        text = said(project, f"{url}/query", store=Store(url, "/query", {}), code=1)
    assert "the default graph of this store shows its named graphs, too" in text


def test_the_merged_graph_has_a_name_where_the_settings_say_so(oxigraph: Store, make: Make) -> None:
    project = make(settings='[engine]\ndefault_graph = "named"\n')
    publish(project, 2)
    said(project, oxigraph.url + oxigraph.query, store=oxigraph)
    merged = f"<{project.base}store/merged>"
    counted = rows(oxigraph, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {merged} {{ ?s a ?o }} }}")
    assert counted[0]["n"]["value"] == "3"
    assert rows(oxigraph, "SELECT ?s WHERE { ?s ?p ?o }") == []


def test_progress_is_silent_in_a_pipe(oxigraph: Store, make: Make) -> None:
    project = make()
    publish(project, 3)
    found = call_kg("push", f"{oxigraph.url}/query", cwd=project.root)
    assert found.stderr == b""
    assert found.stdout.count(b"\n") == 1
