"""Reading a word as a row of syllables.

The table of syllables decides what can be read; a word that it does not cover to the last letter
has no reading.  The work grows with the length of the word, however many splits there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

# A syllable with two readings doubles the readings of its word, so a long word needs an end.
MOST_READINGS = 8


class Spellings(NamedTuple):
    """The readings of each syllable of a writing system, and the length of the longest syllable."""

    readings: Mapping[str, tuple[str, ...]]
    longest: int


def spellings(readings_of: Mapping[str, tuple[str, ...]]) -> Spellings:
    """A table of syllables, from the readings of each."""
    return Spellings(readings_of, max(map(len, readings_of), default=0))


def readings(word: str, table: Spellings) -> tuple[str, ...]:
    """Every reading of every split of `word` into syllables; long first syllables come first.

    The result has no duplicates, at most `MOST_READINGS` entries, and none where the word cannot
    be split.
    """
    ways: list[tuple[str, ...]] = [()] * len(word) + [("",)]
    for start in reversed(range(len(word))):
        found: dict[str, None] = {}
        for end in range(min(start + table.longest, len(word)), start, -1):
            if ways[end]:
                for reading in table.readings.get(word[start:end], ()):
                    for rest in ways[end]:
                        found[reading + rest] = None
        ways[start] = tuple(islice(found, MOST_READINGS))
    return ways[0]


def apart(table: Spellings) -> Spellings:
    """The table with a space behind each reading, so that the readings of a word show its syllables."""
    found = {spelling: tuple(f"{one} " for one in given) for spelling, given in table.readings.items()}
    return Spellings(found, table.longest)


def read_pairs(name: str) -> tuple[tuple[str, str], ...]:
    """The rows of a table of two columns beside this module, without its header."""
    text = files("kg.curation.naming").joinpath(name).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return tuple((first, second) for first, second in rows)
