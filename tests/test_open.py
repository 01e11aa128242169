"""`kg.open` gives a notebook the built graph, to read and not to change."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from graph.samples import BASE, KG, make_dataset, make_project, meetings
from rdflib.plugins.sparql import prepareQuery

import kg
from kg.graph.version import Facts, Version, write_version
from kg.graph.version.retention import KEPT
from kg.model.errors import NoVersion, ProjectNotFound, UsageError

# rdflib warns about its own use of its own old names.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),
]

SETTINGS = f'title = "Who met whom"\nbase = "{BASE}"\n\n[prefixes]\nkg = "{KG}"\n'


def build(folder: Path, count: int = 3) -> Version:
    (folder / "kg.toml").write_text(SETTINGS, encoding="utf-8")
    return write_version(make_project(folder), make_dataset(meetings(count)), Facts())


def test_a_notebook_asks_with_the_prefixes_of_the_project(tmp_path: Path) -> None:
    build(tmp_path)
    below = tmp_path / "notebooks"
    below.mkdir()
    dataset = kg.open(below)
    rows = dataset.query("SELECT ?m { id:jing-junhai kg:attended ?m } ORDER BY ?m")
    assert [str(row.m) for row in rows] == [f"{BASE}id/a000--meeting-{number}" for number in range(3)]
    by_graph = dataset.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
    assert [(str(row.g), int(row.n)) for row in by_graph] == [
        (f"{BASE}graph/a000", 9),
        (f"{BASE}graph/inferred", 3),
    ]


def test_a_notebook_walks_the_graph_and_the_named_graphs(tmp_path: Path) -> None:
    build(tmp_path)
    dataset = kg.open(str(tmp_path))
    person, attended = rdflib.URIRef(f"{BASE}id/jing-junhai"), rdflib.URIRef(f"{KG}attended")
    assert len(list(dataset.default_graph.objects(person, attended))) == 3
    assert len(list(dataset.graph(rdflib.URIRef(f"{BASE}graph/inferred")))) == 3


def test_every_change_is_refused(tmp_path: Path) -> None:
    build(tmp_path)
    dataset = kg.open(tmp_path)
    node = rdflib.URIRef("http://e.example/x")
    changes = [
        lambda: dataset.add((node, node, node)),
        lambda: dataset.addN([(node, node, node, dataset.default_graph)]),
        lambda: dataset.remove((None, None, None)),
        lambda: dataset.remove_graph(f"{BASE}graph/a000"),
        lambda: dataset.update("INSERT DATA { <http://e.example/x> a <http://e.example/y> }"),
        lambda: dataset.update("LOAD <http://127.0.0.1:9/>"),
        lambda: dataset.parse(data="<http://e.example/x> a <http://e.example/y> .", format="turtle"),
    ]
    for change in changes:
        with pytest.raises(UsageError, match="read-only"):
            change()
    assert len(list(dataset.default_graph)) == 9


def test_a_prepared_query_is_refused_because_it_would_leave_the_store(tmp_path: Path) -> None:
    build(tmp_path)
    with pytest.raises(UsageError, match="prepared"):
        kg.open(tmp_path).query(prepareQuery("SELECT * { ?s ?p ?o }"))


def test_an_open_dataset_keeps_its_version_alive(tmp_path: Path) -> None:
    first = build(tmp_path, 1)
    dataset = kg.open(tmp_path)
    for count in range(2, KEPT + 3):
        build(tmp_path, count)
    assert len(list(dataset.default_graph)) == 3
    del dataset
    gc.collect()
    build(tmp_path, KEPT + 3)
    assert not first.path.exists()


def test_without_a_project_or_a_build_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProjectNotFound):
        kg.open(tmp_path)
    (tmp_path / "kg.toml").write_text(SETTINGS, encoding="utf-8")
    with pytest.raises(NoVersion, match="nothing has been built"):
        kg.open(tmp_path)


def test_importing_kg_imports_nothing_heavy() -> None:
    heavy = "{'rdflib', 'pyoxigraph', 'pyshacl', 'flask', 'yaml'}"
    program = f"import sys, kg; print(sorted({heavy} & set(sys.modules)))"
    source = Path(kg.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=source, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
