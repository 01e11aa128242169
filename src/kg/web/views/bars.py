"""An answer with one column of numbers as bars: a table in which each number has its length beside it.

All bars have one scale, that of the whole answer, whatever page is shown; a number below zero goes to
the other side of a line at zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.web.site import Page
from kg.web.views.cells import Row, Shown, show_rows
from kg.web.views.values import number_of

WIDE = 1000  # units of the drawing that one bar has for itself
_LEAST = 2  # so that what is not zero can be seen
_MOST_DIGITS = 300  # before the point, which a float can still hold with room for sums


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: what it is about, its number, and where its bar starts and how long it is."""

    labels: tuple[Shown | None, ...]
    number: Shown | None
    start: int
    length: int
    below: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """One page of bars; `zero` is where the line at zero stands."""

    columns: tuple[str, ...]
    column: str
    bars: tuple[Bar, ...]
    zero: int
    wide: int = WIDE


def number_column(kinds: Mapping[str, str]) -> str:
    """The column of the numbers."""
    return next(column for column, kind in kinds.items() if kind == "number")


def draw_bars(page: Page, kinds: Mapping[str, str], rows: Sequence[Row], first: int, size: int) -> Bars:
    """`size` bars from `first` on, on the scale of all rows."""
    column = number_column(kinds)
    labels = tuple(one for one in kinds if one != column and kinds[one])
    numbers = [_finite(row, column) for row in rows]
    lowest, highest = min(0.0, *numbers, 0.0), max(0.0, *numbers, 0.0)
    reach = highest - lowest or 1.0
    zero = round(-lowest / reach * WIDE)
    some = rows[first : first + size]
    shown = show_rows(page, (*labels, column), some)
    bars = tuple(
        _bar(cells, number / reach * WIDE, zero=zero)
        for cells, number in zip(shown, numbers[first : first + size], strict=True)
    )
    return Bars(labels, column, bars, zero)


def _bar(cells: Sequence[Shown | None], length: float, *, zero: int) -> Bar:
    wide = max(_LEAST, round(abs(length))) if length else 0
    start = max(0, zero - wide) if length < 0 else min(zero, WIDE - wide)
    return Bar(tuple(cells[:-1]), cells[-1], start, wide, below=length < 0)


def _finite(row: Row, column: str) -> float:
    """The number of a row; what is unbound or infinite has no length."""
    number = number_of(row[column]) if column in row else None
    if number is None or not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        return 0.0
    return float(number)
