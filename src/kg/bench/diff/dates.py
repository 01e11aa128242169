"""Dates of records as a reader sees them: a mark of doubt in words, an interval with a dash."""

from __future__ import annotations

import re

from kg.model.wording import phrase

_DOUBT_OF_YEAR = re.compile(r"(\d{4})\?((?:-\d\d){0,2})")


def date_in_words(edtf: str, language: str) -> str:
    """The date that a file writes as `2022?-02-17` or `2021/2022`; anything else as it stands."""
    begin, slash, end = edtf.partition("/")
    if slash:
        first, last = date_in_words(begin, language), date_in_words(end, language)
        return phrase("{first} to {last}", first=first, last=last).in_language(language)
    found = _DOUBT_OF_YEAR.fullmatch(edtf)
    if found is None:
        return edtf
    return phrase("{date}, year inferred", date=found[1] + found[2]).in_language(language)
