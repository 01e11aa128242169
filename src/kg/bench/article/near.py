"""Known names that an unknown one is near to: one letter away, or the same words with some left out.

Nearness is a question for the curator.  Only the candidates of a text are compared, through an index of
what each known name is after one deletion, so that the work does not grow as names times words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.bench.article.known import KnownEntity, KnownName
from kg.bench.article.signs import signs
from kg.bench.article.tokens import name_words
from kg.curation.naming.slips import distance

_SHORTEST = {True: 4, False: 7}  # letters of a name in Han characters, and in letters
_LONGEST = 60
_SHORTEST_FIRST = 5  # letters of the first word of a body, which may stand for its name
_COMMON_WORD = 200  # a word of more names than this tells nothing


@dataclass(frozen=True, slots=True)
class Near:
    """A known name that a candidate may stand for; `slip`: one letter differs, else words are left out."""

    entity: str
    name: KnownName
    slip: bool


class NearNames:
    """The names of entities, to be asked for those near a text."""

    def __init__(self, entities: Iterable[KnownEntity]) -> None:
        self._deletions: dict[str, set[tuple[str, KnownName, str]]] = {}
        self._by_word: dict[str, set[tuple[str, KnownName, frozenset[str]]]] = {}
        self._by_first: dict[str, set[tuple[str, KnownName]]] = {}
        for entity in entities:
            if entity.removed:
                continue
            for name in entity.names:
                if name.kind != "mention":
                    self._add(entity.id, name, body=entity.sort == "body")

    def _add(self, entity: str, name: KnownName, *, body: bool) -> None:
        words = [word.text for word in name_words(name.text)]
        joined = "".join(words)
        if len(joined) <= _LONGEST and len(joined) >= _SHORTEST[_is_han(joined)]:
            for shorter in _deletions(joined):
                self._deletions.setdefault(shorter, set()).add((entity, name, joined))
        first = words[0] if words else ""
        if len(words) > 1 and len(first) >= _SHORTEST_FIRST and body and not _is_han(joined):
            self._by_first.setdefault(first, set()).add((entity, name))
        telling = frozenset(word for word in words if word not in _empty_words())
        if len(telling) >= 3 and not _is_han(joined):
            for word in telling:
                self._by_word.setdefault(word, set()).add((entity, name, telling))

    def near(self, text: str) -> Near | None:
        """The known name nearest to a text, or None."""
        words = [word.text for word in name_words(text)]
        joined = "".join(words)
        if not _SHORTEST[_is_han(joined)] <= len(joined) <= _LONGEST:
            return None
        found = {
            (entity, name)
            for shorter in _deletions(joined)
            for entity, name, other in self._deletions.get(shorter, ())
            if distance(joined, other, most=1) == 1 and joined[:1] == other[:1]
        }
        if found:
            entity, name = min(found, key=lambda one: (one[0], one[1].text, one[1].file))
            return Near(entity, name, slip=True)
        if len(words) == 1 and len({entity for entity, _ in self._by_first.get(joined, ())}) == 1:
            entity, name = min(self._by_first[joined], key=lambda one: (len(one[1].text), one[1].text))
            return Near(entity, name, slip=False)
        return self._with_words_left_out(frozenset(words) - _empty_words())

    def _with_words_left_out(self, words: frozenset[str]) -> Near | None:
        """The one entity whose name has all of these words, and at most half as many more."""
        if len(words) < 2 or not words & (signs("body") | frozenset(self._by_word)):
            return None
        counted: Counter[tuple[str, KnownName, frozenset[str]]] = Counter()
        for word in words:
            holders = self._by_word.get(word, set())
            if not holders or len(holders) > _COMMON_WORD:
                return None
            counted.update(holders)
        fitting = [one for one, number in counted.items() if number == len(words)]
        close = [one for one in fitting if len(one[2]) - len(words) <= max(1, len(words) // 2)]
        if len({one[0] for one in close}) != 1:
            return None
        entity, name, _ = min(close, key=lambda one: (len(one[2]), one[1].text, one[1].file))
        return Near(entity, name, slip=False)


def _is_han(joined: str) -> bool:
    return joined[:1] > "\u2e7f"


def _deletions(joined: str) -> Iterator[str]:
    yield joined
    for place in range(len(joined)):
        yield joined[:place] + joined[place + 1 :]


def _empty_words() -> frozenset[str]:
    return signs("joiner") | frozenset(("and", "s", "и"))
