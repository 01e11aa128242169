"""Toneless pinyin of names in Han characters and in Latin letters.

Han characters are brought from traditional to simplified first, because readings of words are
known for simplified text only: 長春 read as it stands would be "zhang chun".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from itertools import islice, product

from kg.curation.naming import han_memory, syllables


def fold_umlaut(pinyin: str) -> str:
    """Toneless pinyin with `ü` written as `v`, as keyboards have it: 吕 lv is another surname than 卢 lu."""
    return pinyin.replace("ü", "v")


@lru_cache(maxsize=100_000)  # the words of names come again and again
def readings(word: str) -> tuple[str, ...]:
    """The reading of a folded Latin word, none when it is no pinyin; its first split counts.

    `lv` and the `lyu` of passports are read as lü; `lu` may be lu or lü, because print leaves out the dots.
    """
    rows = syllable_rows(word)
    if len(rows) < 2:
        return tuple("".join(row) for row in rows)
    return tuple("".join(row) for row in rows if _dotless(row) == _dotless(rows[0]))


def _dotless(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one.replace("v", "u") for one in row)


@lru_cache(maxsize=100_000)
def syllable_rows(word: str) -> tuple[tuple[str, ...], ...]:
    """Every reading of a folded Latin word as its syllables, none when it is no pinyin."""
    return tuple(tuple(found.split()) for found in syllables.readings(word, _apart()))


def simplified(text: str) -> str:
    """The text with traditional characters replaced by simplified ones (OpenCC `t2s`)."""
    if text.isascii():
        return text
    found = han_memory.simple.get(text)
    return han_memory.simple.note(text, _to_simplified()(text)) if found is None else found


def han_readings(characters: str, *, initial: bool) -> tuple[str, ...]:
    """The toneless readings of a run of simplified Han characters, the likeliest first."""
    return tuple("".join(row) for row in han_rows(characters, initial=initial))


def han_rows(characters: str, *, initial: bool) -> tuple[tuple[str, ...], ...]:
    """As `han_readings`, each reading as the syllables of its characters.

    Words decide between the readings of a character (长春 chang chun, 重庆 chong qing).  Where
    the run is `initial` in a name, its first character is also read as a surname (单 shan, 解 xie)
    or as dictionaries miss it in place names (长治 chang zhi): `first_readings.tsv`.  In a run as
    short as a person's name no word is sure, so there each of `inner_readings.tsv` counts (朝 chao, zhao).
    """
    known = han_memory.syllables.get(characters)
    if known is None:
        known = han_memory.syllables.note(characters, tuple(map(fold_umlaut, _to_pinyin()(characters))))
    found = list(known)
    if len(found) != len(characters):
        return (tuple(found),)
    choices: list[tuple[str, ...]] = [(one,) for one in found]
    if initial:
        choices[0] = (found[0], *_first_readings().get(characters[0], ()))
    if len(characters) <= _LONGEST_NAME:
        for place, character in enumerate(characters[1:], start=1):
            choices[place] = (found[place], *_inner_readings().get(character, ()))
    return tuple(dict.fromkeys(islice(product(*map(dict.fromkeys, choices)), syllables.MOST_READINGS)))


_LONGEST_NAME = 4


@cache
def _apart() -> syllables.Spellings:
    return syllables.apart(_latin_spellings())


@cache
def _latin_spellings() -> syllables.Spellings:
    known = {pinyin for _, pinyin in syllables.read_pairs("palladius.tsv")}
    found = {syllable: (syllable,) for syllable in known}
    for syllable in known:
        if "v" in syllable:
            found[syllable.replace("v", "yu")] = (syllable,)
            plain = syllable.replace("v", "u")
            found[plain] = (*found.get(plain, ()), syllable)
    return syllables.spellings(found)


@cache
def _first_readings() -> Mapping[str, tuple[str, ...]]:
    return _read_table("first_readings.tsv")


@cache
def _inner_readings() -> Mapping[str, tuple[str, ...]]:
    return _read_table("inner_readings.tsv")


def _read_table(name: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for character, pinyin in syllables.read_pairs(name):
        found[character] = (*found.get(character, ()), pinyin)
    return found


@cache
def _to_simplified() -> Callable[[str], str]:
    # Imported here: 60 ms, which a project without Han names need not pay.
    from opencc import OpenCC

    return OpenCC("t2s").convert


@cache
def _to_pinyin() -> Callable[[str], list[str]]:
    # Imported here: 200 ms and 40 MB of word lists, which a project without Han names need not pay.
    from pypinyin import Style, lazy_pinyin

    return lambda characters: lazy_pinyin(characters, style=Style.NORMAL, v_to_u=False)
