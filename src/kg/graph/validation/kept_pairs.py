"""Pairs of names to compare, found again only when a name, a class or a judgement has changed.

Marks do not count: a line more in a file moves them, and changes no pair.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence

from kg.curation.naming.name_keys import Sort
from kg.curation.naming.name_pairs import NamePairs, NearNames, SoundAlike, find_pairs
from kg.curation.naming.names import NameStatement
from kg.curation.naming.near_names import Near
from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache


def pairs_of(
    names: Sequence[NameStatement],
    *,
    kinds: Mapping[str, str],
    classes: Mapping[str, Collection[str]],
    sorts: Mapping[str, Sort],
    apart: Sequence[Collection[str]],
    cache: Cache,
) -> NamePairs:
    """As `find_pairs`, for the names in the order of the files.

    `kinds` gives the class of each entity, `classes` and `sorts` what is to be known of that class.
    """
    name = _name_of(names, kinds, classes, sorts, apart) if cache.keeps else b""
    kept = _kept(cache.get(name), names) if name else None
    if kept is not None:
        return kept
    found = find_pairs(
        names,
        classes={entity: classes[kind] for entity, kind in kinds.items()},
        sorts={entity: sorts[kind] for entity, kind in kinds.items()},
        apart=apart,
    )
    if name:
        cache.put({name: _to_keep(found, names)})
    return found


def _name_of(
    names: Sequence[NameStatement],
    kinds: Mapping[str, str],
    classes: Mapping[str, Collection[str]],
    sorts: Mapping[str, Sort],
    apart: Sequence[Collection[str]],
) -> bytes:
    """The name of the pairs.  Names of one entity in one file stand in the order of their marks by kind."""
    digest = hashlib.sha256()
    said = (part for one in names for part in (one.entity, one.kind, one.language, one.text, one.file))
    of_classes = (part for one in sorted(classes) for part in (one, sorts[one], *sorted(classes[one]), ""))
    groups = (part for group in apart for part in (*sorted(group), ""))
    of_entities = (part for pair in kinds.items() for part in pair)
    for parts in (said, of_entities, of_classes, groups):
        _add(digest, parts)
    return key_of("pairs of names", digest.hexdigest())


def _add(digest: hashlib._Hash, parts: Iterable[str]) -> None:
    """No two lists of texts are added as the same bytes: no name holds the character between them."""
    text = "\x00".join(parts)
    digest.update(f"{len(text)}:{text}".encode("utf-8", "surrogatepass"))


def _to_keep(found: NamePairs, names: Sequence[NameStatement]) -> tuple[object, ...]:
    """The pairs with the numbers of names in place of the names."""
    numbers = {id(one): number for number, one in enumerate(names)}
    same = tuple((one.key, numbers[id(one.first)], numbers[id(one.second)]) for one in found.same)
    near = tuple((one.near.value, numbers[id(one.first)], numbers[id(one.second)]) for one in found.near)
    return (same, near, found.compared)


def _kept(kept: object, names: Sequence[NameStatement]) -> NamePairs | None:
    if not isinstance(kept, tuple) or len(kept) != 3:
        return None
    same, near, compared = kept
    return NamePairs(
        tuple(SoundAlike(key, names[first], names[second]) for key, first, second in same),
        tuple(NearNames(Near(value), names[first], names[second]) for value, first, second in near),
        compared,
    )
