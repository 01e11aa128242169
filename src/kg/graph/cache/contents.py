"""What files hold, by hash, opening only those that may have changed since they were last read.

A file is known again by size, times and inode.  As in Git's index, a file that was changed just before
it was looked at is not taken as known: a second change could leave the same time.
"""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache

_TOO_NEAR_NS = 2_000_000_000  # the coarsest clock of a file system in use ticks every two seconds


@dataclass(slots=True)
class Contents:
    """Reads the files of one check, and counts those that it opened; `cache` remembers hashes."""

    cache: Cache
    opened: int = 0
    _data: dict[Path, bytes] = field(default_factory=dict)

    def sha256(self, path: Path) -> str:
        """The SHA-256 of a file, 64 hex digits, read only when it may have changed.  Raises OSError."""
        name = key_of("signature", os.path.abspath(path))  # noqa: PTH100 - a link stays what it is
        if self.cache.keeps:
            known = self.cache.get(name)
            if isinstance(known, tuple) and len(known) == 2 and known[0] == _signature(path.stat()):
                return str(known[1])
        # Looked at before it is read: a change in between shows as other times the next time.
        now, found = time.time_ns(), path.stat()
        data = self._read(path)
        digest = hashlib.sha256(data).hexdigest()
        if found.st_mtime_ns < now - _TOO_NEAR_NS and found.st_size == len(data):
            self.cache.put({name: (_signature(found), digest)})
        return digest

    def data(self, path: Path) -> bytes:
        """The bytes of a file, those of `sha256` where that has read it.  Raises OSError."""
        found = self._data.get(path)
        return self._read(path) if found is None else found

    def _read(self, path: Path) -> bytes:
        with path.open("rb") as file:
            data = file.read()
        self.opened += 1
        self._data[path] = data
        return data


def _signature(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
