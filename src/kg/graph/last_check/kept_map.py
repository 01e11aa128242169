"""A source map of a whole project that takes from the cache the few parts that somebody asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.graph.last_check.article_graphs import ArticleGraph
from kg.model.parts import Part
from kg.model.source_map import SourceMap
from kg.model.terms import Term


class KeptMap(SourceMap):
    """Places of everything that files speak of.

    `graphs_of` names the graphs that speak of a term, and `graph` gives what one of them states.
    """

    def __init__(
        self, graphs_of: Callable[[Term], Sequence[str]], graph: Callable[[str], ArticleGraph]
    ) -> None:
        super().__init__()
        self._graphs_of = graphs_of
        self._graph = graph
        self._numbers_of: dict[str, range] = {}
        self._subjects_in: dict[int, frozenset[Term]] = {}
        self.faulty: set[tuple[Term, Term | None]] = set()

    def is_faulty(self, focus: Term, path: Term | None) -> bool:
        """Whether files have a finding already about a property of a thing, or about all of it."""
        self._numbers(focus)
        return (focus, path) in self.faulty or (focus, None) in self.faulty

    def _numbers(self, subject: Term) -> Sequence[int]:
        found = (number for graph in self._graphs_of(subject) for number in self._parts_in(graph))
        return [number for number in found if subject in self._subjects_in[number]]

    def _leading_to(self, predicate: Term, node: Term) -> list[Term]:
        numbers = [number for graph in self._graphs_of(node) for number in self._parts_in(graph)]
        return [
            one.subject
            for number in numbers
            for one in self.parts[number].triples
            if one.predicate == predicate and one.object == node
        ]

    def _parts_in(self, graph: str) -> range:
        known = self._numbers_of.get(graph)
        if known is None:
            found = self._graph(graph)
            start = len(self.parts)
            self.parts = (*self.parts, *found.parts)
            known = self._numbers_of[graph] = range(start, len(self.parts))
            self._subjects_in.update((number, _subjects(self.parts[number])) for number in known)
            self.faulty |= found.faulty
        return known


def _subjects(part: Part) -> frozenset[Term]:
    found = {one.subject for one in part.triples}
    found.update(subject for subject, _ in part.properties)
    return frozenset(found.union(part.subjects))
