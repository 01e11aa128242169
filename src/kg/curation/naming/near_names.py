"""Names that are not equal but near: one confused sound, another order, initials, a part left out, a slip.

Each way of being near has keys, so that names are only compared with those that share one.  What names
differ in on purpose is never near: surnames, numbers, or a word that means something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from kg.curation.naming import palladius, pinyin
from kg.curation.naming.chinese_names import declined, joined, longer, people, without_breve
from kg.curation.naming.initials import first_letters, initials_fit, with_initials
from kg.curation.naming.name_keys import Sort, core
from kg.curation.naming.names import name_words
from kg.curation.naming.near_sounds import blurred, rows_of, sound_near
from kg.curation.naming.place_forms import conventional
from kg.curation.naming.romanization import spoken
from kg.curation.naming.scripts import Word, scripts_of
from kg.curation.naming.slips import distance

_LONGEST_NAME = 200
_MOST_WORDS = 12
_SHORTEST_SLIP = 6  # letters of a word that can have a slip and still be known again
_SHORTEST_SURNAME = 8
_PATRONYMIC = re.compile(r"(?:ovich|evich|ich|ovna|evna|ichna|inichna)$")

_ADJECTIVE = re.compile("(й?)ск(?:ий|ая|ое|ие)$")


class Near(Enum):
    """How two names are near."""

    SOUND = "sound"  # one sound that is often confused: Chang for Zhang is not, Zhong for Zong is
    ORDER = "order"
    INITIALS = "initials"
    PART = "part"  # a patronymic or middle name is left out
    SLIP = "slip"  # one letter of a long word
    BREVE = "breve"  # и for й in a Chinese surname
    CASE = "case"  # a Chinese name in a Russian case form
    LONGER = "longer"  # another given name before a Chinese name
    CHARACTERS = "characters"  # one sound, but other Han characters


# Names that meet the whole Chinese names among the keys of order.
OF_WHOLE = frozenset({Near.BREVE, Near.CASE, Near.LONGER})


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
            return sound_near(one, other, sort)
        case Near.ORDER:
            return "Han" not in scripts_of(one[0]) or "Han" not in scripts_of(other[0])
        case Near.INITIALS:
            return initials_fit(one, other) or initials_fit(other, one)
        case Near.PART | Near.BREVE | Near.CASE | Near.LONGER:
            return True
        case Near.CHARACTERS:
            return False  # found with the names that meet
        case Near.SLIP:
            cores = core(one[0], sort), core(other[0], sort)
            left, right = map(spoken, cores)
            place = _slipped_at(left, right, ends_count=sort == "person")
            if place is None or _are_two_sounds(*(name_words(joined(name))[place] for name in cores)):
                return False
            return sort != "person" or _may_slip(left[place], right[place], _is_surname(place, one, other))


def _keys(name: str, language: str, sort: Sort) -> Iterator[NearKey]:
    if sort != "person":
        yield from _keys_of_things(core(name, sort), language)
        return
    initials = with_initials(name, language)
    if initials is not None:
        for surname in initials.surnames:
            for letter in first_letters(initials.given[0]):
                yield NearKey(Near.INITIALS, f"{surname} {letter}", "initials")
        return
    found = people(name, language)
    for person in found:
        yield NearKey(
            Near.ORDER, f"{person.surname} {''.join(person.given)}", "turned" * person.turned or "straight"
        )
        if not person.turned:
            yield NearKey(Near.SOUND, f"{person.surname} {''.join(map(blurred, person.given))}")
        yield NearKey(Near.INITIALS, f"{person.surname} {person.given[0][0]}", "full")
    for near, read in ((Near.BREVE, without_breve), (Near.CASE, declined), (Near.LONGER, longer)):
        for person in read(name, language):
            yield NearKey(near, f"{person.surname} {''.join(person.given)}", "mended")
    if not found:
        yield from _keys_of_words(spoken(name))
    elif "Han" not in scripts_of(name):
        yield from _frames(spoken(name))


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
    words = spoken(name)
    if not 0 < len(words) <= _MOST_WORDS:
        return
    yield from _frames(words)
    rows = rows_of(name, language)
    if any(len(row) > 1 for row in rows):
        yield NearKey(Near.SOUND, " ".join("".join(map(blurred, row)) for row in rows))


def _frames(words: tuple[str, ...]) -> Iterator[NearKey]:
    """For each word in which a slip can be the other words, and that word as the side."""
    for place, word in enumerate(words):
        if len(word) >= _SHORTEST_SLIP and word.isalpha():
            yield NearKey(Near.SLIP, " ".join((*words[:place], "*", *words[place + 1 :])), word)


def shortened(word: str) -> frozenset[str]:
    """A word, and the word without each of its letters but the first: words one slip apart share one."""
    return frozenset({word, *(word[:place] + word[place + 1 :] for place in range(1, len(word)))})


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
    long_enough = min(len(left), len(right)) >= _SHORTEST_SLIP
    return differ[0] if long_enough and distance(left, right, most=1) == 1 else None


def _are_two_sounds(one: Word, other: Word) -> bool:
    """Whether two words are Chinese and sound differently: Hunan and Henan, хунаньский and хэнаньский."""
    left, right = _heard(one), _heard(other)
    return bool(left and right) and left.isdisjoint(right)


def _heard(word: Word) -> frozenset[str]:
    usual = conventional(word.text)
    if usual:
        return frozenset({usual + "*"})  # 陕西 shanxi is not 山西
    if word.script == "Latin":
        return frozenset(pinyin.readings(word.text))
    stems = {
        word.text,
        _ADJECTIVE.sub("", word.text),
        _ADJECTIVE.sub(r"\1", word.text),
    }  # хунань, шаньси, хубэй
    return frozenset(reading for stem in stems for reading in palladius.readings(stem))


def _may_slip(left: str, right: str, is_surname: bool) -> bool:
    """Whether a word of a person's name is long enough: many surnames are one letter apart."""
    return not is_surname or min(len(left), len(right)) >= _SHORTEST_SURNAME


def _is_surname(place: int, one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether a word may be the surname: the last one, or the first before a patronymic or in Chinese."""
    words = spoken(one[0])
    chinese = bool(people(*one) or people(*other))
    first = chinese or _PATRONYMIC.search(words[-1]) is not None
    return place == (0 if first else len(words) - 1)
