"""The few words around a name that would be its evidence.

A phrase has at most eight words, stays inside its sentence and its line, and is offered only after the
same search that `kg check` makes has found it where it was taken from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from kg.bench.article.signs import longest_first, signs
from kg.bench.article.tokens import Tokens
from kg.curation.passages import MAX_WORDS, Passage, SourceText
from kg.curation.text import count_words, normalise
from kg.model.marks import LineIndex

_WISHED = 5  # words: enough to see what is said
_MOST_TRIES = 4  # places of one entity that are looked at for a phrase that stands once
_MOST_PLACES = 50  # of a phrase, among which the one that is meant is counted out


_OTHER_WORD = ("团", "会", "处", "室", "部", "长", "院", "所")  # 代表团 is no 代表
_JOINTS = frozenset("和与及或以而将对在于率")  # begins and ends no phrase
_LOOK = 4  # characters beside an end of a phrase that tell whether a word ends there
_ADJECTIVE = re.compile("..(?:[ыи]й|[ео]го|[ео]му|[ыи]м|[ыи]х|[ыи]ми|ая|яя|ую|юю|[ыи]е|[ое]е|[иео]й)$")


@cache
def _han_beginnings() -> tuple[str, ...]:
    """What a Chinese phrase may begin with: an office, or what joins it to the words before."""
    return (*longest_first("office", "zh"), *longest_first("level", "zh"))


@cache
def _han_endings() -> tuple[str, ...]:
    """What a Chinese phrase may end with: an office, or the ending of a body or a place."""
    return (*longest_first("office", "zh"), *longest_first("body", "zh"))


@cache
def _han_joints() -> tuple[str, ...]:
    """Small words and verbs, before or behind which a word ends."""
    long = (one for one in longest_first("act", "zh") if len(one) > 1)
    return (*long, *longest_first("joint", "zh"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase to quote; `occurrence` is 0 where it stands once.  Offsets are raw, `end` exclusive."""

    text: str
    occurrence: int
    start: int
    end: int
    line: int


