"""Writing the name index of a version: everything in one pass, in one order, checked by reading back.

Equal graphs give equal rows in equal order.  The file is new and stands beside others that are not yet
a version, so there is no journal; whoever writes the version brings it to the disk.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from kg.curation.naming.scripts import Word
from kg.graph.name_index import folding
from kg.graph.name_index.schema import INDEXES, TABLES, Role
from kg.graph.name_index.things import Thing, read_things
from kg.model.errors import VersionDamaged
from kg.model.wording import phrase

NAMES = "names.sqlite"
_PAGE = 4096
_LONGEST_SPELLING = 40
_SHORTEST_WORD = 4
_SETTINGS = f"""
PRAGMA page_size = {_PAGE};
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
"""


class Unwanted(Exception):
    """Nobody waits for the index any more."""


def write_index(
    folder: Path, source: Path | Iterable[str], *, base: str, unwanted: Callable[[], bool] = lambda: False
) -> int:
    """Write the index of the names in canonical N-Quads; returns how many names there are.

    `source` is a file of them or its sorted lines.  `unwanted` is asked now and then whether to break off.
    Raises OSError when the disk is full, Unwanted.
    """

    def go_on() -> None:
        if unwanted():
            raise Unwanted

    path = folder / NAMES
    things = read_things(source, base=base, step=go_on)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(_SETTINGS + TABLES)
            connection.execute("BEGIN")
            names = _fill(connection, things, go_on)
            connection.execute("COMMIT")
            connection.executescript(INDEXES)
    except sqlite3.Error as problem:
        raise _disk_error(path, problem) from problem
    return names


def check_index(folder: Path, names: int) -> None:
    """Read the index whole.  Raises VersionDamaged when it is not sound or has not this many names."""
    path = folder / NAMES
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            count = connection.execute("SELECT COUNT(*) FROM name").fetchone()[0]
    except sqlite3.Error as problem:
        raise VersionDamaged(
            phrase("{path} cannot be read: {problem}", path=path, problem=problem)
        ) from problem
    if not sound or count != names:
        words = phrase("{path} does not read back as it was written; is the disk sound?", path=path)
        raise VersionDamaged(words)


def _fill(connection: sqlite3.Connection, things: Sequence[Thing], step: Callable[[], None]) -> int:
    """Fill the tables; big ones are sorted first, so that their trees grow at one end."""
    keys: set[tuple[str, int, int]] = set()
    spellings: dict[str, int] = {}
    names: list[tuple[int, int, str, str, int]] = []
    for number, thing in enumerate(things, start=1):
        step()
        part = int("--" in thing.iri.rsplit("/", 1)[-1])
        row = (number, thing.iri, part, len(thing.articles))
        connection.execute("INSERT INTO thing VALUES (?, ?, ?, ?)", row)
        for kind, language, text in thing.ordered_names():
            names.append((len(names) + 1, number, text, language, kind))
            parts = folding.spelled(text)
            keys.update((key, role, len(names)) for key, role in _keys(parts, text, language))
            _note_spellings(parts, spellings)
    connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?)", names)
    classes = sorted((iri, number) for number, thing in enumerate(things, 1) for iri in thing.classes)
    connection.executemany("INSERT INTO class VALUES (?, ?)", classes)
    connection.executemany("INSERT INTO key VALUES (?, ?, ?)", sorted(keys))
    ordered = [(number, text, spellings[text]) for number, text in enumerate(sorted(spellings), start=1)]
    connection.executemany("INSERT INTO spelling VALUES (?, ?, ?)", ordered)
    near = sorted((gram, len(text), number) for number, text, _ in ordered for gram in folding.grams(text))
    connection.executemany("INSERT INTO near VALUES (?, ?, ?)", near)
    return len(names)


def _keys(parts: tuple[Word, ...], text: str, language: str) -> Iterator[tuple[str, Role]]:
    """The keys of a name, each once: what the whole name says already is not said again."""
    whole = folding.joined(parts)
    if not whole:
        return
    yield whole, Role.WHOLE
    yield from ((key, Role.START) for key in folding.starts(parts))
    yield from ((key, Role.SOUND) for key in folding.sounds(text, language) if key != whole)
    if key := folding.stem(parts):
        yield key, Role.STEM
    if key := folding.sorted_words(parts):
        yield key, Role.ORDER


def _note_spellings(parts: tuple[Word, ...], spellings: dict[str, int]) -> None:
    """What a slip may have been meant to be: the whole name (1), or one of its words (0)."""
    whole = folding.joined(parts)
    if 0 < len(whole) <= _LONGEST_SPELLING:
        spellings[whole] = 1
    for word in parts:
        if word.script != "Han" and _SHORTEST_WORD <= len(word.text) <= _LONGEST_SPELLING:
            spellings.setdefault(word.text, 0)


def _disk_error(path: Path, problem: sqlite3.Error) -> OSError:
    """The error of the system behind one of SQLite, which tells only that writing failed."""
    if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    try:
        with path.open("ab") as file:
            file.write(bytes(_PAGE))
            file.flush()
    except OSError as found:
        return OSError(found.errno, found.strerror, str(path))
    return OSError(errno.EIO, str(problem), str(path))
