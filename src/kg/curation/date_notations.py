"""Other notations of dates than the one curation files use, for the help of a refused date.

Nothing here decides what a date is: a candidate is offered to the curator only after
`kg.curation.dates` has found it valid.
"""

from __future__ import annotations

import re
import unicodedata

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "ru": "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр",
}
_YEAR_FIRST = re.compile(
    r"([0-9]{4}\??)\s*[-./年]\s*([0-9]{1,2})(?:\s*月|\s*[-./月]\s*([0-9]{1,2})\s*日?)?\.?"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_ALONE = re.compile(r"([0-9]{4})\s*(?:年|г\.?|год)")
_YEAR_LAST = re.compile(r"([0-9]{1,2})\s*([-./])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})(?:\s*г\.?)?")
_NAMED = re.compile(
    r"(?:([0-9]{1,2})(?:st|nd|rd|th)?\.?\s+)?([^\W\d_]{3,})\.?,?\s+"
    r"(?:([0-9]{1,2})(?:st|nd|rd|th)?,?\s+)?([0-9]{4})(?:\s*(?:г|года?)\.?)?"
)
_BETWEEN = re.compile(r"(.*\S)\s*(?:/|\.\.|\s-\s|–|—|\sto\s|\sпо\s|至)\s*(\S.*)")


def iso_candidate(text: str) -> str | None:
    """What `text` may be in ISO order, or None when it has no reading or more than one.

    `02/03/2022` has two readings; `02.03.2022` has one, because dots go with day, month, year.
    """
    plain = re.sub("[‐‑−]", "-", unicodedata.normalize("NFKC", text)).strip()
    single = _single(plain)
    if single:
        return single
    between = _BETWEEN.fullmatch(plain)
    both = [_single(part) for part in between.groups()] if between else []
    return f"{both[0]}/{both[1]}" if both and all(both) else None


def _single(text: str) -> str | None:
    if re.fullmatch(r"[0-9]{4}\??", text):
        return text
    found = _YEAR_ALONE.fullmatch(text)
    if found:
        return found[1]
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if found:
        return _join(found[1], found[2], found[3])
    found = _YEAR_LAST.fullmatch(text)
    if found:
        return _year_last(int(found[1]), int(found[3]), found[4], dots=found[2] == ".")
    found = _NAMED.fullmatch(text)
    if found and not (found[1] and found[3]):
        month = _month(found[2].casefold())
        return _join(found[4], str(month), found[1] or found[3]) if month else None
    return None


def _year_last(first: int, second: int, year: str, *, dots: bool) -> str | None:
    if second > 12:  # can only be a day
        return _join(year, str(first), str(second))
    if not dots and first <= 12 and first != second:
        return None
    return _join(year, str(second), str(first))


def _month(word: str) -> int | None:
    """The number of a month named in English, also cut short, or in Russian, in any case."""
    for number, name in enumerate(_MONTHS["en"].split(), start=1):
        if name.startswith(word):
            return number
    for number, stem in enumerate(_MONTHS["ru"].split(), start=1):
        if word.startswith(stem) and len(word) - len(stem) <= 2:
            return number
    return None


def _join(year: str, month: str, day: str | None) -> str:
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
