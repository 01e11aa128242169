"""What the last complete check found, in one SQLite file, of which only what is asked for is read.

A ledger is written once, by a complete check, and never changed: later checks go on from it, and what they
find is relative to it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Literal

from kg.graph.cache.codec import from_bytes, to_bytes
from kg.graph.inference import Ground
from kg.graph.last_check.names_read import ways_to
from kg.model.diagnostics import Diagnostic
from kg.model.terms import Term, Triple

LEDGER, LAYERS = "ledger.sqlite", "layers"  # what lies in the folder
_TABLES = (
    "CREATE TABLE notes (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID",
    """CREATE TABLE articles (id TEXT PRIMARY KEY, file TEXT, sha256 TEXT, content BLOB, text TEXT,
    text_sha256 TEXT, outcome BLOB, outline TEXT, labels TEXT, file_seen TEXT, text_seen TEXT)""",
    "CREATE TABLE names_read (way TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE names (name TEXT PRIMARY KEY, place INTEGER, class TEXT, minted INTEGER) WITHOUT ROWID",
    "CREATE TABLE speaking (term TEXT PRIMARY KEY, graphs TEXT) WITHOUT ROWID",
    "CREATE TABLE shared (triple TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID",
    "CREATE TABLE grounds (rule TEXT, via TEXT, subject TEXT, predicate TEXT, object TEXT)",
)
_INDICES = (
    "CREATE INDEX articles_by_file ON articles (file, file_seen)",
    "CREATE INDEX articles_by_text ON articles (text, text_seen)",
    "CREATE INDEX grounds_by_via ON grounds (via)",
    "CREATE INDEX grounds_by_subject ON grounds (subject)",
)
_BETWEEN = " "  # no term has a space but literals, which come last
_MANY = 500  # so many rows are not asked for one by one

Kind = Literal["file", "text"]


def lock_digest(lock: str) -> str:
    """A hash of the evidence lock."""
    return hashlib.sha256(lock.encode("ascii")).hexdigest()


class LedgerUnusable(Exception):
    """There is no ledger, or its file is not one."""


@dataclass(frozen=True, slots=True)
class KeptArticle:
    """What an article was: its file and text by name and SHA-256 (the text: empty where it was not at hand),
    the names of what is kept of them in the cache, a hash of its outline, what became of its names, one
    letter each, and by what its file and its text are known to be the same later."""

    id: str
    file: str
    sha256: str
    content: bytes
    text: str
    text_sha256: str
    outcome: bytes
    outline: str
    labels: str
    file_seen: str | None
    text_seen: str | None


class Ledger:
    """A ledger that is read.  Every method raises LedgerUnusable when the file is not as it was written."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise LedgerUnusable
        self._connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def note(self, name: str) -> object:
        """A value by name.  Raises LedgerUnusable where there is none."""
        rows = self._rows("SELECT value FROM notes WHERE name = ?", name)
        try:
            ((data,),) = rows
            return from_bytes(data)
        except (ValueError, TypeError, KeyError, IndexError) as problem:
            raise LedgerUnusable from problem

    def seen(self, kind: Kind) -> dict[str, str | None]:
        """What was `seen` of the files of all articles, or of their texts, by name."""
        return dict(self._rows(f"SELECT {kind}, {kind}_seen FROM articles WHERE {kind} != ''"))  # noqa: S608

    def articles_with(self, kind: Kind, names: Collection[str]) -> list[KeptArticle]:
        """The articles that have files or texts of these names."""
        if len(names) > _MANY:
            wanted = frozenset(names)
            rows = self._rows("SELECT * FROM articles")
            return [one for one in (KeptArticle(*row) for row in rows) if getattr(one, kind) in wanted]
        marks = ", ".join("?" * len(names))
        rows = self._rows(f"SELECT * FROM articles WHERE {kind} IN ({marks})", *names)  # noqa: S608
        return [KeptArticle(*row) for row in rows]

    def article(self, id: str) -> KeptArticle | None:
        """An article; None where there was none with this id."""
        rows = self._rows("SELECT * FROM articles WHERE id = ?", id)
        return KeptArticle(*rows[0]) if rows else None

    def is_of_names(self, triple: Triple) -> bool:
        """Whether entities were told apart by a triple, or would have been."""
        words = "SELECT 1 FROM names_read WHERE way IN (?, ?, ?) LIMIT 1"
        return bool(self._rows(words, *ways_to(triple)))

    def class_of(self, name: str) -> tuple[Term, bool] | None:
        """The class of an entity or a record, and whether a file mints it as an entity."""
        rows = self._rows("SELECT class, minted FROM names WHERE name = ?", name)
        return (Term(rows[0][0]), bool(rows[0][1])) if rows else None

    def all_names(self) -> list[str]:
        """All entities and records, in the order in which they were met."""
        return [name for (name,) in self._rows("SELECT name FROM names ORDER BY place")]

    def graphs_speaking_of(self, term: Term) -> tuple[str, ...]:
        """The graphs, by local name, that speak of a term, one in whose name the term begins excepted."""
        rows = self._rows("SELECT graphs FROM speaking WHERE term = ?", term)
        return tuple(rows[0][0].split(_BETWEEN)) if rows else ()

    def times(self, triple: Triple) -> int | None:
        """How many graphs state a triple, where they are several."""
        rows = self._rows("SELECT times FROM shared WHERE triple = ?", _BETWEEN.join(triple))
        return int(rows[0][0]) if rows else None

    def grounds_of(self, via: Term) -> list[Ground]:
        """What rules derived on the ground of a record."""
        rows = self._rows("SELECT subject, predicate, object, via, rule FROM grounds WHERE via = ?", via)
        return _grounds(rows)

    def grounds_by(self, rule: str) -> list[Ground]:
        """What a rule derived."""
        rows = self._rows("SELECT subject, predicate, object, via, rule FROM grounds WHERE rule = ?", rule)
        return _grounds(rows)

    def grounds_about(self, subject: Term) -> list[Ground]:
        """What rules derived about a thing."""
        words = "SELECT subject, predicate, object, via, rule FROM grounds WHERE subject = ?"
        return _grounds(self._rows(words, subject))

    def _rows(self, words: str, *values: str) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(words, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as problem:
            raise LedgerUnusable from problem


def rows_in(value: object) -> tuple[Any, ...]:
    """A note that holds rows.  Raises LedgerUnusable for anything else."""
    if not isinstance(value, tuple):
        raise LedgerUnusable
    return value


def findings_in(value: object) -> list[Diagnostic]:
    """A note that holds findings.  Raises LedgerUnusable for anything else."""
    found = list(rows_in(value))
    if not all(isinstance(one, Diagnostic) for one in found):
        raise LedgerUnusable
    return found


def _grounds(rows: Sequence[tuple[Any, ...]]) -> list[Ground]:
    return [
        Ground(Triple(Term(subject), Term(predicate), Term(value)), Term(via), rule)
        for subject, predicate, value, via, rule in rows
    ]


class NewLedger:
    """A ledger that is written; it is one when `close` has returned."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        # Whoever loses power in between has no ledger: it is put in its place when it is whole.
        for words in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", *_TABLES, "BEGIN"):
            self._connection.execute(words)

    def note(self, name: str, value: object) -> None:
        """Write a value.  Raises TypeError for one that cannot be kept."""
        self._connection.execute("INSERT INTO notes VALUES (?, ?)", (name, to_bytes(value)))

    def articles(self, rows: Iterable[KeptArticle]) -> None:
        """Write articles."""
        self._insert("articles", 11, (astuple(one) for one in rows))

    def names_read(self, ways: Iterable[str]) -> None:
        """Write what was asked for in order to tell entities apart, in the words of `ways_to`."""
        self._insert("names_read", 1, ((one,) for one in sorted(ways)))

    def names(self, rows: Iterable[tuple[str, Term, bool]]) -> None:
        """Write entities and records in their order: name, class, whether a file mints it as an entity."""
        self._insert(
            "names", 4, ((name, place, cls, minted) for place, (name, cls, minted) in enumerate(rows))
        )

    def speaking(self, rows: Iterable[tuple[Term, Iterable[str]]]) -> None:
        """Write which graphs speak of a term."""
        self._insert("speaking", 2, ((term, _BETWEEN.join(graphs)) for term, graphs in rows))

    def shared(self, rows: Iterable[tuple[Triple, int]]) -> None:
        """Write the triples that several graphs state, and how many."""
        self._insert("shared", 2, ((_BETWEEN.join(triple), times) for triple, times in rows))

    def grounds(self, rows: Iterable[Ground]) -> None:
        """Write what rules derived."""
        self._insert("grounds", 5, ((one.rule, one.via, *one.triple) for one in rows))

    def close(self) -> None:
        """Finish the file."""
        for words in (*_INDICES, "COMMIT"):
            self._connection.execute(words)
        self._connection.close()

    def _insert(self, table: str, width: int, rows: Iterator[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * width)
        self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - constants
