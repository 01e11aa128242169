"""Reading canonical N-Quads: the text that `kg.graph.dataset` writes and nothing looser.

One line a quad, the four terms separated by one space, lines sorted by code point (RDF 1.2 N-Quads,
canonical form), which is the order of their bytes.  Because lines are sorted, the triples of a subject
stand together and a triple of several graphs is repeated on neighbouring lines; everything here rests
on that and reads block by block, so that of a large version only a little is ever in memory.
"""

from __future__ import annotations

import io
import os
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from kg.model.terms import Term

_BLOCK = 1 << 16  # larger ones do not stay in the memory next to the processor
_PROBED = 1 << 12  # so far apart are the places at which a search looks; from there on it reads
_AFTER_SPACE = b"!"
_END_OF_FILE = b"\xff"  # stands behind every line, since UTF-8 has no such byte


# A subject and what is said of it: texts `predicate object` in the order of the lines, so that a triple of
# several graphs is repeated beside itself.
Subject = tuple[bytes, list[bytes]]


def by_iri(term: bytes) -> bytes:
    """The sort key of a term: `<…/a>` comes before `<…/a-b>`, as the IRIs themselves do."""
    return term[:-1] if term.startswith(b"<") else term


def merged_lines(block: bytes) -> bytes:
    """The lines of whole subjects as N-Triples of the default graph: in the same order, each once."""
    lines = block.split(b"\n")[:-1]
    return b" .\n".join([*dict.fromkeys([line[: line.rindex(b" <")] for line in lines]), b""])


