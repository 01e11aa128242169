"""Which known entities a text names, where, and how surely.

A stretch of text is given to one entity only where the files leave no choice.  Everything that might be
otherwise is a doubt with its reason, for the curator to settle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from kg.bench.article.known import KnownEntity, KnownName
from kg.bench.article.longer_names import longer_names
from kg.bench.article.name_trie import Hit, NameTrie, Target, Way
from kg.bench.article.signs import signs, surnames
from kg.bench.article.sounds import SoundHit, Sounds
from kg.bench.article.spans import KnownSpan, Span
from kg.bench.article.tokens import Tokens, name_words, script_of
from kg.curation.naming import palladius, pinyin
from kg.curation.naming.inflection import forms, nominatives
from kg.curation.naming.name_keys import Sort
from kg.curation.naming.scripts import scripts_of


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A stretch of words (first and last included) that names an entity, and by which name."""

    first: int
    last: int
    way: Way
    name: KnownName


@dataclass(frozen=True, slots=True)
class Found:
    """A known entity with its places in the text, in their order."""

    entity: KnownEntity
    occurrences: tuple[Occurrence, ...]

    @property
    def surest(self) -> Occurrence:
        """The first occurrence among those that are met in the surest way."""
        return min(self.occurrences, key=lambda one: (one.way, one.first))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch that may name one of several entities, or perhaps one: the ways say why."""

    first: int
    last: int
    times: int
    targets: tuple[Target, ...]
    lower: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The entities that may be meant, each once."""
        return tuple(dict.fromkeys(one.entity for one in self.targets))

    @property
    def way(self) -> Way:
        """The surest way in which one of them is met."""
        return min(one.way for one in self.targets)


@dataclass(frozen=True)
class Occurrences:
    """What a text names, surely or in doubt or though it is left out, and the words that names take.

    `asked` are the words of phrases that may be mentions; `longer` unknown names with known ones in them.
    """

    found: tuple[Found, ...]
    doubts: tuple[Doubt, ...]
    removed: tuple[str, ...]
    covered: bytearray
    asked: bytearray
    longer: tuple[Span, ...] = ()
    known: tuple[KnownSpan, ...] = ()


def find_occurrences(tokens: Tokens, entities: Iterable[KnownEntity]) -> Occurrences:
    """Look up the words of a text among the names of entities."""
    return _Finder(tokens, {one.id: one for one in entities}).find()


