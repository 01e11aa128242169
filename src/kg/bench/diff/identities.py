"""Which ids of two graphs stand for the same thing: renamed, merged, split again, removed, put back.

An id that vanished and one that came are the same thing where names, class and most statements are
equal but for the id; a record where everything is.  What is certain is replaced before two graphs are
compared, so that a new id is told once and not as everything lost and gained.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from kg.bench.diff.quads import ARTICLE, TYPE, Quads
from kg.bench.diff.sides import Side
from kg.model.iris import AUTHORITY, join
from kg.model.terms import CUR, SKOS, Term, iri, literal_parts

_LABELS = {iri(SKOS + name) for name in ("prefLabel", "altLabel", "hiddenLabel")}
_SHA256 = iri(CUR + "sha256")
_BECAUSE = iri(CUR + "because")
_ALIKE = 0.5  # of the statements about a thing with the same names and class


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an id: its new one, the one it is merged into or split from, or nothing; and why."""

    id: str
    other: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Identities:
    """The ids that changed; `old` and `new` are the quads of both sides under the ids that agree."""

    old: Quads
    new: Quads
    renamed: tuple[Change, ...] = ()
    merged: tuple[Change, ...] = ()
    split: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    restored: tuple[Change, ...] = ()


def match_ids(before: Side, after: Side) -> Identities:
    """The ids of two sides that stand for the same things, and both graphs with them replaced.

    The graph before has the ids of the one after; an id that is split again is the joint one in both.
    """
    old = Quads(_on_base(before, after.base), after.base)
    new = Quads(after.lines, after.base)
    removed = _removed(before, after)
    restored = _removed(after, before)
    settled = {one.id for one in (*removed, *restored)} | (set(before.redirects) ^ set(after.redirects))
    pairs = _likely(old, new, _articles(old, new) | _entities(old, new, settled))
    if pairs:
        old = _replaced(old, _by_segment(pairs))
    redirects = {pairs.get(one, one): pairs.get(into, into) for one, into in before.redirects.items()}
    merged = _merged(redirects, after.redirects, new, before.removed)
    split = _merged(after.redirects, redirects, old, after.removed)
    if merged:
        old = _replaced(old, _by_segment({one.id: one.other for one in merged}))
    if split:
        new = _replaced(new, _by_segment({one.id: one.other for one in split}))
    records = _records(old, new)
    if records:
        old = _replaced(old, _by_head(records))
    changes = [Change(one, other) for one, other in sorted({**pairs, **records}.items())]
    return Identities(old, new, tuple(changes), tuple(merged), tuple(split), tuple(removed), tuple(restored))


def _on_base(side: Side, base: str) -> Iterable[str]:
    """The lines of a side, their things and graphs below another base IRI."""
    if side.base == base:
        return side.lines
    pattern = re.compile(f"<{re.escape(side.base)}(id|graph)/")
    return [pattern.sub(f"<{base}\\1/", line) for line in side.lines]


def _merged(
    before: Mapping[str, str], after: Mapping[str, str], side: Quads, removed: Collection[str]
) -> list[Change]:
    """The ids that redirect after and did not before, with the reason that the side after gives."""
    found = []
    for one, into in sorted(after.items()):
        if before.get(one) != into and one not in removed:
            reason = side.values(side.thing(join(AUTHORITY, into, f"inferred-same-{one}")), _BECAUSE)
            found.append(Change(one, into, literal_parts(reason[0]).text if reason else ""))
    return found


def _removed(before: Side, after: Side) -> list[Change]:
    return [
        Change(one, because=reason)
        for one, reason in sorted(after.removed.items())
        if one not in before.removed
    ]


def _articles(old: Quads, new: Quads) -> dict[str, str]:
    """Articles of the same text under another id."""

    def texts(here: Quads, there: Quads) -> dict[object, list[str]]:
        found: dict[object, list[str]] = {}
        for name in sorted(here.things - there.things):
            if "--" not in name and ARTICLE in here.values(here.thing(name), TYPE):
                for digest in here.values(here.thing(name), _SHA256):
                    found.setdefault(digest[:17], []).append(name)
        return found

    return _pairs(texts(old, new), texts(new, old))


