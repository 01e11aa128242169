"""A graph of the layers as validation reads it: the triples exactly as they were put in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kg.graph.last_check.layer_files import stored_spellings, usable
from kg.graph.store import select_from, term_of
from kg.model.terms import Term, Triple, is_iri, literal_parts

Graphs = Sequence[NamedNode | DefaultGraph]


@dataclass(frozen=True, slots=True)
class LayerGraph:
    """Named graphs of a store, no two of which share a triple, read as one.

    `respelled` are triples that are in the store in another spelling, and `stands_for` those spellings
    where they are no triples of the graph themselves.
    """

    opened: Callable[[], Store]
    graphs: Graphs
    tags: Mapping[str, str]
    respelled: Set[Triple]
    stands_for: Set[Triple]

    def properties(self, subject: Term) -> Mapping[Term, Collection[Term]]:
        """The objects of a subject by predicate; empty for one that has none."""
        found: dict[Term, list[Term]] = {}
        with usable():
            for _, predicate, value in self._triples(subject, None, None):
                found.setdefault(predicate, []).append(value)
        return found

    def subjects(self, predicate: Term, node: Term) -> Collection[Term]:
        """The subjects of the triples with this predicate and object."""
        with usable():
            return [one.subject for one in self._triples(None, predicate, node)]

    def subjects_of(self, predicate: Term) -> Collection[Term]:
        """All subjects of a predicate."""
        return self._distinct(predicate, 0, "SELECT DISTINCT ?one WHERE { ?one %s ?other }")

    def objects_of(self, predicate: Term) -> Collection[Term]:
        """All objects of a predicate."""
        return self._distinct(predicate, 2, "SELECT DISTINCT ?one WHERE { ?other %s ?one }")

    def _distinct(self, predicate: Term, place: int, query: str) -> Collection[Term]:
        with usable():
            if any(one.predicate == predicate for one in self.respelled):
                return list(dict.fromkeys(one[place] for one in self._triples(None, predicate, None)))
            rows = select_from(self.opened(), self.tags, query % predicate, {}, self.graphs).rows
            return [row[0] for row in rows if row[0] is not None]

    def _triples(self, subject: Term | None, predicate: Term | None, value: Term | None) -> Iterator[Triple]:
        wanted = (subject, predicate, value)
        for one in self.respelled:
            if all(term is None or term == other for term, other in zip(wanted, one, strict=True)):
                yield one
        for one in stored_triples(self.opened(), self.graphs, self.tags, wanted):
            if one not in self.stands_for:
                yield one


def stored_triples(
    store: Store, graphs: Graphs, tags: Mapping[str, str], wanted: Sequence[Term | None]
) -> Iterator[Triple]:
    """The triples of graphs with the given subject, predicate and object, None for any."""
    subject, predicate, value = (None if one is None else node_of(one) for one in wanted)
    if isinstance(subject, Literal) or isinstance(predicate, Literal):
        return
    for graph in graphs:
        for quad in store.quads_for_pattern(subject, predicate, value, graph):
            found = Triple(
                Term(str(quad.subject)), Term(str(quad.predicate)), term_of(quad.object, tags) or Term("")
            )
            # A store on disk gives too much where the bytes of what is asked for end in 255.
            if all(one is None or one == other for one, other in zip(wanted, found, strict=True)):
                yield found


def node_of(term: Term) -> NamedNode | Literal:
    """The store's node of a term.  Raises ValueError when it is not RDF."""
    if is_iri(term):
        return NamedNode(term[1:-1])
    text, language, datatype = literal_parts(term)
    if language:
        return Literal(text, language=language)
    return Literal(text, datatype=NamedNode(datatype)) if datatype else Literal(text)


@lru_cache(maxsize=4096)
def _is_canonical(term: Term) -> bool:
    return not stored_spellings([term])


def is_as_stored(term: Term, tags: Mapping[str, str]) -> bool:
    """Whether a store that has the term gives it back in this spelling."""
    if is_iri(term) or term[-1] == '"':
        return True
    if term[-1] == ">":
        return _is_canonical(term)
    tag = term.rpartition("@")[2]
    return tags.get(tag.lower(), tag) == tag
