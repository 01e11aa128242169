"""SHACL with kept results says what a run over the whole graph says, whatever changes and is asked."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph
from shapes.example_graphs import ONTOLOGIES, ROOT, read_examples

from kg.graph.cache.store import Cache
from kg.graph.ontology import parse_turtle, term_text
from kg.graph.validation.by_neighbourhood import Validated, validate_nodes, validate_whole
from kg.graph.validation.engine import engine_shapes
from kg.graph.validation.graph_index import GraphIndex
from kg.graph.validation.memory_graph import add_turtle
from kg.graph.validation.reads import neighbourhood, plan
from kg.graph.validation.results import Result, ShapesUnusable
from kg.model.terms import Term, Triple

E = "https://example.test/"
HEAD = f"""
@prefix : <{E}> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def shapes_of(turtle: str) -> Graph:
    graph = Graph(bind_namespaces="none")
    add_turtle(graph, turtle)
    return graph


def triples_of(turtle: str) -> list[Triple]:
    found, faults = parse_turtle(HEAD + turtle, "data.ttl")
    assert not faults
    return sorted(set(found))


def whole(triples: Sequence[Triple], shapes: Graph) -> tuple[Result, ...] | str:
    try:
        return validate_whole(triples, shapes).results
    except ShapesUnusable:
        return "unusable"


def kept(
    triples: Sequence[Triple], shapes: Graph, cache: Cache, digest: str = "x"
) -> tuple[Result, ...] | str:
    try:
        return validate_nodes(triples, shapes, digest, cache).results
    except ShapesUnusable:
        return "unusable"


def cache_in(folder: str | Path) -> Cache:
    return Cache(Path(folder) / "results.sqlite")


NODES = [f":n{number}" for number in range(5)]
VALUES = [
    *NODES, "1", "3", "2.0", "2e0", '"02"^^xsd:integer', '"x"^^xsd:integer', '"2020-02-30"^^xsd:date',
    '"2020-02-28"^^xsd:date', '"2020"^^xsd:gYear', '"a"', '"a\\n"', '"a"@en', '"b"@en', '"b"@EN', '"b"@ru',
    '"b"@en-GB', '" a "^^xsd:token', '"a"^^xsd:token', "true", '"a"^^:own',
]  # fmt: skip
PREDICATES = [":p", ":q", ":r"]
CLASSES = [":A", ":B", ":C"]
TAXONOMY = ":B rdfs:subClassOf :A . :C rdfs:subClassOf :B ."

TRIPLES = st.one_of(
    st.builds(
        "{} {} {} .".format, st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(VALUES)
    ),
    st.builds("{} a {} .".format, st.sampled_from(NODES), st.sampled_from(CLASSES)),
)
DATA = st.lists(TRIPLES, min_size=1, max_size=14)