def _entities(old: Quads, new: Quads, settled: set[str]) -> dict[str, str]:
    """Entities with the same names and the same class under another id."""

    def names(here: Quads, there: Quads) -> dict[object, list[str]]:
        found: dict[object, list[str]] = {}
        for name in sorted(here.things - there.things - settled):
            if "--" in name:
                continue
            stated = here.stated(here.thing(name))
            labels = frozenset(one.object for one in stated if one.predicate in _LABELS)
            types = frozenset(one.object for one in stated if one.predicate == TYPE)
            if labels and types and ARTICLE not in types:
                found.setdefault((labels, types), []).append(name)
        return found

    return _pairs(names(old, new), names(new, old))


def _pairs(gone: Mapping[object, list[str]], come: Mapping[object, list[str]]) -> dict[str, str]:
    """What has the same key on both sides and nobody else."""
    return {
        some[0]: come[key][0] for key, some in gone.items() if len(some) == 1 and len(come.get(key, ())) == 1
    }


def _likely(old: Quads, new: Quads, pairs: Mapping[str, str]) -> dict[str, str]:
    """The pairs of which most statements agree, those of the other pairs replaced too.

    Names, classes and mere lists are left out: they are why two ids are a pair at all.
    """
    if not pairs:
        return {}
    rename = _by_segment(pairs)
    alike: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for line in filter(old.tells, old.lines):
        names = _among(line, old, pairs)
        if names:
            before.update(names)
            if _line(line, old, rename) in new.all:
                alike.update(names)
    after: Counter[str] = Counter()
    others = set(pairs.values())
    for line in filter(new.tells, new.lines):
        after.update(_among(line, new, others))
    return {
        one: other for one, other in pairs.items() if alike[one] >= _ALIKE * max(before[one], after[other])
    }


def _records(old: Quads, new: Quads) -> dict[str, str]:
    """Records of one article with the same content under another id."""

    def contents(here: Quads, there: Quads) -> dict[object, list[str]]:
        found: dict[object, list[str]] = {}
        for name in sorted(here.things - there.things):
            if name.count("--") != 1:
                continue
            article = name.split("--")[0]
            subject, own = here.thing(name), here.thing(f"{name}--")[:-1]
            said = frozenset(
                (one.predicate, one.object) for one in here.stated(subject) if not one.object.startswith(own)
            )
            if len(said) > 1:
                found.setdefault((article, said), []).append(name)
        return found

    return _pairs(contents(old, new), contents(new, old))


def _by_segment(pairs: Mapping[str, str]) -> Callable[[str], str]:
    """Replaces ids where they stand in local names: alone, as a part, or at the end of a key."""

    def rename(local: str) -> str:
        segments = [pairs.get(one, one) for one in local.split("--")]
        last = segments[-1]
        if len(segments) > 2:
            for place in (found.end() for found in re.finditer("-", last)):
                if last[place:] in pairs:
                    segments[-1] = last[:place] + pairs[last[place:]]
                    break
        return "--".join(segments)

    return rename


def _by_head(pairs: Mapping[str, str]) -> Callable[[str], str]:
    """Replaces the names of records, and of what belongs to them."""

    def rename(local: str) -> str:
        segments = local.split("--")
        head = "--".join(segments[:2])
        return "--".join([pairs[head], *segments[2:]]) if head in pairs else local

    return rename


def _replaced(quads: Quads, rename: Callable[[str], str]) -> Quads:
    return Quads((_line(line, quads, rename) for line in quads.lines), quads.base)


def _line(line: str, quads: Quads, rename: Callable[[str], str]) -> str:
    subject, predicate, rest = line.split(" ", 2)
    value, graph = rest[: rest.rindex(" ")].rsplit(" ", 1)
    terms = [_term(one, quads, rename) for one in (subject, predicate, value)]
    file = quads.file(Term(graph))
    return f"{' '.join(terms)} {graph.replace(f'/graph/{file}>', f'/graph/{rename(file)}>')} .\n"


def _term(term: str, quads: Quads, rename: Callable[[str], str]) -> str:
    local = quads.local(Term(term))
    return term if local is None else quads.thing(rename(local))


def _among(line: str, quads: Quads, ids: Collection[str]) -> set[str]:
    """Which of these ids are part of the subject or the object of a line."""
    subject, _, rest = line.split(" ", 2)
    value = rest[: rest.rindex(" ")].rsplit(" ", 1)[0]
    names = (name for one in (subject, value) if (name := quads.local(Term(one))) is not None)
    return {segment for name in names for segment in name.split("--") if segment in ids}
