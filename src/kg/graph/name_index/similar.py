"""Spellings of the index that are a few slips away from what was typed.

Two spellings with so few slips between them share one of the rarest pairs of letters of what was typed:
one slip touches three pairs at most.  So few pairs are looked up, and few spellings compared by letter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kg.curation.naming.slips import distance, slips
from kg.graph.name_index import folding

Rows = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]

_MOST_COUNTED = 4_000  # spellings with a pair of letters that are counted before it is called common
_MOST_COMPARED = 300
_MOST_NEAR = 20
_MOST_NEAREST = 3
_WITH_GRAM = "SELECT COUNT(*) FROM (SELECT 1 FROM near WHERE gram = ? AND length BETWEEN ? AND ? LIMIT ?)"
_SHARING = """
SELECT spelling.text FROM (
  SELECT spelling, COUNT(*) AS shared FROM near WHERE gram IN ({}) AND length BETWEEN ? AND ?
  GROUP BY spelling ORDER BY shared DESC, spelling LIMIT ?
) AS near JOIN spelling ON spelling.number = near.spelling WHERE spelling.whole >= ?
"""


class Spellings:
    """The spellings of an index, asked through its rows."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def near(self, text: str, *, whole: bool) -> list[tuple[int, str]]:
        """Spellings with few slips, and how many; with `whole` only those of whole names.  Nearest first."""
        most = slips(text)
        if most == 0:
            return []
        lengths = (len(text) - most, len(text) + most)
        counted = sorted((self._count(gram, lengths), gram) for gram in folding.grams(text))
        looked_up = [gram for count, gram in counted[: 3 * most + 1] if count]
        marks = ", ".join("?" * len(looked_up))
        found = self._rows(_SHARING.format(marks), (*looked_up, *lengths, _MOST_COMPARED, int(whole)))
        measured = ((distance(text, other, most=most), other) for (other,) in found)
        return sorted((far, other) for far, other in measured if far <= most)[:_MOST_NEAR]

    def nearest(self, word: str) -> tuple[str, ...]:
        """The few words of names that are nearest, those as near as each other alone."""
        found = self.near(word, whole=False)
        return tuple(other for far, other in found if far == found[0][0])[:_MOST_NEAREST]

    def _count(self, gram: str, lengths: tuple[int, int]) -> int:
        counted = self._rows(_WITH_GRAM, (gram, *lengths, _MOST_COUNTED))
        return int(counted[0][0]) if counted else 0
