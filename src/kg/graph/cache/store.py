"""Results by name in one SQLite file, bounded in size and safe to lose.

A cache is never a reason for a check to fail or to say something else: what is damaged, foreign,
locked or not writable is as good as empty.  Each result carries a hash of itself, so that a damaged
one is not taken for true.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kg.graph.cache.codec import from_bytes, to_bytes

CHECKS_KEPT = 30  # what that many checks did not use is dropped
AT_ONCE_WRITTEN = (
    800  # results, two of each file that is read; a check that is killed loses no more than these
)
SECONDS_KEPT_BACK = 3.0  # nor what is older than that when the next one comes
_SECONDS_TO_WAIT = 2.0
_AT_ONCE = 500
_HASH_BYTES = 16
# What SQLite says of a file that it cannot use; a damaged one can also hold a name that is no text, or a
# number that no column takes.
_UNUSABLE = (OSError, sqlite3.Error, UnicodeDecodeError, OverflowError)
_TABLES = (
    "CREATE TABLE IF NOT EXISTS checks (number INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS results (name BLOB PRIMARY KEY, used INTEGER, result BLOB)",
    "CREATE INDEX IF NOT EXISTS by_use ON results (used)",
)


class Cache:
    """Results of earlier checks; with no path it is empty and keeps nothing.

    What is put in can be had at once.  It is written as the check goes on, a batch in one transaction, so
    that a check that was killed leaves what it had; `close_check` writes the rest.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._new: dict[bytes, object] = {}
        self._used: set[bytes] = set()
        self._connection: sqlite3.Connection | None = None
        self._out_of_use = path is None
        self._number = 0
        self._written = time.monotonic()

    @property
    def keeps(self) -> bool:
        """Whether anything is kept from one check to the next."""
        return self._path is not None

    def beside(self, name: str) -> Path | None:
        """Where something else of the project can be kept, in the same folder; None where nothing is."""
        return self._path.with_name(name) if self._path is not None else None

    def find(self, names: Iterable[bytes]) -> dict[bytes, object]:
        """The results that are there, by name."""
        wanted = list(dict.fromkeys(names))
        found = {name: self._new[name] for name in wanted if name in self._new}
        with self._connected() as connection:
            if connection is not None:
                found.update(self._read(connection, [name for name in wanted if name not in found]))
        return found

    def get(self, name: bytes) -> object | None:
        """One result, or None."""
        return self.find([name]).get(name)

    def put(self, results: Mapping[bytes, object]) -> None:
        """Keep results; None is no result."""
        if not self.keeps:
            return
        self._new.update(results)
        late = time.monotonic() - self._written > SECONDS_KEPT_BACK
        if late or len(self._new) >= AT_ONCE_WRITTEN:
            with self._connected() as connection:
                if connection is not None:
                    with _transaction(connection):
                        self._insert(connection, _number(connection) + 1)
            self._new.clear()
            self._written = time.monotonic()

    def close_check(self) -> None:
        """Write what is new, note what was used, and drop what nobody has used for long."""
        with self._connected() as connection:
            if connection is not None:
                self._write(connection)
        self._forget()

    def close_part(self) -> None:
        """Write what is new after a check of a part, which is no reason to drop what it had no use for."""
        with self._connected() as connection:
            if connection is not None and self._new:
                with _transaction(connection):
                    self._insert(connection, _number(connection))
        self._forget()

    def _forget(self) -> None:
        self._close()
        self._new.clear()
        self._used.clear()
        self._out_of_use = self._path is None

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection | None]:
        """The connection for a block, or None; what goes wrong ends the block without a word."""
        try:
            self._connect()
        except _UNUSABLE as problem:
            self._give_up(problem)
        try:
            yield self._connection
        except _UNUSABLE as problem:
            self._give_up(problem)

    def _connect(self) -> None:
        if self._path is None or self._out_of_use or self._connection is not None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._connection = sqlite3.connect(self._path, timeout=_SECONDS_TO_WAIT, isolation_level=None)
        self._connection.execute("PRAGMA synchronous = NORMAL")
        for table in _TABLES:
            self._connection.execute(table)
        self._number = _number(self._connection)

    def _give_up(self, problem: Exception) -> None:
        """Go on without the file; one that is no cache is removed, so that the next check begins anew."""
        self._close()
        self._out_of_use = True
        if _is_damage(problem) and self._path is not None:
            for suffix in ("", "-journal"):
                with contextlib.suppress(OSError):
                    self._path.with_name(self._path.name + suffix).unlink()

    def _close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _read(self, connection: sqlite3.Connection, names: list[bytes]) -> dict[bytes, object]:
        found: dict[bytes, object] = {}
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = connection.execute(
                f"SELECT name, result, used FROM results WHERE name IN ({marks})",  # noqa: S608 - marks alone
                some,
            )
            for name, result, used in rows:
                if not isinstance(name, bytes) or not isinstance(result, bytes):
                    continue
                if _checksum(name, result[_HASH_BYTES:]) != result[:_HASH_BYTES]:
                    continue
                with contextlib.suppress(ValueError, TypeError, KeyError, IndexError):
                    found[name] = from_bytes(result[_HASH_BYTES:])
                    if not isinstance(used, int) or used < self._number - CHECKS_KEPT // 2:
                        self._used.add(name)
        return found

    def _write(self, connection: sqlite3.Connection) -> None:
        with _transaction(connection):
            number = _number(connection) + 1
            connection.execute("DELETE FROM checks")
            connection.execute("INSERT INTO checks VALUES (?)", (number,))
            self._insert(connection, number)
            connection.executemany(
                "UPDATE results SET used = ? WHERE name = ?", [(number, name) for name in self._used]
            )
            connection.execute("DELETE FROM results WHERE used < ?", (number - CHECKS_KEPT,))

    def _insert(self, connection: sqlite3.Connection, number: int) -> None:
        rows = []
        for name, result in self._new.items():
            with contextlib.suppress(TypeError):
                data = to_bytes(result)
                rows.append((name, number, _checksum(name, data) + data))
        connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", rows)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """A block whose changes are all made or none, also when Ctrl+C ends it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _is_damage(problem: Exception) -> bool:
    """Whether the file can be of no use later either; one that is held, or on a full disk, can."""
    if isinstance(problem, sqlite3.OperationalError):
        return getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR
    return not isinstance(problem, OSError)


def _number(connection: sqlite3.Connection) -> int:
    """How many checks have been written."""
    found = connection.execute("SELECT max(number) FROM checks").fetchone()[0]
    return found if isinstance(found, int) else 0


def _checksum(name: bytes, data: bytes) -> bytes:
    return hashlib.blake2b(name + data, digest_size=_HASH_BYTES).digest()