ONE = st.sampled_from(PREDICATES)
PATHS = st.one_of(
    ONE,
    st.builds("[ sh:inversePath {} ]".format, ONE),
    st.builds("( {} {} )".format, ONE, st.builds("[ sh:inversePath {} ]".format, ONE) | ONE),
    st.builds("[ sh:alternativePath ( {} {} ) ]".format, ONE, st.builds("[ sh:inversePath {} ]".format, ONE)),
    st.builds("[ sh:zeroOrOnePath {} ]".format, ONE),
    st.builds("( {} [ sh:alternativePath ( {} {} ) ] {} )".format, ONE, ONE, ONE, ONE),
    st.builds("[ sh:zeroOrMorePath {} ]".format, ONE),
    st.builds("[ sh:inversePath ( {} {} ) ]".format, ONE, ONE),
)
OF_VALUES = st.one_of(
    st.sampled_from(
        [
            "sh:minCount 1", "sh:maxCount 1", "sh:datatype xsd:integer", "sh:nodeKind sh:IRI",
            "sh:minInclusive 2", "sh:hasValue :n0", "sh:hasValue 3", 'sh:in ( :n0 :n1 3 "a" )',
            "sh:uniqueLang true", 'sh:languageIn ( "en" )', 'sh:pattern "a"', "sh:minLength 2",
            "sh:minCount 2", "sh:maxCount 0", "sh:datatype xsd:date", "sh:datatype rdf:langString",
            "sh:datatype xsd:string", "sh:datatype rdfs:Literal", "sh:datatype :own",
            "sh:nodeKind sh:Literal", "sh:nodeKind sh:IRIOrLiteral", "sh:maxExclusive 2.0",
            'sh:maxInclusive "2020-02-28"^^xsd:date', 'sh:minExclusive "a"', 'sh:hasValue "b"@en',
            'sh:hasValue 2.0', 'sh:in ( "a"@en "b"@en 2.0 )',
            'sh:languageIn ( "RU" "en-gb" )', 'sh:pattern "^A" ; sh:flags "i"',
            'sh:pattern "a$" ; sh:flags "m"', "sh:maxLength 1", "sh:maxLength 22",
            "sh:minCount 1 ; sh:deactivated true",
        ]
    ),
    st.builds("sh:class {}".format, st.sampled_from(CLASSES)),
)  # fmt: skip
OF_PROPERTY = st.one_of(
    OF_VALUES,
    st.builds(
        "sh:{} {}".format, st.sampled_from(["equals", "disjoint", "lessThan", "lessThanOrEquals"]), ONE
    ),
)
NO_COUNT = OF_VALUES.filter(
    lambda one: "Count" not in one and "uniqueLang" not in one and "deactivated" not in one
)


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Constraints that apply other shapes; `inner` is the body of a node shape."""
    return st.one_of(
        st.builds("sh:node [ {} ]".format, inner),
        st.builds("sh:not [ {} ]".format, inner),
        st.builds(
            "sh:{} ( [ {} ] [ {} ] )".format, st.sampled_from(["and", "or", "xone"]), inner, inner
        ),
        st.builds("sh:property [ sh:path {} ; {} ]".format, PATHS, OF_PROPERTY),
        st.builds("sh:property [ sh:path {} ; sh:node [ {} ] ]".format, PATHS, inner),
        st.builds(
            "sh:property [ sh:path {} ; sh:qualifiedValueShape [ {} ] ; sh:qualified{}Count 1 ]".format,
            PATHS, inner, st.sampled_from(["Min", "Max"]),
        ),
        st.builds("sh:property [ sh:path {} ; sh:property [ sh:path {} ; {} ] ]".format, ONE, ONE, NO_COUNT),
    )  # fmt: skip


BODIES = st.recursive(NO_COUNT, deeper, max_leaves=4) | st.sampled_from(
    [
        "sh:closed true ; sh:property [ sh:path :p ]",
        "sh:closed true ; sh:ignoredProperties ( rdf:type :q ) ; sh:property [ sh:path ( :p :r ) ]",
        "sh:closed false ; sh:property [ sh:path :p ]",
    ]
)
TARGETS = st.one_of(
    st.builds("sh:targetClass {}".format, st.sampled_from(CLASSES)),
    st.builds("sh:targetNode {}".format, st.sampled_from([*NODES, '"a"', "3"])),
    st.builds("sh:targetSubjectsOf {}".format, ONE),
    st.builds("sh:targetObjectsOf {}".format, ONE),
)


@st.composite
def shapes_graphs(draw: st.DrawFn) -> str:
    parts = [HEAD, TAXONOMY if draw(st.booleans()) else ""]
    for number in range(draw(st.integers(1, 3))):
        head = f":S{number} a sh:NodeShape ; {draw(TARGETS)}"
        parts.append(f"{head} ; {draw(BODIES)} .")
    if draw(st.booleans()):
        parts.append(
            f":P a sh:PropertyShape ; {draw(TARGETS)} ; sh:path {draw(PATHS)} ; {draw(OF_PROPERTY)} ."
        )
    if draw(st.booleans()):
        parts.append(f":A a sh:NodeShape , rdfs:Class ; {draw(BODIES)} .")
    if draw(st.booleans()):
        parts.append(f"[] sh:targetClass :C ; {draw(BODIES)} .")
    return "\n".join(parts)


def agree(turtle: str, before: list[str], after: list[str]) -> None:
    """The whole graph and the kept results agree before a change, after it, and after it is undone."""
    shapes = shapes_of(turtle)
    with tempfile.TemporaryDirectory() as folder:
        for data in (before, after, before):
            triples = triples_of("\n".join([TAXONOMY, *data]))
            cache = cache_in(folder)
            assert kept(triples, shapes, cache) == whole(triples, shapes)
            cache.close_check()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(shapes_graphs(), DATA, DATA)
def test_kept_results_are_those_of_the_whole_graph(turtle: str, before: list[str], more: list[str]) -> None:
    agree(turtle, before, [*before[1:], *more[:3]])


def test_values_that_the_validator_spells_alike_are_told_apart() -> None:
    turtle = f"{HEAD}:S0 a sh:NodeShape ; sh:targetObjectsOf :p ; sh:datatype xsd:integer ."
    spelt = ':n0 :p " a "^^xsd:token .'
    agree(turtle, [":n0 a :A .", spelt], [spelt, ':n0 :p "a"^^xsd:token .'])


@pytest.mark.slow
@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(shapes_graphs(), DATA, DATA)
def test_kept_results_are_those_of_the_whole_graph_at_length(
    turtle: str, before: list[str], more: list[str]
) -> None:
    agree(turtle, before, [*before[1:], *more[:3]])


def read(turtle: str, data: str, node: str) -> set[str]:
    """What the one shape reads from a node, without the common beginning of IRIs."""
    found = plan(shapes_of(HEAD + turtle))
    (reads,) = found.reads.values()
    triples: set[Triple] = set()
    index = GraphIndex(triples_of(data), found.inverse)
    neighbourhood(reads, Term(f"<{E}{node}>"), index, triples)
    return {" ".join(one).replace(E, "").replace("<", "").replace(">", "") for one in triples}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("sh:property [ sh:path :p ; sh:minCount 1 ]", {"a p b"}),
        ("sh:property [ sh:path [ sh:inversePath :p ] ; sh:maxCount 1 ]", {"z p a"}),
        ("sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ]", {"a p b", "b q c"}),
        ("sh:property [ sh:path :p ; sh:equals :q ]", {"a p b", "a q d"}),
        ("sh:property [ sh:path :p ; sh:node [ sh:property [ sh:path :q ] ] ]", {"a p b", "b q c"}),
        ("sh:not [ sh:property [ sh:path :q ] ]", {"a q d"}),
        ("sh:minInclusive 3", set()),
    ],
)
def test_a_shape_reads_what_its_terms_say(body: str, wanted: set[str]) -> None:
    data = ":a :p :b . :b :q :c . :a :q :d . :z :p :a . :a :r :e ."
    assert read(f":S sh:targetNode :a ; {body} .", data, "a") == wanted


@pytest.mark.parametrize(
    "body",
    [
        "sh:property [ sh:path [ sh:zeroOrMorePath :p ] ; sh:minCount 1 ]",
        "sh:property [ sh:path [ sh:inversePath ( :p :q ) ] ; sh:minCount 1 ]",
        "sh:property [ sh:path :p ; sh:property [ sh:path :q ; sh:minCount 1 ] ]",
        "sh:node :S",
        'sh:sparql [ sh:select "SELECT $this { $this ?p ?o }" ]',
        "sh:property [ sh:path :p ; sh:qualifiedValueShapesDisjoint true ]",
        "sh:notATermOfShacl 3",
    ],
)
def test_what_is_not_understood_is_left_to_the_whole_graph(body: str) -> None:
    found = plan(shapes_of(f"{HEAD} :S sh:targetNode :a ; {body} ."))
    assert found.others
    assert found.reads == {}


def shipped_shapes() -> Graph:
    return shapes_of(engine_shapes()) + shapes_of((ROOT / "shapes/kg-shapes.ttl").read_text("utf-8"))


def museum_shapes() -> Graph:
    path = ROOT / "tests/project/shapes/ml-shapes.ttl"
    return shapes_of(engine_shapes()) + shapes_of(path.read_text("utf-8"))


@pytest.mark.parametrize("make", [shipped_shapes, museum_shapes])
def test_every_shape_that_ships_is_understood(make: type) -> None:
    found = plan(make())
    assert not found.others
    assert len(found.reads) > 10


def examples() -> list[Triple]:
    """The passing and the failing example of each shape that ships, with the ontologies."""
    triples = set()
    for path in ONTOLOGIES:
        triples.update(parse_turtle(path.read_text("utf-8"), path.name)[0])
    for one in [*read_examples("kg-shapes.trig"), *read_examples("curation-shapes.trig")]:
        terms = [term_text(term, {}) for term in (one.subject, one.predicate, one.object)]
        triples.add(Triple(*(term for term in terms if term is not None)))
    return sorted(triples)


@pytest.mark.slow
def test_the_shapes_that_ship_agree_on_all_their_examples_through_random_edits(tmp_path: Path) -> None:
    shapes, triples = shipped_shapes(), examples()
    chance = random.Random(5)
    edited = list(triples)
    most = validate_whole(triples, shapes).focus_nodes
    assert whole(triples, shapes) != ()
    for edit in range(4):
        cache = cache_in(tmp_path)
        found = validate_nodes(edited, shapes, "x", cache)
        cache.close_check()
        assert found.results == whole(edited, shapes)
        assert found.checked < most / 2 or edit == 0
        gone = set(chance.sample(edited, 5))
        one, two = chance.sample([each for each in edited if each.object.startswith("<")], 2)
        swapped = Triple(one.subject, one.predicate, two.object)
        edited = sorted({*(each for each in edited if each not in gone), swapped})


def test_an_unchanged_graph_is_not_validated_again(tmp_path: Path) -> None:
    shapes = shapes_of(f"{HEAD} :S sh:targetClass :A ; sh:property [ sh:path :p ; sh:maxCount 1 ] .")
    triples = triples_of(":a a :A ; :p 1 , 2 . :b a :A ; :p 1 . :c a :A .")

    def run(triples: list[Triple], digest: str) -> Validated:
        cache = cache_in(tmp_path)
        found = validate_nodes(triples, shapes, digest, cache)
        cache.close_check()
        return found

    first, again = run(triples, "x"), run(triples, "x")
    assert (first.focus_nodes, first.checked, again.checked) == (3, 1, 0)
    assert again.results == first.results != ()
    without_a_value = run([one for one in triples if not one.object.startswith('"2"')], "x")
    assert (without_a_value.checked, without_a_value.results) == (0, ())
    assert run(triples, "other shapes").checked == 1