class _Finder:
    def __init__(self, tokens: Tokens, entities: dict[str, KnownEntity]) -> None:
        self.tokens = tokens
        self.entities = entities
        self.covered = bytearray(len(tokens))
        self.places: dict[str, list[Occurrence]] = {}
        self.doubts: dict[tuple[str, tuple[str, ...]], Doubt] = {}
        self.asked = bytearray(len(tokens))
        self.longer: list[Span] = []
        self.whole: dict[int, Span] = {}
        self.inside: dict[int, Span] = {}
        self.parts: dict[str, list[tuple[int, int, Target]]] = {}

    def find(self) -> Occurrences:
        named = [one for one in self.entities.values() if one.names]
        hits = list(NameTrie(named).hits(self.tokens))
        for hit in hits:
            if any(one.way is not Way.MENTION for one in hit.targets):
                self._cover(hit.first, hit.last)
        sounds = list(Sounds(named).hits(self.tokens, self.covered))
        self._find_longer([*hits, *(one for one in sounds if one.sure)])
        for hit in hits:
            if not self._is_inside(hit.first, hit.last, hit.targets):
                self._take(hit)
        self._doubt_small_letters()
        for heard in sounds:
            if self._is_inside(heard.first, heard.last, heard.targets):
                continue
            if heard.sure and len({one.entity for one in heard.targets}) == 1:
                self._note(heard.first, heard.last, heard.targets[0])
            else:
                self._doubt(heard.first, heard.last, heard.targets)
        self._surnames()
        self._doubt_inside()
        removed = sorted(name for name in self.places if self.entities[name].removed)
        found = [
            Found(self.entities[name], tuple(sorted(places, key=lambda one: one.first)))
            for name, places in self.places.items()
            if name not in removed
        ]
        found.sort(key=lambda one: one.occurrences[0].first)
        known = tuple(
            KnownSpan(place.first, place.last, self.entities[name].sort)
            for name, places in self.places.items()
            for place in places
        )
        doubts = [one for one in self.doubts.values() if not self._is_settled(one)]
        doubts.sort(key=lambda one: one.first)
        return Occurrences(
            tuple(found), tuple(doubts), tuple(removed), self.covered, self.asked, tuple(self.longer), known
        )

    def _find_longer(self, hits: Sequence[Hit | SoundHit]) -> None:
        """Note the longer names, and for each known name in one of them in which."""
        known = []
        for hit in hits:
            sorts = {self._sort(one.entity) for one in hit.targets if one.way is not Way.MENTION}
            if sorts:
                known.append(KnownSpan(hit.first, hit.last, sorts.pop() if len(sorts) == 1 else ""))
        known.sort(key=lambda one: one.first)
        for longer in longer_names(self.tokens, known):
            if longer.whole:
                self.whole[longer.inside[0].first] = longer.span
                rest = longer.inside[1:]
            else:
                self.longer.append(longer.span)
                rest = longer.inside
            for one in rest:
                if one.first not in self.whole:
                    self.inside[one.first] = longer.span

    def _sort(self, entity: str) -> Sort:
        """What sort of thing an entity is; one without a type in any file may be a body."""
        known = self.entities[entity]
        return known.sort if known.type else "body"

    def _is_inside(self, first: int, last: int, targets: Sequence[Target]) -> bool:
        """Whether a known name is only a part of a longer one; that is noted, and is no mention of it."""
        span = self.inside.get(first)
        if span is None or last > span.last or all(one.way is Way.MENTION for one in targets):
            return False
        self._cover(first, last)
        for one in targets:
            if one.way is not Way.MENTION:
                self.parts.setdefault(one.entity, []).append((span.first, span.last, one))
        return True

    def _doubt_inside(self) -> None:
        """What is named only inside of longer names is asked, once."""
        doubted = {name for one in self.doubts.values() for name in one.ids}
        for name, parts in self.parts.items():
            if name not in self.places and name not in doubted:
                for first, last, target in parts:
                    self._doubt(first, last, (Target(name, target.name, Way.INSIDE),))

    def _take(self, hit: Hit) -> None:
        best = min(one.way for one in hit.targets)
        targets = tuple(one for one in hit.targets if one.way is best)
        ids = {one.entity for one in targets}
        if best is Way.MENTION:
            if _tells_something(self.tokens.text(hit.first, hit.last)):
                self._doubt(hit.first, hit.last, targets)
        elif len(ids) > 1:
            self._doubt(hit.first, hit.last, targets)
        else:
            self._note(hit.first, hit.last, min(targets, key=_plainest))

    def _note(self, first: int, last: int, target: Target) -> None:
        whole = self.whole.get(first)
        if whole is not None and last < whole.last:
            last, target = whole.last, Target(target.entity, target.name, Way.LONGER)
        self._cover(first, last)
        place = Occurrence(first, last, target.way, target.name)
        self.places.setdefault(target.entity, []).append(place)

    def _doubt(self, first: int, last: int, targets: tuple[Target, ...], *, lower: bool = False) -> None:
        if all(one.way not in (Way.MENTION, Way.INSIDE) for one in targets):
            self._cover(first, last)
        elif any(one.way is Way.MENTION for one in targets):
            self.asked[first : last + 1] = b"\1" * (last - first + 1)
        targets = tuple(one for one in targets if not self.entities[one.entity].removed)
        if not targets:
            return
        key = (" ".join(self.tokens.words[first : last + 1]), tuple(sorted({one.entity for one in targets})))
        known = self.doubts.get(key)
        if known is None:
            self.doubts[key] = Doubt(first, last, 1, targets, lower)
        else:
            self.doubts[key] = Doubt(known.first, known.last, known.times + 1, known.targets, known.lower)

    def _cover(self, first: int, last: int) -> None:
        for number in range(first, last + 1):
            self.covered[number] = 1

    def _is_settled(self, doubt: Doubt) -> bool:
        """Whether what may be meant was found by another name anyway."""
        return len(doubt.ids) == 1 and doubt.ids[0] in self.places

    def _doubt_small_letters(self) -> None:
        """A name of one word that stands in the text in small letters alone may be the common word."""
        for name, places in list(self.places.items()):
            if all(self._is_small(one) for one in places):
                del self.places[name]
                for one in places:
                    self._doubt(one.first, one.last, (Target(name, one.name, one.way),), lower=True)

    def _is_small(self, place: Occurrence) -> bool:
        word = self.tokens.printed(place.first)
        written = name_words(place.name.text)
        return (
            place.first == place.last
            and self.tokens.script(place.first) in ("Latin", "Cyrillic")
            and word.islower()
            and len(written) >= 1
            and all(one.capital for one in written)
        )

    def _surnames(self) -> None:
        """A surname alone, after the full name, where one person of the text has it."""
        owners: dict[str, list[tuple[int, Occurrence, str]]] = {}
        for name, places in self.places.items():
            for place in places:
                surname = self._surname(place)
                if surname:
                    owners.setdefault(surname, []).append((place.last, place, name))
                    break
        by_form: dict[str, list[tuple[int, Occurrence, str]]] = {}
        for surname, owned in owners.items():
            for form in {surname} | set(forms(surname)):
                by_form.setdefault(form, []).extend(owned)
        for number, word in enumerate(self.tokens.words):
            owned = by_form.get(word, [])
            if len(owned) != 1 or self.covered[number] or not self.tokens.capital(number):
                continue
            last, place, name = owned[0]
            if number > last and not self._has_neighbour(number):
                self._cover(number, number)
                self.places[name].append(Occurrence(number, number, Way.SURNAME, place.name))

    def _has_neighbour(self, number: int) -> bool:
        """Whether another capital stands right beside, so that this is part of a longer name."""
        tokens = self.tokens
        before = number > 0 and tokens.gap(number - 1) == "" and tokens.capital(number - 1)
        after = number + 1 < len(tokens) and tokens.gap(number) == "" and tokens.capital(number + 1)
        if before and tokens.words[number - 1] in signs("starter") | signs("title"):
            before = False
        return before or after

    def _surname(self, place: Occurrence) -> str:
        """The surname in a full name of two or three words, in the form of the nominative; else empty."""
        tokens = self.tokens
        words = range(place.first, place.last + 1)
        if place.way > Way.SOUND or not 2 <= len(words) <= 3:
            return ""
        if any(tokens.script(one) not in ("Latin", "Cyrillic") or not tokens.capital(one) for one in words):
            return ""
        folded = [tokens.words[one] for one in words]
        written = [one.text for one in name_words(place.name.text)]
        if len(written) == len(folded) and script_of(written[0]) == script_of(folded[0]):
            folded = written  # the nominative
        if set(folded) & (signs("body") | signs("generic")):
            return ""
        first = folded[0]
        if _is_chinese_surname(first) and all(_sounds(one) for one in folded[1:]):
            return min(nominatives(first), key=len, default=first)
        return folded[-1] if not all(_sounds(one) for one in folded) else ""


def _tells_something(mention: str) -> bool:
    """Whether a phrase of another article is more than “the delegation”, which every article has."""
    if "Han" in scripts_of(mention):
        return len(mention) > 2
    words = mention.split()
    return (
        len(words) > 2
        or any(word[0].isupper() for word in words[1:])
        or (len(words) == 1 and mention[0].isupper())
    )


def _is_chinese_surname(word: str) -> bool:
    if scripts_of(word) == {"Cyrillic"}:
        heard = {reading for one in nominatives(word) for reading in palladius.readings(one)}
    else:
        heard = set(pinyin.readings(word))
    return not heard.isdisjoint(_surname_sounds())


@cache
def _surname_sounds() -> frozenset[str]:
    return frozenset(reading for one in surnames() for reading in pinyin.han_readings(one, initial=True))


def _sounds(word: str) -> bool:
    if scripts_of(word) == {"Cyrillic"}:
        return bool(nominatives(word))
    return bool(pinyin.readings(word))


def _plainest(target: Target) -> tuple[object, ...]:
    kinds = ("name", "alias", "misspelling", "mention")
    return (target.way, kinds.index(target.name.kind), target.name.file, target.name.text)
