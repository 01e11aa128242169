"""What the statements of a project were asked for, so that it is known when the answers may change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from kg.model.source_map import SourceMap
from kg.model.terms import Term, Triple


@dataclass(slots=True)
class NamesRead:
    """What was asked of the statements of a project in order to tell entities apart."""

    properties: set[tuple[Term, Term]] = field(default_factory=set)
    subjects: set[Term] = field(default_factory=set)
    things: set[Term] = field(default_factory=set)

    def of(self, triples: Iterable[Triple]) -> list[Triple]:
        """Those of the triples that the answers were made of, in their order, which counts."""
        return [
            one
            for one in triples
            if one.subject in self.subjects
            or one.object in self.things
            or (one.subject, one.predicate) in self.properties
        ]


class Noting:
    """A source map that notes what it is asked."""

    def __init__(self, source_map: SourceMap, read: NamesRead) -> None:
        self._source_map = source_map
        self._read = read

    def of(self, subject: Term, predicate: Term) -> Iterable[Term]:
        """The values of a property."""
        self._read.properties.add((subject, predicate))
        return self._source_map.of(subject, predicate)

    def naming(self, terms: Collection[Term]) -> Mapping[Term, Collection[Term]]:
        """The subjects that have one of these as a value."""
        found = self._source_map.naming(terms)
        self._read.things.update(terms)
        for subjects in found.values():
            self._read.subjects.update(subjects)
        return found
