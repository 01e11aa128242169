"""What the formats with one text a subject share: the order of statements, and how they are joined.

A format says how statements are written; a subject is then its name, its statements in their order,
and an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.graph.export.memo import Memo
from kg.graph.nquads import Subject, by_iri
from kg.model.terms import RDF

TYPE = f"<{RDF}type>".encode()

# The places of predicate and object among those of a subject, then two texts: what stands before the
# first object of the predicate, and the object.
Statement = tuple[bytes, bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a format writes a subject.

    `name` is given the subject and stands between `begin` and `named`; `statements` is given texts of a
    predicate and an object with one space between.  Of what stands before the first object of all, the
    first `joint` bytes are left out, which only part it from one before; `between` parts the objects of
    one predicate; `end` closes the subject.
    """

    begin: bytes
    name: Callable[[bytes], bytes]
    named: bytes
    statements: Callable[[list[bytes]], Iterable[Statement]]
    joint: int
    between: bytes
    end: bytes


def place_of(predicate: bytes) -> bytes:
    """The place of a predicate in files that people read: `rdf:type` first, then by IRI."""
    return b"" if predicate == TYPE else by_iri(predicate)


def each_remembered(statement: Callable[[bytes], Statement]) -> Callable[[list[bytes]], Iterable[Statement]]:
    """Statements by a function of one pair, for formats in which a pair is much work: most come again."""
    remembered = Memo(statement).__getitem__
    return lambda pairs: map(remembered, pairs)


def write_nodes(subjects: Iterable[list[Subject]], layout: Layout) -> Iterator[bytes]:
    """The texts of subjects, those of each list joined."""
    begin, name, named, between, end = layout.begin, layout.name, layout.named, layout.between, layout.end
    for some in subjects:
        parts: list[bytes] = []
        for term, pairs in some:
            first, *others = sorted(layout.statements(pairs))
            predicate, last, opening, value = first
            parts += (begin, name(term), named, opening[layout.joint :], value)
            for place, value_place, opening, value in others:
                if place != predicate:
                    parts += (opening, value)
                    predicate = place
                elif value_place != last:  # else it is the same statement, of another graph
                    parts += (between, value)
                last = value_place
            parts.append(end)
        yield b"".join(parts)
