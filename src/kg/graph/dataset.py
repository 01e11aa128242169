"""Triples in named graphs, as canonical text.

The default graph of a version is the union of its named graphs without duplicates; sorting the
lines makes the bytes the same on every machine (RDF 1.2 N-Quads, canonical form).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import islice

from kg.model.terms import Term, Triple

_LINES_AT_ONCE = 50_000
_SAMPLES = 16  # looked at for each piece of so many lines


class Dataset:
    """A set of triples for each named graph, perhaps on top of another dataset, which is shared.

    Lists that are given out stay the dataset's own and are not to be changed.  The dataset beneath must
    not change any more.
    """

    def __init__(self, beneath: Dataset | None = None) -> None:
        self._beneath = beneath
        self._graphs: dict[Term, list[Triple]] = {}
        self._unsorted: set[Term] = set()
        self._merged: list[Triple] | None = None

    def add(self, graph: Term, triple: Triple) -> None:
        """Put a triple into a named graph; a second time changes nothing."""
        self.update(graph, (triple,))

    def update(self, graph: Term, triples: Iterable[Triple]) -> None:
        """Put triples into a named graph, which exists from then on even when there are none."""
        self._graphs.setdefault(graph, []).extend(triples)
        self._unsorted.add(graph)
        self._merged = None

    def graph_names(self) -> list[Term]:
        """IRIs of the named graphs, sorted."""
        return sorted({*self._graphs, *(self._beneath.graph_names() if self._beneath else ())})

    def graph(self, name: Term) -> list[Triple]:
        """The triples of one named graph, sorted; empty for an unknown name."""
        own = self._own(name)
        beneath = self._beneath.graph(name) if self._beneath else []
        return _united([beneath, own]) if own and beneath else own or beneath

    def merged(self) -> list[Triple]:
        """The default graph: all triples of all graphs, each once, sorted."""
        if self._merged is None:
            beneath = self._beneath.merged() if self._beneath else []
            own = [self._own(name) for name in sorted(self._graphs)]
            self._merged = _united([beneath, *own])
        return self._merged

    def count(self) -> int:
        """How many triples the default graph has."""
        total = 0
        graph_of: dict[Term, int] = {}
        shared: set[Term] = set()
        names = self.graph_names()
        for number, name in enumerate(names):
            triples = self.graph(name)
            total += len(triples)
            for one in triples:
                if graph_of.setdefault(one.subject, number) != number:
                    shared.add(one.subject)
        # Only what has a subject of several graphs can stand in several graphs.
        several = [one for name in names for one in self.graph(name) if one.subject in shared]
        return total - len(several) + len(set(several))

    def count_quads(self) -> int:
        """How many triples the named graphs have, one again in each graph that has it."""
        return sum(len(self.graph(name)) for name in self.graph_names())

    def quad_lines(self) -> list[str]:
        """The named graphs as canonical N-Quads: one line a quad, sorted, each ending in LF."""
        return list(self.sorted_quads())

    def sorted_quads(self) -> Iterator[str]:
        """The lines of `quad_lines` one after the other, of which few are in memory at a time."""
        graphs = [(f" {name} .\n", triples) for name in self.graph_names() if (triples := self.graph(name))]
        ahead = [(triples[0].subject, number, 0) for number, (_, triples) in enumerate(graphs)]
        heapify(ahead)
        for border in _borders([triples for _, triples in graphs]):
            lines: list[str] = []
            while ahead and (border is None or ahead[0][0] < border):
                _, number, start = heappop(ahead)
                end, triples = graphs[number]
                stop = len(triples) if border is None else bisect_left(triples, (border,), start)
                lines += [f"{one.subject} {one.predicate} {one.object}{end}" for one in triples[start:stop]]
                if stop < len(triples):
                    heappush(ahead, (triples[stop].subject, number, stop))
            lines.sort()
            yield from lines

    def _own(self, name: Term) -> list[Triple]:
        """The triples that this dataset has in a graph itself, sorted."""
        if name in self._unsorted:
            self._unsorted.discard(name)
            self._graphs[name] = _united([self._graphs[name]])
        return self._graphs.get(name, [])


def triple_lines(triples: Iterable[Triple]) -> list[str]:
    """Triples as canonical N-Triples: one line a triple, sorted, each ending in LF."""
    return sorted(f"{triple.subject} {triple.predicate} {triple.object} .\n" for triple in triples)


def _united(runs: Sequence[list[Triple]]) -> list[Triple]:
    """The triples of all runs, sorted, each once; quick where the runs are sorted."""
    found = [one for run in runs for one in run]
    found.sort()
    if all(one != other for one, other in zip(found, islice(found, 1, None), strict=False)):
        return found
    return [one for place, one in enumerate(found) if place == 0 or one != found[place - 1]]


def _borders(runs: Iterable[Sequence[Triple]]) -> Iterator[Term | None]:
    """Subjects that cut all runs into pieces of about `_LINES_AT_ONCE` triples; None for the last piece."""
    step = _LINES_AT_ONCE // _SAMPLES
    sample: list[Term] = []
    place = 0
    for run in runs:
        sample += [run[one].subject for one in range(place, len(run), step)]
        place = (place - len(run)) % step
    sample.sort()
    yield from dict.fromkeys(sample[_SAMPLES::_SAMPLES])
    yield None
