"""What the statements of a project were asked for, so that it is known when the answers may change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.model.source_map import SourceMap
from kg.model.terms import Term, Triple

_PROPERTY, _SUBJECT, _OBJECT = "property ", "subject ", "object "


def ways_to(triple: Triple) -> tuple[str, str, str]:
    """What may have been asked for that this triple is a part of the answer to."""
    subject, predicate, value = triple
    return f"{_PROPERTY}{subject} {predicate}", _SUBJECT + subject, _OBJECT + value


def differing(before: Sequence[Triple], after: Sequence[Triple]) -> tuple[Sequence[Triple], Sequence[Triple]]:
    """Both without what they begin and end with alike."""
    least = min(len(before), len(after))
    start = next((at for at in range(least) if before[at] != after[at]), least)
    least -= start
    end = next((at for at in range(least) if before[-1 - at] != after[-1 - at]), least)
    return before[start : len(before) - end], after[start : len(after) - end]


@dataclass(slots=True)
class NamesRead:
    """What was asked of the statements of a project in order to tell entities apart."""

    properties: set[tuple[Term, Term]] = field(default_factory=set)
    subjects: set[Term] = field(default_factory=set)
    things: set[Term] = field(default_factory=set)

    def ways(self) -> set[str]:
        """All of it, in the words of `ways_to`."""
        return {
            *(_PROPERTY + " ".join(one) for one in self.properties),
            *(_SUBJECT + one for one in self.subjects),
            *(_OBJECT + one for one in self.things),
        }


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
