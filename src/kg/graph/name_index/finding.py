"""Finding things by their names in the index of a version, best match first, each saying why.

Every look-up reads a bounded part of the file: SQLite counts its steps and is stopped when they are
used up, and what was found until then is the answer.  Values go in as parameters alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.curation.naming.scripts import Word, scripts_of
from kg.graph.name_index import folding
from kg.graph.name_index.asking import Asked, ask
from kg.graph.name_index.matching import Hit, Match, Name, Row, why_equal
from kg.graph.name_index.schema import Kind, Role
from kg.graph.name_index.similar import Spellings
from kg.model.errors import VersionDamaged
from kg.model.wording import phrase

MOST = 200
_MOST_STEPS = 5_000_000  # of SQLite's machine: about a tenth of a second
_TICK = 10_000
_MOST_ROWS = 4_000  # of one prefix: what a letter or two begin is no list to read
_MOST_COMPARED = 1_000  # names that are compared word by word
_MOST_CLASSES = 50
_SHORTEST_SOUND = 4
_EXAMPLES = 40
_LAST = "\U0010ffff"

_EQUAL = f"role <> {Role.START:d} AND text IN ({{}})"
_WITHIN = f"text >= ? AND text < ? AND role IN ({Role.WHOLE:d}, {Role.START:d})"
_SOUNDS_SO = f"text >= ? AND text < ? AND role IN ({Role.WHOLE:d}, {Role.SOUND:d})"
_WHOLE = f"text = ? AND role = {Role.WHOLE:d}"
_OF_CLASS = "WHERE EXISTS (SELECT 1 FROM class WHERE class.thing = thing.number AND class.iri IN ({}))"
_NAMES = """
SELECT key.text, key.role, name.text, name.language, name.kind, thing.iri, thing.part, thing.articles
FROM (SELECT text, role, name FROM key WHERE {condition} LIMIT ?) AS key
JOIN name ON name.number = key.name JOIN thing ON thing.number = name.thing {classes}
ORDER BY key.role, name.kind, thing.part, thing.articles DESC, length(name.text), thing.iri, name.number
LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Described:
    """What the index knows of a thing."""

    names: tuple[Name, ...]
    classes: tuple[str, ...]
    articles: int


@contextmanager
def open_index(path: Path) -> Iterator[NameIndex]:
    """The index in a file, open for reading in this thread.  Raises VersionDamaged."""
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as problem:
        raise _damaged(path, problem) from problem
    with closing(connection):
        yield NameIndex(connection, path)


