"""A record or a part of one, told by the sentence that its class has in the ontology (`cur:sentence`).

A place takes the values of the thing, else those of the record on which it hangs.  What the sentence
shows is noted, so that everything else can be told after it and nothing is dropped.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.bench.diff.names import Names
from kg.bench.diff.quads import TYPE
from kg.bench.diff.units import AS, CODE, EDTF, OTHERS
from kg.graph.sentence_templates import RECORD
from kg.graph.sentences_of_classes import CODE_PLACE
from kg.model.terms import Term, is_iri, literal_parts


class Filled(NamedTuple):
    """A sentence, the things with which it begins, and what of the subject itself it says.

    `said` are properties, `words` those of the places `type`, `name`, `date` and `others` that it shows.
    """

    text: str
    opening: tuple[Term, ...]
    said: frozenset[Term]
    words: frozenset[str]


def fill(names: Names, subject: Term, *, about: Term | None = None, title: bool = False) -> Filled | None:
    """The sentence about a thing; None where its class has none, or one of its values is missing.

    A `title` stands before a change of the property `about`, so it leaves that out; of a part it says
    only whose part of which record it is, and it has no long texts.
    """
    found = names.lexicon.sentence(names.quads.values(subject, TYPE), names.language)
    if found is None:
        return None
    cls, template = found
    values = _Values(names, subject, template.opening)
    left_out = [one for one in template.places if values.is_detail(one, about)] if title else []
    filled = template.filled(values.of, without=left_out)
    if filled is None:
        return None
    text, shown = filled
    own = (name for name in shown | values.same if name not in values.of_owner)
    said = frozenset(one for name in own if (one := names.lexicon.property(name)) is not None)
    words = set(shown - values.of_owner)
    if names.classes(subject) == names.lexicon.label(cls, names.language):  # the sentence says it
        words.add("type")
    return Filled(text, values.opening, said, frozenset(words))


class _Values:
    """The words for the places of one thing."""

    def __init__(self, names: Names, subject: Term, opening: str) -> None:
        self.names = names
        self.subject = subject
        part = names.sorter.part_of(subject)
        self.owner = part[0] if part else None
        self.key = names.lexicon.nested[part[1]] if part else None
        self.of_owner: set[str] = set()
        self.same: set[str] = set()  # codes that only repeat the class
        self.opening = tuple(self.things(opening)) if opening else ()

    def of(self, place: str) -> str:
        """The words for a place; empty where there is no value."""
        names, subject = self.names, self.subject
        if place == RECORD:
            return names.short(self.owner or subject)
        if place == "type":
            return names.classes(subject)
        if place == "name":
            return names.label(subject)
        if place == "others":
            return unnamed(names, subject)
        if place == "date":
            if self.owner is not None and not names.date(subject):
                self.of_owner.add(place)
                return names.date(self.owner)
            return names.date(subject)
        found = self.things(place)
        if len(found) == 1 and names.lexicon.is_code(found[0]):
            word = names.of(found[0])
            if word.casefold() == names.classes(subject).casefold():
                self.same.add(place)
                return ""
        return names.in_series(found, apart=() if tuple(found) == self.opening else self.opening)

    def is_detail(self, place: str, about: Term | None) -> bool:
        """Whether a title can do without a place."""
        if place == "date":
            return about == EDTF
        predicate = self.names.lexicon.property(place)
        if predicate is None:
            return False
        own = self.names.quads.values(self.subject, predicate)
        if self.owner is not None:
            return bool(own) and predicate != self.key
        return predicate == about or any(not is_iri(one) and literal_parts(one).language for one in own)

    def things(self, place: str) -> list[Term]:
        """The values of a property; those of the record where the part has none."""
        predicate = CODE if place == CODE_PLACE else self.names.lexicon.property(place)
        if predicate is None:
            return []
        own = self.names.quads.values(self.subject, predicate)
        if own:
            return own
        if self.owner is None:
            return []
        self.of_owner.add(place)
        return self.names.quads.values(self.owner, predicate)


def unnamed(names: Names, subject: Term) -> str:
    """Participants without a name."""
    found = [text for one in names.quads.values(subject, OTHERS) for text in names.quads.values(one, AS)]
    return names.listed([names.quoted(literal_parts(one).text) for one in found])
