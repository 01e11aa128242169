"""How shapes choose their focus nodes (SHACL, section 2.1.3), and shapes graphs in which they choose none."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from rdflib import RDF, RDFS, SH, Graph
from rdflib.term import Node

from kg.graph.validation.graph_index import SUBCLASS, GraphReader, descendants
from kg.graph.validation.memory_graph import to_term
from kg.graph.vocabulary import TYPE
from kg.model.terms import Term

_APPLYING = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
_APPLYING_LISTS = (SH["and"], SH["or"], SH.xone)
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


@dataclass(frozen=True, slots=True)
class Targets:
    """How a shape chooses its focus nodes (SHACL, section 2.1.3)."""

    classes: tuple[Term, ...]
    nodes: tuple[Term, ...]
    subjects_of: tuple[Term, ...]
    objects_of: tuple[Term, ...]


def targeted_shapes(shapes: Graph) -> set[Node]:
    """The shapes that have targets."""
    named = {shape for predicate in TARGETS for shape in shapes.subjects(predicate, None)}
    return named | _implicit_classes(shapes)


def targets_of(shapes: Graph, shape: Node | None = None) -> Targets | None:
    """The targets of a shape, or of all; None where one of them is a blank node."""

    def named(nodes: Iterable[Node]) -> tuple[Term, ...]:
        return tuple(sorted(term for one in nodes if (term := to_term(one)) is not None))

    stated = [list(shapes.objects(shape, predicate)) for predicate in TARGETS]
    implicit = _implicit_classes(shapes)
    stated[0] += implicit if shape is None else implicit & {shape}
    if shape is not None and any(to_term(one) is None for some in stated for one in some):
        return None
    classes, nodes, subjects_of, objects_of = map(named, stated)
    return Targets(classes, nodes, subjects_of, objects_of)


def all_focus_nodes(shapes: Graph, graph: GraphReader) -> set[Term]:
    """The nodes that the targets of any shape select."""
    targets = targets_of(shapes)
    return set() if targets is None else focus_nodes(targets, graph)


def focus_nodes(targets: Targets, graph: GraphReader) -> set[Term]:
    """The nodes that targets select."""
    found = set(targets.nodes)
    for cls in targets.classes:
        for one in descendants(graph, cls, SUBCLASS):
            found.update(graph.subjects(TYPE, one))
    for predicate in targets.subjects_of:
        found.update(graph.subjects_of(predicate))
    for predicate in targets.objects_of:
        found.update(graph.objects_of(predicate))
    return found


def without_targets(shapes: Graph, only: Container[Term] | None = None) -> Graph:
    """The shapes graph in which no shape has targets, or none of those in `only`."""
    found = Graph(bind_namespaces="none")
    implicit = _implicit_classes(shapes)
    metaclasses = _metaclasses(shapes)
    for subject, predicate, value in shapes:
        aims = predicate in TARGETS or (
            subject in implicit and predicate == RDF.type and value in metaclasses
        )
        if not aims or (only is not None and to_term(subject) not in only):
            found.add((subject, predicate, value))
    return found


def _metaclasses(shapes: Graph) -> set[Node]:
    """Types that make a shape the class of its own focus nodes (SHACL, section 2.1.3.3)."""
    return {RDFS.Class, *shapes.subjects(RDFS.subClassOf, RDFS.Class)}


def _implicit_classes(shapes: Graph) -> set[Node]:
    """The classes of the shapes graph that are shapes as well (SHACL, section 2.1.3.3)."""
    classes = {one for metaclass in _metaclasses(shapes) for one in shapes.subjects(RDF.type, metaclass)}
    return {one for one in classes if _is_shape(shapes, one)}


def _is_shape(shapes: Graph, node: Node) -> bool:
    """Whether pyshacl takes a node for a shape, which is not so for every subject of a constraint."""
    if not {SH.NodeShape, SH.PropertyShape}.isdisjoint(shapes.objects(node, RDF.type)):
        return True
    if any((node, predicate, None) in shapes for predicate in (*TARGETS, SH.property, SH.node)):
        return True
    if any((None, predicate, node) in shapes for predicate in _APPLYING):
        return True
    heads = (head for predicate in _APPLYING_LISTS for head in shapes.objects(None, predicate))
    return any(node in shapes.items(head) for head in heads)
