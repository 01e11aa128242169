"""Literals as curated text becomes them: canonical when made.

A store may rewrite `"01"^^xsd:integer` to `"1"`; what is canonical from the start reads the same
everywhere.  Lexical forms follow XML Schema 1.1 Part 2.
"""

from __future__ import annotations

import re

from kg.curation.dates import DateError, parse_date
from kg.model.terms import XSD, Term, literal
from kg.model.wording import NOTHING, Message, phrase

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")


class LiteralError(ValueError):
    """A text that is no literal of its datatype; `help` says what to write, and may be empty."""

    def __init__(self, message: Message, help: Message = NOTHING) -> None:
        super().__init__(message.en)
        self.message = message
        self.help = help


def read_literal(text: str, datatype: str) -> Term:
    """The literal of a datatype that a curator means by `text`.

    Raises LiteralError, in words for the curator, when the text is not of that datatype.
    """
    kind = datatype.removeprefix(XSD)
    if kind == "integer":
        if not _INTEGER.fullmatch(text):
            raise LiteralError(phrase("`{text}` is not a whole number", text=text))
        return literal(str(int(text)), datatype=datatype)
    if kind == "decimal":
        if not _DECIMAL.fullmatch(text):
            raise LiteralError(phrase("`{text}` is not a number such as 12.5", text=text))
        return literal(_canonical_decimal(text), datatype=datatype)
    if kind == "boolean":
        if text not in ("true", "false"):
            raise LiteralError(phrase("`{text}` is not true or false", text=text))
        return literal(text, datatype=datatype)
    if kind == "anyURI":
        if not _ADDRESS.fullmatch(text):
            words = phrase("`{text}` is not an absolute address such as https://…, without spaces", text=text)
            raise LiteralError(words)
        return literal(text, datatype=datatype)
    if kind in ("date", "gYearMonth", "gYear"):
        return _date(text, kind)
    return literal(text, datatype=datatype)


def date_literal(text: str) -> Term:
    """The literal of a plain date: xsd:date, xsd:gYearMonth or xsd:gYear by its precision.

    Raises LiteralError for an uncertain date, an interval, or what is no date.
    """
    try:
        date = parse_date(text)
    except DateError as problem:
        raise LiteralError(problem.message, problem.help) from problem
    kinds = {4: "gYear", 7: "gYearMonth", 10: "date"}
    if len(date.text) not in kinds or "?" in date.text or "/" in date.text:
        words = phrase(
            "`{text}` is not a plain date; expected a day, a month or a year such as 2021-04-30", text=text
        )
        raise LiteralError(words)
    return literal(date.text, datatype=XSD + kinds[len(date.text)])


def _date(text: str, kind: str) -> Term:
    found = date_literal(text)
    if not found.endswith(f"#{kind}>"):
        if kind == "date":
            raise LiteralError(phrase("`{text}` is not a day such as 2021-04-30", text=text))
        if kind == "gYearMonth":
            raise LiteralError(phrase("`{text}` is not a month such as 2021-04", text=text))
        raise LiteralError(phrase("`{text}` is not a year such as 2021", text=text))
    return found


def _canonical_decimal(text: str) -> str:
    """As pyoxigraph writes it: no plus sign, no needless zeros."""
    sign = "-" if text.startswith("-") else ""
    whole, _, part = text.lstrip("+-").partition(".")
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    number = f"{whole}.{part}" if part else whole
    return number if number == "0" else sign + number
