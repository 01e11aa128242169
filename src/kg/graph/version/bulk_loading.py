"""Lines that go into a store while whoever makes them goes on: the store lets go of Python's interpreter.

A piece of lines is sorted in memory before it is written, so only so many are under way, and whoever
brings more waits.  What a store holds in the end does not depend on the order of the pieces.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait

from pyoxigraph import RdfFormat, Store

from kg.graph.store import not_rdf

BYTES_AT_ONCE = 3 << 22  # 70,000 lines or so; fewer leave the store more files to merge
_PIECES_AT_ONCE = 2  # together they take as much memory as one of twice the size
# For good: Ctrl+C that comes while threads are thrown away would be lost among them.
_THREADS = ThreadPoolExecutor(_PIECES_AT_ONCE)


class Loader:
    """Loads lines into a store; a context that nothing goes on behind.

    `done` is how many lines are known to be in the store.  What goes wrong with some of them is raised by a
    later call: OSError when the disk is full, KgError for what is not RDF.
    """

    def __init__(self, store: Store, format: RdfFormat) -> None:
        self.done = 0
        self._store = store
        self._format = format
        self._under_way: deque[Future[int]] = deque()
        self._waiting: list[bytes] = []
        self._size = 0

    def __enter__(self) -> Loader:
        return self

    def __exit__(self, *_: object) -> None:
        wait([one for one in self._under_way if not one.cancel()])

    def add(self, lines: bytes) -> None:
        """Bring whole lines, of which the loader makes pieces that are worth the while."""
        self._waiting.append(lines)
        self._size += len(lines)
        if self._size >= BYTES_AT_ONCE:
            self._begin()

    def finish(self) -> Iterator[int]:
        """Wait until all lines are in the store, and on the disk; gives `done` after each piece."""
        if self._waiting:
            self._begin()
        while self._under_way:
            self._settle()
            yield self.done
        self._store.flush()

    def _begin(self) -> None:
        if len(self._under_way) == _PIECES_AT_ONCE:
            self._settle()
        piece = b"".join(self._waiting)
        self._waiting, self._size = [], 0
        self._under_way.append(_THREADS.submit(self._load, piece))

    def _load(self, piece: bytes) -> int:
        self._store.bulk_load(piece, self._format)
        return piece.count(b"\n")

    def _settle(self) -> None:
        try:
            self.done += self._under_way.popleft().result()
        except SyntaxError as problem:
            raise not_rdf(problem) from problem