class Phrases:
    """Makes phrases from one text; `raw` is the text as it was decoded, `names` are not cut apart."""

    def __init__(self, tokens: Tokens, raw: str, names: Iterable[tuple[int, int]] = ()) -> None:
        self.tokens = tokens
        self._glued = bytearray(len(tokens))  # 1 where a name goes on behind the word
        self._begun = bytearray(len(tokens))  # 1 where a name begins
        self._ended = bytearray(len(tokens))  # 1 where a name ends
        for first, last in names:
            self._begun[first] = self._ended[last] = 1
            self._glued[first:last] = b"\1" * (last - first)
        self.source = SourceText(raw)
        self._index = LineIndex("", raw)

    def place(self, first: int, last: int) -> tuple[int, int, int]:
        """The line (1-based) and the raw offsets of a stretch of words."""
        start, end = self.tokens.raw(first, last)
        return self._index.mark(start).line, start, end

    def around(self, places: Sequence[tuple[int, int]]) -> Phrase | None:
        """A phrase around one of these stretches of words, the first for which one stands once.

        None where no phrase of the text can be quoted.
        """
        fallback = None
        tries = [(*place, across) for across in (False, True) for place in places[:_MOST_TRIES]]
        for first, last, across in tries:
            narrow = self._widened(first, last, across=across)
            if narrow is None:
                continue
            text, left, right = narrow
            if self._stands_once(text):
                found = self._verified(text, None, left, right)
                if found is not None:
                    return found
            fallback = fallback or narrow
        if fallback is None:
            return None
        text, left, right = fallback
        return self._verified(text, self._number(text, left), left, right)

    def _widened(self, first: int, last: int, *, across: bool) -> tuple[str, int, int] | None:
        """The stretch with words on both sides: a few, and more as long as it stands several times.

        Words beyond a comma or a quotation mark are taken only `across`, where those before do not do.
        """
        while last > first and count_words(self.text(first, last)) > MAX_WORDS:
            last -= 1  # a name longer than a quote may be: its beginning
        if count_words(self.text(first, last)) > MAX_WORDS:
            return None
        left, right = first, last
        for over in (False, True)[: 1 + across]:
            turn = stuck = 0
            while stuck < 2:
                text = self.text(left, right)
                if self._stands_once(text) and (over or count_words(text) >= self._wished(left, right)):
                    break
                wider = self._one_more(left, right, to_right=turn % 2 == 0, across=over)
                turn += 1
                stuck = 0 if wider else stuck + 1
                left, right = wider or (left, right)
        left, right = self._without_half_names((left, right), (first, last))
        left, right = self._at_edges((left, right), (first, last))
        if (left, right) != (first, last) and self._is_sentence(left, right):
            # A whole sentence is never quoted: the words on one side of the name are, or the name alone.
            left, right = (left, last) if left < first else (first, last)
        return self.text(left, right), left, right

    def _without_half_names(self, stretch: tuple[int, int], name: tuple[int, int]) -> tuple[int, int]:
        """The stretch without half a name, `and` or `with` at its end, if it still stands once."""
        (left, right), (first, last) = stretch, name
        while left < first and left > 0 and self._is_inside_name(left - 1):
            left += 1
        while right > last and (self._is_inside_name(right) or self._leads_on(right)):
            right -= 1
        return (left, right) if self._stands_once(self.text(left, right)) else stretch

    def _at_edges(self, stretch: tuple[int, int], name: tuple[int, int]) -> tuple[int, int]:
        """The stretch cut at its ends to where Han words are known to begin and end.

        Chinese has no spaces; a phrase that ends anywhere would cut a word.
        """
        tokens, (left, right), (first, last) = self.tokens, stretch, name
        if tokens.script(first) != "Han":
            return stretch
        while left < first and not self._begins_word(left):
            left += 1
        while right > last and not self._ends_word(right):
            right -= 1
        while left < first and tokens.words[left] in _JOINTS:
            left += 1
        while right > last and tokens.words[right] in _JOINTS:
            right -= 1
        return (left, right) if self._stands_once(self.text(left, right)) else stretch

    def _begins_word(self, number: int) -> bool:
        tokens = self.tokens
        if not number or tokens.between(number - 1) or tokens.script(number) != "Han":
            return True
        if self._begun[number] or (self._ended[number - 1] and not self._glued[number - 1]):
            return True
        ahead = "".join(tokens.words[number : number + _LOOK])
        behind = "".join(tokens.words[max(0, number - _LOOK) : number])
        return not self._glued[number - 1] and (
            ahead.startswith(_han_beginnings()) or behind.endswith(_han_joints())
        )

    def _ends_word(self, number: int) -> bool:
        tokens = self.tokens
        if number + 1 >= len(tokens) or tokens.between(number) or tokens.script(number) != "Han":
            return True
        if self._ended[number]:
            return True
        if self._glued[number]:
            return False
        ahead = "".join(tokens.words[number + 1 : number + 1 + _LOOK])
        behind = "".join(tokens.words[max(0, number - _LOOK + 1) : number + 1])
        return ahead.startswith(_han_joints()) or (
            behind.endswith(_han_endings()) and not ahead.startswith(_OTHER_WORD)
        )

    def _is_inside_name(self, number: int) -> bool:
        """Whether a name goes on behind a word: a known one, or capitals with only a space between them."""
        tokens = self.tokens
        return bool(self._glued[number]) or (
            number + 1 < len(tokens)
            and tokens.between(number) == " "
            and tokens.capital(number)
            and tokens.capital(number + 1)
        )

    def _leads_on(self, number: int) -> bool:
        """Whether a word only says something together with what follows: a small one, an adjective."""
        tokens = self.tokens
        if tokens.capital(number):
            return False
        return tokens.words[number] in signs("leads-on") or (
            tokens.script(number) == "Cyrillic"
            and number + 1 < len(tokens)
            and tokens.between(number) == " "
            and _ADJECTIVE.search(tokens.words[number]) is not None
        )

    def _wished(self, left: int, right: int) -> int:
        """How long a phrase is to be; Han words have no visible ends, so there up to the next sign."""
        han = self.tokens.script(left) == "Han" or self.tokens.script(right) == "Han"
        return MAX_WORDS if han else _WISHED

    def _one_more(self, left: int, right: int, *, to_right: bool, across: bool) -> tuple[int, int] | None:
        tokens = self.tokens
        if to_right:
            if tokens.ends_sentence(right) or not (across or self._is_open(right)):
                return None
            wider = (left, right + 1)
        else:
            if left == 0 or tokens.ends_sentence(left - 1):
                return None
            if not (across or self._is_open(left - 1)):
                return None
            wider = (left - 1, right)
        text = self.text(*wider)
        return wider if count_words(text) <= MAX_WORDS and text.strip() else None

    def _is_open(self, number: int) -> bool:
        """Whether a phrase goes on behind a word without being asked to: over no comma and no column."""
        return _is_open(self.tokens.between(number)) and not self.tokens.is_wide(number)

    def _is_sentence(self, left: int, right: int) -> bool:
        tokens = self.tokens
        return (left == 0 or tokens.ends_sentence(left - 1)) and tokens.ends_sentence(right)

    def text(self, left: int, right: int) -> str:
        """The raw text of a stretch without what no comparison sees: glosses, invisible signs, odd spaces."""
        normal, tokens = self.tokens.normal, self.tokens
        pieces: list[str] = []
        done = -1
        for place in range(tokens.starts[left], tokens.ends[right]):
            start, end = normal.starts[place], normal.ends[place]
            if start != done:
                pieces.append(" " if normal.text[place] == " " else normal.raw[start:end])
            done = start
        return "".join(one for one in "".join(pieces) if unicodedata.category(one) != "Cf")

    def _stands_once(self, text: str) -> bool:
        wanted, whole = normalise(text), self.tokens.normal.text
        place = whole.find(wanted)
        return place >= 0 and whole.find(wanted, place + 1) < 0

    def _number(self, text: str, left: int) -> int:
        """Which of the places of a phrase this is, from 1; 0 where there are too many before it."""
        wanted, whole, end = normalise(text), self.tokens.normal.text, self.tokens.starts[left]
        number, place = 1, whole.find(wanted)
        while 0 <= place < end:
            number += 1
            if number > _MOST_PLACES:
                return 0
            place = whole.find(wanted, place + 1)
        return number

    def _verified(self, text: str, occurrence: int | None, left: int, right: int) -> Phrase | None:
        """The phrase, when the search of `kg check` finds it in this place; else None."""
        place = self.tokens.raw(left, right)
        # Places inside of other words were counted, which the search leaves out.
        tries = (None,) if occurrence is None else range(occurrence, max(0, occurrence - _MOST_TRIES), -1)
        for number in tries:
            found = self.source.find(text, number)
            if isinstance(found, Passage) and (found.start, found.end) == place:
                shown = 0 if found.count == 1 else found.occurrence
                return Phrase(text, shown, *place, self._index.mark(found.start).line)
        return None


def _is_open(between: str) -> bool:
    """Whether a phrase goes on over what stands between two words: spaces, apostrophes and hyphens."""
    return all(sign in ' "-&' for sign in between) and '" ' not in between and ' "' not in between
