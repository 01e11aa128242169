"""What is said to conform in advance is what a validator finds nothing at, constraint by constraint."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.projects import write_project
from edits import edit_at_random
from graph.test_incremental_shapes import HEAD, shapes_of, triples_of
from grown import MUSEUM, grow
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS
from pyshacl.consts import XSD_WHOLE_INTEGERS
from rdflib import SH, Graph

from kg.graph.pipeline import check
from kg.graph.validation.by_neighbourhood import validate_nodes, validate_whole
from kg.graph.validation.conformance import _KNOWN, _UNKNOWN, Conformance
from kg.graph.validation.engine import engine_shapes
from kg.graph.validation.graph_index import GraphIndex
from kg.graph.validation.reads import plan
from kg.graph.validation.results import bare
from kg.graph.validation.shape_terms import WHOLE_INTEGERS
from kg.graph.validation.shapes import read_shapes
from kg.model.project import read_project
from kg.model.terms import Term, Triple

ROOT = Path(__file__).parents[2]
NODE = Term("<https://example.test/a>")
SHAPE = Term("<https://example.test/S>")

# The constraint, data in which :a conforms, and data in which it does not.
CASES = [
    ("sh:path :p ; sh:class :A", ":a :p :b . :b a :B . :B rdfs:subClassOf :C . :C rdfs:subClassOf :A .",
     ":a :p :b . :b a :B . :A rdfs:subClassOf :B ."),
    ("sh:path :p ; sh:class :A", ":a :q 1 .", ":a :p 1 ."),
    ("sh:path :p ; sh:class :A , :B", ":a :p :b . :b a :A , :B .", ":a :p :b . :b a :A ."),
    ("sh:path :p ; sh:datatype xsd:integer", ":a :p 1 , 2 .", ":a :p 1 , 2.0 ."),
    ("sh:path :p ; sh:datatype xsd:integer", ":a :p '01'^^xsd:integer .", ":a :p 'one'^^xsd:integer ."),
    ("sh:path :p ; sh:datatype xsd:date", ":a :p '2024-02-29'^^xsd:date .", ":a :p '2023-02-29'^^xsd:date ."),
    ("sh:path :p ; sh:datatype xsd:string", ":a :p 'x' .", ":a :p 'x'@en ."),
    ("sh:path :p ; sh:datatype rdf:langString", ":a :p 'x'@en .", ":a :p 'x' ."),
    ("sh:path :p ; sh:datatype :own", ":a :p 'x'^^:own .", ":a :p :own ."),
    ("sh:path :p ; sh:nodeKind sh:IRI", ":a :p :b .", ":a :p 'b' ."),
    ("sh:path :p ; sh:nodeKind sh:Literal", ":a :p 'b' .", ":a :p :b ."),
    ("sh:path :p ; sh:nodeKind sh:BlankNodeOrLiteral", ":a :p 'b' .", ":a :p :b ."),
    ("sh:path :p ; sh:minCount 1", ":a :p 1 .", ":a :q 1 ."),
    ("sh:path :p ; sh:minCount 2", ":a :p 'x'@en , 'x'@ru .", ":a :p 'x'@en , 'x'@EN ."),
    ("sh:path :p ; sh:maxCount 1", ":a :p 'x'@en , 'x'@EN .", ":a :p 1 , 2 ."),
    ("sh:path :p ; sh:minExclusive 2", ":a :p 3 , 2.5 .", ":a :p 2.0 ."),
    ("sh:path :p ; sh:minInclusive 2", ":a :p 2.0 , 2e0 .", ":a :p 1 ."),
    ("sh:path :p ; sh:minInclusive 2", ":a :p 3 .", ":a :p '3' ."),
    ("sh:path :p ; sh:maxExclusive 2", ":a :p 1 .", ":a :p 2 ."),
    ("sh:path :p ; sh:maxInclusive 2", ":a :p 2 .", ":a :p :b ."),
    ("sh:path :p ; sh:maxInclusive '2024-01-01'^^xsd:date", ":a :p '2023-12-31'^^xsd:date .",
     ":a :p '2024-01-02'^^xsd:date ."),
    ("sh:path :p ; sh:minLength 3", ":a :p 'abc' , 'a\\tc'@en .", ":a :p 'a\\t' ."),
    ("sh:path :p ; sh:maxLength 3", ":a :p '中文字' , '\\\"\\\"\\\"' .", ":a :p '中文字的' ."),
    ("sh:path :p ; sh:maxLength 22", ":a :p :b .", ":a :p :bc ."),
    ("sh:path :p ; sh:pattern '^b.$'", ":a :p 'b\\\"'@en .", ":a :p 'b\\n'@en ."),
    ("sh:path :p ; sh:pattern '^B$' ; sh:flags 'im'", ":a :p 'a\\nb' .", ":a :p 'a b' ."),
    ("sh:path :p ; sh:pattern '^https://example'", ":a :p :b .", ":a :p <http://example.test/b> ."),
    ("sh:path :p ; sh:pattern 'a' , 'b'", ":a :p 'ab' .", ":a :p 'a' ."),
    ("sh:path :p ; sh:languageIn ( 'en' 'zh-Hans' )", ":a :p 'x'@en-GB , 'x'@ZH-hans .", ":a :p 'x'@zh ."),
    ("sh:path :p ; sh:languageIn ( 'en' )", ":a :p 'x'@EN .", ":a :p 'x' ."),
    ("sh:path :p ; sh:uniqueLang true", ":a :p 'x'@en , 'y'@ru , 'x' , 'y' .", ":a :p 'x'@en , 'y'@EN ."),
    ("sh:path :p ; sh:in ( :b 1 'x'@en )", ":a :p :b , 1 , 'x'@EN .", ":a :p 1.0 ."),
    ("sh:path :p ; sh:in ( :b 'x'@en )", ":a :p 'x'@en .", ":a :p 'x' ."),
    ("sh:path :p ; sh:hasValue 'x'@en", ":a :p 'x'@en , 'y' .", ":a :p 'x'@ru ."),
    ("sh:path :p ; sh:hasValue :b , 1", ":a :p :b , 1 .", ":a :p :b ."),
    ("sh:hasValue :a", "", None),
    ("sh:hasValue :b", None, ""),
    ("sh:path :p ; sh:equals :q", ":a :p 1 , 'x'@en ; :q 1 , 'x'@EN .", ":a :p 1 ; :q 1 , 2 ."),
    ("sh:path :p ; sh:disjoint :q", ":a :p 1 ; :q 2 .", ":a :p 1 , 'x'@en ; :q 'x'@EN ."),
    ("sh:path :p ; sh:lessThan :q", ":a :p 1 , 2 ; :q 3 , 2.5 .", ":a :p 1 , 2 ; :q 2 , 3 ."),
    ("sh:path :p ; sh:lessThan :q", ":a :p '2' ; :q 'a' .", ":a :p 1 ; :q 'a' ."),
    ("sh:path :p ; sh:lessThanOrEquals :q", ":a :p '2024-01-01'^^xsd:date ; :q '2024-01-01'^^xsd:date .",
     ":a :p '2024-01-02'^^xsd:date ; :q '2024-01-01'^^xsd:date ."),
    ("sh:property [ sh:path :p ; sh:minCount 1 ]", ":a :p 1 .", ":a :q 1 ."),
    ("sh:node [ sh:property [ sh:path :p ; sh:minCount 1 ] ]", ":a :p 1 .", ":a :q 1 ."),
    ("sh:path :p ; sh:node [ sh:class :A ]", ":a :p :b . :b a :A .", ":a :p :b . :b a :B ."),
    ("sh:not [ sh:class :A ]", ":a a :B .", ":a a :A ."),
    ("sh:and ( [ sh:class :A ] [ sh:class :B ] )", ":a a :A , :B .", ":a a :A ."),
    ("sh:or ( [ sh:class :A ] [ sh:class :B ] )", ":a a :A .", ":a a :C ."),
    ("sh:path :p ; sh:or ( [ sh:class :A ] [ sh:datatype xsd:integer ] )", ":a :p 1 , :b . :b a :A .",
     ":a :p 1.0 ."),
    ("sh:xone ( [ sh:class :A ] [ sh:class :B ] )", ":a a :A .", ":a a :A , :B ."),
    ("sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path :p ]",
     ":a a :A ; :p 1 , 2 .", ":a a :A ; :p 1 ; :q 2 ."),
    ("sh:closed true ; sh:property [ sh:path :p ]", ":a a rdfs:Resource ; :p 1 .", ":a a :A ."),
    ("sh:path :p ; sh:qualifiedValueShape [ sh:class :A ] ; sh:qualifiedMinCount 1",
     ":a :p :b , :c . :b a :A .", ":a :p :c ."),
    ("sh:path :p ; sh:qualifiedValueShape [ sh:class :A ] ; sh:qualifiedMaxCount 1",
     ":a :p :b , :c . :b a :A .", ":a :p :b , :c . :b a :A . :c a :A ."),
    ("sh:path ( :p :q ) ; sh:minCount 1", ":a :p :b . :b :q 1 .", ":a :p :b ; :q 1 ."),
    ("sh:path [ sh:inversePath :p ] ; sh:maxCount 1", ":b :p :a .", ":b :p :a . :c :p :a ."),
    ("sh:path [ sh:alternativePath ( :p :q ) ] ; sh:maxCount 1", ":a :p 1 ; :q 1 .", ":a :p 1 ; :q 2 ."),
    ("sh:path [ sh:zeroOrOnePath :p ] ; sh:class :A", ":a a :A .", ":a a :A ; :p :b ."),
    ("sh:path ( [ sh:inversePath :p ] :q ) ; sh:hasValue 1", ":b :p :a ; :q 1 .", ":b :p :a ; :q 2 ."),
]  # fmt: skip

# Shapes whose data cannot be told in advance, or that a validator refuses, with data at which it says so.
UNSURE = [
    ("sh:path :p ; sh:minCount 2 ; sh:maxCount 1.0", ":a :q 1 ."),
    ("sh:path :p ; sh:minCount 'one'", ":a :q 1 ."),
    ("sh:path :p ; sh:maxCount -1", ":a :q 1 ."),
    ("sh:path :p ; sh:pattern '('", ":a :q 1 ."),
    ("sh:path :p ; sh:pattern 'a' ; sh:flags 'i' , 'm'", ":a :q 1 ."),
    ("sh:path :p ; sh:datatype xsd:date , xsd:string", ":a :q 1 ."),
    ("sh:path :p ; sh:node [ sh:path :q ; sh:minCount 1 ]", ":a :q 1 ."),
    ("sh:property [ sh:class :A ]", ":a :q 1 ."),
    ("sh:path :p ; sh:in :b", ":a :q 1 ."),
    ("sh:path ( :p ) ; sh:minCount 1", ":a :p 1 ."),
    ("sh:path :p ; sh:in ( 'x'^^xsd:token )", ":a :p 'x'^^xsd:token ."),
    ("sh:path :p ; sh:maxCount 1", ":a :p ' x '^^xsd:token , 'x'^^xsd:token ."),
    ("sh:minCount 1", ":a :q 1 ."),
    ("sh:ignoredProperties ( :p )", ":a :q 1 ."),
    ("sh:path :p ; sh:qualifiedMinCount 1", ":a :q 1 ."),
    ("sh:path ( :p [ sh:inversePath :q ] ) ; sh:maxCount 1", ":a :p 'x'@en . :b :q 'x'@en . :c :q 'x'@EN ."),
]


def is_sure(body: str, data: str) -> bool:
    shapes = shapes_of(f"{HEAD} :S sh:targetNode :a ; {body} .")
    found = plan(shapes)
    index = GraphIndex(triples_of(data), found.inverse, found.whole)
    return Conformance(shapes, index).is_sure(SHAPE, NODE)


def faults(body: str, data: str) -> int:
    shapes = shapes_of(f"{HEAD} :S sh:targetNode :a ; {body} .")
    return len(validate_whole(triples_of(data), shapes).results)


@pytest.mark.parametrize(("body", "good", "bad"), CASES)
def test_a_constraint_is_sure_where_it_is_satisfied_and_nowhere_else(
    body: str, good: str | None, bad: str | None
) -> None:
    if good is not None:
        assert faults(body, good) == 0
        assert is_sure(body, good)
    if bad is not None:
        assert faults(body, bad) > 0
        assert not is_sure(body, bad)


@pytest.mark.parametrize(("body", "good", "bad"), [case for case in CASES if None not in case])
def test_what_fails_within_another_shape_is_not_sure_and_its_contrary_is(
    body: str, good: str, bad: str
) -> None:
    """Nested tests have to be exact on both sides, because `sh:not` turns them round."""
    for wrapped in (f"sh:or ( [ sh:class :Nothing ] [ {body} ] )", f"sh:not [ sh:not [ {body} ] ]"):
        assert is_sure(wrapped, good)
        assert not is_sure(wrapped, bad)
    contrary = f"sh:not [ {body} ]"
    assert not is_sure(contrary, good)
    assert is_sure(contrary, bad)
    assert faults(contrary, bad) == 0


@pytest.mark.parametrize(("body", "data"), UNSURE)
def test_what_a_validator_may_refuse_or_see_otherwise_is_not_sure(body: str, data: str) -> None:
    assert not is_sure(body, data)


def test_every_constraint_of_shacl_core_has_a_case() -> None:
    terms = {str(one).rpartition("#")[2] for one in ALL_CONSTRAINT_PARAMETERS}
    terms -= {"sparql", "qualifiedValueShapesDisjoint"}
    assert terms <= {word.removeprefix("sh:") for body, _, _ in CASES for word in body.split()}


def test_what_the_validator_knows_is_what_is_written_down_of_it() -> None:
    assert frozenset(ALL_CONSTRAINT_PARAMETERS) - _KNOWN == _UNKNOWN
    assert set(WHOLE_INTEGERS) == set(XSD_WHOLE_INTEGERS)


def test_shapes_that_lie_too_deep_in_each_other_are_not_sure() -> None:
    def nested(depth: int) -> str:
        return "sh:node [ " * depth + "sh:class :A" + " ]" * depth

    assert is_sure(nested(5), ":a a :A .")
    assert not is_sure(nested(12), ":a a :A .")


def test_a_deactivated_shape_is_sure() -> None:
    assert is_sure("sh:class :A ; sh:deactivated true", ":a a :B .")
    assert not is_sure("sh:class :A ; sh:deactivated false", ":a a :B .")


@pytest.mark.parametrize(
    ("shapes", "faults"),
    [
        (":A a rdfs:Class ; sh:pattern 'z' .", 0),
        (":A a rdfs:Class , sh:NodeShape ; sh:pattern 'z' .", 1),
        (":A a rdfs:Class ; sh:node [ sh:pattern 'z' ] .", 1),
        (":A a rdfs:Class ; sh:pattern 'z' . :S sh:targetClass :B ; sh:not :A .", 1),
        (":A a rdfs:Class ; sh:pattern 'z' . :S sh:targetClass :B ; sh:or ( [ sh:class :A ] :A ) .", 1),
        (":A a :Kind ; sh:node [ sh:pattern 'z' ] . :Kind rdfs:subClassOf rdfs:Class .", 1),
    ],
)
def test_a_class_has_focus_nodes_where_a_validator_takes_it_for_a_shape(shapes: str, faults: int) -> None:
    graph, triples = shapes_of(HEAD + shapes), triples_of(":x a :A , :C .")
    found = validate_nodes(triples, graph)
    assert found == replace(validate_whole(triples, graph), checked=found.checked)
    assert found.focus_nodes == len(found.results) == faults


@pytest.mark.parametrize(
    ("body", "faults"),
    [("sh:hasValue 'x'@en", 1), ("sh:in ( 'x'@en )", 1), ("sh:message 'x'@en ; sh:hasValue :a", 0)],
)
def test_a_shape_without_its_texts_still_demands_texts(body: str, faults: int) -> None:
    shapes = bare(shapes_of(f"{HEAD} :S sh:targetNode :a ; {body} ."))
    assert len(validate_nodes(triples_of(""), shapes).results) == faults
    assert not any(shapes.objects(None, SH.message))


def test_shapes_that_are_refused_are_refused_though_everything_else_conforms() -> None:
    shapes = shapes_of(f"{HEAD} :S sh:targetClass :A . :T a sh:PropertyShape .")
    with pytest.raises(Exception, match="PropertyShape"):
        validate_nodes(triples_of(":a a :A ."), shapes)


def test_a_thousand_faulty_nodes_are_validated_in_batches_with_the_same_results() -> None:
    shapes = shapes_of(f"{HEAD} :S sh:targetClass :A ; sh:property [ sh:path :p ; sh:maxCount 1 ] .")
    data = triples_of("\n".join(f":n{number} a :A ; :p {number} , :x ." for number in range(1100)))
    found = validate_nodes(data, shapes)
    assert found == validate_whole(data, shapes)
    assert found.checked == len(found.results) == 1100


def graph_and_shapes(folder: Path) -> tuple[list[Triple], Graph]:
    """All triples of a project, the inferred ones with them, and its shapes."""
    project = read_project(folder)
    shapes, _ = read_shapes(project, engine_shapes(), "shapes/*-shapes.ttl")
    return check(project, update_lock=False).dataset.merged(), bare(shapes.graph)


def agree(triples: Sequence[Triple], shapes: Graph) -> float:
    """The share of focus nodes that a validator had to look at, after the results were compared."""
    found, wanted = validate_nodes(triples, shapes), validate_whole(triples, shapes)
    assert found.results == wanted.results
    assert found.focus_nodes == wanted.focus_nodes > 50
    return found.checked / found.focus_nodes


@pytest.mark.slow
def test_nearly_all_nodes_of_the_project_that_ships_are_sure() -> None:
    assert agree(*graph_and_shapes(ROOT)) < 0.01


def test_nearly_all_nodes_of_a_museum_are_sure(tmp_path: Path) -> None:
    assert agree(*graph_and_shapes(grow(tmp_path / "many", 5))) < 0.05


@pytest.mark.slow
def test_a_generated_project_with_planted_errors_has_the_same_results(tmp_path: Path) -> None:
    write_project(tmp_path / "planted", 20, errors=10)
    assert agree(*graph_and_shapes(tmp_path / "planted")) < 0.1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_project_edited_at_random_has_the_same_results(tmp_path: Path, seed: int) -> None:
    folder = Path(shutil.copytree(MUSEUM, tmp_path / "museum", ignore=shutil.ignore_patterns("build")))
    chance = random.Random(seed)
    for _ in range(4):
        edit_at_random(folder, chance)
        triples, shapes = graph_and_shapes(folder)
        if triples:
            agree(triples, shapes)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_graph_with_triples_moved_at_random_has_the_same_results(seed: int) -> None:
    triples, shapes = graph_and_shapes(MUSEUM)
    chance = random.Random(seed)
    for _ in range(3):
        one, two = chance.sample(triples, 2)
        swapped = [
            Triple(one.subject, one.predicate, two.object),
            Triple(two.subject, one.predicate, one.object),
        ]
        triples = sorted({*chance.sample(triples, len(triples) - 10), *swapped})
        agree(triples, shapes)
