"""Dates in the words of a reader.

The graph keeps dates as EDTF texts (`2021?-04-27`); a page says "27 April 2021 (year inferred)".
A text outside the subset that curation files use is shown as it stands.
"""

from __future__ import annotations

import re

from kg.web.texts import Texts

_DAY = re.compile(r"(?P<year>\d{4})(?P<doubt>\?)?(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<end>\?)?")


def day_in_words(edtf: str, texts: Texts) -> str:
    """The date, month, year or interval `edtf` in the language of `texts`."""
    parts = edtf.split("/")
    if len(parts) == 2:
        return texts.say(
            "date-interval", first=day_in_words(parts[0], texts), last=day_in_words(parts[1], texts)
        )
    found = _DAY.fullmatch(edtf)
    if not found:
        return edtf
    words = _certain(found, texts)
    if found["doubt"]:
        return texts.say("date-year-inferred", date=words)
    return texts.say("date-uncertain", date=words) if found["end"] else words


def _certain(found: re.Match[str], texts: Texts) -> str:
    year, month, day = found["year"], found["month"], found["day"]
    if not month or not 1 <= int(month) <= 12:
        return texts.say("date-year", year=year)
    if not day:
        return texts.say("date-month", year=year, month=texts.names("months")[int(month) - 1])
    name = texts.names("months-in-dates")[int(month) - 1]
    return texts.say("date-day", year=year, month=name, day=str(int(day)))
