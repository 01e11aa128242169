"""Where the engine writes to, up to a cap: bytes, lines that stand once, and triples that are counted."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pyoxigraph


class CapReached(Exception):
    """An answer is larger than a cap; the message names the cap.

    `taken` is how many triples were read until a cap on bytes was reached.
    """

    def __init__(self, message: str = "", *, taken: int = 0) -> None:
        super().__init__(message)
        self.taken = taken


class Buffer(io.BytesIO):
    """Bytes up to a cap."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.full = False
        self._size = size

    def write(self, data: Any, /) -> int:
        """Take the bytes, and stop whoever writes them when the cap is exceeded."""
        written = super().write(data)
        if self.tell() > self._size:
            self.full = True
            raise CapReached
        return written


class Lines(io.RawIOBase):
    """Lines in order of appearance, each once, up to a cap of lines and another of bytes.

    The engine gives a triple for each solution and template, so one triple may come many times.
    """

    def __init__(self, count: int, *, size: int) -> None:
        super().__init__()
        self.full = False
        self.kept: dict[bytes, None] = {}
        self._count = count
        self._size = size
        self._begun = b""

    def writable(self) -> bool:
        """Whether it can be written to."""
        return True

    def write(self, data: Any, /) -> int:
        """Take the bytes, and stop whoever writes them when a cap is exceeded."""
        lines = (self._begun + bytes(data)).splitlines(keepends=True)
        self._begun = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        new = [line for line in lines if line not in self.kept]
        self.kept.update(dict.fromkeys(new))
        self._size -= sum(map(len, new))
        if len(self.kept) > self._count or self._size < 0:
            self.full = True
            raise CapReached
        return len(data)


class Counted:
    """Triples, and how many of them were taken."""

    def __init__(self, triples: Iterator[pyoxigraph.Triple]) -> None:
        self.taken = 0
        self._triples = triples

    def __iter__(self) -> Iterator[pyoxigraph.Triple]:
        for triple in self._triples:
            self.taken += 1
            yield triple
