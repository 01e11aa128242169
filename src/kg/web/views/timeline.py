"""An answer along time: its rows by the dates of one column, year by year.

Rows of one date and one thing are one entry, in which the rest of them is listed; what has no date
comes last and is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from kg.endpoint.table import Cell
from kg.web.days import day_in_words
from kg.web.names import name_things
from kg.web.site import Page
from kg.web.views.cells import Row, Shown, iris_of, show
from kg.web.views.values import column_moment, moment_of

_MOST_BESIDE = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One date with what happened; `date` is as the answer has it, `words` the same for readers.

    `beside` are the other cells of its rows, `more` how many are left out.
    """

    date: str
    words: str
    head: Shown | None
    beside: tuple[Shown, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Year:
    """The entries of a year; the year is empty for those without a date."""

    year: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of a timeline; `undated` counts the entries of the whole without a date."""

    years: tuple[Year, ...]
    entries: int
    undated: int


@dataclass(slots=True)
class _Event:
    date: Cell | None
    head: Cell | None
    beside: dict[Cell, None] = field(default_factory=dict)


def date_column(kinds: Mapping[str, str], rows: Sequence[Row]) -> str:
    """The column that says when: one of EDTF texts before others, which would make a month a day.

    There must be one that holds dates.
    """
    dates = [one for one, kind in kinds.items() if kind == "date"]
    plain = (one for one in dates if any(one in row and not moment_of(row[one]) for row in rows))
    return next(plain, dates[0])


def gather(kinds: Mapping[str, str], rows: Sequence[Row]) -> list[_Event]:
    """The rows as entries, in the order of their dates; equal dates keep the order of the rows.

    Beside a date in EDTF other dates are its bounds; the table has them.
    """
    column = date_column(kinds, rows)
    exact = all(moment_of(row[column]) for row in rows if column in row)
    others = [one for one in kinds if one != column and (exact or kinds[one] != "date")]
    heading = next((one for one in others if kinds[one] == "thing"), next(iter(others), column))
    found: dict[tuple[Cell | None, Cell | None], _Event] = {}
    for row in rows:
        date, head = row.get(column), row.get(heading)
        event = found.setdefault((date, head), _Event(date, head))
        event.beside.update(dict.fromkeys(row[one] for one in others if one != heading and one in row))
    return list(found.values())


def in_order(events: Sequence[_Event], *, descending: bool) -> list[_Event]:
    """The entries by date, the undated last."""
    dated = [(moment, one) for one in events if (moment := one.date and column_moment(one.date))]
    dated.sort(key=lambda pair: pair[0], reverse=descending)
    return [*(one for _, one in dated), *(one for one in events if one.date is None)]


def draw_timeline(page: Page, events: Sequence[_Event], first: int, size: int) -> Timeline:
    """`size` entries from `first` on, with the names of the page."""
    some = events[first : first + size]
    cells = [{str(n): cell for n, cell in enumerate((one.head, *one.beside)) if cell} for one in some]
    names = name_things(page, iris_of(cells))

    def shown(cell: Cell | None) -> Shown | None:
        return show(page, cell, names)

    years = tuple(
        Year(year, tuple(_entry(page, one, shown) for one in group))
        for year, group in groupby(some, key=_year)
    )
    return Timeline(years, len(events), sum(one.date is None for one in events))


def _entry(page: Page, event: _Event, shown: Callable[[Cell | None], Shown | None]) -> Entry:
    date = event.date.value if event.date else ""
    beside = [found for cell in list(event.beside)[:_MOST_BESIDE] if (found := shown(cell))]
    return Entry(
        date,
        day_in_words(date, page.texts) if date else "",
        shown(event.head),
        tuple(beside),
        max(0, len(event.beside) - _MOST_BESIDE),
    )


def _year(event: _Event) -> str:
    moment = column_moment(event.date) if event.date else None
    return f"{moment[0]:04d}" if moment else ""
