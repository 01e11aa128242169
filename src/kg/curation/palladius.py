"""Russian transcription of Chinese (the Palladius system) back to toneless pinyin.

`palladius.tsv` lists the syllables that exist in Chinese, nothing more, so that `Пекин` or `Тибет`,
which only look alike, are not read.  The system is invertible except for `ло` (luo, lo) and for
splits that a left-out `ъ` would settle; every reading is kept.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice, product

from kg.curation import syllables
from kg.curation.pinyin import fold_umlaut

_E_AFTER_CONSONANT = re.compile("(?<=[бвгджзклмнпрстфхцчш])э")


@lru_cache(maxsize=20_000)  # the words of names come again and again
def readings(word: str) -> tuple[str, ...]:
    """The pinyin readings of a folded Cyrillic word, none when it is no Palladius.

    `ъ` stands between syllables (`чанъань` is chang'an); in print it is often left out, so a
    split that would need one counts too (`пинань` is pinan and ping'an).
    """
    parts = [syllables.readings(part, _spellings()) for part in word.split("ъ")]
    choices = islice(product(*parts), syllables.MOST_READINGS)
    return tuple(dict.fromkeys("".join(choice) for choice in choices))


@cache
def _spellings() -> syllables.Spellings:
    strict: dict[str, tuple[str, ...]] = {}
    for cyrillic, pinyin in syllables.read_pairs("palladius.tsv"):
        spelling = cyrillic.replace("ё", "е")  # as `fold` does, and Russian print
        strict[spelling] = (*strict.get(spelling, ()), fold_umlaut(pinyin))
    # Newspapers write е for э after a consonant (Хуавей, Шеньян). It is taken so where no other
    # syllable is spelt that way: де, се, це … stay die, xie, qie.
    loose = {_E_AFTER_CONSONANT.sub("е", spelling): found for spelling, found in strict.items()}
    return syllables.spellings({**loose, **strict})
