"""Small lists of words that tell where a name begins and ends, read from `signs.tsv`.

The lists are signs and no dictionary: what they miss is one candidate less, and each row says why it is
there.  Words are folded as the words of texts are.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from kg.curation.naming.scripts import fold


@cache
def signs(kind: str, language: str = "") -> frozenset[str]:
    """The words of a kind, in one language or in all."""
    found = {
        fold(word)
        for row_kind, row_language, words in _rows()
        if row_kind == kind and language in ("", row_language)
        for word in words
    }
    return frozenset(found)


@cache
def longest_first(kind: str, language: str) -> tuple[str, ...]:
    """The words of a kind with the longer ones before those that they hold."""
    return tuple(sorted(signs(kind, language), key=lambda word: (-len(word), word)))


@cache
def surnames() -> frozenset[str]:
    """Chinese surnames, of one character and of two."""
    return frozenset(
        one for word in signs("surname", "zh") for one in ((word,) if len(word) == 2 else tuple(word))
    )


@cache
def _rows() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    text = files("kg.bench.article").joinpath("signs.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return tuple((kind, language, tuple(words.split())) for kind, language, words, _ in rows)
