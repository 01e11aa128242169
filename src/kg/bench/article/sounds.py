"""Known names by their sound, for texts in a script in which no file gives the name.

Jing Junhai, Цзин Цзюньхай and 景俊海 have one key, Ilya Ternov and Илья Тернов another.  Two Han
characters or one short word may sound like a name by chance, so such a meeting is told to the curator
and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.bench.article.known import KnownEntity, KnownName
from kg.bench.article.name_trie import Target, Way
from kg.bench.article.signs import longest_first, signs, surnames
from kg.bench.article.tokens import Tokens, name_words
from kg.curation.naming import palladius, pinyin
from kg.curation.naming.company_forms import without_company_form
from kg.curation.naming.inflection import forms, nominatives
from kg.curation.naming.name_keys import Sort, name_keys
from kg.curation.naming.place_forms import bare_place, conventional
from kg.curation.naming.romanization import romanized
from kg.curation.naming.scripts import scripts_of

_MOST_WORDS = 4  # of a name that is looked up by sound in spaced writing
_MOST_CHARACTERS = 8
_SHORTEST_KEY = 4
_LONGEST_NAME = 80
_ROMANIZED = "~"  # keys by letters begin with it, as `name_keys` makes them
_SORTS: tuple[Sort, ...] = ("", "body", "place")
_ENDS = ("", "а", "я", "й", "ь", "о", "ий", "ый", "ой", "ая", "ия", "ец")


@dataclass(frozen=True, slots=True)
class SoundHit:
    """A stretch of words that sounds like names; `sure` where chance is out of the question."""

    first: int
    last: int
    targets: tuple[Target, ...]
    sure: bool


class Sounds:
    """The names by the keys of their sound; `steps` counts what was looked up."""

    def __init__(self, entities: Iterable[KnownEntity]) -> None:
        self._by_key: dict[str, set[Target]] = {}
        self._beginnings: set[str] = set()
        self._in_han: dict[str, bool] = {}
        self.steps = 0
        for entity in entities:
            proper = [one for one in entity.names if one.kind in ("name", "alias")]
            self._in_han[entity.id] = any("Han" in scripts_of(one.text) for one in proper)
            for name in proper:
                self._add(entity.id, name)

    def _add(self, entity: str, name: KnownName) -> None:
        if len(name.text) > _LONGEST_NAME:
            return
        target = Target(entity, name, Way.SOUND)
        keys = {one.text for sort in _SORTS for one in name_keys(name.text, name.language, sort)}
        for key in keys:
            if len(key) >= _SHORTEST_KEY and key.removeprefix(_ROMANIZED).isalpha() and key.isascii():
                self._by_key.setdefault(key, set()).add(target)
                self._beginnings.update(key[:length] for length in range(1, len(key) + 1))

    def hits(self, tokens: Tokens, covered: bytearray) -> Iterator[SoundHit]:
        """The names by sound among the words that are not `covered`, the longest first at each place."""
        number = 0
        while number < len(tokens):
            hit = None
            if not covered[number] and self._by_key:
                han = tokens.script(number) == "Han"
                hit = self._han(tokens, covered, number) if han else self._spaced(tokens, covered, number)
            if hit is not None:
                yield hit
            number = hit.last + 1 if hit is not None else number + 1

    def _spaced(self, tokens: Tokens, covered: bytearray, first: int) -> SoundHit | None:
        script = tokens.script(first)
        if script is None or not tokens.capital(first):
            return None
        heard = {"", _ROMANIZED}
        best = None
        for last in range(first, min(first + _MOST_WORDS, len(tokens))):
            if covered[last] or tokens.script(last) != script:
                break
            if last > first and (tokens.gap(last - 1) != "" or not _continues(tokens, last)):
                break
            word = tokens.words[last]
            self.steps += len(heard)
            heard = {
                key
                for head in heard
                for tail in (_spelt(word) if head.startswith(_ROMANIZED) else _spoken(word))
                if (key := head + tail) in self._beginnings
            }
            if not heard:
                break
            targets = self._targets(heard)
            if targets:
                best = SoundHit(first, last, targets, _is_sure(targets, last - first + 1))
        return best

    def _targets(self, heard: set[str]) -> tuple[Target, ...]:
        found = {one for key in heard for one in self._by_key.get(key, ())}
        return tuple(sorted(found, key=lambda one: (one.entity, one.name.file, one.name.text)))

    def _han(self, tokens: Tokens, covered: bytearray, first: int) -> SoundHit | None:
        heard = {""}
        best = None
        for last in range(first, min(first + _MOST_CHARACTERS, len(tokens))):
            if covered[last] or tokens.script(last) != "Han" or (last > first and tokens.between(last - 1)):
                break
            self.steps += len(heard)
            spoken = _han_readings(tokens.words[last], last == first)
            heard = {key for head in heard for tail in spoken if (key := head + tail) in self._beginnings}
            if not heard:
                break
            targets = self._targets(heard)
            if last > first and targets:
                hit = self._judged(tokens, first, last, targets)
                best = hit or best
        return best

    def _judged(self, tokens: Tokens, first: int, last: int, targets: tuple[Target, ...]) -> SoundHit | None:
        """What a row of Han characters that sounds like names is worth."""
        length = last - first + 1
        text = "".join(tokens.words[first : last + 1])
        unwritten = tuple(one for one in targets if not self._in_han[one.entity])
        if length > 2:
            return SoundHit(first, last, unwritten or targets, bool(unwritten))
        if text in signs("common", "zh") or not unwritten:
            return None
        sure = _stands_as_name(tokens, first, last)
        if not sure and text[0] not in surnames():
            return None
        return SoundHit(first, last, unwritten, sure)


def _is_sure(targets: Iterable[Target], length: int) -> bool:
    """Two words are sure; a single word is so only for a name that is one word too."""
    return length > 1 or any(
        len(name_words(bare)) == 1 or "Han" in scripts_of(bare)
        for one in targets
        if (bare := bare_place(without_company_form(one.name.text)).name)
    )


def _continues(tokens: Tokens, number: int) -> bool:
    """Whether a word goes on a name: it has a capital, or hangs on a hyphen."""
    return tokens.capital(number) or tokens.between(number - 1) in ("-", '"')


@lru_cache(maxsize=100_000)
def _spoken(word: str) -> tuple[str, ...]:
    """The toneless pinyin that a word in any case may stand for, and that of a place by its usual name."""
    if scripts_of(word) == {"Cyrillic"}:
        found = [reading for one in sorted(nominatives(word)) for reading in palladius.readings(one)]
    else:
        found = list(pinyin.readings(word))
    return tuple(dict.fromkeys([*found, *filter(None, map(conventional, _bases(word)))]))


@lru_cache(maxsize=100_000)
def _spelt(word: str) -> tuple[str, ...]:
    """The keys of a word in any case by its letters."""
    return tuple(dict.fromkeys(romanized(one) for one in _bases(word)))


@lru_cache(maxsize=100_000)
def _bases(word: str) -> tuple[str, ...]:
    """The words in the nominative whose case form this may be, itself first."""
    if scripts_of(word) != {"Cyrillic"}:
        return (word,)
    cut = (word[: len(word) - length] + ending for length in range(min(4, len(word) - 1)) for ending in _ENDS)
    return (word, *(one for one in dict.fromkeys(cut) if one != word and word in forms(one)))


@lru_cache(maxsize=100_000)
def _han_readings(character: str, initial: bool) -> tuple[str, ...]:
    return pinyin.han_readings(character, initial=initial)


def _stands_as_name(tokens: Tokens, first: int, last: int) -> bool:
    """Whether an office or a kind of place stands right beside two Han characters."""
    after = "".join(tokens.words[last + 1 : last + 5]) if not tokens.between(last) else ""
    before = (
        "".join(tokens.words[max(0, first - 4) : first]) if first and not tokens.between(first - 1) else ""
    )
    behind = (*longest_first("generic", "zh"), *longest_first("office", "zh"))
    return after.startswith(behind) or before.endswith(longest_first("office", "zh"))
