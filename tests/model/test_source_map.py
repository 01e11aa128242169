"""Where a finding is placed: the triple, the property, the triples that lead here, the thing itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.model.marks import Mark
from kg.model.parts import Draft, Part, pack
from kg.model.source_map import SourceMap
from kg.model.terms import Term, Triple, iri

A, B, P, Q = (iri(f"https://kg.example/{name}") for name in "abpq")
G, H = (iri(f"https://kg.example/graph/{name}") for name in "gh")


def mark(line: int, path: str = "seeds/a.yaml") -> Mark:
    return Mark(path, line, 1, line, 2)


def filled(*more: Part) -> SourceMap:
    draft = Draft([Triple(A, P, B)], [mark(3)], [(A, P)], [mark(2)], [A], [mark(1)])
    return SourceMap((draft.finished(G), *more))


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
    draft = Draft([Triple(A, P, B)], [mark(1, "seeds/0.yaml")], [], [], [], [])
    source_map = filled(draft.finished(H))
    assert source_map.place(A, P, B) == (mark(1, "seeds/0.yaml"), mark(3))
    assert source_map.of(A, P) == {B: H}


def test_an_unknown_thing_has_no_place() -> None:
    assert filled().place(iri("https://kg.example/unknown"), P) == ()


NODES = st.sampled_from([A, B, iri("https://kg.example/c")])
PREDICATES = st.sampled_from([P, Q])
PLACES = st.builds(mark, st.integers(1, 5), st.sampled_from(["seeds/a.yaml", "seeds/b.yaml"]))
PARTS = st.lists(
    st.tuples(
        st.lists(st.tuples(st.builds(Triple, NODES, PREDICATES, NODES), PLACES), max_size=8),
        st.lists(st.tuples(st.tuples(NODES, PREDICATES), PLACES), max_size=4),
        st.lists(st.tuples(NODES, PLACES), max_size=4),
    ),
    max_size=5,
)
Said = list[tuple[list[tuple[Triple, Mark]], list[tuple[tuple[Term, Term], Mark]], list[tuple[Term, Mark]]],]


def made(said: Said) -> SourceMap:
    parts = []
    for number, (triples, properties, subjects) in enumerate(said):
        draft = Draft.empty()
        for triple, place in triples:
            draft.triples.append(triple)
            draft.triple_marks.append(place)
        for key, place in properties:
            draft.properties.append(key)
            draft.property_marks.append(place)
        for subject, place in subjects:
            draft.subjects.append(subject)
            draft.subject_marks.append(place)
        parts.append(draft.finished(iri(f"https://kg.example/graph/{number}")))
    return SourceMap(parts)


@given(PARTS, NODES, PREDICATES, NODES, st.booleans())
def test_a_map_of_parts_places_as_looking_through_everything_does(
    said: Said, focus: Term, path: Term, value: Term, inverse: bool
) -> None:
    triples = [one for some, _, _ in said for one in some]
    here = Triple(value, path, focus) if inverse else Triple(focus, path, value)
    exact = [place for one, place in triples if one == here]
    if inverse:
        wider = [place for one, place in triples if (one.predicate, one.object) == (path, focus)]
    else:
        wider = [place for _, some, _ in said for key, place in some if key == (focus, path)]
    subject = [place for _, _, some in said for one, place in some if one == focus]
    source_map = made(said)
    expected = next((some for some in (exact, wider, subject) if some), [])
    assert source_map.place(focus, path, value, inverse=inverse) == tuple(sorted(set(expected)))
    assert source_map.triple_marks(here) == tuple(sorted(set(exact)))
    assert set(source_map.triples()) == {one for one, _ in triples}


@given(PARTS, st.sets(NODES))
def test_who_names_a_thing_is_told_in_the_order_of_the_files(said: Said, terms: set[Term]) -> None:
    values: dict[tuple[Term, Term], dict[Term, None]] = {}
    for triple, _ in (one for some, _, _ in said for one in some):
        values.setdefault((triple.subject, triple.predicate), {})[triple.object] = None
    expected: dict[Term, list[Term]] = {}
    for (subject, _), objects in values.items():
        for one in objects:
            if one in terms and one != subject:
                expected.setdefault(one, []).append(subject)
    source_map = made(said)
    assert source_map.naming(terms) == expected
    for subject, predicate in values:
        assert list(source_map.of(subject, predicate)) == list(values[subject, predicate])


@given(st.lists(PLACES))
def test_packed_marks_are_the_marks(marks: list[Mark]) -> None:
    packed = pack(marks)
    assert [packed[place] for place in range(len(packed))] == marks
