"""What the ontology says of keys on things of a class, worked out once for all files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from kg.graph.vocabulary import OntologyClass, OntologyProperty, Vocabulary
from kg.model.terms import Term


class Meanings:
    """Answers about properties and classes of one vocabulary, each kept once it is known."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._from_article = [one for one in vocabulary.properties.values() if one.from_article]
        self._minting = [one for one in vocabulary.properties.values() if one.mints]
        self._keyed = [
            (one, named_by)
            for one in vocabulary.properties.values()
            if one.nested and one.key_property and (named_by := vocabulary.property_of(one.key_property))
        ]
        self.belongs = cache(self._belongs)
        self.filled_by_article = cache(self._filled_by_article)
        self.naming_keys = cache(self._naming_keys)
        self.has_section = cache(lambda name: vocabulary.section(name) is not None)

    def minting_partner(
        self, meaning: OntologyProperty, classes: Sequence[OntologyClass]
    ) -> OntologyProperty | None:
        """The property of these classes that mints a node together with this one, which is not theirs."""
        partners = [one for one in self._minting if one.mints == meaning.iri]
        if not partners or any(self.belongs(meaning.iri, cls.iri) for cls in classes):
            return None
        return next((one for one in partners if any(self.belongs(one.iri, cls.iri) for cls in classes)), None)

    def _belongs(self, prop: Term, cls: Term) -> bool:
        """Whether things of a class can have the property."""
        meaning = self.vocabulary.property_of(prop)
        return meaning is not None and any(self.vocabulary.is_a(cls, one) for one in meaning.domains)

    def _filled_by_article(self, classes: tuple[Term, ...]) -> tuple[OntologyProperty, ...]:
        """The properties of these classes that the head of an article fills."""
        return tuple(one for one in self._from_article if any(self.belongs(one.iri, cls) for cls in classes))

    def _naming_keys(self, classes: tuple[Term, ...]) -> tuple[OntologyProperty, ...]:
        """The properties that stand as the key of the map, such as the participant of a participation."""
        return tuple(named_by for one, named_by in self._keyed if any(cls in one.ranges for cls in classes))
