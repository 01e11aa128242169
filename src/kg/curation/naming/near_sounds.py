"""Sounds that are often confused in Chinese names: zh and z, n and l, n and ng, and a soft sign left out."""

from __future__ import annotations

from functools import lru_cache

from kg.curation.naming.chinese_names import Person, joined, people, syllable_rows
from kg.curation.naming.name_keys import Sort, core
from kg.curation.naming.names import name_words
from kg.curation.naming.romanization import romanized
from kg.curation.naming.scripts import scripts_of
from kg.curation.naming.slips import distance

_BLURRED_STARTS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))


@lru_cache(maxsize=5_000)
def blurred(syllable: str) -> str:
    """A syllable with zh as z, ch as c, sh as s, n as l, and ng as n; ong as Russian hears it."""
    text = syllable
    for start, plain in _BLURRED_STARTS:
        if text.startswith(start):
            text = plain + text[len(start) :]
            break
    if text.endswith("ong"):  # чун is chong, чунь is chun
        return text.removesuffix("ong").removesuffix("i") + "un"
    return text[:-1] if text.endswith("ng") else text


def sound_near(one: tuple[str, str], other: tuple[str, str], sort: Sort) -> bool:
    """Whether two names (text, language) differ in one confused sound, and people's not in the surname."""
    if "Han" in scripts_of(one[0]) and "Han" in scripts_of(other[0]):
        return False  # other characters are another name
    russian = any("Cyrillic" in scripts_of(name) for name, _ in (one, other))
    if sort == "person":
        return any(
            left.surname == right.surname
            and _one_confusion(_said(left.given, russian=russian), _said(right.given, russian=russian))
            for left in _straight(one)
            for right in _straight(other)
        )
    rows = (rows_of(core(name, sort), language) for name, language in (one, other))
    return _one_confusion(*(" ".join(_said(word, russian=russian) for word in row) for row in rows))


def _straight(said: tuple[str, str]) -> tuple[Person, ...]:
    return tuple(person for person in people(*said) if not person.turned)


def _one_confusion(left: str, right: str) -> bool:
    """Whether two readings that are blurred to one differ by one letter: by one confusion."""
    return left != right and distance(left, right, most=1) == 1


def _said(syllables: tuple[str, ...], *, russian: bool) -> str:
    """Syllables as one text; in Russian ong is one letter from un, as чун is from чунь."""
    text = "".join(syllables)
    return text.replace("iong", "ung").replace("ong", "ung") if russian else text


@lru_cache(maxsize=100_000)
def rows_of(name: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name as syllables where they can be read so, else as one."""
    rows = []
    for place, word in enumerate(name_words(joined(name))):
        read = syllable_rows(word, language, initial=place == 0)
        rows.append(read[0] if read else (romanized(word.text),))
    return tuple(rows)
