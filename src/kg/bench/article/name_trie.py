"""All known names in one structure, in which a text is looked up word by word.

The work for a text grows with its length and not with the number of names: a walk begins at each word
and ends where no name goes on.  Words are met in their inflected forms too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from kg.bench.article.known import KnownEntity, KnownName
from kg.bench.article.tokens import Tokens, Word, name_words
from kg.curation.naming.company_forms import without_company_form
from kg.curation.naming.inflection import forms
from kg.curation.naming.place_forms import bare_place
from kg.curation.naming.scripts import scripts_of

_MOST_WORDS = 60  # of a name
_MOST_WAYS = 16  # in which a walk may go on at once
_LONGEST_NAME = 400
_BRACKET = re.compile(r"\s*[(（][^()（）]{2,20}[)）]$")
_BRAND = re.compile("«([^«» ]{4,40})»")  # one word: a name of its own, and no phrase


class Way(IntEnum):
    """How a name was met; the first is the surest."""

    NAME = 0
    INFLECTED = 1
    CORE = 2
    LONGER = 3
    SOUND = 4
    SURNAME = 5
    INSIDE = 6
    MENTION = 7


@dataclass(frozen=True, slots=True)
class Target:
    """What a path of words leads to: an entity, by one of its names, whole or without a generic part."""

    entity: str
    name: KnownName
    way: Way


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of words (first and last included) and what it may mean."""

    first: int
    last: int
    targets: tuple[Target, ...]


@dataclass(slots=True)
class _Node:
    children: dict[tuple[str, str], _Node] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)


class NameTrie:
    """Names to be found in texts; `steps` counts the nodes that were visited."""

    def __init__(self, entities: Iterable[KnownEntity]) -> None:
        self._root = _Node()
        self._bases: dict[str, set[str]] = {}
        self._own: set[str] = set()
        self.steps = 0
        for entity in entities:
            for name in entity.names:
                self._add(entity, name)

    def _add(self, entity: KnownEntity, name: KnownName) -> None:
        if len(name.text) > _LONGEST_NAME:
            return
        whole = name_words(name.text)
        way = Way.MENTION if name.kind == "mention" else Way.NAME
        self._put(whole, Target(entity.id, name, way))
        if name.kind in ("name", "alias"):
            for core in dict.fromkeys(_cores(name)):
                if core != whole:
                    self._put(core, Target(entity.id, name, Way.CORE))

    def _put(self, words: tuple[Word, ...], target: Target) -> None:
        if not words or len(words) > _MOST_WORDS or not _tells(words):
            return
        node = self._root
        for place, word in enumerate(words):
            node = node.children.setdefault((word.gap if place else "", word.text), _Node())
            self._own.add(word.text)
            for form in _forms(word):
                self._bases.setdefault(form, set()).add(word.text)
        if target not in node.targets:
            node.targets.append(target)

    def hits(self, tokens: Tokens) -> Iterator[Hit]:
        """The longest names of a text, from left to right, none inside another.

        A mention, which is a phrase of another article, hides no name in it.
        """
        number = free = 0  # mentions are told from `free` on
        while number < len(tokens):
            name, mention = self._longest(tokens, number)
            if mention is not None and number >= free:
                yield mention
                free = mention.last + 1
            if name is not None:
                yield name
                number = name.last + 1
            else:
                number += 1

    def _longest(self, tokens: Tokens, first: int) -> tuple[Hit | None, Hit | None]:
        """The longest name that begins here, and the mention, where one is longer than that."""
        ways = self._next(self._root, "", tokens.words[first], exact=True)
        name: Hit | None = None
        mention: Hit | None = None
        last = first
        while ways:
            targets = {
                Target(one.entity, one.name, _weaker(one.way, exact)): None
                for node, exact in ways
                for one in node.targets
            }
            if targets and not tokens.touches(first, last):
                hit = Hit(first, last, tuple(targets))
                if all(one.way is Way.MENTION for one in targets):
                    mention = hit
                else:
                    name, mention = hit, None
            gap = tokens.gap(last)
            if gap is None or last - first >= _MOST_WORDS:
                break
            last += 1
            word = tokens.words[last]
            ways = [one for node, exact in ways for one in self._next(node, gap, word, exact=exact)][
                :_MOST_WAYS
            ]
        return name, mention

    def _next(self, node: _Node, gap: str, word: str, *, exact: bool) -> list[tuple[_Node, bool]]:
        self.steps += 1
        found = []
        straight = node.children.get((gap, word))
        if straight is not None:
            found.append((straight, exact))
        for base in self._bases.get(word, ()):
            inflected = node.children.get((gap, base))
            if inflected is not None and inflected is not straight:
                found.append((inflected, False))
        return found


def _weaker(way: Way, exact: bool) -> Way:
    return Way.INFLECTED if way is Way.NAME and not exact else way


def _forms(word: Word) -> Iterable[str]:
    """The other forms of a word of a name: Russian cases, and the number of English common nouns."""
    if word.script == "Cyrillic":
        return forms(word.text) - {word.text}
    if word.script == "Latin" and not word.capital and len(word.text) > 3:
        if word.text.endswith("ies"):
            return (word.text[:-3] + "y",)
        if word.text.endswith("y"):
            return (word.text[:-1] + "ies",)
        if word.text.endswith("s"):
            return () if word.text.endswith("ss") else (word.text[:-1],)
        return (word.text + "s",)
    return ()


def _tells(words: tuple[Word, ...]) -> bool:
    """Whether a name is long enough to be looked for: a single letter or Han character is not."""
    letters = sum(len(word.text) for word in words)
    return letters > 1 and not all(word.script is None for word in words)


def _cores(name: KnownName) -> Iterator[tuple[Word, ...]]:
    """A name without its company form, and without the words that only say what kind of place it is."""
    bare = without_company_form(name.text)
    yield name_words(bare)
    if bare != name.text and (unplaced := _BRACKET.sub("", bare).strip()) != bare:
        yield name_words(unplaced)  # a company in the place that its brackets name
    brand = _BRAND.search(name.text)
    if brand is not None and scripts_of(brand[1]) == {"Cyrillic"} and brand[1][0].isupper():
        yield name_words(brand[1])
    place = bare_place(bare).name
    if place[:1].isupper() or "Han" in scripts_of(place):
        yield name_words(place)
