"""Names with initials: which full names they may stand for (Дж. Цзин, J.-H. Jing, И. С. Петров)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from kg.curation.naming import palladius
from kg.curation.naming.chinese_names import joined, people, syllable_rows
from kg.curation.naming.romanization import romanized, spoken
from kg.curation.naming.scripts import fold, scripts_of, words

_MOST_WORDS = 12
_BRIEF = re.compile(r"(?<![^\W\d_])[^\W\d_](?![^\W\d_])|[^\W\d_]\.")  # one letter, or one before a point
_WORD = re.compile(r"([^\W\d_]+)(\.?)")


class Initials(NamedTuple):
    """A name with initials: how its surname may be read, and the initials and words before or after it."""

    surnames: tuple[str, ...]
    given: tuple[str, ...]


@lru_cache(maxsize=100_000)
def with_initials(name: str, language: str) -> Initials | None:
    """The parts of a name with initials, None for a name without."""
    if _BRIEF.search(name) is None:
        return None
    found = [(word[1], bool(word[2])) for word in _WORD.finditer(fold(joined(name).replace("-", " ")))]
    if not 2 <= len(found) <= _MOST_WORDS or "Han" in scripts_of(name):
        return None
    short = [len(word) == 1 or (dotted and len(word) == 2) for word, dotted in found]
    full = [word for (word, _), is_short in zip(found, short, strict=True) if not is_short]
    dotted_one = any(dotted and is_short for (_, dotted), is_short in zip(found, short, strict=True))
    if len(full) != 1 or not any(short) or (not dotted_one and people(name, language)):
        return None
    rows = _read(full[0], language)
    surnames = {romanized(full[0]), *("".join(row) for row in rows)}
    return Initials(
        tuple(sorted(surnames)),
        tuple(word for (word, _), is_short in zip(found, short, strict=True) if is_short),
    )


def _read(word: str, language: str) -> tuple[tuple[str, ...], ...]:
    return syllable_rows(words(word)[0], language, initial=False)


def initials_fit(brief: tuple[str, str], whole: tuple[str, str]) -> bool:
    """Whether the initials of one name are those of the other."""
    initials = with_initials(*brief)
    if initials is None or with_initials(*whole) is not None:
        return False
    for person in people(*whole):
        if person.surname in initials.surnames and _begin(initials.given, person.given):
            return True
    words = spoken(whole[0])
    for surname, given in ((words[-1:], words[:-1]), (words[:1], words[1:])):
        if given and surname[0] in initials.surnames:  # a patronymic may be missing on either side
            pairs = zip(initials.given, given, strict=False)
            if all(word.startswith(romanized(initial)) for initial, word in pairs):
                return True
    return False


def _begin(initials: tuple[str, ...], given: tuple[str, ...]) -> bool:
    """Whether initials are those of a Chinese given name: of its first syllable, or of each."""
    if len(initials) not in (1, len(given)):
        return False
    return all(
        any(spelling.startswith(initial) for spelling in (syllable, *_cyrillic_starts(syllable)))
        for initial, syllable in zip(initials, given, strict=False)
    )


def _cyrillic_starts(syllable: str) -> Iterator[str]:
    yield from palladius.spellings_of(syllable)
    if syllable[0] == "j" or syllable.startswith("zh"):
        yield "дж"  # Дж. Цзин, as if from English


def first_letters(initial: str) -> tuple[str, ...]:
    """The first letters that the pinyin or the romanized form of a name with this initial may have."""
    return tuple({initial[0], romanized(initial)[0], *_pinyin_letters().get(initial[0], ())})


@cache
def _pinyin_letters() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {"д": {"j", "z"}}
    for syllable, spelling in palladius.table():
        found.setdefault(spelling[0], set()).add(syllable[0])
    return {letter: tuple(sorted(firsts)) for letter, firsts in found.items()}
