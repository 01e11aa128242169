"""What the graph says about a thing from elsewhere: statements of other entities that lead to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.endpoint.table import Cell
from kg.web.lexicon import TYPE
from kg.web.names import Ref, name_term
from kg.web.telling.mentions import Mention, Mentioning
from kg.web.telling.records import Teller
from kg.web.telling.statements import Value


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement of another entity in which this one is the value."""

    subject: Ref
    property: Ref
    object: Ref
    value: Value


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The statements of the entities of one class."""

    heading: Ref
    sentences: tuple[Sentence, ...]


def list_sentences(
    teller: Teller, subject: str, mentions: Sequence[Mention], subjects: Sequence[Mentioning]
) -> list[Sentence]:
    """Statements of other entities, in reading order of their properties.

    What a rule derives in both directions (one met the other) is left to the thing's own statements.
    """
    known = {one.iri for one in subjects}
    found: dict[tuple[str, str, str], Sentence] = {}
    for one in mentions:
        if one.record != one.subject or one.subject not in known:
            continue
        cell = Cell("iri", one.object)
        value = teller.value(one.subject, one.predicate, cell)
        mirrored = Cell("iri", one.subject) in teller.hood.cells(subject, one.predicate)
        if value.derived and (mirrored or not value.reasons):
            continue
        found[one.predicate, one.subject, one.object] = Sentence(
            teller.names[one.subject],
            name_term(teller.page, one.predicate),
            teller.names.get(one.object) or name_term(teller.page, one.object),
            value,
        )
    lexicon = teller.page.lexicon
    return [found[key] for key in sorted(found, key=lambda key: (lexicon.place(key[0]), key))]


def by_kind(teller: Teller, sentences: Iterable[Sentence]) -> tuple[Elsewhere, ...]:
    """The statements by the most specific class of their subject, in reading order."""
    lexicon = teller.page.lexicon
    found: dict[str, list[Sentence]] = {}
    for one in sentences:
        kinds = lexicon.most_specific(teller.hood.iris(one.subject.iri, TYPE))
        found.setdefault(kinds[0] if kinds else TYPE, []).append(one)
    return tuple(
        Elsewhere(name_term(teller.page, kind), tuple(found[kind]))
        for kind in sorted(found, key=lexicon.place)
    )
