"""A text as words with their places: what names are looked up in.

A word is a run of Latin or of Cyrillic letters, a run of other letters or digits, or one Han
character.  Its text is folded and in simplified characters; its place is in the normalised text, which
knows the way back to the raw one.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kg.curation.naming.pinyin import simplified
from kg.curation.naming.scripts import Script, fold, scripts_of
from kg.curation.prose.sentences import sentences
from kg.curation.text import NormalisedText

_LATIN = "A-Za-zªºÀ-ÖØ-öø-ʸḀ-ỿ"
_CYRILLIC = "Ѐ-ԯ"
_HAN = "々〇㐀-䶿一-鿿豈-龎\U00020000-\U0003ffff"
_TOKEN = re.compile(f"[{_HAN}]|[{_LATIN}]+|[{_CYRILLIC}]+|(?:(?![{_HAN}{_LATIN}{_CYRILLIC}])[^\\W_])+")
# What may stand between two words of a name, or be left out there.
_LOOSE = re.compile(r"[\s\"'\-·•・‧]+")
_LONGEST_GAP = 6
_BLANK_LINE = re.compile(r"(?:\r\n|[\n\r])[^\S\r\n]*(?:\r\n|[\n\r])")
_WIDE = re.compile(r"[^\S\r\n]{2}|[\t\u3000]")
_END = re.compile(r"[.!?。！？…;；]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name: folded text, script, what stands before it but spaces, quotes and hyphens."""

    text: str
    script: Script | None
    gap: str
    capital: bool


class Tokens:
    """The words of a text; everything about the n-th is asked for by n."""

    def __init__(self, normal: NormalisedText) -> None:
        self.normal = normal
        self.starts = array("I")
        self.ends = array("I")
        self.words: list[str] = []
        for found in _TOKEN.finditer(normal.text):
            self.starts.append(found.start())
            self.ends.append(found.end())
            self.words.append(folded(found[0]))

    def __len__(self) -> int:
        return len(self.words)

    def printed(self, number: int) -> str:
        """The word as it stands in the normalised text."""
        return self.normal.text[self.starts[number] : self.ends[number]]

    def script(self, number: int) -> Script | None:
        """The script of a word; None for digits and other letters."""
        return script_of(self.words[number])

    def capital(self, number: int) -> bool:
        """Whether a word begins with a capital letter."""
        return self.normal.text[self.starts[number]].isupper()

    def between(self, number: int) -> str:
        """What stands between a word and the one after it."""
        end = self.starts[number + 1] if number + 1 < len(self) else len(self.normal.text)
        return self.normal.text[self.ends[number] : end]

    def gap(self, number: int) -> str | None:
        """What stands there but spaces, quotes and hyphens; None where no name can go across."""
        between = self.between(number)
        if len(between) > _LONGEST_GAP or number + 1 >= len(self):
            return None
        if between.count(" ") and self._is_blank_line(number):
            return None
        return _LOOSE.sub("", between)

    def ends_sentence(self, number: int) -> bool:
        """Whether a sentence ends behind a word; a line that only wraps ends none."""
        if number + 1 >= len(self) or _END.search(self.between(number)):
            return True
        between = self._raw_between(number)
        return ("\n" in between or "\r" in between) and self._begins_between(number)

    def breaks_line(self, number: int) -> bool:
        """Whether a line ends behind a word that is not the last."""
        between = self._raw_between(number)
        return "\n" in between or "\r" in between

    def is_wide(self, number: int) -> bool:
        """Whether more than a space, and no new line, keeps a word apart from the next one."""
        between = self._raw_between(number)
        return _WIDE.search(between) is not None and "\n" not in between and "\r" not in between

    def raw(self, first: int, last: int) -> tuple[int, int]:
        """The raw code points of the words from the first to the last, end exclusive."""
        return self.normal.starts[self.starts[first]], self.normal.ends[self.ends[last] - 1]

    def text(self, first: int, last: int) -> str:
        """The normalised text of the words from the first to the last."""
        return self.normal.text[self.starts[first] : self.ends[last]]

    def touches(self, first: int, last: int) -> bool:
        """Whether another word is glued to this stretch, as `2` is to the `A` of `A2`; Han is not glue."""
        before = first > 0 and not self.between(first - 1) and self._glues(first - 1, first)
        after = last + 1 < len(self) and not self.between(last) and self._glues(last, last + 1)
        return before or after

    def _glues(self, left: int, right: int) -> bool:
        return "Han" not in (self.script(left), self.script(right)) and None in (
            self.script(left),
            self.script(right),
        )

    def _raw_between(self, number: int) -> str:
        start = self.normal.ends[self.ends[number] - 1]
        return self.normal.raw[start : self.normal.starts[self.starts[number + 1]]]

    def _begins_between(self, number: int) -> bool:
        """Whether a sentence begins behind a word and not behind the next one."""
        left = self.normal.starts[self.starts[number]]
        right = self.normal.starts[self.starts[number + 1]]
        begun = self._sentences
        return bisect_right(begun, left) < bisect_right(begun, right)

    @cached_property
    def _sentences(self) -> list[int]:
        return [one.start for one in sentences(self.normal.raw)]

    def _is_blank_line(self, number: int) -> bool:
        return _BLANK_LINE.search(self._raw_between(number)) is not None


def name_words(name: str) -> tuple[Word, ...]:
    """The words of a name, as those of a text."""
    text = NormalisedText(name).text.strip()
    found: list[Word] = []
    end = 0
    for place in _TOKEN.finditer(text):
        gap = _LOOSE.sub("", text[end : place.start()]) if found else ""
        word = folded(place[0])
        found.append(Word(word, script_of(word), gap, place[0][0].isupper()))
        end = place.end()
    return tuple(found)


@lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """A word without case, accents and the difference of traditional and simplified characters."""
    if len(word) == 1 and word > "\u2e7f":
        return simplified(word)
    return fold(word)


@lru_cache(maxsize=100_000)
def script_of(word: str) -> Script | None:
    """The script of a word, all of whose letters are of one."""
    return next(iter(scripts_of(word[:1])), None)
