"""Triples in named graphs, as canonical text.

The default graph of a version is the union of its named graphs without duplicates; sorting the
lines makes the bytes the same on every machine (RDF 1.2 N-Quads, canonical form).
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.terms import Term, Triple


class Dataset:
    """A set of triples for each named graph."""

    def __init__(self) -> None:
        self._graphs: dict[Term, dict[Triple, None]] = {}

    def add(self, graph: Term, triple: Triple) -> None:
        """Put a triple into a named graph; a second time changes nothing."""
        self._graphs.setdefault(graph, {})[triple] = None

    def update(self, graph: Term, triples: Iterable[Triple]) -> None:
        """Put triples into a named graph, which exists from then on even when there are none."""
        self._graphs.setdefault(graph, {}).update(dict.fromkeys(triples))

    def graph_names(self) -> list[Term]:
        """IRIs of the named graphs, sorted."""
        return sorted(self._graphs)

    def graph(self, name: Term) -> list[Triple]:
        """The triples of one named graph, sorted; empty for an unknown name."""
        return sorted(self._graphs.get(name, ()))

    def merged(self) -> list[Triple]:
        """The default graph: all triples of all graphs, each once, sorted."""
        return sorted({triple for triples in self._graphs.values() for triple in triples})

    def quad_lines(self) -> list[str]:
        """The named graphs as canonical N-Quads: one line a quad, sorted, each ending in LF."""
        return sorted(
            f"{triple.subject} {triple.predicate} {triple.object} {name} .\n"
            for name, triples in self._graphs.items()
            for triple in triples
        )


def triple_lines(triples: Iterable[Triple]) -> list[str]:
    """Triples as canonical N-Triples: one line a triple, sorted, each ending in LF."""
    return sorted(f"{triple.subject} {triple.predicate} {triple.object} .\n" for triple in triples)