class NameIndex:
    """The index of one version."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._steps = 0
        connection.set_progress_handler(self._tick, _TICK)

    def find(self, text: str, *, classes: Collection[str] = (), most: int = MOST) -> list[Hit]:
        """The things that a text may name, best first, at most `most` of them.

        With `classes` only members of one of these.  A similar spelling is offered only where nothing
        else was found.  Raises VersionDamaged.
        """
        self._steps = 0
        search = _Search(self, ask(text), tuple(classes)[:_MOST_CLASSES])
        if search.asked.whole:
            search.equal()
            if not search.found:
                search.equal_but_for_form()
            search.beginning()
            search.words()
            if not search.found:
                search.forms()
            if not search.found:
                search.shorter()
            if not search.found:
                search.sounding()
            if not search.found:
                search.similar()
        return sorted(search.found.values(), key=lambda hit: hit.rank)[:most]

    def describe(self, iris: Collection[str]) -> dict[str, Described]:
        """Names, classes and articles of those things that the index knows.  Raises VersionDamaged."""
        self._steps = 0
        found: dict[str, Described] = {}
        for iri in dict.fromkeys(iris):
            for number, articles in self.rows("SELECT number, articles FROM thing WHERE iri = ?", (iri,)):
                names = self.rows("SELECT text, language, kind FROM name WHERE thing = ?", (number,))
                classes = self.rows("SELECT iri FROM class WHERE thing = ? ORDER BY iri", (number,))
                found[iri] = Described(
                    tuple(Name(text, language, Kind(kind)) for text, language, kind in names),
                    tuple(row[0] for row in classes),
                    articles,
                )
        return found

    def example(self) -> tuple[Name, ...]:
        """The names of a thing that has short ones in several scripts, from among the most mentioned."""
        self._steps = 0
        query = "SELECT iri FROM thing WHERE part = 0 ORDER BY articles DESC, iri LIMIT ?"
        best = self.rows(query, (_EXAMPLES,))
        names = [
            {one.text: one for one in known.names if one.kind == Kind.NAME}
            for known in self.describe([row[0] for row in best]).values()
        ]

        def rank(found: dict[str, Name]) -> tuple[int, int]:
            return -len({scripts_of(text) for text in found}), sum(map(len, found))

        return tuple(min(names, key=rank).values()) if names else ()

    def class_counts(self) -> dict[str, int]:
        """How many named things each class has."""
        self._steps = 0
        return dict(self.rows("SELECT iri, COUNT(*) FROM class GROUP BY iri ORDER BY iri", ()))

    def rows(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """The rows of a query, those found so far where the steps of this search are used up."""
        found: list[tuple[Any, ...]] = []
        try:
            found.extend(self._connection.execute(query, values))
        except sqlite3.Error as problem:
            if getattr(problem, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
                raise _damaged(self._path, problem) from problem
        return found

    def _tick(self) -> int:
        self._steps += _TICK
        return int(self._steps > _MOST_STEPS)


class _Search:
    """One search: what was asked, and the best hit of each thing so far."""

    def __init__(self, index: NameIndex, asked: Asked, classes: tuple[str, ...]) -> None:
        self.asked = asked
        self.found: dict[str, Hit] = {}
        self._index = index
        self._classes = classes

    def equal(self) -> None:
        """Names that are what was typed, in any script."""
        keys = self.asked.keys
        for row in self._names(_EQUAL.format(", ".join("?" * len(keys))), keys):
            match = why_equal(self.asked, row)
            if match is not None:
                self._keep(row, match)

    def equal_but_for_form(self) -> None:
        """Names without the company form that was typed, or that sound like it in some Russian case."""
        brief = folding.brief(self.asked.text)
        if brief:
            for row in self._names(_WHOLE, (brief,)):
                self._keep(row, Match.BRIEF)
        keys = folding.sounds_of_forms(self.asked.forms[-1])
        if keys:
            for row in self._names(_EQUAL.format(", ".join("?" * len(keys))), keys):
                if row.role in (Role.WHOLE, Role.SOUND):  # folded pinyin is the key of a whole name
                    self._keep(row, Match.SOUND)

    def beginning(self) -> None:
        """Names that begin with what was typed, or in which something begins with it."""
        asked = self.asked.whole
        for row in self._names(_WITHIN, _range(folding.start_of(asked))):
            whole = row.key if row.role == Role.WHOLE else folding.joined(folding.spelled(row.name.text))
            if row.role == Role.WHOLE and whole.startswith(asked):
                self._keep(row, Match.BEGINNING)
            elif row.role == Role.START and asked in whole:
                self._keep(row, Match.INSIDE)

    def words(self) -> None:
        """Names that have all the words, wherever they stand."""
        self._all_words([(word.text,) for word in self.asked.words], Match.WORDS)

    def forms(self) -> None:
        """Names that have all the words in some grammatical case, or the beginning without a company form."""
        words = self.asked.forms[-1][: len(self.asked.words)]
        stems = [folding.word_stems(word) for word in words]
        self._all_words(stems, Match.WORDS, asked=words)
        brief = "" if self.found else folding.brief(self.asked.text)
        if brief:
            for row in self._names(_WITHIN, _range(folding.start_of(brief))):
                if row.role == Role.WHOLE and row.key.startswith(brief):
                    self._keep(row, Match.BEGINNING)

    def shorter(self) -> None:
        """Names that are what was typed without the company form or the kind of place, or begin so."""
        names = folding.shorter_names(self.asked.text)
        for asked in map(ask, names):
            keys = tuple(dict.fromkeys((*asked.keys, *folding.sounds_of_forms(asked.forms[-1]))))
            for row in self._names(_EQUAL.format(", ".join("?" * len(keys))), keys):
                if row.role in (Role.WHOLE, Role.SOUND) or why_equal(asked, row) is not None:
                    self._keep(row, Match.BRIEF)
        if not self.found:
            for asked in map(ask, names):
                self._begins(asked)

    def sounding(self) -> None:
        """Names that begin with the sound of what was typed."""
        self._begins(self.asked)

    def _begins(self, asked: Asked) -> None:
        sounds = dict.fromkeys((*asked.sounds[:4], *folding.sounds_of_forms(asked.forms[-1])[:12]))
        for sound in sounds:
            if len(sound) >= _SHORTEST_SOUND:
                for row in self._names(_SOUNDS_SO, _range(sound)):
                    self._keep(row, Match.SOUND_BEGINNING)

    def similar(self) -> None:
        """Names a few slips away: the whole name, else names with words that are near the typed ones."""
        spellings = Spellings(self._index.rows)
        for far, spelling in spellings.near(self.asked.whole, whole=True):
            for row in self._names(_WHOLE, (spelling,)):
                self._keep(row, Match.SIMILAR, far=far)
        if self.found:
            return
        words = [word.text for word in self.asked.words]
        near = [(word,) if self._count(word) else spellings.nearest(word) for word in words]
        if len(near) == 1:
            for spelling in near[0]:
                for row in self._names(_WITHIN, _range(spelling)):
                    self._keep(row, Match.SIMILAR, far=1)
        else:
            self._all_words(near, Match.SIMILAR)

    def _all_words(
        self, words: Sequence[tuple[str, ...]], match: Match, *, asked: Sequence[Word] = ()
    ) -> None:
        """Names in which each word, in one of its spellings, begins a word.

        With `asked` the spellings are stems, and each of these words is a form of a word in the name.
        """
        if len(words) < 2 or not all(words):
            return
        rarest = min(words, key=lambda word: sum(map(self._count, word)))
        for spelling in rarest:
            for row in self._names(_WITHIN, _range(folding.start_of(spelling)), most=_MOST_COMPARED):
                parts = folding.spelled(row.name.text)
                if not all(any(_has_word(parts, one) for one in word) for word in words):
                    continue
                if all(any(folding.is_form_of(word, part) for part in parts) for word in asked):
                    self._keep(row, match)

    def _count(self, beginning: str) -> int:
        """How many names have a word that begins so, counted to a bound."""
        query = f"SELECT COUNT(*) FROM (SELECT 1 FROM key WHERE {_WITHIN} LIMIT ?)"  # noqa: S608 - a constant
        found = self._index.rows(query, (*_range(folding.start_of(beginning)), _MOST_COMPARED))
        return int(found[0][0]) if found else 0

    def _names(self, condition: str, values: Sequence[str], *, most: int = MOST) -> Iterator[Row]:
        """The names whose keys meet a condition, the weightiest first."""
        marks = ", ".join("?" * len(self._classes))
        query = _NAMES.format(condition=condition, classes=_OF_CLASS.format(marks) if marks else "")
        for key, role, text, language, kind, iri, part, articles in self._index.rows(
            query, (*values, _MOST_ROWS, *self._classes, most)
        ):
            yield Row(key, Role(role), Name(text, language, Kind(kind)), iri, bool(part), articles)

    def _keep(self, row: Row, match: Match, *, far: int = 0) -> None:
        hit = row.to_hit(match, self.asked, far=far)
        known = self.found.get(hit.iri)
        if known is None or hit.rank < known.rank:
            self.found[hit.iri] = hit


def _range(beginning: str) -> tuple[str, str]:
    return beginning, beginning + _LAST


def _has_word(parts: Sequence[Word], word: str) -> bool:
    return any(word in part.text if part.script == "Han" else part.text.startswith(word) for part in parts)


def _damaged(path: Path, problem: sqlite3.Error) -> VersionDamaged:
    words = phrase(  # strangers read it: no path of this machine
        "the index of names of the version {version} cannot be read: {problem}",
        version=path.parent.name[:12],
        problem=problem,
    )
    return VersionDamaged(words, help=phrase("run `kg build`"))
