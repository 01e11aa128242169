"""Sorting and filtering the rows of an answer, all of them, by what a reader sees.

To name a thing takes about a millisecond, so an answer with more things than `MOST_NAMED` is sorted and
filtered by identifiers instead, and the page says so.  Names are kept for as long as the version is
served, so that turning the pages of a sorted answer costs nothing.  A very long answer is filtered by
its letters as they are written (`as_written`), and the page says that, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kg.endpoint.table import Cell
from kg.model.compatibility import compatible
from kg.web.language import INTERFACE
from kg.web.links import to_curie
from kg.web.names import name_things
from kg.web.site import Page
from kg.web.views.cells import Row, iris_of
from kg.web.views.values import Moment, column_moment, is_date_column, moment_of, number_of

MOST_NAMED = 1_500
_MOST_KEPT = 20_000
_MOST_FOLDED = 2_000_000  # letters: about a second
_MOST_SORTED_BY = 200  # letters of one text; the rest counts as it is written
_Key = tuple[int, Decimal | Moment | str, str]


class Ordering:
    """The rows of one answer, to be filtered and sorted by the names of one page."""

    def __init__(self, page: Page, rows: Sequence[Row]) -> None:
        self._page = page
        self._rows = rows
        self._names = _kept_names(page)
        self._wanted: set[str] = set()
        self.unnamed = False
        self.as_written = False

    def containing(self, text: str) -> list[Row]:
        """The rows in which a cell's name, value or IRI contains the text, whatever the case."""
        wanted = fold(text)
        if not wanted:
            return list(self._rows)
        self._name(iris_of(self._rows))
        letters = sum(len(cell.value) for row in self._rows for cell in row.values())
        self.as_written = letters > _MOST_FOLDED
        compared = str.casefold if self.as_written else fold
        known: dict[Cell, bool] = {}
        found = []
        for row in self._rows:
            for cell in row.values():
                if cell not in known:
                    words = f"{self._words(cell)}\n{cell.value}" if cell.kind == "iri" else cell.value
                    known[cell] = wanted in compared(words)
            if any(known[cell] for cell in row.values()):
                found.append(row)
        return found

    def sorted_by(self, column: str, rows: Sequence[Row], *, descending: bool) -> list[Row]:
        """The rows in the order of one column; equal ones stay as they were, unbound ones come last."""
        bound = [row for row in rows if column in row]
        cells = [row[column] for row in bound]
        self._name({cell.value for cell in cells if cell.kind == "iri"})
        dates = is_date_column(cells)
        keys = {cell: self._key(cell, dates=dates) for cell in dict.fromkeys(cells)}
        bound.sort(key=lambda row: keys[row[column]], reverse=descending)
        return [*bound, *(row for row in rows if column not in row)]

    def _key(self, cell: Cell, *, dates: bool) -> _Key:
        moment = column_moment(cell) if dates else moment_of(cell)
        if moment is not None:
            return (0, moment, "")
        number = number_of(cell)
        if number is not None:
            return (1, number, "")
        return (2, fold(self._words(cell)[:_MOST_SORTED_BY]), cell.value)

    def _words(self, cell: Cell) -> str:
        if cell.kind != "iri":
            return cell.value
        named = None if self.unnamed else self._names.get(cell.value)
        return named or to_curie(cell.value, self._page.project)

    def _name(self, iris: set[str]) -> None:
        self._wanted |= iris
        self.unnamed = len(self._wanted) > MOST_NAMED
        new = iris - self._names.keys()
        if self.unnamed or not new:
            return
        if len(self._names) + len(new) > _MOST_KEPT:
            self._names = {}
            new = self._wanted
        found = name_things(self._page, new)
        self._names.update((iri, ref.text if ref.named else "") for iri, ref in found.items())


def _kept_names(page: Page) -> dict[str, str]:
    """The names that are known of this version in the language of the page.

    Whoever asks for ever new languages gets no memory for them.
    """
    if page.language.labels not in INTERFACE:
        return {}
    return page.site.once(f"names-of-rows-{page.language.labels}", dict)


def fold(text: str) -> str:
    """A text as it is compared: compatible letters as one, and their case away."""
    return compatible(text).casefold()


def column_kind(column: str, rows: Sequence[Mapping[str, Cell]]) -> str:
    """`number`, `date`, `thing` or `text`: what all cells of a column are; empty where it has none."""
    cells = [row[column] for row in rows if column in row]
    if not cells:
        return ""
    if all(cell.kind == "iri" for cell in cells):
        return "thing"
    if all(number_of(cell) is not None for cell in cells):
        return "number"
    return "date" if is_date_column(cells) else "text"
