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
from kg.model.wording import NOTHING, Message, phrase

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

    def __init__(self, message: Message, help: Message = NOTHING) -> None:
        super().__init__(message.en)
        self.message = message
        self.help = help


_DATE = re.compile(r"([0-9]{4})(\?)?(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LATE_MARK = re.compile(r"([0-9]{4})((?:-[0-9]{2}){1,2})\?")
_WITH_TIME = re.compile(r"([0-9]{4}\??-[0-9]{2}-[0-9]{2})(?:[T ][0-9].*|Z|[+-][0-9]{2}:[0-9]{2})")
_SHORT_END = re.compile(r"[0-9]{2}(-[0-9]{2})?")
_MONTHS = (  # in Russian after “в”
    *(("January", "январе"), ("February", "феврале"), ("March", "марте"), ("April", "апреле")),
    *(("May", "мае"), ("June", "июне"), ("July", "июле"), ("August", "августе")),
    *(("September", "сентябре"), ("October", "октябре"), ("November", "ноябре"), ("December", "декабре")),
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
        raise DateError(phrase("`{text}` is not a whole date", text=end), _offer(whole) or _examples())
    if first and last:
        return _interval(text, _single(first), _single(last))
    raise DateError(phrase("`{text}` is not a date", text=text), _help(text))


def _single(found: re.Match[str]) -> EdtfDate:
    text = found[0]
    year, month, day = (None if part is None else int(part) for part in found.group(1, 3, 4))
    uncertain = found[2] is not None
    if not year:
        raise DateError(phrase("there is no year 0000"), phrase("years are written 0001 to 9999"))
    if month is None:
        return EdtfDate(text, datetime.date(year, 1, 1), datetime.date(year, 12, 31), "year", uncertain)
    if not 1 <= month <= 12:
        raise DateError(
            phrase("there is no month {month:02}", month=month),
            phrase("dates are written year-month-day: 2022-02-17"),
        )
    days = monthrange(year, month)[1]
    if day is None:
        first, last = datetime.date(year, month, 1), datetime.date(year, month, days)
        return EdtfDate(text, first, last, "month", uncertain)
    if not 1 <= day <= days:
        english, russian = _MONTHS[month - 1]
        words = phrase(
            "{month} {year} has {n} days, so there is no day {day}",
            month=Message(english, russian, f"{month} 月"),
            year=year,
            n=days,
            day=day,
        )
        raise DateError(words, phrase("look the day up in the article"))
    exactly = datetime.date(year, month, day)
    return EdtfDate(text, exactly, exactly, "day", uncertain)


def _interval(text: str, first: EdtfDate, last: EdtfDate) -> EdtfDate:
    if first.precision != last.precision:
        words = phrase(
            "{first} is {first_kind}, {last} is {last_kind}",
            first=first.text,
            first_kind=_kind(first.precision),
            last=last.text,
            last_kind=_kind(last.precision),
        )
        raise DateError(phrase("an interval runs between two days, two months or two years"), words)
    if last.earliest < first.earliest:
        turned = phrase("write {text}", text=f"{last.text}/{first.text}")
        raise DateError(phrase("the interval ends before it begins"), turned)
    if last.earliest == first.earliest:
        words = phrase("the interval begins and ends with the same date")
        raise DateError(words, phrase("write {text}", text=first.text))
    uncertain = first.year_uncertain or last.year_uncertain
    return EdtfDate(text, first.earliest, last.latest, first.precision, uncertain)


def _kind(precision: Precision) -> Message:
    if precision == "day":
        return phrase("a day")
    return phrase("a month") if precision == "month" else phrase("a year")


def _help(text: str) -> Message:
    late = _LATE_MARK.fullmatch(text)
    if late:
        right = f"{late[1]}?{late[2]}"
        return phrase("`?` stands after the year, which alone can be inferred: {date}", date=right)
    timed = _WITH_TIME.fullmatch(text)
    if timed:
        return phrase("times and time zones are not kept: write {date}", date=timed[1])
    candidate = iso_candidate(text)
    return (_offer(candidate) if candidate else NOTHING) or _examples()


def _offer(candidate: str) -> Message:
    """The advice to write `candidate`, or nothing when that would be refused as well."""
    try:
        return phrase("write {text}", text=parse_date(candidate).text)
    except DateError:
        return NOTHING


def _examples() -> Message:
    return phrase(
        "write year-month-day as far as the article goes: 2022-02-17, 2020-07 or 2021; "
        "2020?-10-18 where the year is inferred; 2021-11-05/2021-11-06 for several days"
    )
