"""Triples in memory by what is asked of them: from a node, to a node, of a class."""

from __future__ import annotations

from collections.abc import Container, Iterable

from kg.graph.vocabulary import TYPE
from kg.model.terms import RDFS, Term, Triple, iri

_SUBCLASS = iri(RDFS + "subClassOf")


class GraphIndex:
    """An index of triples; along `backwards` nodes are looked for from the object."""

    def __init__(self, triples: Iterable[Triple], backwards: Container[Term] = ()) -> None:
        self._leaving: dict[Term, dict[Term, list[Triple]]] = {}
        self._arriving: dict[tuple[Term, Term], list[Triple]] = {}
        self._by_predicate: dict[Term, list[Triple]] = {}
        for one in triples:
            self._leaving.setdefault(one.subject, {}).setdefault(one.predicate, []).append(one)
            self._by_predicate.setdefault(one.predicate, []).append(one)
            if one.predicate in (TYPE, _SUBCLASS) or one.predicate in backwards:
                self._arriving.setdefault((one.predicate, one.object), []).append(one)
        self._ancestry: dict[tuple[Term, Term], tuple[Triple, ...]] = {}

    def leaving(self, node: Term, predicate: Term) -> list[Triple]:
        """The triples with this subject and predicate."""
        return self._leaving.get(node, {}).get(predicate, [])

    def all_leaving(self, node: Term) -> Iterable[Triple]:
        """The triples with this subject."""
        return [one for some in self._leaving.get(node, {}).values() for one in some]

    def arriving(self, node: Term, predicate: Term) -> list[Triple]:
        """The triples with this object and predicate, which is `rdf:type` or one of `backwards`."""
        return self._arriving.get((predicate, node), [])

    def subjects(self, predicate: Term, node: Term) -> list[Term]:
        """The subjects of `arriving`."""
        return [one.subject for one in self.arriving(node, predicate)]

    def subjects_of(self, predicate: Term) -> list[Term]:
        """All subjects of a predicate."""
        return [one.subject for one in self._by_predicate.get(predicate, [])]

    def objects_of(self, predicate: Term) -> list[Term]:
        """All objects of a predicate."""
        return [one.object for one in self._by_predicate.get(predicate, [])]

    def ancestry(self, node: Term, predicate: Term) -> tuple[Triple, ...]:
        """All triples of a predicate that are met on the way up from a node."""
        known = self._ancestry.get((node, predicate))
        if known is None:
            seen: dict[Triple, None] = {}
            ahead = [node]
            while ahead:
                for one in self.leaving(ahead.pop(), predicate):
                    if one not in seen:
                        seen[one] = None
                        ahead.append(one.object)
            known = self._ancestry[node, predicate] = tuple(seen)
        return known

    def descendants(self, node: Term, predicate: Term) -> set[Term]:
        """The node, and all from which a predicate leads up to it."""
        seen = {node}
        ahead = [node]
        while ahead:
            for one in self.arriving(ahead.pop(), predicate):
                if one.subject not in seen:
                    seen.add(one.subject)
                    ahead.append(one.subject)
        return seen
