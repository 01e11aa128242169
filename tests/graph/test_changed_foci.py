"""After a change, validating the nodes that it can alter gives what validating the whole graph gives."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pytest
from graph.test_incremental_shapes import (
    DATA,
    HEAD,
    TAXONOMY,
    E,
    cache_in,
    museum_shapes,
    shapes_graphs,
    shapes_of,
    shipped_shapes,
    triples_of,
)
from graph.test_query_rerun import change_of
from graph.test_query_rerun_projects import MUSEUM, ROOT, edited, graph_of
from grown import grow
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, Graph

from kg.graph.cache.store import Cache
from kg.graph.validation.by_neighbourhood import validate_nodes, validate_whole
from kg.graph.validation.changed_foci import MOST, affected_nodes, validate_some
from kg.graph.validation.focus_tests import FocusTests
from kg.graph.validation.graph_index import SUBCLASS, GraphIndex
from kg.graph.validation.memory_graph import to_term
from kg.graph.validation.paths import NotUnderstood, is_written_one_way
from kg.graph.validation.reads import Plan, neighbourhood, plan
from kg.graph.validation.results import Result, ShapesUnusable, in_one_order
from kg.graph.validation.targets import TARGETS, focus_nodes
from kg.model.terms import Term, Triple, iri, literal

NOTHING = Cache(None)


def indexed(triples: Sequence[Triple]) -> GraphIndex:
    predicates = {one.predicate for one in triples}
    return GraphIndex(triples, predicates, predicates)


def understood(shapes: Graph) -> Graph:
    """The shapes graph without the targets of shapes that are not understood."""
    known = plan(shapes).reads
    found = Graph(bind_namespaces="none")
    for triple in shapes:
        aims = triple[1] in TARGETS or (triple[1] == RDF.type and triple[2] == RDFS.Class)
        if not aims or to_term(triple[0]) in known:
            found.add(triple)
    return found


def affected(shapes: Graph, before: Sequence[Triple], after: Sequence[Triple]) -> set[Term] | None:
    return affected_nodes(plan(shapes), indexed(before), indexed(after), change_of(before, after))


def agree(shapes: Graph, before: Sequence[Triple], after: Sequence[Triple], cache: Cache) -> int | None:
    """The number of affected nodes, after the results about them and the others were compared.

    None where they cannot be told, or where all nodes have to be validated at once.
    """
    nodes = affected(shapes, before, after)
    if nodes is None:
        return None
    try:
        some, checked = validate_some(nodes, indexed(after), shapes, "x", cache)
    except ShapesUnusable:
        return None
    assert checked <= len(nodes)
    assert {one.focus for one in some} <= nodes
    old = [one for one in whole(before, shapes) if one.focus not in nodes]
    assert in_one_order((*old, *some)) == whole(after, shapes)
    return len(nodes)


def whole(triples: Sequence[Triple], shapes: Graph) -> tuple[Result, ...]:
    return validate_whole(triples, shapes).results


def read_by(found: Plan, triples: Sequence[Triple]) -> dict[tuple[Term, Term], frozenset[Triple] | None]:
    """What each shape reads from each of its focus nodes, all of them listed; None where it is not sure."""
    graph = indexed(triples)
    everything: dict[tuple[Term, Term], frozenset[Triple] | None] = {}
    for shape, targets in found.targets.items():
        for node in focus_nodes(targets, graph):
            read: set[Triple] = set()
            try:
                neighbourhood(found.reads[shape], node, graph, read)
                everything[shape, node] = frozenset(read)
            except NotUnderstood:
                everything[shape, node] = None
    return everything


def exactly_those_that_differ(
    nodes: set[Term], found: Plan, before: Sequence[Triple], after: Sequence[Triple]
) -> bool:
    """Whether they are all nodes that a shape has in one graph alone or of which it reads something else."""
    old, new = read_by(found, before), read_by(found, after)
    keys = {*old, *new}
    unsure = {
        key[1] for key in keys if (key in old and old[key] is None) or (key in new and new[key] is None)
    }
    differing = {key[1] for key in keys if key not in old or key not in new or old[key] != new[key]}
    return differing <= nodes <= differing | unsure


def agree_on(turtle: str, before: Sequence[Triple], after: Sequence[Triple]) -> None:
    shapes = understood(shapes_of(turtle))
    found = plan(shapes)
    nodes = affected(shapes, before, after)
    if nodes is None:
        event("not told")
        classes = [one for one in {*before} ^ {*after} if one.predicate == SUBCLASS]
        assert classes or not all(is_written_one_way(one.object) for one in (*before, *after))
        return
    # Not one node too few, and not one too many.
    assert exactly_those_that_differ(nodes, found, before, after)
    try:
        whole(before, shapes), whole(after, shapes)
    except ShapesUnusable:
        event("unusable")
        return
    event(f"{min(len(nodes), 3)} affected")
    agree(shapes, before, after, NOTHING)


@st.composite
def changes(draw: st.DrawFn) -> tuple[list[Triple], list[Triple]]:
    """A graph before and after some triples went and others came; seldom its classes change as well."""
    before, more = draw(DATA), draw(DATA)
    classes = draw(st.sampled_from([TAXONOMY] * 8 + [""]))
    kept = before[draw(st.integers(0, 3)) :]
    after = [*kept, *more[: draw(st.integers(0, 3))]]
    return triples_of("\n".join([TAXONOMY, *before])), triples_of("\n".join([classes, *after]))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(shapes_graphs(), changes())
def test_affected_nodes_and_the_others_together_are_the_whole_graph(
    turtle: str, change: tuple[list[Triple], list[Triple]]
) -> None:
    agree_on(turtle, *change)


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(shapes_graphs(), changes())
def test_affected_nodes_and_the_others_together_are_the_whole_graph_at_length(
    turtle: str, change: tuple[list[Triple], list[Triple]]
) -> None:
    agree_on(turtle, *change)


def names(nodes: set[Term] | None) -> set[str] | None:
    return None if nodes is None else {one.replace(E, "").strip("<>") for one in nodes}


THING = ":a :p :b . :b :q :c . :a :r :e . :z :p :a . :y :q :a . :a a :B . :e a :B . :f a :B . :w :p :f ."


@pytest.mark.parametrize(
    ("shape", "without", "wanted"),
    [
        ("sh:targetClass :A ; sh:property [ sh:path :r ; sh:minCount 1 ]", ":a :r :e .", {"a"}),
        ("sh:targetClass :A ; sh:property [ sh:path :q ; sh:minCount 1 ]", ":a :r :e .", set()),
        ("sh:targetClass :A ; sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ]", ":b :q :c .", {"a"}),
        ("sh:targetClass :A ; sh:property [ sh:path [ sh:inversePath :p ] ]", ":z :p :a .", {"a"}),
        ("sh:targetClass :A ; sh:property [ sh:path ( [ sh:inversePath :p ] :p ) ]", ":w :p :f .", {"f"}),
        ("sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:class :A ]", ":f a :B .", {"w"}),
        (
            "sh:targetSubjectsOf :p ; sh:property [ sh:path [ sh:zeroOrOnePath :p ] ; sh:class :A ]",
            ":a a :B .",
            {"a", "z"},
        ),
        (
            "sh:targetClass :A ; sh:property [ sh:path :r ; sh:node [ sh:closed true ] ]",
            ":e a :B .",
            {"a", "e"},
        ),
        ("sh:targetClass :A ; sh:property [ sh:path :p ; sh:equals :r ]", ":a :r :e .", {"a"}),
        ("sh:targetClass :A ; sh:minLength 1", ":a a :B .", {"a"}),
        ("sh:targetSubjectsOf :q ; sh:minLength 1", ":y :q :a .", {"y"}),
        ("sh:targetObjectsOf :p ; sh:minLength 1", ":z :p :a .", {"a"}),
        ("sh:targetNode :a ; sh:minLength 1", ":a a :B . :a :r :e . :z :p :a .", set()),
    ],
)
def test_what_reads_a_triple_is_affected_when_it_goes_and_when_it_comes(
    shape: str, without: str, wanted: set[str]
) -> None:
    shapes = shapes_of(f"{HEAD} :S a sh:NodeShape ; {shape} .")
    before = triples_of(TAXONOMY + THING)
    after = sorted({*before} - {*triples_of(without)})
    assert len(after) < len(before)
    assert names(affected(shapes, before, after)) == wanted
    assert names(affected(shapes, after, before)) == wanted


@pytest.mark.parametrize("aim", ["sh:targetSubjectsOf :p", "sh:targetObjectsOf :p", "sh:targetClass :A"])
def test_a_node_that_another_triple_selects_still_is_not_affected(aim: str) -> None:
    shapes = shapes_of(f"{HEAD} :S a sh:NodeShape ; {aim} ; sh:minLength 30 .")
    before = triples_of(TAXONOMY + ":a :p :b . :a :p :c . :d :p :b . :a a :B . :a a :C .")
    after = sorted({*before} - {*triples_of(":a :p :b . :a a :C .")})
    assert affected(shapes, before, after) == set()
    assert agree(shapes, before, after, NOTHING) == 0


def test_classes_that_change_their_place_are_not_told_where_a_shape_asks_for_classes() -> None:
    before, after = triples_of(THING + TAXONOMY), triples_of(THING)
    for asks in ("sh:targetClass :A", "sh:targetNode :a ; sh:class :A"):
        assert affected(shapes_of(f"{HEAD} :S a sh:NodeShape ; {asks} ."), before, after) is None
    others = shapes_of(f"{HEAD} :S a sh:NodeShape ; sh:targetNode :a ; sh:minLength 30 .")
    assert affected(others, before, after) == set()


def test_more_nodes_than_are_worth_it_are_not_told() -> None:
    shapes = shapes_of(
        f"{HEAD} :S sh:targetSubjectsOf :p ; sh:property [ sh:path ( :p :q ) ; sh:class :A ] ."
    )
    for number, told in ((MOST, True), (MOST + 1, False)):
        before = triples_of(" ".join(f":n{one} :p :hub ." for one in range(number)))
        found = affected(shapes, before, [*before, *triples_of(":hub :q 1 .")])
        assert (found is not None) == told


def test_more_nodes_on_the_way_than_are_worth_it_are_not_told() -> None:
    shapes = shapes_of(f"{HEAD} :S sh:targetNode :n0 ; sh:property [ sh:path ( :p :q ) ; sh:class :A ] .")
    before = triples_of(" ".join(f":n{one} :p :hub ." for one in range(MOST + 1)))
    assert affected(shapes, before, [*before, *triples_of(":hub :q 1 .")]) is None
    assert names(affected(shapes, before[1:], [*before[1:], *triples_of(":hub :q 1 .")])) is not None


NAMED = {name: iri(E + name) for name in ("p", "q", "n0", "n1")}
ONE_WORD = (
    literal("b", language="en"),
    literal("b", language="EN"),
    literal("b", datatype="http://www.w3.org/2001/XMLSchema#token"),
    literal(" b ", datatype="http://www.w3.org/2001/XMLSchema#token"),
)


@pytest.mark.parametrize(
    "shape",
    [
        "sh:targetObjectsOf :p ; sh:nodeKind sh:IRI",
        "sh:targetNode :n0 ; sh:property [ sh:path ( :p [ sh:inversePath :q ] ) ; sh:maxCount 0 ]",
    ],
)
def test_literals_that_are_one_for_a_validator_are_told_apart_nowhere(shape: str, tmp_path: Path) -> None:
    shapes = shapes_of(f"{HEAD} :S a sh:NodeShape ; {shape} .")
    chance = random.Random(1)
    all_triples = [Triple(NAMED[s], NAMED[p], word) for s in ("n0", "n1") for p in "pq" for word in ONE_WORD]
    before: list[Triple] = []
    cache = cache_in(tmp_path)
    for _ in range(40):
        after = sorted(chance.sample(all_triples, 3))
        assert validate_nodes(after, shapes, "x", cache).results == whole(after, shapes)
        agree(shapes, before, after, cache)
        before = after


@pytest.mark.parametrize("words", [ONE_WORD[:2], ONE_WORD[2:]])
def test_what_is_said_of_another_spelling_of_a_literal_is_not_told(words: Sequence[Term]) -> None:
    path = "sh:path ( :p [ sh:inversePath :q ] ) ; sh:maxCount 0"
    shapes = shapes_of(f"{HEAD} :S a sh:NodeShape ; sh:targetNode :n0 ; sh:property [ {path} ] .")
    one, other = words
    before = [Triple(NAMED["n0"], NAMED["p"], one)]
    after = [*before, Triple(NAMED["n1"], NAMED["q"], other)]
    assert whole(before, shapes) != whole(after, shapes)
    assert affected(shapes, before, after) is None


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "make"), [(ROOT, shipped_shapes), (MUSEUM, museum_shapes)])
def test_after_random_edits_of_a_project_the_results_are_those_of_the_new_graph(
    folder: Path, make: type, tmp_path: Path
) -> None:
    shapes, triples = make(), graph_of(folder)
    found, cache, chance = plan(shapes), cache_in(tmp_path), random.Random(7)
    results = validate_nodes(triples, shapes, "x", cache).results
    about = 0
    for edit in range(12):
        after = edited(triples, chance) if edit % 3 else without_some_subjects(triples, chance)
        nodes = affected(shapes, triples, after)
        assert nodes is not None
        assert exactly_those_that_differ(nodes, found, triples, after)
        some, _ = validate_some(nodes, indexed(after), shapes, "x", cache)
        together = in_one_order((*(one for one in results if one.focus not in nodes), *some))
        assert together == validate_nodes(after, shapes, "of nothing kept", NOTHING).results
        about += len(nodes)
        triples, results = after, together
    assert about > 12
    assert results == whole(triples, shapes) != ()


def without_some_subjects(triples: Sequence[Triple], chance: random.Random) -> list[Triple]:
    """The graph with a few subjects that lose most of what is said of them."""
    classes = {one.subject for one in triples if one.predicate == SUBCLASS}
    gone = chance.sample(sorted({one.subject for one in triples} - classes), 4)
    return [one for one in triples if one.subject not in gone or chance.random() < 0.2]


def test_results_are_kept_under_the_names_that_a_whole_run_looks_for(tmp_path: Path) -> None:
    shapes = shapes_of(f"{HEAD} :S sh:targetClass :A ; sh:property [ sh:path :p ; sh:maxCount 1 ] .")
    triples = triples_of(":a a :A ; :p 1 , 2 . :b a :A ; :p 1 . :c a :A ; :p 1 , 3 .")
    a, b, c, other = (iri(E + name) for name in ("a", "b", "c", "other"))
    cache = cache_in(tmp_path)
    assert validate_some([b, other], indexed(triples), shapes, "x", cache) == ([], 0)
    some, checked = validate_some([a, b, other], indexed(triples), shapes, "x", cache)
    assert (checked, [one.focus for one in some]) == (1, [a])
    assert validate_some([a, b], indexed(triples), shapes, "x", cache) == (some, 0)
    found = validate_nodes(triples, shapes, "x", cache)
    assert (found.checked, [one.focus for one in found.results]) == (1, [a, c])


class Counting:
    """A reader that counts what it is asked and the members that it hands out; it refuses to list all."""

    def __init__(self, graph: GraphIndex) -> None:
        self.graph = graph
        self.asked = 0
        self.members = 0

    def properties(self, subject: Term) -> Mapping[Term, Collection[Term]]:
        found = self.graph.properties(subject)
        self.asked += 1
        self.members += sum(map(len, found.values()))
        return found

    def subjects(self, predicate: Term, node: Term) -> Collection[Term]:
        found = self.graph.subjects(predicate, node)
        self.asked += 1
        self.members += len(found)
        return found

    def subjects_of(self, predicate: Term) -> Collection[Term]:
        raise AssertionError(predicate)

    def objects_of(self, predicate: Term) -> Collection[Term]:
        raise AssertionError(predicate)


def many_times(triples: Sequence[Triple], times: int) -> list[Triple]:
    """The graph with further copies of what its articles say, all of the one ontology."""

    def copied(term: Term, number: int) -> Term:
        return Term(f"{term[:-1]}.{number}>") if term.startswith("<https://museum.example/id/") else term

    found = set(triples)
    for number in range(1, times):
        found.update(
            Triple(copied(one.subject, number), one.predicate, copied(one.object, number)) for one in triples
        )
    return sorted(found)


@pytest.mark.slow
def test_the_work_for_an_edit_does_not_grow_with_the_graph(tmp_path: Path) -> None:
    shapes, few = museum_shapes(), graph_of(grow(tmp_path / "ten", 10))
    found = plan(shapes)
    work = []
    for times in (5, 200):
        before = many_times(few, times)
        gone = {one for one in before if re.search(r"(courier|evening)-7(/|>)", one.subject)}
        assert len(gone) > 10
        after = [one for one in before if one not in gone]
        old, new = Counting(indexed(before)), Counting(indexed(after))
        nodes = affected_nodes(found, old, new, change_of(before, after))
        assert nodes is not None
        some, checked = validate_some(nodes, new, shapes, "x", NOTHING)
        work.append((nodes, in_one_order(some), checked, old.asked, old.members, new.asked, new.members))
    assert work[0] == work[1]
    assert len(work[0][0]) > 3
    assert work[0][3] + work[0][5] < 50 * len(work[0][0])


def test_a_node_is_selected_where_it_is_among_all_focus_nodes() -> None:
    triples = triples_of(TAXONOMY + THING)
    graph = indexed(triples)
    nodes = {one for triple in triples for one in (triple.subject, triple.object)}
    aims = ("sh:targetClass :A", "sh:targetSubjectsOf :p", "sh:targetObjectsOf :q", "sh:targetNode :z")
    for aim in aims:
        (targets,) = plan(shapes_of(f"{HEAD} :S a sh:NodeShape ; {aim} .")).targets.values()
        tests = FocusTests(graph)
        selected = {one for one in nodes if tests.selects(targets, one)}
        assert selected == focus_nodes(targets, graph) != set()
        assert len(selected) < len(nodes) / 2
