"""Where a finding is placed: the triple, the property, the triples that lead here, the thing itself."""

from __future__ import annotations

from kg.model.marks import Mark
from kg.model.source_map import SourceMap
from kg.model.terms import Triple, iri

A, B, P, Q = (iri(f"https://kg.example/{name}") for name in "abpq")


def mark(line: int, path: str = "seeds/a.yaml") -> Mark:
    return Mark(path, line, 1, line, 2)


def filled() -> SourceMap:
    source_map = SourceMap()
    source_map.add_subject(A, mark(1))
    source_map.add_property(A, P, mark(2))
    source_map.add(Triple(A, P, B), mark(3))
    return source_map


def test_the_nearest_place_wins() -> None:
    source_map = filled()
    assert source_map.place(A, P, B) == (mark(3),)
    assert source_map.place(A, P, A) == (mark(2),)
    assert source_map.place(A, Q) == (mark(1),)
    assert source_map.place(A) == (mark(1),)


def test_an_inverse_path_leads_to_the_triple_that_points_here() -> None:
    source_map = filled()
    assert source_map.place(B, P, A, inverse=True) == (mark(3),)
    assert source_map.place(B, P, inverse=True) == (mark(3),)


def test_what_two_files_say_has_two_places_in_order() -> None:
    source_map = filled()
    source_map.add(Triple(A, P, B), mark(1, "seeds/0.yaml"))
    assert source_map.place(A, P, B) == (mark(1, "seeds/0.yaml"), mark(3))


def test_an_unknown_thing_has_no_place() -> None:
    assert filled().place(iri("https://kg.example/unknown"), P) == ()
