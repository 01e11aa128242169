"""Every shape has an example that passes and one that fails with its code alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.term import Node
from shapes.example_graphs import (
    CURATION_SHAPES,
    ONTOLOGIES,
    ROOT,
    Example,
    listed,
    read_examples,
    read_turtle,
    whose,
    with_types,
)

pytestmark = pytest.mark.slow

HOUSE = "house.trig"
SHAPES = {
    "kg-shapes.trig": (ROOT / "shapes/kg-shapes.ttl", CURATION_SHAPES),
    "curation-shapes.trig": (ROOT / "shapes/kg-shapes.ttl", CURATION_SHAPES),
    HOUSE: (ROOT / "shapes/house.ttl",),
}
OWN = {
    "kg-shapes.trig": ROOT / "shapes/kg-shapes.ttl",
    "curation-shapes.trig": CURATION_SHAPES,
    HOUSE: ROOT / "shapes/house.ttl",
}
EVERY = [(name, verdict, code) for name in SHAPES for verdict, code in listed(name)]


def codes(shapes: Graph) -> set[str]:
    """Local names of the shapes whose findings a report can name.

    These are property shapes of a node shape with a target, and node shapes with a target and a
    message of their own.  What only `sh:node` or `sh:or` reaches is reported by the shape that asks.
    """
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
    nodes = {shape for target in targets for shape in shapes.subjects(target)}
    reported = {shape for node in nodes for shape in shapes.objects(node, SH.property)}
    reported |= {node for node in nodes if (node, SH.message, None) in shapes}
    return {local_name(shape) for shape in reported if isinstance(shape, URIRef)}


def local_name(shape: URIRef) -> str:
    return str(shape).rsplit("#", 1)[-1]


def read(paths: Iterable[Path]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


@cache
def findings(name: str) -> dict[Example, set[str]]:
    """The codes that pyshacl finds in each example of a file."""
    triples = read_examples(name)
    if name != HOUSE:
        triples = with_types(triples, read_turtle(ONTOLOGIES))
    data = Graph(bind_namespaces="none")
    data.parse(pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES), format="nt")
    _, report, text = pyshacl.validate(data, shacl_graph=read(SHAPES[name]), inference="none")
    assert isinstance(report, Graph), text
    found: dict[Example, set[str]] = {}
    # Results below sh:detail explain another one and are not findings of their own.
    for result in report.objects(None, SH.result):
        shape, focus = report.value(result, SH.sourceShape), report.value(result, SH.focusNode)
        assert isinstance(shape, URIRef), text
        # A blank node lies in no folder; only the shape that asks for its IRI may speak of it.
        owner = ("fail", local_name(shape)) if isinstance(focus, BNode) else whose(str(focus))
        assert owner is not None, f"{shape} speaks of {focus}, which is of no example"
        found.setdefault(owner, set()).add(local_name(shape))
    return found


@pytest.mark.parametrize(("name", "verdict", "code"), EVERY)
def test_an_example_gives_its_own_code_or_none(name: str, verdict: str, code: str) -> None:
    expected = {code} if verdict == "fail" else set()
    assert findings(name).get((verdict, code), set()) == expected


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_has_a_passing_and_a_failing_example(name: str) -> None:
    examples = listed(name)
    assert len(examples) == len(set(examples))
    wanted = codes(read([OWN[name]]))
    assert {code for verdict, code in examples if verdict == "pass"} == wanted
    assert {code for verdict, code in examples if verdict == "fail"} == wanted


@pytest.mark.parametrize("path", OWN.values(), ids=lambda path: path.name)
def test_every_shape_is_reached_from_a_target(path: Path) -> None:
    shapes = read([path])
    reached: set[Node] = set()
    ahead: list[Node] = [
        shape
        for target in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
        for shape in shapes.subjects(target)
    ]
    while ahead:
        shape = ahead.pop()
        if shape not in reached:
            reached.add(shape)
            ahead += [one for step in (SH.property, SH.node) for one in shapes.objects(shape, step)]
            ahead += [one for choice in shapes.objects(shape, SH["or"]) for one in shapes.items(choice)]
    every = {one for kind in (SH.NodeShape, SH.PropertyShape) for one in shapes.subjects(RDF.type, kind)}
    assert every == reached


@pytest.mark.parametrize("path", OWN.values(), ids=lambda path: path.name)
def test_the_shapes_are_well_formed_shacl_core(path: Path) -> None:
    shapes = read([path])
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text
    assert (None, SH.sparql, None) not in shapes
    assert (None, SH.js, None) not in shapes
