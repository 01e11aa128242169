"""Many known words, of which few are looked at closely to find the one that a slip was meant to be.

Words are found again by the groups of three letters in them, the rarest groups first, so that the work
for one slip does not grow with the words.  Few words are all looked at.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import nsmallest

FEW = 2_000  # words that are all looked at
CLOSELY = 200  # of many
_PLACES = 20_000  # of groups of letters that are read for one slip
_GROUP = 3


class ManyWords:
    """Words that do not change any more, and a few `beside` them that all are looked at."""

    def __init__(self, words: Iterable[str], beside: Iterable[str] = ()) -> None:
        self._words = sorted(set(words))
        self._beside = tuple(beside)
        self._places: dict[str, array[int]] = {}

    def __iter__(self) -> Iterator[str]:
        yield from self._beside
        yield from self._words

    def with_beside(self, beside: Iterable[str]) -> ManyWords:
        """The same words with others beside them; what is known of the words is shared."""
        if len(self._words) > FEW and not self._places:
            self._places = _places_of(self._words)
        made = ManyWords((), beside)
        made._words, made._places = self._words, self._places
        return made

    def like(self, word: str) -> list[str]:
        """The words that may be nearest to a word: all where they are few, else at most `CLOSELY` of them."""
        if len(self._words) <= FEW:
            return list(self)
        if not self._places:
            self._places = _places_of(self._words)
        read = 0
        shared: Counter[int] = Counter()
        for places in sorted(
            (self._places[group] for group in _groups(word) if group in self._places), key=len
        ):
            if read and read + len(places) > _PLACES:
                break
            shared.update(places[:_PLACES])
            read += len(places)
        closest = nsmallest(CLOSELY, shared.items(), key=lambda one: (-one[1], one[0]))
        return [*self._beside, *(self._words[place] for place, _ in closest)]


def _places_of(words: Iterable[str]) -> dict[str, array[int]]:
    """For each group of letters, the numbers of the words that have it."""
    found: dict[str, array[int]] = {}
    for place, word in enumerate(words):
        for group in _groups(word):
            found.setdefault(group, array("I")).append(place)
    return found


def _groups(word: str) -> set[str]:
    ended = f"\x02{word.casefold()}\x03"
    return {ended[at : at + _GROUP] for at in range(len(ended) - _GROUP + 1)}
