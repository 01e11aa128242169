"""What files hold, by hash, opening only those that may have changed since they were last read.

A file is known again by size, times and inode.  As in Git's index, a file that was changed just before
it was looked at is not taken as known: a second change could leave the same time.  What is known of the
files of a folder is one entry of the cache, so that ten thousand of them cost one look-up.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache

_TOO_NEAR_NS = 2_000_000_000  # the coarsest clock of a file system in use ticks every two seconds

_Signature = tuple[int, int, int, int]
_ROW = 6  # what is kept of a file: its name, the four numbers of the signature, and the hash


class Folder:
    """The files of one folder: as they are there now, and as they were when they were last read."""

    def __init__(self, path: Path, cache: Cache) -> None:
        self.path = path
        self.opened = 0
        self._cache = cache
        self._there = _listed(path)
        self._data: dict[str, bytes] = {}
        self._name = key_of("signatures", os.path.abspath(path))  # noqa: PTH100 - a link stays what it is
        kept = cache.get(self._name) if cache.keeps else None
        row = iter(kept if isinstance(kept, tuple) else ())
        self._known: dict[str, tuple[_Signature, str]] = {
            name: ((size, modified, changed, inode), digest)
            for name, size, modified, changed, inode, digest in zip(*[row] * _ROW, strict=True)
        }
        self._changed = False

    @property
    def names(self) -> Collection[str]:
        """The names of the files; none where the folder cannot be listed."""
        return self._there.keys()

    def size(self, name: str) -> int | None:
        """How many bytes a file has; None where there is no such file (a folder is none)."""
        found = self._there.get(name)
        return found.st_size if found is not None else None

    def sha256(self, name: str) -> str:
        """The SHA-256 of a file, 64 hex digits, read only when it may have changed.  Raises OSError."""
        there = self._there.get(name)
        known = self._known.get(name)
        if known is not None and there is not None and known[0] == _signature(there):
            return known[1]
        # Looked at before it is read: a change in between shows as other times the next time.
        now, found = time.time_ns(), (self.path / name).stat()
        data = self._data[name] = self._read(name)
        digest = hashlib.sha256(data).hexdigest()
        if found.st_mtime_ns < now - _TOO_NEAR_NS and found.st_size == len(data):
            self._known[name] = (_signature(found), digest)
            self._changed = True
        return digest

    def data(self, name: str) -> bytes:
        """The bytes of a file, those of `sha256` where that has just read it.  Raises OSError."""
        found = self._data.pop(name, None)
        return self._read(name) if found is None else found

    def close(self) -> None:
        """Keep what is known of the files that are there."""
        self._data.clear()
        if self._changed:
            rows = [(name, *known) for name, known in sorted(self._known.items()) if name in self._there]
            self._cache.put(
                {self._name: tuple(part for name, seen, digest in rows for part in (name, *seen, digest))}
            )
            self._changed = False

    def _read(self, name: str) -> bytes:
        with (self.path / name).open("rb") as file:
            data = file.read()
        self.opened += 1
        return data


@dataclass(slots=True)
class Contents:
    """Reads the files of one check, folder by folder; `cache` remembers hashes."""

    cache: Cache
    _folders: dict[Path, Folder] = field(default_factory=dict)

    @property
    def opened(self) -> int:
        """How many files were opened."""
        return sum(folder.opened for folder in self._folders.values())

    def close(self) -> None:
        """Keep what is known of the files of all folders."""
        for folder in self._folders.values():
            folder.close()

    def of(self, path: Path) -> Folder:
        """A folder, listed when it is first asked for."""
        found = self._folders.get(path)
        if found is None:
            found = self._folders[path] = Folder(path, self.cache)
        return found


def _listed(folder: Path) -> dict[str, os.stat_result]:
    """The files of a folder, links to files among them; none where it cannot be listed."""
    found: dict[str, os.stat_result] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    seen = entry.stat()
                except OSError:
                    continue
                if stat.S_ISREG(seen.st_mode):
                    found[entry.name] = seen
    except OSError:
        return {}
    return found


def _signature(found: os.stat_result) -> _Signature:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
