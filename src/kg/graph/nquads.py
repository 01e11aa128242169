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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

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
        with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            yield Quads(mapped)


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
        found = _SUBJECT_LINES.finditer(self._buffer)
        places = sorted((by_iri(match[1].decode()), match.start(), match.end()) for match in found)
        for _, start, end in places:
            yield _node(self._buffer[start:end].decode().split("\n")[:-1])

    def graph(self, name: Term) -> Iterator[Node]:
        """One named graph: one node a subject, sorted by IRI; nothing for an unknown name."""
        offsets = self._offsets.get(name.encode(), ())
        runs = [list(run) for _, run in groupby(offsets, key=self._subject)]
        runs.sort(key=lambda run: by_iri(self._subject(run[0]).decode()))
        for run in runs:
            yield _node([self._line(offset).decode() for offset in run])

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


def _node(lines: list[str]) -> Node:
    """The node of the lines of one subject."""
    statements: list[tuple[Term, Term]] = []
    before = ""
    for line in lines:
        triple = line[: line.rfind(" <")]
        if triple != before:
            before = triple
            _, predicate, value = triple.split(" ", 2)
            statements.append((Term(predicate), Term(value)))
    statements.sort(key=_in_node)
    return Node(Term(lines[0][: lines[0].find(" ")]), statements)


def _in_node(statement: tuple[Term, Term]) -> tuple[bool, str, str]:
    predicate, value = statement
    return predicate != _TYPE, by_iri(predicate), by_iri(value)
