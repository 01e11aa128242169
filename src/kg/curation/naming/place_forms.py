"""Kinds of places in their names (Jilin Province, 吉林市, район Уцзинь), and conventional names of some.

The kinds are listed in `place_forms.tsv`.  What is called a province and what is called a city are two
places, however alike they sound; a name that tells no kind may be either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from kg.curation.naming import syllables
from kg.curation.naming.pinyin import simplified
from kg.curation.naming.scripts import scripts_of, words

_LONGEST_FORM = 60
_AROUND = ' \t\u00a0\u3000,.«»“”"()（）-–'
_AUTONOMOUS = re.compile("自治|autonomous|автономн", re.IGNORECASE)
_FEWEST_CHARACTERS = 2  # in Han: 沙市 is a name, not the city of 沙


class Place(NamedTuple):
    """A name of a place without what it is, and that: empty where the name does not say."""

    name: str
    kind: str


@lru_cache(maxsize=100_000)
def bare_place(name: str) -> Place:
    """The name of a place without its kind; whole where nothing would be left."""
    text = simplified(name) if "Han" in scripts_of(name) else name
    trimmed = text.strip(_AROUND)
    tail = trimmed[-_LONGEST_FORM:]
    for pattern, kind in _patterns():
        found = pattern.search(tail)
        if found is None:
            continue
        before = trimmed[: len(trimmed) - len(tail) + found.start()]
        kept = f"{before} {tail[found.end() :]}".strip(_AROUND)
        if _AUTONOMOUS.search(found.group()):
            kept = _without_nationalities(kept)
        letters = sum(map(str.isalnum, kept))
        if letters >= _FEWEST_CHARACTERS:
            return Place(kept, kind)
    return Place(text, "")


def _without_nationalities(name: str) -> str:
    """The name of an autonomous place without the nationalities that it is named for (新疆维吾尔)."""
    found = _nationalities().search(name)
    left = name[: found.start()].strip(_AROUND) if found else name
    return left if sum(map(str.isalnum, left)) >= _FEWEST_CHARACTERS else name


def conventional(name: str) -> str:
    """The toneless pinyin of a place that has another name in use (Пекин, Tibet); empty for others."""
    return _exonyms().get("".join(word.text for word in words(name)), "")


@cache
def single_words() -> frozenset[str]:
    """The kinds that are one word before a name: провинция, город."""
    text = files("kg.curation.naming").joinpath("place_forms.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return frozenset(form for form, _, place in rows if place in ("start", "both") and " " not in form)


@cache
def _nationalities() -> re.Pattern[str]:
    text = files("kg.curation.naming").joinpath("nationalities.tsv").read_text(encoding="utf-8")
    columns = zip(*(line.split("\t") for line in text.splitlines()[1:]), strict=True)
    han, latin, russian = ("|".join(sorted(set(column), key=len, reverse=True)) for column in columns)
    return re.compile(
        rf"(?:(?:{han})族?)+$|(?:[\s-]+(?:and\s+)?(?:{latin}))+$"
        rf"|(?:[\s-]+(?:и\s+)?(?:{russian})(?:й?ск(?:ий|ая|ое))?)+$",
        re.IGNORECASE,
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("kg.curation.naming").joinpath("place_forms.tsv").read_text(encoding="utf-8")
    rows = sorted((line.split("\t") for line in text.splitlines()[1:]), key=lambda row: -len(row[0]))
    return tuple((_pattern(form, place), kind) for form, kind, place in rows)


def _pattern(form: str, place: str) -> re.Pattern[str]:
    words_of = r"[\s-]+".join(re.escape(one) for one in re.split(r"[\s-]", form)).replace("е", "[её]")
    if scripts_of(form) == {"Han"}:
        return re.compile(f"{words_of}$")
    start = rf"^{words_of}\b\.?(?:\s+of\b)?(?=\s*\S)"
    ends = [rf"\b{words_of}$"] if place in ("end", "both") else []
    return re.compile("|".join([*ends, *([start] if place in ("start", "both") else [])]), re.IGNORECASE)


@cache
def _exonyms() -> Mapping[str, str]:
    return dict(syllables.read_pairs("exonyms.tsv"))
