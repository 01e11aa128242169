"""Schemas of ids: completed by what a property takes, and refused where they are of another class.

Each class has the list of its ids once.  An id that no file mints yet passes, because it may be minted
further down in the same file; an id that is known as of another class is flagged where a shape says
which class it must be.  An empty `properties` says nothing; by it yaml-language-server tells alternatives
apart when it decides whose descriptions to show.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from kg.bench.schema.known import Known, Thing
from kg.bench.schema.scalars import (
    NOTHING,
    REFERENCE_PATTERN,
    SLUG_PATTERN,
    Schema,
    core_value,
    matched,
    spellings,
)
from kg.bench.schema.words import TermWords
from kg.graph.vocabulary import OntologyClass, Vocabulary
from kg.model.diagnostics import Message
from kg.model.terms import Term
from kg.model.wording import phrase

# An editor's hover prints the whole list in which it finds a value, so lists are cut into short ones.
_GROUP = 24


class References:
    """Makes the schemas of ids; `definitions` collects what they refer to."""

    def __init__(self, known: Known, vocabulary: Vocabulary, words: TermWords, language: str) -> None:
        self.known = known
        self.vocabulary = vocabulary
        self.words = words
        self.language = language
        self.definitions: dict[str, Schema] = {"id": {"properties": {}}}
        self.types = _types(known)
        for cls in sorted(self.by_class, key=lambda cls: cls.name):
            things = self.by_class[cls]
            self.definitions[f"known-{cls.name}"] = _groups(things, self.types)
            # What is removed is left out wherever it is named, and so is of no wrong class.
            held = (one.id for one in things if one.id.replace(":", "--") not in known.removed)
            self.definitions[f"ids-{cls.name}"] = {"enum": spellings(held)}

    @cached_property
    def by_class(self) -> dict[OntologyClass, list[Thing]]:
        """The things of each class itself, subclasses left out, sorted by id."""
        found: dict[OntologyClass, list[Thing]] = {}
        for one in (*self.known.entities, *self.known.records):
            for cls in one.classes:
                found.setdefault(cls, []).append(one)
        return found

    def entity_id(self) -> Schema:
        """An id that may be new."""
        return matched(SLUG_PATTERN, self.say(_slug_words()))

    def known_only(self, *, records: bool) -> Schema:
        """An id that some file mints, and nothing else: of an entity, or of a record too."""
        things = [*self.known.entities, *(self.known.records if records else ())]
        classes = [cls.iri for cls in self.by_class if records or ":" not in self.by_class[cls][0].id]
        # Behind a condition, so that a slip gets one sentence and not all ids there are.
        known = {"not": {"enum": spellings(one.id for one in things)}}
        return {
            "if": {"not": known},
            "else": _never(self.say(_unminted_words())),
            "anyOf": self._completed(classes),
        }

    def value(self, ranges: Sequence[Term], demanded: Sequence[Term]) -> Schema:
        """The id of a thing: those of the classes `ranges` are completed (none: all).

        Ids known as of no class of `demanded` are refused; an empty `demanded` refuses none.
        """
        unknown = matched(REFERENCE_PATTERN, self.say(_reference_words()))
        wanted = ranges or [cls.iri for cls in self.by_class]
        alternatives = self._completed(wanted)
        return {**unknown, "type": self.types, "anyOf": alternatives, **self.refusal(demanded)}

    def _completed(self, wanted: Sequence[Term]) -> list[object]:
        """Alternatives that offer the ids of these classes and let every other pass."""
        lists = [
            {"$ref": f"#/definitions/known-{cls.name}"}
            for cls in sorted(self.by_class, key=lambda cls: cls.name)
            if any(self.vocabulary.is_a(cls.iri, one) for one in wanted)
        ]
        return [{"$ref": "#/definitions/id"}, *lists]

    def refusal(self, demanded: Sequence[Term]) -> Schema:
        """The condition that no id of another class than these stands here; empty where none is demanded."""
        wrong = [
            {"$ref": f"#/definitions/ids-{cls.name}"}
            for cls in sorted(self.by_class, key=lambda cls: cls.name)
            if demanded and not self._fits(cls, demanded)
        ]
        if not wrong:
            return {}
        labels = ", ".join(self.words.label(one) for one in demanded)
        right = [
            {"$ref": f"#/definitions/ids-{cls.name}"}
            for cls in sorted(self.by_class, key=lambda cls: cls.name)
            if self._fits(cls, demanded) and any(len(one.classes) > 1 for one in self.by_class[cls])
        ]
        # Negated twice, because an editor shows what it finds in a condition that holds.
        suspected: Schema = {"not": {"anyOf": wrong}}
        condition = {"anyOf": [suspected, *right]} if right else suspected
        message = phrase("Expected here: {classes}. This id is something else.", classes=labels)
        return {"if": condition, "else": _never(self.say(message))}

    def say(self, message: Message) -> str:
        """A sentence in the language of the schema."""
        return message.in_language(self.language)

    def _fits(self, cls: OntologyClass, demanded: Iterable[Term]) -> bool:
        return any(self.vocabulary.is_a(cls.iri, one) for one in demanded)


def _types(known: Known) -> list[str]:
    """As what ids reach an editor: as texts, numbers, and `true` or `null` where that is an id."""
    values = [core_value(one.id) for one in known.entities]
    truths = ["boolean"] if any(isinstance(value, bool) for value in values) else []
    nothing = ["null"] if None in values else []
    return ["string", "number", *truths, *nothing]


def _groups(things: Sequence[Thing], types: Sequence[str]) -> Schema:
    groups: list[Schema] = []
    for start in range(0, len(things), _GROUP):
        typed = [(value, one.line) for one in things[start : start + _GROUP] for value in spellings([one.id])]
        groups.append(
            {
                "type": list(types),
                "enum": [value for value, _ in typed],
                "enumDescriptions": [line for _, line in typed],
                "errorMessage": "-",  # never shown; without it the server writes out the list each time
            }
        )
    return {"anyOf": [{"$ref": "#/definitions/id"}, *groups], "properties": {}}


def _never(message: str) -> Schema:
    """A schema that no id fits, with the sentence that an editor shows."""
    return {"pattern": NOTHING, "errorMessage": message}


def _slug_words() -> Message:
    return phrase(
        "An id is made of lower-case Latin letters and digits, with single hyphens between, "
        "such as anna-petrova."
    )


def _reference_words() -> Message:
    return phrase(
        "Expected an id, such as anna-petrova, or that of a record of another file, such as a002:talks."
    )


def _unminted_words() -> Message:
    return phrase("No file mints this id; if it is new, run `kg schema` again.")
