"""Reading canonical N-Quads: the text that `kg.graph.dataset` writes and nothing looser.

One line a quad, the four terms separated by one space, lines sorted by code point (RDF 1.2 N-Quads,
canonical form).  Because lines are sorted, the triples of a subject stand together and a triple of
several graphs is repeated on neighbouring lines; everything here rests on that and reads straight
on, so that a large version is never held in memory whole.
"""

from __future__ import annotations

import io
import mmap
import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, cast

from kg.model.terms import RDF, Term

_SUBJECT_LINES = re.compile(rb"(\S+) [^\n]*\n(?:\1 [^\n]*\n)*")
_LINE = re.compile(rb"[^\n]* (\S+) \.\n")
_TYPE = Term(f"<{RDF}type>")


class Node(NamedTuple):
    """A subject and what is said of it: (predicate, object), `rdf:type` first, then sorted by IRI."""

    subject: Term
    statements: list[tuple[Term, Term]]


def merged_lines(lines: Iterable[str]) -> Iterator[str]:
    """The default graph of sorted N-Quads lines: sorted N-Triples lines, each once."""
    before = ""
    for line in lines:
        triple = f"{line[: line.rfind(' <')]} .\n"
        if triple != before:
            yield triple
            before = triple


def by_iri(term: str) -> str:
    """The sort key of a term: `<…/a>` comes before `<…/a-b>`, as the IRIs themselves do."""
    return term[:-1] if term.startswith("<") else term


@contextmanager
def open_quads(source: Path | Iterable[str]) -> Iterator[Quads]:
    """The quads of a file of canonical N-Quads, or of the sorted lines of one.  Raises OSError."""
    if not isinstance(source, Path):
        yield Quads("".join(source).encode())
    elif source.stat().st_size == 0:  # which cannot be mapped
        yield Quads(b"")
    else:
        with source.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            yield Quads(mapped)
        finally:
            # A search that Ctrl+C broke off still holds it, and lets it go when the error has been handled.
            with suppress(BufferError):
                mapped.close()


class Quads:
    """Canonical N-Quads, read by graph and by subject."""

    def __init__(self, buffer: bytes | mmap.mmap) -> None:
        self._buffer = buffer

    def lines(self) -> Iterator[str]:
        """All lines in their order."""
        return map(bytes.decode, self._raw_lines())

    def graph_names(self) -> list[Term]:
        """IRIs of the named graphs, sorted."""
        return sorted((Term(name.decode()) for name in self._offsets), key=by_iri)

    def lines_of(self, graph: Term) -> Iterator[str]:
        """The lines of one named graph in their order."""
        return (self._line(offset).decode() for offset in self._offsets.get(graph.encode(), ()))

    def merged(self) -> Iterator[Node]:
        """The default graph, the union of all graphs: one node a subject, sorted by IRI."""
        starts = array("Q", (match.start() for match in _SUBJECT_LINES.finditer(self._buffer)))
        starts.append(len(self._buffer))
        for place in _by_iri(len(starts) - 1, lambda one: self._subject(starts[one])):
            yield _node(self._buffer[starts[place] : starts[place + 1]].decode())

    def graph(self, name: Term) -> Iterator[Node]:
        """One named graph: one node a subject, sorted by IRI; nothing for an unknown name."""
        offsets = self._offsets.get(name.encode(), array("Q"))
        starts = array("Q")
        before = b""
        for place, offset in enumerate(offsets):
            subject = self._subject(offset)
            if subject != before:
                starts.append(place)
                before = subject
        starts.append(len(offsets))
        for run in _by_iri(len(starts) - 1, lambda one: self._subject(offsets[starts[one]])):
            some = (self._line(offset) for offset in offsets[starts[run] : starts[run + 1]])
            yield _node(b"".join(some).decode())

    @cached_property
    def _offsets(self) -> dict[bytes, array[int]]:
        """For each graph, where its lines begin."""
        found: dict[bytes, array[int]] = {}
        for match in _LINE.finditer(self._buffer):
            found.setdefault(match[1], array("Q")).append(match.start())
        return found

    def _raw_lines(self) -> Iterator[bytes]:
        if isinstance(self._buffer, bytes):
            return iter(io.BytesIO(self._buffer))
        self._buffer.seek(0)
        return iter(self._buffer.readline, b"")

    def _line(self, offset: int) -> bytes:
        return self._buffer[offset : self._buffer.find(b"\n", offset) + 1]

    def _subject(self, offset: int) -> bytes:
        return self._buffer[offset : self._buffer.find(b" ", offset)]


def _by_iri(count: int, subject: Callable[[int], bytes]) -> Iterator[int]:
    """The numbers of sorted subjects in the order of their IRIs.

    Lines are in that order but for an IRI that others begin with: `<…/a>` stands behind all of them.  Such
    ones are few, and only they are held.
    """
    late: list[tuple[bytes, int]] = []
    before = b""
    for number in range(count):
        key = _iri_of(subject(number))
        if before.startswith(key) and number:
            late.append((key, number))
        before = key
    late.sort(reverse=True)
    held = {number for _, number in late}
    for number in range(count):
        if number in held:
            continue
        if late:
            key = _iri_of(subject(number))
            while late and late[-1][0] < key:
                yield late.pop()[1]
        yield number
    while late:
        yield late.pop()[1]


def _iri_of(term: bytes) -> bytes:
    return term[:-1] if term.startswith(b"<") else term


def _node(text: str) -> Node:
    """The node of the lines of one subject, in whose order each triple stands beside its like."""
    values: dict[str, list[str]] = {}
    last = ""
    for line in text[:-1].split("\n"):
        _, predicate, rest = line.split(" ", 2)
        value = rest[: rest.rfind(" <")]
        known = values.get(predicate)
        if known is None:
            values[predicate] = [value]
        elif value != last:
            known.append(value)
        last = value
    statements: list[tuple[str, str]] = []
    for predicate in sorted(values, key=_place_of):
        some = values[predicate]
        if len(some) > 1:
            some.sort(key=by_iri)
        statements += [(predicate, value) for value in some]
    return Node(Term(text[: text.find(" ")]), cast("list[tuple[Term, Term]]", statements))


@lru_cache(maxsize=4096)
def _place_of(predicate: str) -> tuple[bool, str]:
    """The place of a predicate among those of a node: `rdf:type` first, then by IRI."""
    return predicate != _TYPE, by_iri(predicate)
