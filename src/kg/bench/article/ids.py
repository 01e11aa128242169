"""Ids that are offered: the next one for an article, and one for each new name.

An id is made by transcription alone (pinyin for Han characters and for Palladius, a plain table for
other Cyrillic letters), so that two runs offer the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache

from kg.bench.article.signs import surnames
from kg.curation.naming import palladius, pinyin
from kg.curation.naming.inflection import nominatives
from kg.curation.naming.scripts import words
from kg.model.iris import RESERVED, is_slug

_LONGEST = 48
# Passport spelling for Russian (ICAO Doc 9303), and letters of its neighbours.
_SPELT = (
    "а a,б b,в v,г g,д d,е e,ж zh,з z,и i,й i,к k,л l,м m,н n,о o,п p,р r,с s,т t,у u,ф f,х kh,ц ts,ч ch,"
    "ш sh,щ shch,ъ ie,ы y,ь ,э e,ю iu,я ia,і i,ї i,є ie,ґ g,ў u,ђ d,ј j,љ lj,њ nj,ћ c,џ dz"
)
_LETTERS = {pair[0]: pair[2:] for pair in _SPELT.split(",")}
_CHINESE_SPELLING = re.compile("чж|цз|хуэ|юй|уй|[чшжс]э|юан|цюа|сю|цю|[яа]нь?ю|инь|айч")
_NUMBERED = re.compile(r"([a-z][a-z0-9-]*?|)(\d+)")


def next_article_id(taken: Collection[str], numbered: Iterable[str], name: str) -> str:
    """The id after the last one in the style that most of `numbered` have: a005 after a004.

    Where no article is numbered, the slug of `name`.  `taken` is what no article may be called.
    """
    found = [match for one in numbered if (match := _NUMBERED.fullmatch(one))]
    if not found:
        return free(slug(name) or "article", taken)
    styles = Counter((one[1], len(one[2])) for one in found)
    (prefix, width), _ = max(styles.items(), key=lambda pair: (pair[1], pair[0]))
    number = max(int(one[2]) for one in found if one[1] == prefix) + 1
    while f"{prefix}{number:0{width}}" in taken:
        number += 1
    return f"{prefix}{number:0{width}}"


def slug(name: str) -> str:
    """An id made of a name; empty where nothing of it can be transcribed."""
    parts = []
    transcribed = _is_transcribed([word.text for word in words(name) if word.script == "Cyrillic"])
    for word in words(name):
        if word.script == "Han":
            parts.append(_han(word.text))
        elif word.script == "Cyrillic":
            parts.append(_palladius(word.text) if transcribed else _cyrillic(word.text))
        else:
            plain = unicodedata.normalize("NFKD", word.text).encode("ascii", "ignore").decode()
            parts.append(re.sub("[^a-z0-9]+", "", plain.lower()))
    text = "-".join(part for part in parts if part)
    cut = (
        text[:_LONGEST].rpartition("-")[0]
        if len(text) > _LONGEST and "-" in text[:_LONGEST]
        else text[:_LONGEST]
    )
    return cut if is_slug(cut) and cut not in RESERVED else ""


def free(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, with a number behind it where it is taken."""
    number, ident = 1, wanted
    while ident in taken:
        number += 1
        ident = f"{wanted}-{number}"
    return ident


def _han(text: str) -> str:
    """Pinyin, a person's name with its surname apart, anything longer by two characters."""
    plain = pinyin.simplified(text)
    reading = [next(iter(pinyin.han_readings(one, initial=False)), "") for one in plain]
    cut = 2 if plain[:2] in surnames() and len(plain) > 2 else 1
    if len(plain) <= 2 + cut and plain[:cut] in surnames():
        first = pinyin.han_readings(plain[:cut], initial=True)[-1]
        groups = [first, "".join(reading[cut:])]
    else:
        groups = ["".join(reading[place : place + 2]) for place in range(0, len(reading), 2)]
    return "-".join(re.sub("[^a-z]", "", one) for one in groups if re.sub("[^a-z]", "", one))


def _is_transcribed(spelt: list[str]) -> bool:
    """Whether Cyrillic words are Chinese ones: a surname first, or a spelling that Russian has not."""
    if not spelt or not all(_palladius(word) for word in spelt):
        return False
    return (len(spelt) > 1 and _palladius(spelt[0]) in _surname_sounds()) or any(
        _CHINESE_SPELLING.search(word) for word in spelt
    )


@cache
def _surname_sounds() -> frozenset[str]:
    readings = (reading for one in surnames() for reading in pinyin.han_readings(one, initial=True))
    return frozenset(reading.replace("v", "u") for reading in readings)


def _palladius(word: str) -> str:
    """The pinyin of a transcribed word in any case; empty where it is none."""
    base = min(nominatives(word), key=lambda one: (len(one), one), default="")
    return next(iter(palladius.readings(base)), "").replace("v", "u") if base else ""


def _cyrillic(word: str) -> str:
    return "".join(_LETTERS.get(letter, "") for letter in word)
