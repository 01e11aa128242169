"""Which triples of a graph queries can read at all, so that a store need not hold the others.

A query reads nothing but what its patterns match; so its solutions over what it may read are those over the
whole graph.  Where that is not told by predicates and classes, all is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.graph.validation.query_spots import Query, SelectSpot, Spot
from kg.graph.vocabulary import TYPE
from kg.model.terms import Triple


@dataclass(frozen=True, slots=True)
class Needs:
    """The triples with one of these predicates, and those that give something one of these classes."""

    predicates: frozenset[str]
    classes: frozenset[str]

    def of(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Those of the triples that may be read."""
        for one in triples:
            if one.predicate in self.predicates or (one.predicate == TYPE and one.object in self.classes):
                yield one


def needs_of(queries: Iterable[Query]) -> Needs | None:
    """What queries can read together; None where that may be anything."""
    predicates: set[str] = set()
    classes: set[str] = set()
    for spot in _spots(queries):
        if spot is None or spot.may_be_empty or any(place.predicate is None for place in spot.places):
            return None
        if spot.places:
            predicates.update(f"<{place.predicate}>" for place in spot.places)
        elif spot.predicate[:1] != "<":
            return None
        elif spot.predicate == TYPE and spot.value[:1] == "<":
            classes.add(spot.value)
        else:
            predicates.add(spot.predicate)
    return Needs(frozenset(predicates), frozenset(classes))


def _spots(queries: Iterable[Query]) -> Iterator[Spot | None]:
    """The triple patterns of queries; None for a query that is not understood."""
    for query in queries:
        if query.spots is None:
            yield None
            continue
        for spot in query.spots:
            if isinstance(spot, SelectSpot):
                yield from _spots([spot.query])
            else:
                yield spot
