"""The ontology as the engine needs it: what each key of a curation file means.

A class, a property or a code that is added to `ontology/` can be used at once; nothing about a
subject is written in Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from kg.graph.turtle_marks import TurtleMarks
from kg.model.marks import Mark
from kg.model.terms import RDF, SKOS, XSD, Term, Triple, iri

SCHEMA = "https://schema.org/"
TYPE = iri(RDF + "type")
PREF_LABEL = iri(SKOS + "prefLabel")
ALT_LABEL = iri(SKOS + "altLabel")
HIDDEN_LABEL = iri(SKOS + "hiddenLabel")
LANG_STRING = RDF + "langString"


@dataclass(frozen=True, slots=True)
class OntologyClass:
    """A class that curation files can use; `name` is its local name."""

    iri: Term
    name: str
    section: str = ""
    dated: bool = False


@dataclass(frozen=True, slots=True)
class CodeList:
    """A SKOS concept scheme whose notations are the codes of a property, on one class or on any."""

    iri: Term
    on_class: Term | None
    codes: Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class OntologyProperty:
    """A property that curation files can use as a key; `name` is its local name.

    Several domains or ranges mean any of them.  The other fields are the annotations of
    `curation.ttl` of the same names.
    """

    iri: Term
    name: str
    domains: tuple[Term, ...] = ()
    ranges: tuple[Term, ...] = ()
    functional: bool = False
    nested: bool = False
    key_property: Term | None = None
    mints: Term | None = None
    inherits: tuple[Term, ...] = ()
    from_article: str = ""
    derived: bool = False
    code_lists: tuple[CodeList, ...] = ()

    @property
    def is_code(self) -> bool:
        """Whether its values are codes."""
        return bool(self.code_lists)

    @property
    def datatype(self) -> str:
        """The datatype IRI of its values, `rdf:langString` included; empty where values are things."""
        return _datatype(self.ranges)


@dataclass(frozen=True)
class Vocabulary:
    """Classes, properties and codes by the names that curation files use."""

    classes: Mapping[str, OntologyClass] = field(default_factory=dict)
    properties: Mapping[str, OntologyProperty] = field(default_factory=dict)
    bases: Mapping[str, Term] = field(default_factory=dict)
    name_bases: Mapping[str, Term] = field(default_factory=dict)
    statuses: Mapping[str, Term] = field(default_factory=dict)
    labelled: Mapping[str, frozenset[Term]] = field(default_factory=dict)
    triples: tuple[Triple, ...] = ()
    project_triples: tuple[Triple, ...] = ()
    superclasses: Mapping[Term, frozenset[Term]] = field(default_factory=dict)
    superproperties: Mapping[Term, frozenset[Term]] = field(default_factory=dict)
    own: frozenset[Term] = frozenset()
    marks: tuple[TurtleMarks, ...] = ()

    def class_of(self, term: Term) -> OntologyClass | None:
        """The class with this IRI, when curation files can use it."""
        return self._classes_by_iri.get(term)

    def property_of(self, term: Term) -> OntologyProperty | None:
        """The property with this IRI, when curation files can use it."""
        return self._properties_by_iri.get(term)

    @cached_property
    def _classes_by_iri(self) -> dict[Term, OntologyClass]:
        return {one.iri: one for one in self.classes.values()}

    @cached_property
    def _properties_by_iri(self) -> dict[Term, OntologyProperty]:
        return {one.iri: one for one in self.properties.values()}

    def is_a(self, cls: Term, ancestor: Term) -> bool:
        """Whether `cls` is `ancestor` or one of its subclasses."""
        return cls == ancestor or ancestor in self.superclasses.get(cls, ())

    def section(self, name: str) -> OntologyClass | None:
        """The class whose records stand in the section of this name."""
        return next((one for one in self.classes.values() if one.section == name), None)

    def section_of(self, cls: Term) -> str:
        """The section for records of a class, its own or an inherited one; empty: an entity."""
        for one in self.classes.values():
            if one.section and self.is_a(cls, one.iri):
                return one.section
        return ""

    def is_dated(self, cls: Term) -> bool:
        """Whether records of a class may have a date."""
        return any(one.dated and self.is_a(cls, one.iri) for one in self.classes.values())

    def codes(self, prop: OntologyProperty, classes: Iterable[Term]) -> dict[str, Term]:
        """The codes of a property on a thing of these classes."""
        known = tuple(classes)
        found: dict[str, Term] = {}
        for codes in prop.code_lists:
            if codes.on_class is None or any(self.is_a(cls, codes.on_class) for cls in known):
                found.update(codes.codes)
        return found

    def place(self, term: Term) -> Mark | None:
        """Where an ontology file of the project describes a term."""
        return next((found for marks in self.marks if (found := marks.place(term))), None)


@lru_cache(maxsize=4096)
def _datatype(ranges: tuple[Term, ...]) -> str:
    found = [one[1:-1] for one in ranges if one.startswith((f"<{XSD}", f"<{LANG_STRING}"))]
    return found[0] if found else ""


def local_name(term: Term) -> str:
    """The part of an IRI after its last `#` or `/`."""
    return term[1:-1].rsplit("#", 1)[-1].rsplit("/", 1)[-1]
