"""Literals as values to sort by: numbers as numbers, dates as dates, partial dates among them.

A date is read as it stands in RDF (xsd:date, dateTime, gYear, gYearMonth) or, in a column of nothing
else, as EDTF text (`2020?-07`).  Nothing here raises: what is malformed is a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

from kg.endpoint.table import Cell
from kg.model.terms import XSD

_NUMBERS = {
    XSD + name
    for name in (
        *("integer", "decimal", "double", "float", "int", "long", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
}
_DATES = {XSD + name for name in ("date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth")}
# An exponent of more digits is no number that anybody counts in, and Decimal would refuse it.
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,6})?", re.ASCII)
_INFINITE = {"INF": Decimal("Infinity"), "+INF": Decimal("Infinity"), "-INF": Decimal("-Infinity")}
_DATE = re.compile(
    r"(?P<year>-?\d{4,6})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<rest>[T+Z-].*)?", re.ASCII
)
_EDTF = re.compile(r"\d{4}\??(?:-\d\d(?:-\d\d)?)?\??(?:/(?:\d{4}\??(?:-\d\d(?:-\d\d)?)?\??)?)?", re.ASCII)
Moment = tuple[int, int, int, str]


def is_number(cell: Cell) -> bool:
    """Whether a cell is a literal of a type of numbers."""
    return cell.kind == "literal" and cell.datatype in _NUMBERS


def number_of(cell: Cell) -> Decimal | None:
    """The number that a cell says; None for no number, and for NaN."""
    if not is_number(cell):
        return None
    text = cell.value.strip()
    if text in _INFINITE:
        return _INFINITE[text]
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def moment_of(cell: Cell) -> Moment | None:
    """Year, month, day and time of a literal of a type of dates; 0 for what it does not say."""
    return _moment(cell.value) if cell.kind == "literal" and cell.datatype in _DATES else None


def edtf_moment(cell: Cell) -> Moment | None:
    """The same of a plain text in EDTF; an interval counts by its beginning."""
    if cell.kind != "literal" or cell.language or not _EDTF.fullmatch(cell.value):
        return None
    return _moment(cell.value.split("/")[0].replace("?", ""))


def is_date_column(cells: Iterable[Cell]) -> bool:
    """Whether all these cells, and there are some, are dates; plain EDTF texts only among themselves."""
    some = list(cells)
    if not some:
        return False
    return all(moment_of(cell) for cell in some) or _is_edtf(some)


def column_moment(cell: Cell) -> Moment | None:
    """When a cell of a column of dates is."""
    return moment_of(cell) or edtf_moment(cell)


def _is_edtf(cells: list[Cell]) -> bool:
    """Bare years in plain text are as likely numbers of something, so one date has to say more."""
    return all(column_moment(cell) for cell in cells) and any(len(cell.value) > 4 for cell in cells)


def _moment(text: str) -> Moment | None:
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = int(found["year"]), int(found["month"] or 0), int(found["day"] or 0)
    rest = found["rest"] or ""
    if rest.startswith("T"):
        return _instant(text.strip()) or (year, month, day, rest)
    return (year, month, day, "")


def _instant(text: str) -> Moment | None:
    """A moment with its time, as UTC where it says its zone, so that two zones compare."""
    try:
        stamp = datetime.fromisoformat(text)
        stamp = stamp.astimezone(UTC) if stamp.tzinfo else stamp
    except (ValueError, OverflowError):
        return None
    return (stamp.year, stamp.month, stamp.day, stamp.strftime("T%H:%M:%S.%f"))
