"""Triples as one file gave them to one named graph, each with the place that caused it.

A part is a value: made once by the mapping, shared by the dataset and the source map, kept in the cache
and sent between processes.  Its marks are made from numbers when somebody asks for one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model.marks import Mark
from kg.model.terms import Term, Triple

_NUMBERS = 4  # line, column, end line, end column


@dataclass(frozen=True, slots=True)
class Marks:
    """Many marks in little room: each is four numbers, and most of them lie in one file."""

    paths: tuple[str, ...]
    numbers: array[int]
    paths_of: array[int] | None = None

    def __len__(self) -> int:
        return len(self.numbers) // _NUMBERS

    def __getitem__(self, place: int) -> Mark:
        path = self.paths[self.paths_of[place] if self.paths_of is not None else 0]
        return Mark(path, *self.numbers[place * _NUMBERS : (place + 1) * _NUMBERS])


def pack(marks: Iterable[Mark]) -> Marks:
    """The marks in the same order."""
    numbers = array("I")
    paths: dict[str, int] = {}
    paths_of = array("I")
    for one in marks:
        numbers.extend((one.line, one.column, one.end_line, one.end_column))
        paths_of.append(paths.setdefault(one.path, len(paths)))
    return Marks(tuple(paths), numbers, paths_of if len(paths) > 1 else None)


@dataclass(frozen=True, slots=True)
class Part:
    """What one file says in one named graph.

    `triples` stand in the order of making, one again for each further place.  `properties` are pairs of
    subject and predicate whose key has a place, `subjects` are nodes that have one.  `marks` belong to
    the three, one after the other.
    """

    graph: Term
    triples: tuple[Triple, ...]
    properties: tuple[tuple[Term, Term], ...]
    subjects: tuple[Term, ...]
    marks: Marks


@dataclass(slots=True)
class Draft:
    """A part under construction."""

    triples: list[Triple]
    triple_marks: list[Mark]
    properties: list[tuple[Term, Term]]
    property_marks: list[Mark]
    subjects: list[Term]
    subject_marks: list[Mark]

    @staticmethod
    def empty() -> Draft:
        """A part that says nothing yet."""
        return Draft([], [], [], [], [], [])

    def finished(self, graph: Term) -> Part:
        """The part as it stands."""
        marks: Sequence[Mark] = (*self.triple_marks, *self.property_marks, *self.subject_marks)
        return Part(graph, tuple(self.triples), tuple(self.properties), tuple(self.subjects), pack(marks))
