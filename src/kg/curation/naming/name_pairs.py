"""Pairs of entities for a curator to compare: those whose names meet on a key, and those that are near.

Names are compared only where they share a key, so the work grows with the names and the pairs found,
never with their square.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from kg.curation.naming.name_keys import Sort, name_keys
from kg.curation.naming.names import NameKind, NameStatement
from kg.curation.naming.near_names import Near, is_near, near_keys, shortened
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
    same = _same(given, sorts, candidates)
    near = _near(given, sorts, candidates, known=same)
    return NamePairs(
        tuple(met for _, met in sorted(same.items())),
        tuple(met for _, met in sorted(near.items())),
        candidates.compared,
    )


def _same(
    statements: Collection[NameStatement], sorts: Mapping[str, Sort], candidates: _Candidates
) -> dict[Pair, SoundAlike]:
    # For each key, each entity and each kind of place that its names tell, the plainest statement.
    index: dict[str, dict[tuple[str, str], NameStatement]] = {}
    for said in statements:
        for key in name_keys(said.text, said.language, sorts.get(said.entity, "")):
            known = index.setdefault(key.text, {}).setdefault((said.entity, key.kind), said)
            if _place(said) < _place(known):
                index[key.text][said.entity, key.kind] = said
    found: dict[Pair, SoundAlike] = {}
    for key_text, said_by in sorted(index.items()):
        for (first, one), (second, other) in combinations(sorted(said_by.items()), 2):
            kinds_differ = first[1] and second[1] and first[1] != second[1]
            if first[0] == second[0] or kinds_differ or not candidates.allow(first[0], second[0]):
                continue
            met = SoundAlike(key_text, one, other)
            pair = first[0], second[0]
            found[pair] = min(found.get(pair, met), met, key=_plainest)
    return found


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
    index: dict[tuple[Near, str], dict[str, list[NameStatement]]] = {}
    for said in statements:
        if said.kind != "misspelling":
            for key in near_keys(said.text, said.language, sorts.get(said.entity, "")):
                index.setdefault((key.near, key.text), {}).setdefault(key.side, []).append(said)
    for (near, _), sides in sorted(index.items(), key=lambda item: (item[0][0].value, item[0][1])):
        for one, other in _across(sides) if near is Near.SLIP else _met(sides):
            if one.entity != other.entity:
                yield near, one, other


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
