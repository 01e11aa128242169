"""The graphs of a version as they go to a store: named ones and the merged one, each with its SHA-256.

Read from the version's sorted N-Quads, which stay on the disk; in memory are a digest for each
graph and eight bytes for each quad, the place of its line.
"""

from __future__ import annotations

import hashlib
import mmap
import random
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.model.errors import UsageError
from kg.model.wording import phrase

_END = b" .\n"
_REPORTED = 50_000
_BLANK = b"_:"
_PLAIN = b'" .\n'


@dataclass(frozen=True, slots=True)
class Graph:
    """One graph: the SHA-256 of its canonical N-Triples, and how many triples it has.

    `stored` is how many of them are left in a store that takes some literals for the same.
    """

    sha256: str
    triples: int
    stored: int


class Contents:
    """All graphs of one version by their IRI; the merged one has the IRI that is given for it."""

    def __init__(
        self, buffer: bytes | mmap.mmap, merged: str, key: Callable[[str], str], note: Callable[[int], None]
    ) -> None:
        self._buffer = buffer
        self._merged = merged
        self._places: dict[str, array[int]] = {}
        self._lines = 0
        self.graphs = self._read(key, note)

    @property
    def lines(self) -> int:
        """How many quads there are."""
        return self._lines

    def triples(self, graph: str) -> Iterator[bytes]:
        """The lines of N-Triples of a graph, in order."""
        if graph == self._merged:
            return self._merged_lines()
        return (_split(self._line(place))[0] for place in self._places.get(graph, ()))

    def some(self, graph: str, chance: random.Random) -> bytes:
        """One line of N-Triples of a graph that has any, chosen by chance."""
        if graph == self._merged:
            graph = chance.choices(list(self._places), [len(one) for one in self._places.values()])[0]
        return _split(self._line(chance.choice(self._places[graph])))[0]

    def _read(self, key: Callable[[str], str], note: Callable[[int], None]) -> dict[str, Graph]:
        sums: dict[bytes, _Sum] = {}
        merged = _Sum()
        before = b""
        place = 0
        while line := self._line(place):
            triple, name = _split(line)
            if triple.startswith(_BLANK) or (b" _:" in triple and _has_blank_object(triple)):
                raise UsageError(
                    phrase("the version has blank nodes, which cannot be compared between two stores"),
                    help=phrase("only versions that `kg build` made of curations can be pushed"),
                )
            one = sums.get(name)
            if one is None:
                one = sums[name] = _Sum()
            one.add(triple, place, key)
            if triple != before:
                merged.add(triple, None, key)
                before = triple
            place += len(line)
            self._lines += 1
            if self._lines % _REPORTED == 0:
                note(self._lines)
        found = {name[1:-1].decode(): one for name, one in sorted(sums.items())}
        self._places = {name: one.places for name, one in found.items()}
        graphs = {name: one.graph() for name, one in found.items()}
        graphs[self._merged] = merged.graph()
        return graphs

    def _merged_lines(self) -> Iterator[bytes]:
        before, place = b"", 0
        while line := self._line(place):
            triple, _ = _split(line)
            if triple != before:
                before = triple
                yield triple
            place += len(line)

    def _line(self, place: int) -> bytes:
        return self._buffer[place : self._buffer.find(b"\n", place) + 1]


class _Sum:
    """A graph while its lines go by; those of one subject and predicate come one after another."""

    __slots__ = ("_digest", "_keys", "_pair", "_triples", "_twins", "places")

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._triples = 0
        self._twins = 0
        self._pair = b""
        self._keys: set[str] = set()
        self.places = array("Q")

    def add(self, triple: bytes, place: int | None, key: Callable[[str], str]) -> None:
        self._digest.update(triple)
        self._triples += 1
        if place is not None:
            self.places.append(place)
        if triple.endswith(_PLAIN) or b'"' not in triple:  # which no store takes for another
            return
        start = triple.index(b" ", triple.index(b" ") + 1)
        pair = triple[:start]
        if pair != self._pair:
            self._pair = pair
            self._keys.clear()
        value = key(triple[start + 1 : -3].decode())
        if value in self._keys:
            self._twins += 1
        else:
            self._keys.add(value)

    def graph(self) -> Graph:
        return Graph(self._digest.hexdigest(), self._triples, self._triples - self._twins)


@contextmanager
def open_contents(
    quads: Path, *, merged: str, key: Callable[[str], str], note: Callable[[int], None]
) -> Iterator[Contents]:
    """The graphs of a file of canonical N-Quads; `key` maps a literal to what a store takes it for.

    `note` hears, now and then, how many quads have been read.  Raises OSError, and UsageError where there
    are blank nodes.
    """
    if quads.stat().st_size == 0:  # which cannot be mapped
        yield Contents(b"", merged, key, note)
        return
    with quads.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        yield Contents(mapped, merged, key, note)


def _split(line: bytes) -> tuple[bytes, bytes]:
    """The line of N-Triples of a quad, and the name of its graph."""
    cut = line.rfind(b" <")
    return line[:cut] + _END, line[cut + 1 : -3]


def _has_blank_object(triple: bytes) -> bool:
    return triple.split(b" ", 2)[2].startswith(_BLANK)
