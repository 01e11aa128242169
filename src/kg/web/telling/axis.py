"""An axis of time as places in percent, for a drawing that keeps its letters readable at any width.

Only the places are worked out here; the template draws them.  The same dates are always in the text
beside it, so the drawing adds the distances and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kg.web.days import day_in_words
from kg.web.texts import Texts

_MOST_MARKS = 200
_MOST_TICKS = 6
_LEVELS = 5
_NEAR = 1.6  # percent; nearer marks are stacked
_LEFT, _RIGHT = 9.0, 91.0  # a label below the first or the last day is whole on a small screen
_MONTH_STEPS = (1, 2, 3, 6)
_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Dot:
    """One record: the place from the left, the level from below (0 is the axis), its words and its kind."""

    place: str
    level: int
    words: str
    mark: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A place with a date below it."""

    place: str
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Dots over ticks; `levels` is how many dots stand above each other at most."""

    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    levels: int
    first: str
    last: str


def draw_axis(records: Sequence[tuple[str, str, str]], texts: Texts) -> Axis | None:
    """The axis of records given as (day, words, kind); None where fewer than two days differ.

    A day is ISO 8601; what is no date is left out.
    """
    found = sorted((day, words, mark) for text, words, mark in records if (day := _day(text)) is not None)
    found = found[:_MOST_MARKS]
    if len({day for day, _, _ in found}) < 2:
        return None
    first, last = found[0][0], found[-1][0]
    span = (last - first).days

    def place(day: date) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (day - first).days / span

    dots: list[Dot] = []
    before, level, levels = -100.0, 0, 0
    for day, words, mark in found:
        at = place(day)
        level = min(level + 1, _LEVELS - 1) if at - before < _NEAR else 0
        before = before if level else at
        levels = max(levels, level)
        dots.append(Dot(f"{place(day):.2f}%", level, words, mark))
    ticks = tuple(Tick(f"{place(day):.2f}%", label) for day, label in _ticks(first, last))
    ends = [day_in_words(one.isoformat(), texts) for one in (first, last)]
    return Axis(tuple(dots), ticks, levels + 1, ends[0], ends[1])


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Beginnings of years or months between two days, else the two days themselves."""
    for step in _MONTH_STEPS:
        found = _months(first, last, step)
        if 2 <= len(found) <= _MOST_TICKS:
            return found
    for step in _YEAR_STEPS:
        years = range(first.year + 1 if (first.month, first.day) > (1, 1) else first.year, last.year + 1)
        found = [(date(year, 1, 1), f"{year:04d}") for year in years if year % step == 0]
        if 2 <= len(found) <= _MOST_TICKS:
            return found
    return [(first, first.isoformat()), (last, last.isoformat())]


def _months(first: date, last: date, step: int) -> list[tuple[date, str]]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    days = (date(number // 12, number % 12 + 1, 1) for number in numbers if number % 12 % step == 0)
    return [(day, f"{day:%Y-%m}") for day in days if first <= day <= last][: _MOST_TICKS + 1]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
