"""Keys on which one name meets another, by what sort of thing it is the name of.

A person's name is heard, and a Russian one also read in Latin letters; a body may leave out its company
form, a place what kind of place it is.  A key never joins what differs by more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from kg.curation.naming.chinese_names import joined, syllable_rows
from kg.curation.naming.company_forms import without_company_form
from kg.curation.naming.names import name_words, sound_keys
from kg.curation.naming.place_forms import bare_place, conventional
from kg.curation.naming.romanization import romanized
from kg.curation.naming.scripts import Word, scripts_of

Sort = Literal["person", "body", "place", ""]

_IN_BRACKETS = re.compile(r"^([^()（）]+)[(（]([^()（）]+)[)）]\s*$")
_LONGEST_NAME = 300  # of a name that is taken apart
_CHINESE_LETTERS = frozenset("ьъэы")  # of transcriptions, which tell two sounds apart that a key takes as one
_ROMANIZED = "~"  # no letter, so that such keys meet among themselves alone


class Key(NamedTuple):
    """A key, and of a place the kind that its name tells: two kinds that differ do not meet."""

    text: str
    kind: str = ""

    def meets(self, other: Key) -> bool:
        """Whether two names with these keys may be one name."""
        return self.text == other.text and (not self.kind or not other.kind or self.kind == other.kind)


@lru_cache(maxsize=100_000)  # a check asks again after each edit
def name_keys(name: str, language: str, sort: Sort) -> frozenset[Key]:
    """The keys of a name; two names may be one name when a key of each meets one of the other."""
    if len(name) > _LONGEST_NAME:
        return frozenset(map(Key, sound_keys(name, language)))
    found: set[Key] = set()
    for variant in _variants(name, sort):
        if sort == "place":
            found.update(_of_place(variant, language))
        else:
            found.update(map(Key, _heard(variant, language, sort)))
    return frozenset(found)


def core(name: str, sort: Sort) -> str:
    """The name without what a body or a place may leave out."""
    if sort == "body":
        return without_company_form(name)
    return bare_place(name).name if sort == "place" else name


def _variants(name: str, sort: Sort) -> Iterator[str]:
    yield name
    brackets = _IN_BRACKETS.match(name)
    if brackets is not None and scripts_of(brackets[1]).isdisjoint(scripts_of(brackets[2])):
        for one in brackets.groups():
            yield from _variants(one.strip(), sort)
    if sort == "body" and (shorter := without_company_form(name)) != name:
        yield shorter


def _of_place(name: str, language: str) -> Iterator[Key]:
    bare = bare_place(name)
    usual = conventional(bare.name)
    if usual:  # 陕西 is written Shaanxi, and not with 山西
        yield Key(usual, bare.kind)
        return
    yield from map(Key, _heard(name, language, "place"))
    yield from (Key(one, bare.kind) for one in _heard(bare.name, language, "place"))


def _heard(name: str, language: str, sort: Sort) -> Iterator[str]:
    yield from sound_keys(name, language)
    parts = name_words(joined(name))
    if any(_may_be_foreign(word, language, sort) for word in parts):
        yield _ROMANIZED + "".join(romanized(word.text) for word in parts)


def _may_be_foreign(word: Word, language: str, sort: Sort) -> bool:
    """Whether a word may be of a language that is romanized: no Chinese, or Chinese by chance (Леново)."""
    if word.script not in ("Latin", "Cyrillic"):
        return False
    by_chance = sort != "person" and word.script == "Cyrillic" and _CHINESE_LETTERS.isdisjoint(word.text)
    return by_chance or not syllable_rows(word, language, initial=False)
