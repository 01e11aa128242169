"""Answers that are kept for the next client who asks the same.

A cache belongs to one version, so an answer in it can never be out of date.  It is bounded in bytes;
what was asked for longest ago goes first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
_ENTRY_BYTES = 1_000  # what an entry takes beside its body: key, record, headers


class Cache(Generic[T]):
    """Values by key; together they take at most `size` bytes as their keeper counts them."""

    def __init__(self, *, size: int) -> None:
        self.hits = 0
        self.misses = 0
        self._size = size
        self._entries: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """How many bytes are taken."""
        return self._bytes

    def get(self, key: Hashable) -> T | None:
        """The value of a key, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self.misses += 1
                return None
            self._entries.move_to_end(key)
            self.hits += 1
            return entry[0]

    def peek(self, key: Hashable) -> T | None:
        """The value of a key, or None; it counts as no question."""
        with self._lock:
            entry = self._entries.get(key)
            return entry[0] if entry else None

    def put(self, key: Hashable, value: T, *, size: int) -> None:
        """Keep a value of `size` bytes, unless it would take more than an eighth of the cache."""
        size += _ENTRY_BYTES
        if size * 8 > self._size:
            return
        with self._lock:
            if key in self._entries:
                return
            self._entries[key] = value, size
            self._bytes += size
            while self._bytes > self._size:
                _, (_, freed) = self._entries.popitem(last=False)
                self._bytes -= freed
