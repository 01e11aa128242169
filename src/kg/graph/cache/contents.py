"""What files hold, by hash, opening only those that may have changed since they were last read.

A file is known again by size, times and inode.  As in Git's index, a file that was changed just before
it was looked at is not taken as known: a second change could leave the same time.  What is known of the
files of a folder is one entry of the cache, so that ten thousand of them cost one look-up, and beside it a
small one of those read since, so that one of them does not cost the writing of all.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache

_TOO_NEAR_NS = 2_000_000_000  # the coarsest clock of a file system in use ticks every two seconds
_WITHIN, _BETWEEN = "/", "//"  # in what is kept of many files as one text; no name of a file has a slash
_FEW = 20  # one of so many files is noted by itself, beside what is known of all


class Folder:
    """The files of one folder: as they are there now, and as they were when they were last read.

    `entries` are the names of all that is there, folders too.  A signature is one text: the name, the size,
    the times and the inode.
    """

    def __init__(self, path: Path, cache: Cache) -> None:
        self.path = path
        self.opened = 0
        self._cache = cache
        self._there, self.entries = _listed(path)
        self._data: dict[str, bytes] = {}
        self._found: dict[str, str] = {}
        self._changed = False

    @property
    def names(self) -> Set[str]:
        """The names of the files; none where the folder cannot be listed."""
        return self._there.keys()

    def size(self, name: str) -> int | None:
        """How many bytes a file has; None where there is no such file (a folder is none)."""
        found = self._there.get(name)
        return int(found.split(_WITHIN, 2)[1]) if found is not None else None

    def sha256(self, name: str) -> str:
        """The SHA-256 of a file, 64 hex digits, read only when it may have changed.  Raises OSError."""
        there = self._there.get(name, "")
        known = self._since.get(there) or self._found.get(name) or self._known.get(there)
        return known or self._read_now(name)

    def sha256_of_few(self, name: str) -> str:
        """The same; the file is rather read again than looked up among all that is known."""
        return self._since.get(self._there.get(name, "")) or self._read_now(name)

    def sha256_of(self, name: str, data: bytes) -> str:
        """The SHA-256 of a file that has just been read whole, worked out when it may have changed.

        Raises OSError.
        """
        there, found = self._there.get(name), (self.path / name).stat()
        # Listed before it was read, and the same afterwards: these are the bytes.
        is_same = there == _signature(name, found) and found.st_size == len(data)
        known = self._since.get(there) if there is not None and is_same else None
        if known is not None:
            return known
        digest = hashlib.sha256(data).hexdigest()
        if there is not None and is_same and found.st_mtime_ns < time.time_ns() - _TOO_NEAR_NS:
            self._since[there] = digest
            self._changed = True
        return digest

    def seen(self, name: str) -> str | None:
        """By what a file is known to be the same later; empty where nothing tells, None for no file."""
        there = self._there.get(name)
        return there if there is None or there in self._since or there in self._known else ""

    def not_seen(self, seen: Mapping[str, str | None]) -> list[str]:
        """Those of the files that may not be as they were when `seen` said this of them."""
        there = self._there
        # Where names are the same in either case, a file may be there that is not in the list.
        absent = "?" if there else None
        return [name for name, was in seen.items() if was != there.get(name, absent)]

    def recall(self, seen: str | None, digest: str) -> None:
        """Know a file, as long as it is as it was `seen`, without a look at all that is known."""
        if seen:
            self._since[seen] = digest

    def data(self, name: str) -> bytes:
        """The bytes of a file, those of `sha256` where that has just read it.  Raises OSError."""
        found = self._data.pop(name, None)
        return self._read(name) if found is None else found

    def close(self) -> None:
        """Keep what is known of the files that are there."""
        self._data.clear()
        if not self._changed or not self._cache.keeps:
            return
        self._changed = False
        there = frozenset(self._there.values())
        since = {one: digest for one, digest in self._since.items() if one in there}
        if len(since) * _FEW > len(there):
            known = {**self._known, **since}
            self._known = {one: known[one] for one in self._there.values() if one in known}
            self._cache.put({self._name("signatures"): _as_texts(self._known)})
            since = {}
        self._since = since
        self._cache.put({self._name("signatures since"): _as_texts(since)})

    @cached_property
    def _known(self) -> dict[str, str]:
        """SHA-256 by signature."""
        return _of_texts(self._cache.get(self._name("signatures")))

    @cached_property
    def _since(self) -> dict[str, str]:
        """The same of the few files that were read since that was written."""
        return _of_texts(self._cache.get(self._name("signatures since")))

    def _name(self, kind: str) -> bytes:
        return key_of(kind, os.path.abspath(self.path))  # noqa: PTH100 - a link stays what it is

    def _read_now(self, name: str) -> str:
        # Looked at before it is read: a change in between shows as other times the next time.
        now, found = time.time_ns(), (self.path / name).stat()
        data = self._data[name] = self._read(name)
        digest = self._found[name] = hashlib.sha256(data).hexdigest()
        if found.st_mtime_ns < now - _TOO_NEAR_NS and found.st_size == len(data):
            self._since[_signature(name, found)] = digest
            self._changed = True
        return digest

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


def _listed(folder: Path) -> tuple[dict[str, str], set[str]]:
    """The signatures of the files of a folder by name, links to files among them, and the names of all in it;
    nothing where it cannot be listed."""
    found: dict[str, str] = {}
    entries: set[str] = set()
    try:
        with os.scandir(folder) as listed:
            for entry in listed:
                name = entry.name
                entries.add(name)
                try:
                    seen = entry.stat()
                except OSError:
                    continue
                if stat.S_ISREG(seen.st_mode):
                    found[name] = _signature(name, seen)
    except OSError:
        return {}, set()
    return found, entries


def _signature(name: str, found: os.stat_result) -> str:
    return f"{name}/{found.st_size}/{found.st_mtime_ns}/{found.st_ctime_ns}/{found.st_ino}"


def _as_texts(known: dict[str, str]) -> tuple[str, str]:
    return _BETWEEN.join(known), _BETWEEN.join(known.values())


def _of_texts(kept: object) -> dict[str, str]:
    """SHA-256 by signature, as `_as_texts` wrote it; nothing where that is not what is kept."""
    match kept:
        case str(signatures), str(digests):
            return dict(zip(signatures.split(_BETWEEN), digests.split(_BETWEEN), strict=True))
        case _:
            return {}
