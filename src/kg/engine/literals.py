"""What stores take for the same literal: keys that are equal where a store may write one for the other.

Two uses: how many triples are left when a store joins two literals, and whether what a store gives
back is what was sent.  Tried on Virtuoso 7.2 and on Oxigraph 0.5; for other stores the keys are those
of RDF values, so that a store may write a number or a language tag in its own way.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from kg.model.terms import XSD, Term, literal_parts

_WHOLE = frozenset(
    f"{XSD}{name}"
    for name in (
        "integer",
        "long",
        "int",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
)
_NUMBERS = _WHOLE | {f"{XSD}decimal"}
_FLOATS = frozenset((f"{XSD}double", f"{XSD}float"))
_MOMENTS = frozenset(f"{XSD}{name}" for name in ("dateTime", "dateTimeStamp", "date", "gYearMonth", "gYear"))
_MOMENT = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?))?)?)?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)
_TRUTH = {"true": "1", "1": "1", "false": "0", "0": "0"}
_BOOLEAN = f"{XSD}boolean"
_TIMES = frozenset(f"{XSD}{name}" for name in ("dateTime", "dateTimeStamp", "time", "date"))
_FRACTION = re.compile(r"(\.[0-9]*?)0+(?![0-9])")
_UTC = re.compile(r"[+-]00:00$")


def value_key(term: str) -> str:
    """What RDF says is the value of a term: numbers by value, language tags whatever their case."""
    if not term.startswith('"'):
        return term
    text, language, datatype = literal_parts(Term(term))
    if language:
        return f"{text}@{language.lower()}"
    if datatype in _NUMBERS:
        return f"{_number(text)}^^number"
    if datatype in _FLOATS:
        return f"{_float(text)}^^{datatype}"
    if datatype == _BOOLEAN:
        return f"{_TRUTH.get(text, text)}^^{datatype}"
    if datatype in _TIMES:
        text = _UTC.sub("Z", _FRACTION.sub(r"\1", text).replace(".Z", "Z"))
    return f"{text}^^{datatype}"


def virtuoso_key(term: str) -> str:
    """What Virtuoso keeps a term as: a number whatever its type, also for truth values, and a moment.

    So `1`, `1.0` and `true` are one object there, and so are the year 2020, its January and its first day.
    """
    if not term.startswith('"'):
        return term
    text, language, datatype = literal_parts(Term(term))
    if language:
        return f"{text}@{language.lower()}"
    if datatype == _BOOLEAN:
        return f"{_TRUTH.get(text, text)}^^number"
    if datatype in _NUMBERS:
        return f"{_number(text)}^^number"
    if datatype in _FLOATS:
        return f"{_number(_float(text))}^^number"
    if datatype in _MOMENTS:
        return _moment(text, datatype)
    return value_key(term)


def _moment(text: str, datatype: str) -> str:
    """The first moment of a year, month or day, in UTC where there is a time zone."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return f"{text}^^{datatype}"
    day = f"{found['year']}-{found['month'] or '01'}-{found['day'] or '01'}"
    zone = found["zone"] or ""
    try:
        moment = datetime.fromisoformat(f"{day}T{found['time'] or '00:00:00'}{zone.replace('Z', '+00:00')}")
    except ValueError:  # no such day
        return f"{text}^^{datatype}"
    return f"{moment.astimezone(UTC) if zone else moment}^^moment"


def _number(text: str) -> str:
    try:
        return f"{Decimal(text).normalize():f}"
    except (InvalidOperation, ValueError):
        return text


def _float(text: str) -> str:
    try:
        return repr(float(text))
    except ValueError:
        return text
