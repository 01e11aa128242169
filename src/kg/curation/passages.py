"""Finding a quote in the text of an article.

A quote stands in a text, once or several times, or it does not: the comparison is of normalised
texts (`kg.curation.text`), case-sensitive and never fuzzy.  For a found passage
`normalise(raw[start:end]) == normalise(quote)` always holds, and it begins and ends with a word.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from kg.curation.signs import FoldedSigns, fold_signs
from kg.curation.text import UNSPACED_LETTERS, NormalisedText, count_words, normalise, visible
from kg.model.marks import LineIndex

MAX_WORDS = 8

_TOKEN = re.compile(rf"[{UNSPACED_LETTERS}]|(?:(?![{UNSPACED_LETTERS}])\w)+")
# Two characters of one word.  A digit beside a letter is none: copied pages run “12:30” into “Source”.
_CUT = re.compile(rf"(?:(?![{UNSPACED_LETTERS}])[^\W\d_]){{2}}|\d{{2}}")
_COMMON = 2_000  # a word with more places than this tells nothing about where a quote is
_CANDIDATES = 20
_ALIKE = 0.6
_HINT_LENGTH = 300  # characters of a quote that the nearest passage is sought for


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a quote stands: raw code points, 0-based, `end` exclusive; the `occurrence`-th of `count`."""

    start: int
    end: int
    occurrence: int
    count: int


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The quote stands in the text `count` times; `lines` are those of its first places, 1-based."""

    count: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoSuchOccurrence:
    """The quote stands in the text, but fewer times than the occurrence that was asked for."""

    count: int


@dataclass(frozen=True, slots=True)
class Missing:
    """The quote is not in the text; `nearest` is the passage most like it, at most 8 words, or empty."""

    nearest: str


class SourceText:
    """The text of an article, ready for any number of quotes."""

    def __init__(self, raw: str) -> None:
        """`raw` is the file decoded as UTF-8, line breaks as they are, without byte order mark."""
        self.raw = raw
        self._normal = NormalisedText(raw)

    def find(
        self, quote: str, occurrence: int | None = None
    ) -> Passage | Ambiguous | NoSuchOccurrence | Missing:
        """Where `quote` stands; `occurrence` counts its places from 1, overlapping ones too.

        Without `occurrence` the quote must stand in the text once.
        """
        wanted = normalise(quote)
        places = self._places(wanted)
        if not places:
            return Missing(self._whole_words(wanted) or self._nearest(wanted[:_HINT_LENGTH]))
        if occurrence is None and len(places) > 1:
            index = LineIndex("", self.raw)
            lines = tuple(index.mark(self._normal.starts[place]).line for place in places[:5])
            return Ambiguous(len(places), lines)
        number = occurrence or 1
        if number > len(places):
            return NoSuchOccurrence(len(places))
        start = places[number - 1]
        last = start + len(wanted) - 1
        return Passage(self._normal.starts[start], self._normal.ends[last], number, len(places))

    def with_other_signs(self, quote: str) -> tuple[str, ...]:
        """The passages with the letters and digits of `quote` in order, but other signs or spaces.

        Each is written with the signs of the text (`kg.curation.signs`), on one line, without what
        nobody sees; a passage that stands in several places is there as often.  At most 20 are given.
        """
        wanted = fold_signs(normalise(quote)).text
        folded = self._folded
        passages: list[str] = []
        place = folded.text.find(wanted) if wanted else -1
        while place >= 0 and len(passages) < _CANDIDATES:
            start, end = folded.starts[place], folded.ends[place + len(wanted) - 1]
            if self._is_whole(start, end):
                passages.append(self._words(start, end))
            place = folded.text.find(wanted, place + 1)
        return tuple(passages)

    def signs_of_the_text(self, quote: str, passage: Passage) -> str:
        """The quote, which stands at `passage`, with the dashes and quotation marks of the text in it.

        Only signs are changed, each for what stands in its place; white space stays as the quote has it.
        """
        own, text = NormalisedText(" ".join(quote.split())), self._normal
        first = bisect_left(text.starts, passage.start)
        after = first + len(own.text)
        if text.text[first:after] != own.text:
            return own.raw
        parts, done, begun = [], 0, 0
        for place in range(1, len(own.text) + 1):
            if place < len(own.text) and not (
                own.starts[place] != own.starts[place - 1]
                and text.starts[first + place] != text.starts[first + place - 1]
            ):
                continue
            start, end = own.starts[begun], own.ends[place - 1]
            here = visible(text.raw[text.starts[first + begun] : text.ends[first + place - 1]])
            parts.append(own.raw[done:start])
            parts.append(here if _is_sign(own.raw[start:end]) and _is_sign(here) else own.raw[start:end])
            done, begun = end, place
        return "".join((*parts, own.raw[done:]))

    @cached_property
    def _folded(self) -> FoldedSigns:
        return fold_signs(self._normal.text)

    def _words(self, start: int, end: int) -> str:
        """The raw text of `normal[start:end]` on one line."""
        starts, ends = self._normal.starts, self._normal.ends
        pieces = [
            self.raw[starts[place] : ends[place]]
            for place in range(start, end)
            if place == start or starts[place] != starts[place - 1]
        ]
        words = (" " if piece.isspace() else visible(piece) for piece in pieces)
        return unicodedata.normalize("NFC", "".join(words))

    def _places(self, wanted: str) -> list[int]:
        """Offsets in the normalised text, without those that would cut a word or a piece such as `½`."""
        places: list[int] = []
        place = self._normal.text.find(wanted) if wanted else -1
        while place >= 0:
            if self._is_whole(place, place + len(wanted)):
                places.append(place)
            place = self._normal.text.find(wanted, place + 1)
        return places

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether a stretch of the normalised text begins and ends with whole words and pieces."""
        starts = self._normal.starts
        whole = self._begins_piece(start) and (end == len(starts) or starts[end] != starts[end - 1])
        return whole and not self._cuts_word(start) and not self._cuts_word(end)

    def _cuts_word(self, place: int) -> bool:
        """Whether the characters on both sides of an offset belong to one word."""
        around = self._normal.text[place - 1 : place + 1] if place else ""
        return len(around) == 2 and _CUT.fullmatch(around) is not None

    def _whole_words(self, wanted: str) -> str:
        """The passage with the words that `wanted` cuts written out; empty where it stands nowhere."""
        place = self._normal.text.find(wanted) if wanted else -1
        if place < 0:
            return ""
        end = place + len(wanted)
        first = bisect_right(self._tokens, place, key=lambda span: span[1])
        after = bisect_left(self._tokens, end, key=lambda span: span[0])
        return self._window(first, after - first) if first < after else ""

    def _begins_piece(self, place: int) -> bool:
        text, starts = self._normal.text, self._normal.starts
        if place == 0 or starts[place] != starts[place - 1]:
            return True
        # The accent `´` is a space and a mark in NFKC, and at the start of a quote the space is dropped.
        return text[place - 1] == " " and (place == 1 or starts[place - 2] != starts[place - 1])

    @cached_property
    def _tokens(self) -> list[tuple[int, int]]:
        """Where each word, Han or kana character of the normalised text begins and ends."""
        return [found.span() for found in _TOKEN.finditer(self._normal.text)]

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        """For each word, without case, its places among the words of the text."""
        numbers: dict[str, list[int]] = {}
        for number, (start, end) in enumerate(self._tokens):
            numbers.setdefault(self._normal.text[start:end].casefold(), []).append(number)
        return numbers

    def _nearest(self, wanted: str) -> str:
        words = _TOKEN.findall(wanted.casefold())[: 2 * MAX_WORDS]
        found = [self._numbers.get(word) or self._numbers.get(self._variant(word), []) for word in words]
        rare = [numbers for numbers in found if 0 < len(numbers) <= _COMMON]
        numbers = sorted({number for places in rare or found for number in places[:_COMMON]})
        scored = sorted(
            (-(bisect_right(numbers, number + len(words) - 1) - place), number)
            for place, number in enumerate(numbers)
        )
        windows = [self._window(number, len(words)) for _, number in scored[:_CANDIDATES]]
        best, likeness = "", _ALIKE
        for window in windows:
            ratio = difflib.SequenceMatcher(None, wanted, normalise(window), autojunk=False).ratio()
            if ratio > likeness:
                best, likeness = window, ratio
        return best

    def _variant(self, word: str) -> str:
        """The word of the text most like `word`, among those with the same first letter; else empty."""
        if len(word) < 4:
            return ""
        likely = [
            known for known in self._numbers if known[0] == word[0] and abs(len(known) - len(word)) <= 3
        ]
        return next(iter(difflib.get_close_matches(word, sorted(likely), n=1)), "")

    def _window(self, number: int, length: int) -> str:
        """The raw text of `length` words from the one with this number, cut to the length of a quote."""
        spans = self._tokens[number : number + length]
        while True:
            start, end = spans[0][0], spans[-1][1] - 1
            raw = " ".join(self.raw[self._normal.starts[start] : self._normal.ends[end]].split())
            if len(spans) == 1 or count_words(raw) <= MAX_WORDS:
                return raw
            spans = spans[:-1]


def _is_sign(characters: str) -> bool:
    """Whether these are punctuation or symbols, without a letter, a digit or a space."""
    return all(unicodedata.category(one)[0] in "PS" for one in characters) and characters != ""
