"""Property paths of shapes (SHACL, section 2.3.1) that end after a known number of steps.

A path without such an end, and one that a validator might refuse, is not understood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rdflib import RDF, SH, Graph, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.term import Node

from kg.graph.validation.graph_index import GraphReader
from kg.graph.validation.memory_graph import to_term
from kg.model.terms import Term, Triple, is_iri

_RESPELT = ("#token>", "#normalizedString>", "#string>")  # rdflib rewrites the text of these
_MOST_STEPS = 8  # pyshacl gives a path up that leads it ten levels down


class NotUnderstood(Exception):
    """The shape uses something of which it is not known what it reads or when it is satisfied."""


@dataclass(frozen=True, slots=True)
class Step:
    """A path from a node: one predicate (backwards: inverse), or further paths, `kind` says which."""

    kind: str
    predicate: Term | None = None
    parts: tuple[Step, ...] = ()


def read_path(shapes: Graph, path: Node) -> Step:
    """The path that a node of the shapes graph stands for.  Raises NotUnderstood."""
    step = _read(shapes, path, 0)
    if sum(1 for _ in _steps(step)) > _MOST_STEPS:
        raise NotUnderstood
    return step


def looked_along_backwards(step: Step) -> Iterator[Term]:
    """The predicates that a path follows from the object to the subject."""
    for one in _steps(step):
        if one.kind == "inverse" and one.predicate is not None:
            yield one.predicate


def ends(step: Step, node: Term, graph: GraphReader, read: set[Triple] | None = None) -> Collection[Term]:
    """Where a path leads from a node, each end once; the triples on the way are added to `read`.

    The ends are those that a validator finds.  Raises NotUnderstood where that is not sure.
    """
    if step.predicate is not None:
        predicate = step.predicate
        if step.kind == "inverse":
            if not is_written_one_way(node):
                raise NotUnderstood
            found = graph.subjects(predicate, node)
            if read is not None:
                read.update(Triple(one, predicate, node) for one in found)
            return found
        found = graph.properties(node).get(predicate, ())
        if read is not None:
            read.update(Triple(node, predicate, one) for one in found)
        return found
    if step.kind == "sequence":
        nodes: Collection[Term] = {node}
        for part in step.parts:
            nodes = {end for one in nodes for end in ends(part, one, graph, read)}
        return nodes
    reached = {end for part in step.parts for end in ends(part, node, graph, read)}
    return reached | {node} if step.kind == "optional" else reached


def is_written_one_way(term: Term) -> bool:
    """Whether no other term is the same for a validator.

    For a validator a literal is the same with its language tag in capitals, for a graph it is another.
    """
    return is_iri(term) or term.endswith('"') or (term.endswith(">") and not term.endswith(_RESPELT))


def items_of(shapes: Graph, head: Node) -> list[Node]:
    """The members of a list.  Raises NotUnderstood for one that is empty, broken or leads into itself."""
    try:
        found = list(RdfList(shapes, head))
    except ValueError as problem:  # a list that leads into itself
        raise NotUnderstood from problem
    here: Node = head
    for _ in found:
        first, rest = list(shapes.objects(here, RDF.first)), list(shapes.objects(here, RDF.rest))
        if len(first) != 1 or len(rest) != 1:
            raise NotUnderstood
        here = rest[0]
    if not found or here != RDF.nil:
        raise NotUnderstood
    return found


def _read(shapes: Graph, path: Node, depth: int) -> Step:
    if depth > _MOST_STEPS:
        raise NotUnderstood
    if isinstance(path, URIRef):
        return Step("predicate", _named(path))
    said = list(shapes.predicate_objects(path))
    if any(predicate == RDF.first for predicate, _ in said):
        return Step("sequence", parts=_parts(shapes, path, depth))
    if len(said) != 1:
        raise NotUnderstood
    predicate, value = said[0]
    if predicate == SH.inversePath and isinstance(value, URIRef):
        return Step("inverse", _named(value))
    if predicate == SH.alternativePath:
        return Step("alternative", parts=_parts(shapes, value, depth))
    if predicate == SH.zeroOrOnePath:
        return Step("optional", parts=(_read(shapes, value, depth + 1),))
    raise NotUnderstood


def _parts(shapes: Graph, head: Node, depth: int) -> tuple[Step, ...]:
    members = items_of(shapes, head)
    if len(members) < 2:  # a validator refuses it
        raise NotUnderstood
    return tuple(_read(shapes, one, depth + 1) for one in members)


def _named(node: URIRef) -> Term:
    try:
        term = to_term(node)
    except ValueError as problem:
        raise NotUnderstood from problem
    if term is None:
        raise NotUnderstood
    return term


def _steps(step: Step) -> Iterator[Step]:
    yield step
    for part in step.parts:
        yield from _steps(part)
