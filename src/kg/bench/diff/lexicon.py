"""The words of an ontology as a graph carries it: labels of terms, what is a part, what is a code.

Everything is read from the graph `ontology` of the side that is told, so that an old version speaks in
its own words; only the reading order comes from the files, because a graph has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from kg.bench.diff.quads import TYPE, Quads
from kg.graph.sentence_templates import Template, TemplateError, read_template
from kg.graph.sentences_of_classes import SENTENCE
from kg.model.terms import CUR, OWL, RDF, RDFS, SKOS, Term, iri, literal_parts
from kg.model.wording import phrase

PREF_LABEL = iri(SKOS + "prefLabel")
_LABELS = (PREF_LABEL, iri(RDFS + "label"))
_PROPERTIES = frozenset((iri(OWL + "ObjectProperty"), iri(OWL + "DatatypeProperty"), iri(RDF + "Property")))
_ABOVE = {iri(RDFS + "subClassOf"), iri(RDFS + "subPropertyOf")}
_SECTION = iri(CUR + "section")
_NESTED = iri(CUR + "nested")
_KEY = iri(CUR + "keyProperty")
_IN_SCHEME = iri(SKOS + "inScheme")


class Lexicon:
    """The terms of one ontology."""

    def __init__(self, quads: Quads, order: Mapping[Term, int]) -> None:
        self._order = order
        self._terms: dict[Term, dict[Term, list[Term]]] = {}
        for one in quads.of_ontology:
            self._terms.setdefault(one.subject, {}).setdefault(one.predicate, []).append(one.object)
        self._sentences: dict[tuple[tuple[Term, ...], str], tuple[Term, Template] | None] = {}

    def __contains__(self, term: Term) -> bool:
        return term in self._terms

    def values(self, term: Term, predicate: Term) -> list[Term]:
        """What the ontology says of a term."""
        return self._terms.get(term, {}).get(predicate, [])

    def place(self, term: Term) -> tuple[int, str]:
        """Sort key: the order of the ontology files, then the IRI."""
        return (self._order.get(term, len(self._order)), term)

    def label(self, term: Term, language: str) -> str:
        """The label of a term in a language, else the end of its IRI."""
        labels = [one for predicate in _LABELS for one in self.values(term, predicate)]
        return choose_text(labels, language) or short_name(term)

    def is_code(self, term: Term) -> bool:
        """Whether a term is a code of a list."""
        return bool(self.values(term, _IN_SCHEME))

    def is_own(self, term: Term) -> bool:
        """Whether a term is a property of the project's ontology, not of the engine's vocabulary."""
        return not term.startswith(f"<{CUR}") and bool(_PROPERTIES.intersection(self.values(term, TYPE)))

    @cached_property
    def nested(self) -> Mapping[Term, Term]:
        """Properties whose values are parts of their record, each with the property of its key."""
        return {
            term: keys[0]
            for term in self._terms
            if any(literal_parts(one).text == "true" for one in self.values(term, _NESTED))
            and (keys := self.values(term, _KEY))
        }

    def above(self, term: Term) -> frozenset[Term]:
        """The term and all its superclasses or superproperties."""
        seen, ahead = {term}, [term]
        while ahead:
            one = ahead.pop()
            for parent in (parent for link in _ABOVE for parent in self.values(one, link)):
                if parent not in seen:
                    seen.add(parent)
                    ahead.append(parent)
        return frozenset(seen)

    @cached_property
    def _properties(self) -> Mapping[str, Term]:
        return {short_name(term): term for term in sorted(self._terms) if self.is_own(term)}

    def property(self, name: str) -> Term | None:
        """The property of the project's ontology with this local name."""
        return self._properties.get(name)

    def sentence(self, classes: Iterable[Term], language: str) -> tuple[Term, Template] | None:
        """The sentence of the nearest of some classes and their superclasses, and the class that has it."""
        key = (tuple(sorted(classes)), language)
        if key not in self._sentences:
            self._sentences[key] = self._nearest_sentence(key[0], language)
        return self._sentences[key]

    def _nearest_sentence(self, classes: tuple[Term, ...], language: str) -> tuple[Term, Template] | None:
        found = [
            (len(self.above(cls)), cls, template)
            for cls in {parent for one in classes for parent in self.above(one)}
            if (template := self._template(cls, language)) is not None
        ]
        if not found:
            return None
        _, nearest, template = min(found, key=lambda one: (-one[0], one[1]))
        return nearest, template

    def _template(self, cls: Term, language: str) -> Template | None:
        """The sentence of a class itself; an old side may have one that cannot be read."""
        for one in self.values(cls, SENTENCE):
            text, tag, _ = literal_parts(one)
            if tag == language:
                try:
                    return read_template(text)
                except TemplateError:
                    return None
        return None

    def is_record_class(self, term: Term) -> bool:
        """Whether things of a class stand in a section of a curation file."""
        return any(self.values(one, _SECTION) for one in self.above(term))


def choose_text(literals: Iterable[Term], language: str) -> str:
    """The text for a reader: in the language, in a relative of it, untagged, English, any; else empty."""
    ranked = []
    for one in literals:
        text, tag, _ = literal_parts(one)
        tag = tag.lower()
        primary = tag.split("-")[0]
        rank = 0 if tag == language else 1 if primary == language else 2 if not tag else 3
        ranked.append((rank if rank < 3 or primary == "en" else 4, tag, text))
    return min(ranked)[2] if ranked else ""


def quoted(text: str, language: str) -> str:
    """A text in the quotation marks of a language; where it has some of them itself, in the inner ones."""
    if language == "ru" and ("«" in text or "»" in text):
        return f"„{text}“"
    if language != "ru" and ("“" in text or "”" in text):
        return f"‘{text}’"
    return phrase("“{text}”", text=text).in_language(language)


def short_name(term: Term) -> str:
    """The part of an IRI after its last `#` or `/`."""
    return term[1:-1].rsplit("#", 1)[-1].rsplit("/", 1)[-1]
