"""Russian transcription of Chinese (the Palladius system) back to toneless pinyin.

`palladius.tsv` lists the syllables that exist in Chinese, nothing more, so that `Пекин` or `Тибет`,
which only look alike, are not read.  The system is invertible except for `ло` (luo, lo) and for
splits that a left-out `ъ` would settle; every reading is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice, product

from kg.curation.naming import syllables
from kg.curation.naming.pinyin import fold_umlaut

_E_WITHIN = re.compile("(?<=[бвгджзклмнпрстфхцчшюу])э")


@lru_cache(maxsize=100_000)  # the words of names come again and again
def readings(word: str) -> tuple[str, ...]:
    """The pinyin readings of a folded Cyrillic word, none when it is no Palladius.

    `ъ` stands between syllables (`чанъань` is chang'an); in print it is often left out, so a
    split that would need one counts too (`пинань` is pinan and ping'an).
    """
    return tuple(dict.fromkeys(_read(word, _spellings())))


@lru_cache(maxsize=100_000)
def syllable_rows(word: str) -> tuple[tuple[str, ...], ...]:
    """As `readings`, each reading as its syllables."""
    return tuple(tuple(found.split()) for found in dict.fromkeys(_read(word, _apart())))


def spellings_of(pinyin: str) -> tuple[str, ...]:
    """The folded Cyrillic spellings of a syllable of folded pinyin."""
    return _cyrillic().get(pinyin, ())


def _read(word: str, table: syllables.Spellings) -> Iterator[str]:
    parts = [syllables.readings(part, table) for part in word.split("ъ")]
    return map("".join, islice(product(*parts), syllables.MOST_READINGS))


@cache
def _spellings() -> syllables.Spellings:
    strict: dict[str, tuple[str, ...]] = {}
    for cyrillic, pinyin in syllables.read_pairs("palladius.tsv"):
        spelling = cyrillic.replace("ё", "е")  # as `fold` does, and Russian print
        strict[spelling] = (*strict.get(spelling, ()), fold_umlaut(pinyin))
    # Newspapers write е for э within a syllable (Хуавей, Шеньян), уа for ва (Уан) and уэ for у before й
    # (Гуэй).  It is taken so where no other syllable is spelt that way: де, се, це … stay die, xie, qie.
    loose: dict[str, tuple[str, ...]] = {}
    for spelling, found in strict.items():
        for one in (_E_WITHIN.sub("е", spelling), *_variants(spelling)):
            loose.setdefault(one, found)
            loose.setdefault(_E_WITHIN.sub("е", one), found)
    return syllables.spellings({**loose, **strict})


def _variants(spelling: str) -> Iterator[str]:
    if spelling[0] == "в" and spelling not in ("во", "ву"):
        yield "у" + spelling[1:]
    if spelling.endswith("уй") and len(spelling) > len("уй"):
        yield spelling[:-1] + "эй"


@cache
def _apart() -> syllables.Spellings:
    return syllables.apart(_spellings())


@cache
def _cyrillic() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for cyrillic, pinyin in syllables.read_pairs("palladius.tsv"):
        key = fold_umlaut(pinyin)
        found[key] = (*found.get(key, ()), cyrillic.replace("ё", "е"))
    return found


def table() -> Iterator[tuple[str, str]]:
    """Each syllable of folded pinyin with each of its folded Cyrillic spellings."""
    return ((pinyin, spelling) for pinyin, spellings in _cyrillic().items() for spelling in spellings)
