"""Names that are not equal but near: one confused sound, another order, initials, a part left out, a slip.

Each way of being near has keys, so that names are only compared with those that share one.  What names
differ in on purpose is never near: surnames, numbers, or a word that means something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from kg.curation.naming import palladius, pinyin
from kg.curation.naming.chinese_names import Person, joined, people, syllable_rows
from kg.curation.naming.name_keys import Sort, core
from kg.curation.naming.names import name_words
from kg.curation.naming.romanization import romanized
from kg.curation.naming.scripts import fold, scripts_of, words
from kg.curation.naming.slips import distance

_LONGEST_NAME = 200
_MOST_WORDS = 12
_SHORTEST_SLIP = 6  # letters of a word that can have a slip and still be known again
_SHORTEST_SURNAME = 8
_WORD = re.compile(r"([^\W\d_]+)(\.?)")
_PATRONYMIC = re.compile(r"(?:ovich|evich|ich|ovna|evna|ichna|inichna)$")


class Near(Enum):
    """How two names are near."""

    SOUND = "sound"  # one sound that is often confused: Chang for Zhang is not, Zhong for Zong is
    ORDER = "order"
    INITIALS = "initials"
    PART = "part"  # a patronymic or middle name is left out
    SLIP = "slip"  # one letter of a long word


class NearKey(NamedTuple):
    """A key: names meet on one way of being near, one from either `side` where that is not empty.

    The sides of a slip are the words that it may be between.
    """

    near: Near
    text: str
    side: str = ""


@lru_cache(maxsize=100_000)
def near_keys(name: str, language: str, sort: Sort) -> frozenset[NearKey]:
    """The keys of a name; only names with a key in common (but for its side) can be near."""
    return frozenset(_keys(name, language, sort)) if len(name) <= _LONGEST_NAME else frozenset()


def is_near(one: tuple[str, str], other: tuple[str, str], sort: Sort, near: Near) -> bool:
    """Whether two names (text, language) that share a key of `near` are near in that way."""
    match near:
        case Near.SOUND:
            return _sound_near(one, other, sort)
        case Near.ORDER:
            return "Han" not in scripts_of(one[0]) or "Han" not in scripts_of(other[0])
        case Near.INITIALS:
            return _initials_fit(one, other) or _initials_fit(other, one)
        case Near.PART:
            return True
        case Near.SLIP:
            left, right = (_spoken(core(name, sort)) for name, _ in (one, other))
            place = _slipped_at(left, right, ends_count=sort == "person")
            return place is not None and (
                sort != "person" or _may_slip(left[place], right[place], _is_surname(place, one, other))
            )


def _keys(name: str, language: str, sort: Sort) -> Iterator[NearKey]:
    if sort != "person":
        yield from _keys_of_things(core(name, sort), language)
        return
    initials = _with_initials(name, language)
    if initials is not None:
        for surname in initials.surnames:
            for letter in _first_letters(initials.given[0]):
                yield NearKey(Near.INITIALS, f"{surname} {letter}", "initials")
        return
    found = people(name, language)
    for person in found:
        yield NearKey(
            Near.ORDER, f"{person.surname} {''.join(person.given)}", "turned" * person.turned or "straight"
        )
        if not person.turned:
            yield NearKey(Near.SOUND, f"{person.surname} {''.join(map(_blurred, person.given))}")
        yield NearKey(Near.INITIALS, f"{person.surname} {person.given[0][0]}", "full")
    if not found:
        yield from _keys_of_words(_spoken(name))
    elif "Han" not in scripts_of(name):
        yield from _frames(_spoken(name))


def _keys_of_words(words: tuple[str, ...]) -> Iterator[NearKey]:
    """Keys of a person whose name is not Chinese."""
    if not 2 <= len(words) <= _MOST_WORDS:
        return
    yield NearKey(Near.ORDER, " ".join(sorted(words)), "straight")
    yield NearKey(Near.ORDER, " ".join(sorted(words)), "turned")
    for surname, given in {(words[-1], words[0]), (words[0], words[1])}:
        yield NearKey(Near.INITIALS, f"{surname} {given[0]}", "full")
    if len(words) == 2:
        yield NearKey(Near.PART, " ".join(sorted(words)), "part")
    else:
        yield NearKey(Near.PART, " ".join(sorted((words[0], words[-1]))), "whole")
        kept = [word for word in words if _PATRONYMIC.search(word) is None]
        if len(kept) == 2:
            yield NearKey(Near.PART, " ".join(sorted(kept)), "whole")
    yield from _frames(words)


def _keys_of_things(name: str, language: str) -> Iterator[NearKey]:
    words = _spoken(name)
    if not 0 < len(words) <= _MOST_WORDS:
        return
    yield from _frames(words)
    rows = _rows_of(name, language)
    if any(len(row) > 1 for row in rows):
        yield NearKey(Near.SOUND, " ".join("".join(map(_blurred, row)) for row in rows))


def _frames(words: tuple[str, ...]) -> Iterator[NearKey]:
    """For each word in which a slip can be the other words, and that word as the side."""
    for place, word in enumerate(words):
        if len(word) >= _SHORTEST_SLIP and word.isalpha():
            yield NearKey(Near.SLIP, " ".join((*words[:place], "*", *words[place + 1 :])), word)


def shortened(word: str) -> frozenset[str]:
    """A word, and the word without each of its letters but the first: words one slip apart share one."""
    return frozenset({word, *(word[:place] + word[place + 1 :] for place in range(1, len(word)))})


def _spoken(name: str) -> tuple[str, ...]:
    """The words of a name, romanized."""
    return tuple(
        romanized(word.text) if word.script != "Han" else word.text for word in name_words(joined(name))
    )


def _slipped_at(one: tuple[str, ...], other: tuple[str, ...], *, ends_count: bool) -> int | None:
    """The place of the one long word that has one slip within it, None where the names differ otherwise.

    With `ends_count` another last letter is another word: Daniel and Daniela.
    """
    if len(one) != len(other):
        return None
    differ = [place for place, words in enumerate(zip(one, other, strict=True)) if words[0] != words[1]]
    if len(differ) != 1:
        return None
    left, right = one[differ[0]], other[differ[0]]
    if left[0] != right[0] or (ends_count and left[-1] != right[-1]):
        return None
    if pinyin.syllable_rows(left) and pinyin.syllable_rows(right):
        return None  # Hunan and Henan are no slip
    long_enough = min(len(left), len(right)) >= _SHORTEST_SLIP
    return differ[0] if long_enough and distance(left, right, most=1) == 1 else None


def _may_slip(left: str, right: str, is_surname: bool) -> bool:
    """Whether a word of a person's name is long enough: many surnames are one letter apart."""
    return not is_surname or min(len(left), len(right)) >= _SHORTEST_SURNAME


