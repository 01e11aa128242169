"""Literals as curated text becomes them: canonical when made.

A store may rewrite `"01"^^xsd:integer` to `"1"`; what is canonical from the start reads the same
everywhere.  Lexical forms follow XML Schema 1.1 Part 2.
"""

from __future__ import annotations

import re

from kg.curation.dates import DateError, parse_date
from kg.model.terms import XSD, Term, literal

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")


def read_literal(text: str, datatype: str) -> Term:
    """The literal of a datatype that a curator means by `text`.

    Raises ValueError, in words for the curator, when the text is not of that datatype.
    """
    kind = datatype.removeprefix(XSD)
    if kind == "integer":
        return _matched(
            text, _INTEGER, "a whole number", datatype, str(int(text)) if _INTEGER.fullmatch(text) else ""
        )
    if kind == "decimal":
        return _matched(text, _DECIMAL, "a number such as 12.5", datatype, _canonical_decimal(text))
    if kind == "boolean":
        if text not in ("true", "false"):
            raise ValueError(f"`{text}` is not true or false")
        return literal(text, datatype=datatype)
    if kind == "anyURI":
        return _matched(
            text, _ADDRESS, "an absolute address such as https://…, without spaces", datatype, text
        )
    if kind in ("date", "gYearMonth", "gYear"):
        return _date(text, kind)
    return literal(text, datatype=datatype)


def date_literal(text: str) -> Term:
    """The literal of a plain date: xsd:date, xsd:gYearMonth or xsd:gYear by its precision.

    Raises ValueError for an uncertain date, an interval, or what is no date.
    """
    date = parse_date(text)
    kinds = {4: "gYear", 7: "gYearMonth", 10: "date"}
    if len(date.text) not in kinds or "?" in date.text or "/" in date.text:
        raise ValueError(
            f"`{text}` is not a plain date; expected a day, a month or a year such as 2021-04-30"
        )
    return literal(date.text, datatype=XSD + kinds[len(date.text)])


def advice(problem: ValueError) -> str:
    """What to write instead of a text that was refused; empty where nothing is near."""
    return problem.help if isinstance(problem, DateError) else ""


def _date(text: str, kind: str) -> Term:
    found = date_literal(text)
    if not found.endswith(f"#{kind}>"):
        examples = {
            "date": "a day such as 2021-04-30",
            "gYearMonth": "a month such as 2021-04",
            "gYear": "a year such as 2021",
        }
        raise ValueError(f"`{text}` is not {examples[kind]}")
    return found


def _matched(text: str, pattern: re.Pattern[str], expected: str, datatype: str, canonical: str) -> Term:
    if not pattern.fullmatch(text):
        raise ValueError(f"`{text}` is not {expected}")
    return literal(canonical, datatype=datatype)


def _canonical_decimal(text: str) -> str:
    """As pyoxigraph writes it: no plus sign, no needless zeros."""
    if not _DECIMAL.fullmatch(text):
        return ""
    sign = "-" if text.startswith("-") else ""
    whole, _, part = text.lstrip("+-").partition(".")
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    number = f"{whole}.{part}" if part else whole
    return number if number == "0" else sign + number
