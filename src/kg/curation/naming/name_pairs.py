"""Pairs of entities for a curator to compare: those whose names meet on a key, and those that are near.

Names are compared only where they share a key, so the work grows with the names and the pairs found,
never with their square.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from operator import itemgetter

from kg.curation.naming.name_keys import Sort, core, name_keys
from kg.curation.naming.names import NameKind, NameStatement, name_words
from kg.curation.naming.near_names import OF_WHOLE, Near, is_near, near_keys, shortened
from kg.curation.naming.pinyin import simplified
from kg.curation.naming.scripts import scripts_of

_KINDS: tuple[NameKind, ...] = ("name", "alias", "misspelling")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SoundAlike:
    """Two entities whose names met on one key; `first.entity` is before `second.entity`."""

    key: str
    first: NameStatement
    second: NameStatement


@dataclass(frozen=True, slots=True)
class NearNames:
    """Two entities with near names, and how they are near; `first.entity` is before `second.entity`."""

    near: Near
    first: NameStatement
    second: NameStatement


@dataclass(frozen=True, slots=True)
class NamePairs:
    """What a curator should compare, sorted by ids; `compared` counts the names that were compared."""

    same: tuple[SoundAlike, ...]
    near: tuple[NearNames, ...]
    compared: int


@dataclass(slots=True)
class _Candidates:
    """Which entities may be a pair: of one class, and not settled."""

    classes: Mapping[str, Collection[str]]
    groups: Mapping[str, set[int]]
    compared: int = field(default=0)

    def allow(self, first: str, second: str) -> bool:
        self.compared += 1
        if set(self.classes.get(first, ())).isdisjoint(self.classes.get(second, ())):
            return False
        return self.groups.get(first, set()).isdisjoint(self.groups.get(second, ()))


def find_pairs(
    statements: Iterable[NameStatement],
    *,
    classes: Mapping[str, Collection[str]],
    sorts: Mapping[str, Sort],
    apart: Iterable[Collection[str]] = (),
) -> NamePairs:
    """The pairs of entities of one class whose names meet or are near, each once.

    `classes` gives the classes of each entity, with as many superclasses as should count; an entity
    without one is in no pair.  `sorts` says what sort of thing an entity is, where that is known.
    `apart` holds groups of ids that were settled already (`same`, `different`, `undecided`).
    """
    given = sorted(statements, key=lambda said: (said.entity, _place(said)))
    groups: dict[str, set[int]] = {}
    for number, ids in enumerate(apart):
        for entity in ids:
            groups.setdefault(entity, set()).add(number)
    candidates = _Candidates(classes, groups)
    same, homophones = _same(given, sorts, candidates)
    near = homophones | _near(given, sorts, candidates, known={*same, *homophones})
    return NamePairs(
        tuple(met for _, met in sorted(same.items())),
        tuple(met for _, met in sorted(near.items())),
        candidates.compared,
    )


@dataclass(slots=True)
class _Heard:
    """What an entity is called on one key: the plainest statement, and those in Han characters."""

    plainest: NameStatement
    in_han: dict[str, NameStatement] = field(default_factory=dict)

    def add(self, said: NameStatement, sort: Sort) -> None:
        if _place(said) < _place(self.plainest):
            self.plainest = said
        if scripts_of(said.text) == {"Han"}:
            characters = "".join(word.text for word in name_words(core(simplified(said.text), sort)))
            self.in_han.setdefault(characters, said)


def _same(
    statements: Collection[NameStatement], sorts: Mapping[str, Sort], candidates: _Candidates
) -> tuple[dict[Pair, SoundAlike], dict[Pair, NearNames]]:
    """The pairs that meet on a key, and those that do so in other Han characters alone."""
    # For each key, each entity and each kind of place that its names tell.
    index: dict[str, dict[tuple[str, str], _Heard]] = {}
    for said in statements:
        sort = sorts.get(said.entity, "")
        for key in name_keys(said.text, said.language, sort):
            index.setdefault(key.text, {}).setdefault((said.entity, key.kind), _Heard(said)).add(said, sort)
    found: dict[Pair, SoundAlike] = {}
    homophones: dict[Pair, NearNames] = {}
    shared = ((key_text, heard) for key_text, heard in index.items() if len(heard) > 1)
    for key_text, heard in sorted(shared, key=itemgetter(0)):
        for (first, one), (second, other) in combinations(sorted(heard.items(), key=itemgetter(0)), 2):
            kinds_differ = first[1] and second[1] and first[1] != second[1]
            if first[0] == second[0] or kinds_differ or not candidates.allow(first[0], second[0]):
                continue
            pair = first[0], second[0]
            if one.in_han and other.in_han and one.in_han.keys().isdisjoint(other.in_han):
                if _may_be_mistyped(one, other, sorts.get(pair[0], "")):
                    left, right = (min(side.in_han.values(), key=_place) for side in (one, other))
                    homophones.setdefault(pair, NearNames(Near.CHARACTERS, left, right))
                continue
            met = SoundAlike(key_text, one.plainest, other.plainest)
            found[pair] = min(found.get(pair, met), met, key=_plainest)
    return found, {pair: met for pair, met in homophones.items() if pair not in found}


def _may_be_mistyped(one: _Heard, other: _Heard, sort: Sort) -> bool:
    """Whether names of one sound in other Han characters may be one name, mistyped.

    Places are not (苏州, 宿州), and people are not whose surnames have other characters (徐, 许).
    """
    if sort == "person":
        return not {name[0] for name in one.in_han}.isdisjoint(name[0] for name in other.in_han)
    return sort != "place"


def _near(
    statements: Collection[NameStatement],
    sorts: Mapping[str, Sort],
    candidates: _Candidates,
    *,
    known: Collection[Pair],
) -> dict[Pair, NearNames]:
    in_han = {said.entity for said in statements if _is_in_han(said)}
    found: dict[Pair, NearNames] = {}
    for near, one, other in _sharing(statements, sorts):
        first, second = sorted((one, other), key=lambda said: said.entity)
        pair = first.entity, second.entity
        # Who is written in other characters is somebody else.
        if pair in known or pair in found or in_han.issuperset(pair) or not candidates.allow(*pair):
            continue
        sort = sorts.get(first.entity, "")
        if sort == sorts.get(second.entity, "") and is_near(_named(first), _named(second), sort, near):
            found[pair] = NearNames(near, first, second)
    return found


def _sharing(
    statements: Iterable[NameStatement], sorts: Mapping[str, Sort]
) -> Iterator[tuple[Near, NameStatement, NameStatement]]:
    """Names of two entities that share a key of one way of being near."""
    keys_of = [
        (said, near_keys(said.text, said.language, sorts.get(said.entity, "")))
        for said in statements
        if said.kind != "misspelling"
    ]
    # Most keys are those of one name; only the others are worth a place in the index.
    known = Counter((_index(key.near), key.text) for _, keys in keys_of for key in keys)
    index: dict[tuple[Near, str], dict[str, list[NameStatement]]] = {}
    for said, keys in keys_of:
        for key in keys:
            if known[_index(key.near), key.text] > 1:
                index.setdefault((key.near, key.text), {}).setdefault(key.side, []).append(said)
    for (near, text), sides in sorted(index.items(), key=lambda item: (item[0][0].value, item[0][1])):
        met: Iterator[tuple[NameStatement, NameStatement]]
        if near is Near.SLIP:
            met = _across(sides)
        elif near in OF_WHOLE:
            whole = index.get((Near.ORDER, text), {}).get("straight", ())
            met = product(sides["mended"], whole)
        else:
            met = _met(sides)
        for one, other in met:
            if one.entity != other.entity:
                yield near, one, other


def _index(near: Near) -> Near:
    return Near.ORDER if near in OF_WHOLE else near


def _met(sides: Mapping[str, Sequence[NameStatement]]) -> Iterator[tuple[NameStatement, NameStatement]]:
    """Names from either side, or any two where there are no sides."""
    if len(sides) == 2:
        yield from product(*(sides[side] for side in sorted(sides)))
    else:
        yield from combinations(sides.get("", ()), 2)


def _across(sides: Mapping[str, Sequence[NameStatement]]) -> Iterator[tuple[NameStatement, NameStatement]]:
    """Names whose words may be one slip apart."""
    if len(sides) < 2:
        return
    index: dict[str, list[str]] = {}
    for word in sorted(sides):
        for key in shortened(word):
            index.setdefault(key, []).append(word)
    pairs = {pair for words in index.values() for pair in combinations(words, 2)}
    for left, right in sorted(pairs):
        yield from product(sides[left], sides[right])


def _is_in_han(said: NameStatement) -> bool:
    return said.kind != "misspelling" and said.language.startswith("zh") and "Han" in scripts_of(said.text)


def _named(said: NameStatement) -> tuple[str, str]:
    return said.text, said.language


def _place(said: NameStatement) -> tuple[object, ...]:
    return (_KINDS.index(said.kind), said.mark, said.language, said.text)


def _plainest(met: SoundAlike) -> tuple[object, ...]:
    return (_KINDS.index(met.first.kind) + _KINDS.index(met.second.kind), met.key)