def _is_surname(place: int, one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether a word may be the surname: the last one, or the first before a patronymic or in Chinese."""
    words = _spoken(one[0])
    chinese = bool(people(*one) or people(*other))
    first = chinese or _PATRONYMIC.search(words[-1]) is not None
    return place == (0 if first else len(words) - 1)


# --- sounds that are often confused

_BLURRED_STARTS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))


def _blurred(syllable: str) -> str:
    """A syllable with zh as z, ch as c, sh as s, n as l, and ng as n."""
    text = syllable
    for start, plain in _BLURRED_STARTS:
        if text.startswith(start):
            text = plain + text[len(start) :]
            break
    return text[:-1] if text.endswith("ng") and not text.endswith("ong") else text


def _sound_near(one: tuple[str, str], other: tuple[str, str], sort: Sort) -> bool:
    if "Han" in scripts_of(one[0]) and "Han" in scripts_of(other[0]):
        return False  # other characters are another name
    if sort == "person":
        return any(
            left.surname == right.surname and _one_confusion("".join(left.given), "".join(right.given))
            for left in _straight(one)
            for right in _straight(other)
        )
    heard = (" ".join("".join(row) for row in _rows_of(core(name, sort), tag)) for name, tag in (one, other))
    return _one_confusion(*heard)


def _straight(said: tuple[str, str]) -> tuple[Person, ...]:
    return tuple(person for person in people(*said) if not person.turned)


def _one_confusion(left: str, right: str) -> bool:
    """Whether two readings that are blurred to one differ by one letter: by one confusion."""
    return left != right and distance(left, right, most=1) == 1


def _rows_of(name: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name as syllables where they can be read so, else as one."""
    rows = []
    for place, word in enumerate(name_words(joined(name))):
        read = syllable_rows(word, language, initial=place == 0)
        rows.append(read[0] if read else (romanized(word.text),))
    return tuple(rows)


# --- initials


class _Initials(NamedTuple):
    """A name with initials: how its surname may be read, and the initials and words before or after it."""

    surnames: tuple[str, ...]
    given: tuple[str, ...]


@lru_cache(maxsize=20_000)
def _with_initials(name: str, language: str) -> _Initials | None:
    """The parts of a name with initials, None for a name without."""
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
    return _Initials(
        tuple(sorted(surnames)),
        tuple(word for (word, _), is_short in zip(found, short, strict=True) if is_short),
    )


def _read(word: str, language: str) -> tuple[tuple[str, ...], ...]:
    return syllable_rows(words(word)[0], language, initial=False)


def _initials_fit(brief: tuple[str, str], whole: tuple[str, str]) -> bool:
    """Whether the initials of one name are those of the other."""
    initials = _with_initials(*brief)
    if initials is None or _with_initials(*whole) is not None:
        return False
    for person in people(*whole):
        if person.surname in initials.surnames and _begin(initials.given, person.given):
            return True
    words = _spoken(whole[0])
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


def _first_letters(initial: str) -> tuple[str, ...]:
    """The first letters that the pinyin or the romanized form of a name with this initial may have."""
    return tuple({initial[0], romanized(initial)[0], *_pinyin_letters().get(initial[0], ())})


@cache
def _pinyin_letters() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {"д": {"j", "z"}}
    for syllable, spelling in palladius.table():
        found.setdefault(spelling[0], set()).add(syllable[0])
    return {letter: tuple(sorted(firsts)) for letter, firsts in found.items()}
