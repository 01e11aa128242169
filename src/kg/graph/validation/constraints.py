"""What shapes demand of single properties, as plain values for those who do not validate.

Only constraints of severity sh:Violation on plain paths are read: an editor may hold a file to them
while it is typed.  What a shape says beyond these few components is left to the validation itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import RDFS, SH, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.graph.validation.shapes import Shapes, shape_texts
from kg.graph.vocabulary import local_name
from kg.model.diagnostics import Message
from kg.model.terms import Term, iri

_LIMITS = {
    SH.minInclusive: "minimum",
    SH.maxInclusive: "maximum",
    SH.minExclusive: "exclusiveMinimum",
    SH.maxExclusive: "exclusiveMaximum",
}


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a property shape demands of one property of the things of one class.

    `classes`: each value is of one of these (SHACL 4.1.1); empty where the shape does not say.
    `limits`: bounds of numbers by their name in JSON Schema.
    """

    target: Term
    path: Term
    min_count: int = 0
    classes: tuple[Term, ...] = ()
    limits: tuple[tuple[str, float], ...] = ()


def read_constraints(shapes: Shapes) -> tuple[Constraint, ...]:
    """The constraints of these shapes whose violation is an error, in the order of their names."""
    graph = shapes.graph
    found = [
        Constraint(
            iri(str(target)),
            iri(str(path)),
            min_count=_number(graph.value(shape, SH.minCount)),
            classes=_classes(graph, shape),
            limits=tuple(_limits(graph, shape)),
        )
        for target, shape, path in _property_shapes(graph)
        if graph.value(shape, SH.severity) in (None, SH.Violation)
        and str(graph.value(shape, SH.deactivated)) != "true"
    ]
    return tuple(sorted(found, key=lambda one: (one.target, one.path, one.min_count, one.classes)))


def acceptable(shapes: Shapes) -> dict[str, Message]:
    """The messages of the shapes that only warn, by code: what a record can `accept`."""
    graph = shapes.graph
    lenient = [shape for severity in (SH.Warning, SH.Info) for shape in graph.subjects(SH.severity, severity)]
    return {
        local_name(iri(str(shape))): message
        for shape in sorted(one for one in lenient if isinstance(one, URIRef))
        if (message := shape_texts(graph, shape, SH.message)) is not None
    }


def _property_shapes(graph: Graph) -> Iterator[tuple[URIRef, Node, URIRef]]:
    """Class, property shape and path, for shapes with a class as their target and a plain path."""
    for node, target in graph.subject_objects(SH.targetClass):
        for shape in (node, *graph.objects(node, SH.property)):
            path = graph.value(shape, SH.path)
            if isinstance(path, URIRef) and isinstance(target, URIRef):
                yield target, shape, path


def _classes(graph: Graph, shape: Node) -> tuple[Term, ...]:
    direct = list(graph.objects(shape, SH["class"]))
    if len(direct) == 1:
        return (iri(str(direct[0])),)
    alternatives = list(graph.objects(shape, SH["or"]))
    if direct or len(alternatives) != 1:
        return ()
    found = []
    for member in Collection(graph, alternatives[0]):
        said = {predicate for predicate in graph.predicates(member) if str(predicate).startswith(str(SH))}
        classes = list(graph.objects(member, SH["class"]))
        if said - _TALK != {SH["class"]} or len(classes) != 1:
            return ()
        found.append(iri(str(classes[0])))
    return tuple(sorted(found))


_TALK = {SH.severity, SH.message, SH.name, SH.description, RDFS.label}


def _limits(graph: Graph, shape: Node) -> Iterator[tuple[str, float]]:
    for predicate, keyword in _LIMITS.items():
        bound = graph.value(shape, predicate)
        try:
            if isinstance(bound, Literal):
                yield keyword, float(str(bound))
        except ValueError:
            continue  # a bound of dates


def _number(node: Node | None) -> int:
    try:
        return int(str(node)) if isinstance(node, Literal) else 0
    except ValueError:
        return 0
