"""A dataset of sorted runs says what a set of quads says, also in layers and in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph import dataset as room
from kg.graph.dataset import Dataset
from kg.model.terms import Term, Triple, iri, literal

NAMES = [iri(f"https://kg.example/{name}") for name in ("a", "ab", "a-b", "b", "é")]
OBJECTS = [
    *NAMES,
    literal("a"),
    literal("a b"),
    literal("a", language="en"),
    literal("a\t", language="en-GB"),
]
TRIPLES = st.builds(Triple, st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(OBJECTS))
QUADS = st.lists(st.tuples(st.sampled_from(NAMES), TRIPLES), max_size=60)
Quads = list[tuple[Term, Triple]]


def lines(quads: Quads) -> list[str]:
    return sorted({f"{one.subject} {one.predicate} {one.object} {graph} .\n" for graph, one in quads})


@given(QUADS, QUADS)
def test_layers_say_what_one_set_says(below: Quads, above: Quads) -> None:
    beneath = Dataset()
    for graph, triple in below:
        beneath.add(graph, triple)
    dataset = Dataset(beneath)
    for number, (graph, triple) in enumerate(above):
        dataset.add(graph, triple)
        if number % 7 == 0:
            dataset.merged()  # a list that was given out is made anew after a change
    both = [*below, *above]
    assert dataset.merged() == sorted({triple for _, triple in both})
    assert dataset.count() == len(dataset.merged())
    assert dataset.graph_names() == sorted({graph for graph, _ in both})
    for name in NAMES:
        assert dataset.graph(name) == sorted({triple for graph, triple in both if graph == name})
    assert dataset.quad_lines() == lines(both)
    assert beneath.quad_lines() == lines(below)


@pytest.mark.parametrize("at_once", [16, 48, 200])
@given(quads=QUADS)
def test_pieces_of_any_size_give_the_same_lines(at_once: int, quads: Quads) -> None:
    dataset = Dataset()
    for graph, triple in quads:
        dataset.add(graph, triple)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_LINES_AT_ONCE", at_once)
        assert dataset.quad_lines() == lines(quads)
