"""A graph by what is asked of it: from a node, to a node, all of a predicate.

What validates reads through `GraphReader` alone, so that a graph may also stand on a disk or be a graph
with changes laid over it.  A reader gives each triple once.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from typing import Protocol

from kg.graph.vocabulary import TYPE
from kg.model.terms import RDFS, Term, Triple, iri

SUBCLASS = iri(RDFS + "subClassOf")
_NOTHING: Mapping[Term, Collection[Term]] = {}


class GraphReader(Protocol):
    """What a validation asks of a graph; every collection has each of its members once."""

    def properties(self, subject: Term) -> Mapping[Term, Collection[Term]]:
        """The objects of a subject by predicate; empty for one that has none."""

    def subjects(self, predicate: Term, node: Term) -> Collection[Term]:
        """The subjects of the triples with this predicate and object."""

    def subjects_of(self, predicate: Term) -> Collection[Term]:
        """All subjects of a predicate."""

    def objects_of(self, predicate: Term) -> Collection[Term]:
        """All objects of a predicate."""


class GraphIndex:
    """A reader of triples in memory, which holds them once by subject.

    Only `rdf:type`, `rdfs:subClassOf` and the predicates in `backwards` can be asked for from the object,
    and only those in `whole` for all that they join.
    """

    def __init__(
        self, triples: Iterable[Triple], backwards: Container[Term] = (), whole: Container[Term] = ()
    ) -> None:
        self._leaving: dict[Term, dict[Term, Collection[Term]]] = {}
        self._arriving: dict[tuple[Term, Term], list[Term]] = {}
        self._subjects: dict[Term, dict[Term, None]] = {}
        self._objects: dict[Term, dict[Term, None]] = {}
        leaving = self._leaving
        alone: dict[Term, tuple[Term]] = {}  # most properties have one value, and many things the same
        for subject, predicate, value in triples:
            found = leaving.get(subject)
            if found is None:
                found = leaving[subject] = {}
            known = found.get(predicate)
            if known is None:
                found[predicate] = alone.get(value) or alone.setdefault(value, (value,))
            elif isinstance(known, list):
                known.append(value)
            else:
                found[predicate] = [*known, value]
            if predicate in (TYPE, SUBCLASS) or predicate in backwards:
                self._arriving.setdefault((predicate, value), []).append(subject)
            if predicate in whole:
                self._subjects.setdefault(predicate, {})[subject] = None
                self._objects.setdefault(predicate, {})[value] = None

    def properties(self, subject: Term) -> Mapping[Term, Collection[Term]]:
        """The objects of a subject by predicate; empty for one that has none."""
        return self._leaving.get(subject, _NOTHING)

    def subjects(self, predicate: Term, node: Term) -> Collection[Term]:
        """The subjects of the triples with this predicate and object."""
        return self._arriving.get((predicate, node), ())

    def subjects_of(self, predicate: Term) -> Collection[Term]:
        """All subjects of a predicate of `whole`."""
        return self._subjects.get(predicate, ())

    def objects_of(self, predicate: Term) -> Collection[Term]:
        """All objects of a predicate of `whole`."""
        return self._objects.get(predicate, ())


def ancestry(graph: GraphReader, node: Term, predicate: Term) -> set[Triple]:
    """All triples of a predicate that are met on the way up from a node."""
    found: set[Triple] = set()
    ahead = [node]
    while ahead:
        here = ahead.pop()
        for above in graph.properties(here).get(predicate, ()):
            triple = Triple(here, predicate, above)
            if triple not in found:
                found.add(triple)
                ahead.append(above)
    return found


def descendants(graph: GraphReader, node: Term, predicate: Term) -> set[Term]:
    """The node, and all from which a predicate leads up to it."""
    seen = {node}
    ahead = [node]
    while ahead:
        for below in graph.subjects(predicate, ahead.pop()):
            if below not in seen:
                seen.add(below)
                ahead.append(below)
    return seen