@contextmanager
def open_quads(
    source: Path | Iterable[str], *, note: Callable[[int, int], None] | None = None
) -> Iterator[Quads]:
    """The quads of a file of canonical N-Quads, or of the sorted lines of one.

    `note` is told how many bytes of them have been given out, and how many there are.  Raises OSError.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield Quads(file, note)
    else:
        yield Quads(io.BytesIO("".join(source).encode()), note)


class Quads:
    """Canonical N-Quads, read by graph and by subject."""

    def __init__(self, file: BinaryIO, note: Callable[[int, int], None] | None = None) -> None:
        self._file = file
        self._given = 0
        self._size = file.seek(0, os.SEEK_END)
        self._note = note

    def graph_names(self) -> list[Term]:
        """IRIs of the named graphs, sorted."""
        return [Term(name.decode()) for name in sorted(self._runs, key=by_iri)]

    def blocks(self, graph: Term | None = None) -> Iterator[bytes]:
        """All lines in their order, or those of one named graph; no subject stands in two blocks."""
        runs = self._whole() if graph is None else self._runs.get(graph.encode(), array("Q"))
        for block in _of_whole_subjects(self._pieces(runs)):
            self._given += len(block)
            if self._note is not None:
                self._note(self._given, self._size)
            yield block

    def subjects(self, graph: Term | None = None) -> Iterator[list[Subject]]:
        """The union of all graphs, or one named graph: its subjects sorted by IRI, in lists of some.

        Lines are in that order but for an IRI that others begin with: `<…/a>` stands behind `<…/a-b>`.
        Sorting puts that right within a block; what belongs into a block and stands behind it is fetched.
        """
        taken: set[bytes] = set()  # before their lines came
        blocks = map(_subjects, self.blocks(graph))
        some, before = next(blocks, []), b""
        while some:
            following, last = next(blocks, []), some[-1][0]
            ahead = self._ahead(before, last, following, graph) if following else []
            yield sorted([one for one in some if one[0] not in taken] + ahead, key=_place)
            taken.update(term for term, _ in ahead)
            some, before = following, last

    def _ahead(
        self, before: bytes, last: bytes, following: list[Subject], graph: Term | None
    ) -> list[Subject]:
        """The subjects behind `last` whose IRIs it begins with, but for those with which `before` does.

        `following` is the block behind `last`; it has them all but for those that its own end begins with.
        """
        wanted = {*_beginnings(before, last, following[0][0])}
        found = [one for one in following if one[0] in wanted]
        wanted.difference_update(term for term, _ in found)
        for term in wanted:
            if following[-1][0].startswith(term[:-1]):
                found += _subjects(self._lines_of(term, graph))
        return found

    @cached_property
    def _runs(self) -> dict[bytes, array[int]]:
        """For each graph, where runs of its lines begin and end, in turn."""
        found: dict[bytes, array[int]] = {}
        offset, before = 0, b""
        for block in _of_whole_subjects(self._pieces(self._whole())):
            for line in block.split(b"\n")[:-1]:
                graph = line[line.rindex(b" <") + 1 : -len(b" .")]
                if graph != before:
                    if before:
                        found[before].append(offset)
                    found.setdefault(graph, array("Q")).append(offset)
                    before = graph
                offset += len(line) + 1
        if before:
            found[before].append(offset)
        return found

    def _whole(self) -> array[int]:
        return array("Q", (0, self._size))

    def _pieces(self, runs: array[int]) -> Iterator[bytes]:
        """The bytes of these runs, at most a block at once."""
        for place in range(0, len(runs), 2):
            end = runs[place + 1]
            for start in range(runs[place], end, _BLOCK):
                self._file.seek(start)
                yield self._file.read(min(_BLOCK, end - start))

    def _lines_of(self, subject: bytes, graph: Term | None) -> bytes:
        """The lines of one subject, of all graphs or one; nothing where there are none."""
        begin = subject + b" "
        end = b"\n" if graph is None else f" {graph} .\n".encode()
        offsets = range(0, self._size, _PROBED)
        line = self._line_from(offsets[max(bisect_left(offsets, begin, key=self._line_from) - 1, 0)])
        while line < begin:
            line = self._file.readline() or _END_OF_FILE
        found = []
        while line.startswith(begin):
            if line.endswith(end):
                found.append(line)
            line = self._file.readline()
        return b"".join(found)

    def _line_from(self, offset: int) -> bytes:
        """The first line that begins at an offset or behind it."""
        self._file.seek(max(offset - 1, 0))
        if offset:
            self._file.readline()
        return self._file.readline() or _END_OF_FILE


def _of_whole_subjects(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks that end where the lines of a subject do."""
    waiting: list[bytes] = []
    size, enough = 0, _BLOCK
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size < enough:
            continue
        joined = b"".join(waiting)
        end = _begin_of_last_subject(joined)
        if end:
            yield joined[:end]
        waiting = [joined[end:]]
        size -= end
        enough = max(_BLOCK, 2 * size)  # or the bytes of one long subject would be joined again and again
    if size:
        yield b"".join(waiting)


def _begin_of_last_subject(data: bytes) -> int:
    """Where the lines of the subject of the last whole line begin."""
    begin = data.rfind(b"\n", 0, max(data.rfind(b"\n"), 0)) + 1
    subject = data[begin : data.find(b" ", begin) + 1]
    return 0 if data.startswith(subject) else data.find(b"\n" + subject) + 1


def _subjects(block: bytes) -> list[Subject]:
    """The subjects of whole lines, in their order."""
    lines = block.split(b"\n")[:-1]
    found = []
    start = 0
    while start < len(lines):
        subject = lines[start][: lines[start].index(b" ")]
        end = bisect_left(lines, subject + _AFTER_SPACE, start)
        size = len(subject) + 1
        found.append((subject, [line[size : line.rindex(b" <")] for line in lines[start:end]]))
        start = end
    return found


def _beginnings(before: bytes, last: bytes, following: bytes) -> Iterator[bytes]:
    """The IRIs that `last` and `following` begin with, and that stand behind both; not those of `before`.

    The three are subjects in the order of their lines.
    """
    for end in range(_alike(before, last) + 1, _alike(last, following) + 1):
        if last[end : end + 1] < b">":
            yield last[:end] + b">"


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes two terms begin with alike."""
    places = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(places) if a != b), min(len(one), len(other)))


def _place(subject: Subject) -> bytes:
    return subject[0][:-1]
