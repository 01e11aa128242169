"""Russian words in Latin letters, and Latin words brought near to them: Сергей, Sergei and Sergey are one.

What comes out is a key, not a transcription: letters that systems of romanization write in several
ways are folded, in words of either script alike.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kg.curation.naming.chinese_names import joined
from kg.curation.naming.names import name_words

_LETTERS = ("абвгдезийклмнопрстуфхыэіїєґ", "abvgdeziiklmnoprstufhieiieg")
_SOUNDS = {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia"}
# In this order; the last ones take both scripts together.
_FOLDS = (
    ("sch", "sh"),
    ("tch", "ch"),
    ("tz", "ts"),
    ("kh", "h"),
    ("ph", "f"),
    ("ck", "k"),
    ("x", "ks"),
    ("w", "v"),
    ("yo", "e"),
    ("ye", "e"),
    ("y", "i"),
    ("j", "i"),
    ("ie", "e"),
)
# Not vowels that tell Shaanxi from Shanxi, and no digits: room 1 is not room 11.
_DOUBLED = re.compile(r"([^\W\d_aeou])\1+")
_ROMAN_NUMBER = re.compile("[ivx]{2,}")  # school II is not school III


@lru_cache(maxsize=100_000)  # the words of names come again and again
def romanized(word: str) -> str:
    """The key of a folded word in Cyrillic or Latin letters; other letters stay."""
    if _ROMAN_NUMBER.fullmatch(word):
        return word
    key = word.replace("щ", "shch").translate(_table())
    for spelling, folded in _FOLDS:
        key = key.replace("shch", "\x00").replace(spelling, folded).replace("\x00", "shch")
    return _DOUBLED.sub(r"\1", key) or word


@lru_cache(maxsize=100_000)
def spoken(name: str) -> tuple[str, ...]:
    """The words of a name, romanized."""
    return tuple(
        romanized(word.text) if word.script != "Han" else word.text for word in name_words(joined(name))
    )


@cache
def _table() -> dict[int, str]:
    one_to_one = {ord(letter): latin for letter, latin in zip(*_LETTERS, strict=True)}
    return one_to_one | {ord(letter): latin for letter, latin in _SOUNDS.items()}
