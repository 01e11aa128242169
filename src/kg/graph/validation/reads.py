"""What a shape can see of a graph from a focus node, told from the shapes graph.

Validating a focus node over the triples that its shapes read gives the same results as over the whole
graph.  Only what is certain is told: a shape that uses anything else than the SHACL Core terms below,
an unbounded path or a reference to itself is not understood, and the whole graph has to be read for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from kg.graph.validation.graph_index import SUBCLASS, GraphReader, ancestry
from kg.graph.validation.memory_graph import to_term
from kg.graph.validation.paths import NotUnderstood, Step, ends, items_of, looked_along_backwards, read_path
from kg.graph.validation.targets import TARGETS, Targets, targeted_shapes, targets_of
from kg.graph.vocabulary import TYPE
from kg.model.terms import Term, Triple

# Terms that say nothing about what is read beside the value nodes themselves.
_OF_VALUES = frozenset(
    {
        *TARGETS,
        *(SH.path, SH.name, SH.description, SH.order, SH.group, SH.defaultValue, SH.message, SH.severity),
        *(SH.deactivated, SH.flags, SH.ignoredProperties, SH.minCount, SH.maxCount, SH.datatype, SH.nodeKind),
        *(SH.minExclusive, SH.minInclusive, SH.maxExclusive, SH.maxInclusive, SH.minLength, SH.maxLength),
        *(SH.pattern, SH.languageIn, SH.uniqueLang, SH["in"], SH.hasValue),
        *(SH.qualifiedMinCount, SH.qualifiedMaxCount),
    }
)
_COMPARED = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
_SHAPES = (SH.node, SH["not"], SH.qualifiedValueShape)
_SHAPE_LISTS = (SH["and"], SH["or"], SH.xone)


@dataclass(frozen=True, slots=True)
class Reads:
    """What a shape reads: along its path, then of each value node."""

    path: Step | None
    classes: bool
    closed: bool
    compared: tuple[Term, ...]
    below: tuple[Reads, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The shapes with targets: those that are understood, and whether there are others.

    `inverse` are the predicates that any of the understood shapes looks along backwards, `whole` those
    of which some shape, understood or not, takes every subject or object for a focus node.
    """

    reads: Mapping[Term, Reads]
    targets: Mapping[Term, Targets]
    others: bool
    inverse: frozenset[Term]
    whole: frozenset[Term]


def plan(shapes: Graph) -> Plan:
    """What can be said of the shapes of this graph."""
    reads: dict[Term, Reads] = {}
    targets: dict[Term, Targets] = {}
    others = False
    own_components = (None, SH.parameter, None) in shapes or (
        (None, RDF.type, SH.ConstraintComponent) in shapes
    )
    reader = _Reader(shapes)
    for shape in targeted_shapes(shapes):
        name = to_term(shape) if isinstance(shape, URIRef) else None
        if name is None or own_components:
            others = True
            continue
        aims = targets_of(shapes, shape)
        try:
            told = reader.reads(shape, surface=True)
        except NotUnderstood:
            others = True
            continue
        if aims is None:
            others = True
        else:
            reads[name], targets[name] = told, aims
    inverse = {term for one in reads.values() for term in _inverse(one)}
    aimed = targets_of(shapes)
    whole = frozenset((*aimed.subjects_of, *aimed.objects_of)) if aimed is not None else frozenset()
    return Plan(reads, targets, others, frozenset(inverse), whole)


def neighbourhood(reads: Reads, node: Term, graph: GraphReader, found: set[Triple]) -> None:
    """Add to `found` all triples that a shape reads from this node.

    Raises NotUnderstood where a validator may see further ones.
    """
    nodes: Collection[Term] = (node,)
    if reads.path is not None:
        nodes = ends(reads.path, node, graph, found)
    for predicate in reads.compared:
        found.update(Triple(node, predicate, one) for one in graph.properties(node).get(predicate, ()))
    for one in nodes:
        if reads.closed:
            for predicate, values in graph.properties(one).items():
                found.update(Triple(one, predicate, value) for value in values)
        if reads.classes:
            for cls in graph.properties(one).get(TYPE, ()):
                found.add(Triple(one, TYPE, cls))
                found.update(ancestry(graph, cls, SUBCLASS))
        for below in reads.below:
            neighbourhood(below, one, graph, found)


def _inverse(reads: Reads) -> Iterator[Term]:
    if reads.path is not None:
        yield from looked_along_backwards(reads.path)
    for below in reads.below:
        yield from _inverse(below)


class _Reader:
    """Reads shapes; notes which it is in, so that a circle is seen."""

    def __init__(self, shapes: Graph) -> None:
        self.shapes = shapes
        self.inside: list[Node] = []

    def reads(self, shape: Node, *, surface: bool) -> Reads:
        """What a shape reads.

        On the `surface`, that is, at a target or below it by `sh:property` alone, results name the node
        that the shape was applied to; there a property shape below a property shape would make results
        about another node than the focus node, which could not be kept with it.
        """
        if shape in self.inside or isinstance(shape, Literal):
            raise NotUnderstood
        self.inside.append(shape)
        try:
            return self.described(shape, surface=surface)
        finally:
            self.inside.pop()

    def described(self, shape: Node, *, surface: bool) -> Reads:
        """What the terms of a shape read."""
        paths = list(self.shapes.objects(shape, SH.path))
        if len(paths) > 1:
            raise NotUnderstood
        path = read_path(self.shapes, paths[0]) if paths else None
        classes = closed = False
        compared: list[Term] = []
        below: list[Reads] = []
        for predicate, value in self.shapes.predicate_objects(shape):
            if predicate == SH["class"]:
                self.named([value])
                classes = True
            elif predicate == SH.closed:
                closed = True
            elif predicate in _COMPARED:
                compared.extend(self.named([value]))
            elif predicate == SH.property:
                if surface and path is not None:
                    raise NotUnderstood
                below.append(self.reads(value, surface=surface))
            elif predicate in _SHAPES:
                below.append(self.reads(value, surface=False))
            elif predicate in _SHAPE_LISTS:
                below.extend(self.reads(one, surface=False) for one in items_of(self.shapes, value))
            elif predicate not in _OF_VALUES and str(predicate).startswith(str(SH)):
                raise NotUnderstood
        return Reads(path, classes, closed, tuple(sorted(set(compared))), tuple(dict.fromkeys(below)))

    def named(self, nodes: list[Node]) -> list[Term]:
        found = [to_term(one) for one in nodes]
        if None in found:
            raise NotUnderstood
        return [one for one in found if one is not None]
