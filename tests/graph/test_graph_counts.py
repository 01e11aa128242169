"""The counts that a build notes are what the queries find in the stores, whatever is in the graph."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from graph.samples import BASE, GRAPHS, Quad, kg, make_dataset, make_project, meetings, quad_lists, thing
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, QuerySolutions

from kg.graph.dataset import Dataset
from kg.graph.version import Facts, Version, write_version
from kg.graph.version.disk_store import open_store
from kg.graph.version.distinct_objects import DistinctObjects
from kg.graph.version.graph_counts import GRAPH_COUNTS, GraphCounts, PropertyCounts, read_graph_counts
from kg.graph.version.merging import merge
from kg.model.errors import VersionDamaged
from kg.model.terms import RDF, XSD, Term, Triple, iri, literal

TYPE = iri(f"{RDF}type")
SPACE = f"{BASE}id/"


def rows(version: Version, query: str) -> list[dict[str, str]]:
    """The bound values of each solution, in the store that servers ask."""
    found = open_store(version.merged_store).query(query)
    assert isinstance(found, QuerySolutions)
    names = [one.value for one in found.variables]
    return [
        {
            name: (value.value if isinstance(value, NamedNode) or hasattr(value, "value") else str(value))
            for name, value in zip(names, row, strict=True)
        }
        for row in found
    ]


def asked(version: Version) -> GraphCounts:
    """The counts as whole-graph queries find them."""

    def number(query: str) -> int:
        return int(rows(version, query)[0]["n"])

    classes = rows(
        version, "SELECT ?name (COUNT(?s) AS ?n) { ?s a ?name FILTER(isIRI(?name)) } GROUP BY ?name"
    )
    sizes = {row["name"]: int(row["n"]) for row in classes}
    own = f'FILTER(isIRI(?s) && STRSTARTS(STR(?s), "{SPACE}"))'
    firsts = rows(
        version,
        f"SELECT ?name (MIN(STR(?s)) AS ?first) {{ ?s a ?name {own} "
        'FILTER(!CONTAINS(STR(?s), "--") && isIRI(?name)) } GROUP BY ?name',
    )
    firsts = [row for row in firsts if "first" in row and row["first"] != "None"]
    firsts.sort(key=lambda row: (-sizes[row["name"]], row["name"]))
    properties = rows(
        version,
        "SELECT ?name (COUNT(*) AS ?t) (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b) { ?s ?name ?o }"
        " GROUP BY ?name",
    )
    return GraphCounts(
        classes=sizes,
        properties={
            row["name"]: PropertyCounts(int(row["t"]), int(row["a"]), int(row["b"])) for row in properties
        },
        class_count=number("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
        subjects=number("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        objects=number("SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
        entities=number(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o {own} }}"),
        examples=tuple(dict.fromkeys(row["first"] for row in firsts))[:3],
    )


def published(folder: Path, dataset: Dataset) -> Version:
    return write_version(make_project(folder), dataset, Facts())


# One spelling of each value: two spellings of one statement are refused when a version is read back.
LITERALS = st.sampled_from(
    [
        literal("a"),
        literal("a", language="en"),
        literal("a", language="zh-Hant"),
        literal("07", datatype=f"{XSD}integer"),
        literal("7", datatype=f"{XSD}decimal"),
        literal("1.50", datatype=f"{XSD}decimal"),
        literal("x y > z", datatype=f"{BASE}ontology#amount"),
        literal('" "@de . <x>'),
    ]
)
NODES = st.sampled_from([thing(name) for name in ("a", "a-b", "a--b", "ab", "b", "a0")] + [kg("a"), kg("b")])
TRIPLES = st.builds(
    Triple, NODES, st.sampled_from([TYPE, kg("p"), kg("p-q"), kg("pq")]), st.one_of(NODES, LITERALS)
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(quads=st.lists(st.tuples(st.sampled_from(GRAPHS), TRIPLES), max_size=40))
def test_the_counts_are_those_of_the_queries(quads: list[Quad]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        version = published(Path(folder), make_dataset(quads))
        assert version.graph_counts() == asked(version)


def test_what_the_store_takes_for_one_value_counts_once(tmp_path: Path) -> None:
    spellings = [
        literal("007", datatype=f"{XSD}integer"),
        literal("7", datatype=f"{XSD}integer"),
        literal("a", language="zh-Hant"),
        literal("a", language="zh-hant"),
    ]
    quads = [(GRAPHS[0], Triple(thing(f"x{place}"), kg("p"), one)) for place, one in enumerate(spellings)]
    version = published(tmp_path, make_dataset(quads))
    counts = version.graph_counts()
    assert counts is not None
    assert counts.objects == 2
    assert counts == asked(version)


def test_an_empty_graph_has_counts_too(tmp_path: Path) -> None:
    version = published(tmp_path, Dataset())
    assert version.graph_counts() == GraphCounts({}, {}, 0, 0, 0, 0, ())


def test_the_file_is_covered_by_the_hashes_of_the_manifest(tmp_path: Path) -> None:
    version = published(tmp_path, make_dataset(meetings(3)))
    assert GRAPH_COUNTS in version.manifest.files


@pytest.mark.parametrize(
    "change",
    [
        {"subjects": True},
        {"subjects": "1"},
        {"classes": {"x": None}},
        {"properties": {"x": {"triples": 1}}},
        {"examples": [1]},
        {"layout": 2},
        {"more": 1},
    ],
)
def test_counts_that_are_none_are_damage(tmp_path: Path, change: dict[str, object]) -> None:
    version = published(tmp_path, make_dataset(meetings(1)))
    path = version.path / GRAPH_COUNTS
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **change}), "utf-8")
    with pytest.raises(VersionDamaged, match="does not hold the counts"):
        version.graph_counts()


def test_a_version_without_counts_has_none(tmp_path: Path) -> None:
    assert read_graph_counts(tmp_path) is None


PAIRS = st.lists(st.tuples(st.sampled_from(["<p>", "<q>", "<pq>"]), LITERALS), max_size=60)


@settings(max_examples=60, deadline=None)
@given(pairs=PAIRS, at_once=st.integers(1, 7), files=st.integers(1, 3))
def test_pairs_put_aside_are_counted_as_those_in_memory(
    pairs: list[tuple[str, Term]], at_once: int, files: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with DistinctObjects(Path(folder), at_once=at_once, most_files=files) as aside:
            for predicate, value in pairs:
                aside.add([f"{predicate} {value}"])
            counted = aside.count()
        assert list(Path(folder).iterdir()) == []
        with DistinctObjects(Path(folder)) as together:
            together.add(f"{predicate} {value}" for predicate, value in pairs)
            assert together.count() == counted
    assert counted[1].total() >= counted[0]


@settings(max_examples=100, deadline=None)
@given(quads=quad_lists(largest=30))
def test_what_is_merged_is_the_default_graph_and_sizes_are_those_of_the_dataset(quads: list[Quad]) -> None:
    dataset = make_dataset(quads)
    merged: list[bytes] = []
    read = [0]
    with tempfile.TemporaryDirectory() as folder:
        aside = Path(folder)
        source = aside / "q"
        source.write_text("".join(dataset.quad_lines()), "utf-8", newline="")
        sizes, counts = merge(source, merged.append, aside=aside, base=BASE, step=read.append)
        assert list(aside.iterdir()) == [source]
    lines = [f"{' '.join(one)} .\n" for one in dataset.merged()]
    assert b"".join(merged).decode() == "".join(sorted(lines))
    assert read[-1] == len(dataset.quad_lines())
    assert sizes.triples == len(lines)
    assert sizes.quads == len(dataset.quad_lines())
    by_graph = {name[1:-1]: len(dataset.graph(name)) for name in dataset.graph_names()}
    assert sizes.graphs == {name: size for name, size in by_graph.items() if size}
    with_property = Counter(one.predicate[1:-1] for one in dataset.merged())
    assert {name: one.triples for name, one in counts.properties.items()} == with_property
