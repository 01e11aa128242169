"""Sentences about entities as such: that one came or went, its names, what it is the same as or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.bench.diff.comparison import Change
from kg.bench.diff.grounds import reasons
from kg.bench.diff.quads import TYPE, Quad
from kg.bench.diff.sentences import Writer
from kg.bench.diff.told import CHANGED, GAINED, LOST
from kg.bench.diff.units import DIFFERENT, LABELS, MENTION, UNDECIDED, Kind, Unit
from kg.model.terms import Term, literal_parts
from kg.model.wording import phrase

Told = tuple[str, str]


def values_of(quads: Iterable[Quad], unit: Unit) -> list[Term]:
    """The values of what a unit says, among its quads; those of citations and reasons left out."""
    wanted = {Kind.CLASS: TYPE, Kind.MENTION: MENTION}.get(unit.kind, unit.property)
    return sorted({one.object for one in quads if one.subject == unit.subject and one.predicate == wanted})


def tell_new(side: Writer, subject: Term, sign: str) -> str:
    """That an entity came or went, with its class and its names."""
    language = side.language
    name = side.names.label(subject) or side.quads.local(subject) or ""
    comma = "，" if language == "zh" else ", "
    kind = comma.join(one for one in (side.names.classes(subject), side.names.kind(subject)) if one)
    if sign == GAINED:
        head = phrase("new: {thing} ({kind})", thing=name, kind=kind).in_language(language)
    else:
        head = phrase("gone: {thing} ({kind})", thing=name, kind=kind).in_language(language)
    listed = [_tagged(tag, text) for tag, text, _ in sorted(_names(side, subject), key=_in_list)]
    if not listed:
        return head
    names = phrase("names {names}", names=side.names.listed(listed)).in_language(language)
    return phrase("{first}, {second}", first=head, second=names).in_language(language)


def tell_names(old: Writer, new: Writer, subject: Term) -> Iterator[Told]:
    """How the names of an entity changed: what is called by another name, ranked otherwise, new or gone."""
    before, after = ({(tag, text): rank for tag, text, rank in _names(side, subject)} for side in (old, new))
    language = new.language
    gained = {key: rank for key, rank in after.items() if key not in before}
    lost = {key: rank for key, rank in before.items() if key not in after}
    for key in sorted(before.keys() & after.keys()):
        if before[key] != after[key]:
            words = phrase(
                "{name}: {old} → {new}",
                name=_tagged(*key),
                old=_rank(before[key], language),
                new=_rank(after[key], language),
            )
            yield CHANGED, words.in_language(language)
    for (tag, text), rank in sorted(gained.items()):
        other = next((key for key, known in sorted(lost.items()) if (key[0], known) == (tag, rank)), None)
        if other is None:
            yield GAINED, new.with_value(_rank(rank, language), _tagged(tag, text))
            continue
        del lost[other]
        exchanged = phrase("{old} → {new}", old=_tagged(*other), new=_tagged(tag, text)).in_language(language)
        yield CHANGED, new.with_value(_rank(rank, language), exchanged)
    for (tag, text), rank in sorted(lost.items()):
        yield LOST, old.with_value(_rank(rank, language), _tagged(tag, text))


def tell_judgement(old: Writer, new: Writer, unit: Unit, change: Change) -> list[Told]:
    """That two ids are different or undecided, or no longer; merged ids are told at the top."""
    if unit.property not in (DIFFERENT, UNDECIDED):
        return []
    told: list[Told] = []
    for sign, side, quads in ((GAINED, new, change.gained), (LOST, old, change.lost)):
        for value in values_of(quads, unit):
            name = side.names.of(value)
            words = (
                phrase("different from {thing}", thing=name)
                if unit.property == DIFFERENT
                else phrase("undecided whether the same as {thing}", thing=name)
            ).in_language(side.language)
            told.append((sign, side.joined([words, *_why(side, unit)])))
    if not told and _why(old, unit) != _why(new, unit):
        values = new.quads.values(unit.subject, unit.property)
        label = new.names.listed([new.names.of(one) for one in values])
        why = ["; ".join(_why(side, unit)) for side in (old, new)]
        exchanged = phrase("{name}: {old} → {new}", name=label, old=why[0], new=why[1])
        told.append((CHANGED, exchanged.in_language(new.language)))
    return told


def _why(side: Writer, unit: Unit) -> tuple[str, ...]:
    return reasons(side.names, unit.subject, predicate=unit.property)


def _names(side: Writer, subject: Term) -> set[tuple[str, str, int]]:
    """Language, text and rank of each name: preferred, alias, misspelling."""
    found: dict[tuple[str, str], int] = {}
    for rank, predicate in enumerate(LABELS):
        for one in side.quads.values(subject, predicate):
            text, tag, _ = literal_parts(one)
            found.setdefault((tag, text), rank)
    return {(tag, text, rank) for (tag, text), rank in found.items()}


def _in_list(name: tuple[str, str, int]) -> tuple[int, str, str]:
    return name[2], name[0], name[1]


def _tagged(tag: str, text: str) -> str:
    return f"{text} ({tag})" if tag else text


def _rank(rank: int, language: str) -> str:
    return (phrase("name"), phrase("alias"), phrase("misspelling"))[rank].in_language(language)
