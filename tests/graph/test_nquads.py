"""Canonical N-Quads are read by graph and by subject, from memory and from a file alike."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from graph.samples import GRAPHS, Quad, kg, make_dataset, quad_lists, thing
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.dataset import triple_lines
from kg.graph.nquads import Subject, merged_lines, open_quads
from kg.model.terms import Term, Triple


def triples(subjects: Iterable[list[Subject]]) -> list[Triple]:
    """The triples of subjects, where one of several graphs stands beside itself, each once."""
    found = [
        Triple(Term(term.decode()), *map(Term, pair.decode().split(" ", 1)))
        for some in subjects
        for term, pairs in some
        for pair in pairs
    ]
    return [one for place, one in enumerate(found) if place == 0 or one != found[place - 1]]


def terms(subjects: Iterable[list[Subject]]) -> list[str]:
    return [term.decode() for some in subjects for term, _ in some]


@settings(max_examples=100, deadline=None)
@given(quads=quad_lists())
def test_every_statement_is_read_once_and_each_subject_once(quads: list[Quad]) -> None:
    dataset = make_dataset(quads)
    with open_quads(dataset.quad_lines()) as read:
        assert sorted(triples(read.subjects())) == dataset.merged()
        assert len(set(terms(read.subjects()))) == len(terms(read.subjects()))
        assert sorted(read.graph_names()) == dataset.graph_names()
        for name in GRAPHS:
            assert sorted(triples(read.subjects(name))) == dataset.graph(name)
            assert len(set(terms(read.subjects(name)))) == len(terms(read.subjects(name)))


NAMES = ["a", "a-b", "a-b-c", "a--b", "a.b", "ab", "a/b", "a_b", "b", "b-"]


@settings(max_examples=200, deadline=None)
@given(said=st.lists(st.tuples(st.sampled_from(GRAPHS), st.sampled_from(NAMES)), max_size=25))
def test_subjects_come_in_the_order_of_their_iris(said: list[tuple[Term, str]]) -> None:
    dataset = make_dataset((graph, Triple(thing(name), kg("p"), kg("q"))) for graph, name in said)
    with open_quads(dataset.quad_lines()) as read:
        assert terms(read.subjects()) == [thing(name) for name in sorted({n for _, n in said})]
        for graph in GRAPHS:
            names = sorted({name for one, name in said if one == graph})
            assert terms(read.subjects(graph)) == [thing(name) for name in names]


@settings(max_examples=100, deadline=None)
@given(quads=quad_lists())
def test_merged_lines_are_the_sorted_lines_of_the_default_graph(quads: list[Quad]) -> None:
    dataset = make_dataset(quads)
    with open_quads(dataset.quad_lines()) as read:
        merged = b"".join(map(merged_lines, read.blocks()))
    assert merged.decode() == "".join(triple_lines(dataset.merged()))


@settings(max_examples=30, deadline=None)
@given(quads=quad_lists())
def test_a_file_reads_like_its_lines(quads: list[Quad], tmp_path_factory: pytest.TempPathFactory) -> None:
    lines = make_dataset(quads).quad_lines()
    path = tmp_path_factory.mktemp("quads") / "graph.nq"
    path.write_text("".join(lines), encoding="utf-8", newline="")
    with open_quads(path) as from_file, open_quads(lines) as from_lines:
        assert b"".join(from_file.blocks()) == b"".join(from_lines.blocks()) == "".join(lines).encode()
        assert list(from_file.subjects()) == list(from_lines.subjects())
        for name in GRAPHS:
            assert list(from_file.subjects(name)) == list(from_lines.subjects(name))
            said = [line for line in lines if line.endswith(f" {name} .\n")]
            assert b"".join(from_file.blocks(name)).decode() == "".join(said)
