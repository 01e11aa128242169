"""Dates as articles print them: a subset of EDTF (ISO 8601-2:2019), without times and time zones.

A day, a month or a year (`2022-02-17`, `2020-07`, `2021`), each with an uncertain year where the
article does not give it (`2020?-10-18`), or an interval of two such dates.  Every date has an
earliest and a latest day, so that dates of different precision can be compared.
"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from kg.curation.date_notations import iso_candidate

Precision = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date: its canonical text, the days it may mean, and whether the year is inferred.

    `latest` is included: `2020-07` lasts from 2020-07-01 to 2020-07-31.
    """

    text: str
    earliest: datetime.date
    latest: datetime.date
    precision: Precision
    year_uncertain: bool = False


class DateError(ValueError):
    """A text that is no date; `help` says what to write, and may be empty."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


_DATE = re.compile(r"([0-9]{4})(\?)?(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LATE_MARK = re.compile(r"([0-9]{4})((?:-[0-9]{2}){1,2})\?")
_WITH_TIME = re.compile(r"([0-9]{4}\??-[0-9]{2}-[0-9]{2})(?:[T ][0-9].*|Z|[+-][0-9]{2}:[0-9]{2})")
_SHORT_END = re.compile(r"[0-9]{2}(-[0-9]{2})?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_EXAMPLES = (
    "write year-month-day as far as the article goes: 2022-02-17, 2020-07 or 2021; "
    "2020?-10-18 where the year is inferred; 2021-11-05/2021-11-06 for several days"
)


def parse_date(text: str) -> EdtfDate:
    """The date that `text` stands for, by the EDTF subset above.

    Raises DateError for anything else; where another notation has only one reading, the help
    offers it in ISO form.
    """
    begin, slash, end = text.partition("/")
    first, last = _DATE.fullmatch(begin), _DATE.fullmatch(end)
    if first and not slash:
        return _single(first)
    if first and _SHORT_END.fullmatch(end):
        whole = f"{begin}/{begin[: -len(end)]}{end}"
        raise DateError(f"`{end}` is not a whole date", _offer(whole) or _EXAMPLES)
    if first and last:
        return _interval(text, _single(first), _single(last))
    raise DateError(f"`{text}` is not a date", _help(text))


def _single(found: re.Match[str]) -> EdtfDate:
    text = found[0]
    year, month, day = (None if part is None else int(part) for part in found.group(1, 3, 4))
    uncertain = found[2] is not None
    if not year:
        raise DateError("there is no year 0000", "years are written 0001 to 9999")
    if month is None:
        return EdtfDate(text, datetime.date(year, 1, 1), datetime.date(year, 12, 31), "year", uncertain)
    if not 1 <= month <= 12:
        raise DateError(f"there is no month {month:02}", "dates are written year-month-day: 2022-02-17")
    days = monthrange(year, month)[1]
    if day is None:
        first, last = datetime.date(year, month, 1), datetime.date(year, month, days)
        return EdtfDate(text, first, last, "month", uncertain)
    if not 1 <= day <= days:
        words = f"{_MONTHS[month - 1]} {year} has {days} days, so there is no day {day}"
        raise DateError(words, "look the day up in the article")
    exactly = datetime.date(year, month, day)
    return EdtfDate(text, exactly, exactly, "day", uncertain)


def _interval(text: str, first: EdtfDate, last: EdtfDate) -> EdtfDate:
    if first.precision != last.precision:
        words = f"{first.text} is a {first.precision}, {last.text} is a {last.precision}"
        raise DateError("an interval runs between two days, two months or two years", words)
    if last.earliest < first.earliest:
        raise DateError("the interval ends before it begins", f"write {last.text}/{first.text}")
    if last.earliest == first.earliest:
        raise DateError("the interval begins and ends with the same date", f"write {first.text}")
    uncertain = first.year_uncertain or last.year_uncertain
    return EdtfDate(text, first.earliest, last.latest, first.precision, uncertain)


def _help(text: str) -> str:
    late = _LATE_MARK.fullmatch(text)
    if late:
        return f"`?` stands after the year, which alone can be inferred: {late[1]}?{late[2]}"
    timed = _WITH_TIME.fullmatch(text)
    if timed:
        return f"times and time zones are not kept: write {timed[1]}"
    candidate = iso_candidate(text)
    return (_offer(candidate) if candidate else "") or _EXAMPLES


def _offer(candidate: str) -> str:
    """The advice to write `candidate`, or nothing when that would be refused as well."""
    try:
        return f"write {parse_date(candidate).text}"
    except DateError:
        return ""
