"""Canonical N-Quads are read by graph and by subject, from memory and from a file alike."""

from __future__ import annotations

import pytest
from graph.samples import GRAPHS, Quad, kg, make_dataset, quad_lists, thing
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.dataset import triple_lines
from kg.graph.nquads import Node, merged_lines, open_quads
from kg.model.terms import Term, Triple


def triples(nodes: list[Node]) -> list[Triple]:
    return [Triple(node.subject, *statement) for node in nodes for statement in node.statements]


@settings(max_examples=100, deadline=None)
@given(quads=quad_lists())
def test_every_statement_is_read_once_and_each_subject_is_one_node(quads: list[Quad]) -> None:
    dataset = make_dataset(quads)
    with open_quads(dataset.quad_lines()) as read:
        merged = list(read.merged())
        assert sorted(triples(merged)) == dataset.merged()
        assert len({node.subject for node in merged}) == len(merged)
        assert sorted(read.graph_names()) == dataset.graph_names()
        for name in GRAPHS:
            nodes = list(read.graph(name))
            assert sorted(triples(nodes)) == dataset.graph(name)
            assert len({node.subject for node in nodes}) == len(nodes)


NAMES = ["a", "a-b", "a-b-c", "a--b", "a.b", "ab", "a/b", "a_b", "b", "b-"]


@settings(max_examples=200, deadline=None)
@given(said=st.lists(st.tuples(st.sampled_from(GRAPHS), st.sampled_from(NAMES)), max_size=25))
def test_subjects_come_in_the_order_of_their_iris(said: list[tuple[Term, str]]) -> None:
    dataset = make_dataset((graph, Triple(thing(name), kg("p"), kg("q"))) for graph, name in said)
    with open_quads(dataset.quad_lines()) as read:
        assert [node.subject for node in read.merged()] == [
            thing(name) for name in sorted({n for _, n in said})
        ]
        for graph in GRAPHS:
            names = sorted({name for one, name in said if one == graph})
            assert [node.subject for node in read.graph(graph)] == [thing(name) for name in names]


@settings(max_examples=100, deadline=None)
@given(quads=quad_lists())
def test_merged_lines_are_the_sorted_lines_of_the_default_graph(quads: list[Quad]) -> None:
    dataset = make_dataset(quads)
    assert list(merged_lines(dataset.quad_lines())) == triple_lines(dataset.merged())


@settings(max_examples=30, deadline=None)
@given(quads=quad_lists())
def test_a_file_reads_like_its_lines(quads: list[Quad], tmp_path_factory: pytest.TempPathFactory) -> None:
    lines = make_dataset(quads).quad_lines()
    path = tmp_path_factory.mktemp("quads") / "graph.nq"
    path.write_text("".join(lines), encoding="utf-8", newline="")
    with open_quads(path) as from_file, open_quads(lines) as from_lines:
        assert list(from_file.lines()) == list(from_lines.lines()) == lines
        assert list(from_file.merged()) == list(from_lines.merged())
        for name in GRAPHS:
            assert list(from_file.graph(name)) == list(from_lines.graph(name))
            assert list(from_file.lines_of(name)) == list(from_lines.lines_of(name))
