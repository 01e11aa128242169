"""The ontology of the served version, as pages need it: labels, definitions, order, classes.

It is read from the named graph `ontology` of the version itself, so a page never disagrees with
its data; only the reading order comes from the Turtle files, because a graph has no order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.endpoint.table import Cell
from kg.graph.ontology import engine_turtle
from kg.graph.turtle_marks import TurtleMarks
from kg.model.project import Project
from kg.model.terms import CUR, OWL, RDF, RDFS, SKOS, iri
from kg.web.language import Label

TYPE = RDF + "type"
PREF_LABEL = SKOS + "prefLabel"
SCHEMA = "https://schema.org/"
FOAF_PERSON = "http://xmlns.com/foaf/0.1/Person"
ORGANIZATION = "http://www.w3.org/ns/org#Organization"
EVENT = SCHEMA + "Event"
TRUE = ("true", "1")  # an engine elsewhere may keep a truth value as a number

_CLASSES = {OWL + "Class", RDFS + "Class"}
_PROPERTIES = {OWL + "ObjectProperty", OWL + "DatatypeProperty", RDF + "Property", OWL + "AnnotationProperty"}
_LABELS = (PREF_LABEL, RDFS + "label")
# Which classes have a property: what the ontology says formally, or only as a hint.
DOMAINS = (RDFS + "domain", SCHEMA + "domainIncludes")
_DEFINITIONS = (SKOS + "definition", RDFS + "comment")
_MARKED_KINDS = {
    FOAF_PERSON: "person",
    EVENT: "event",
    ORGANIZATION: "company",
    "http://www.w3.org/ns/org#Membership": "",
    SCHEMA + "Quotation": "",
}
_OTHER_KINDS = ("agreement", "lab")


@dataclass(frozen=True)
class Lexicon:
    """The triples of the ontology graph by subject and property, and the reading order of its terms."""

    triples: Mapping[str, Mapping[str, tuple[Cell, ...]]]
    order: Mapping[str, int]

    def values(self, term: str, predicate: str) -> tuple[Cell, ...]:
        """What the ontology says of a term."""
        return self.triples.get(term, {}).get(predicate, ())

    def iris(self, term: str, *predicates: str) -> tuple[str, ...]:
        """The IRIs among the values of some properties, in reading order."""
        found = {cell.value for predicate in predicates for cell in self.values(term, predicate)}
        return tuple(sorted(found, key=self.place))

    def text(self, term: str, predicate: str) -> str:
        """The first value of a property as text, or the empty string."""
        return next((cell.value for cell in self.values(term, predicate)), "")

    def place(self, term: str) -> tuple[int, str]:
        """Sort key: the order of the ontology files, then the IRI."""
        return (self.order.get(term, len(self.order)), term)

    def labels(self, term: str) -> tuple[Label, ...]:
        """All labels of a term."""
        return tuple(_labels(self.triples.get(term, {}), _LABELS))

    def definitions(self, term: str) -> tuple[Label, ...]:
        """All definitions of a term."""
        return tuple(_labels(self.triples.get(term, {}), _DEFINITIONS))

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The project's own classes, in reading order."""
        return self._of_kind(_CLASSES)

    @cached_property
    def properties(self) -> tuple[str, ...]:
        """The project's own properties, in reading order."""
        return self._of_kind(_PROPERTIES)

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """The code lists, the engine's after the project's."""
        return self._of_kind({SKOS + "ConceptScheme"}) + self._of_kind({SKOS + "ConceptScheme"}, engine=True)

    @cached_property
    def engine_classes(self) -> tuple[str, ...]:
        """The engine's own classes."""
        return self._of_kind(_CLASSES, engine=True)

    @cached_property
    def engine_properties(self) -> tuple[str, ...]:
        """The engine's own properties, annotations of the ontology included."""
        return self._of_kind(_PROPERTIES, engine=True)

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """Classes whose records stand in a section of the curation files, in reading order."""
        return tuple(term for term in self.classes if self.text(term, CUR + "section"))

    @cached_property
    def nested(self) -> Mapping[str, str]:
        """Properties whose values are parts of their record, each with its key property."""
        return {
            term: next(iter(self.iris(term, CUR + "keyProperty")), "")
            for term in self.properties
            if self.text(term, CUR + "nested") in TRUE
        }

    def _of_kind(self, types: set[str], *, engine: bool = False) -> tuple[str, ...]:
        found = (
            term
            for term, values in self.triples.items()
            if term.startswith(CUR) == engine and any(cell.value in types for cell in values.get(TYPE, ()))
        )
        return tuple(sorted(found, key=self.place))

    def codes(self, scheme: str) -> list[str]:
        """The codes of a list, in reading order."""
        found = (
            term
            for term, values in self.triples.items()
            if any(cell.value == scheme for cell in values.get(SKOS + "inScheme", ()))
        )
        return sorted(found, key=self.place)

    def is_code(self, term: str) -> bool:
        """Whether a term is a code of a list of the ontology."""
        return bool(self.values(term, SKOS + "inScheme"))

    def ancestors(self, term: str) -> frozenset[str]:
        """The term itself and all its superclasses or superproperties."""
        seen = {term}
        ahead = [term]
        while ahead:
            for parent in self.iris(ahead.pop(), RDFS + "subClassOf", RDFS + "subPropertyOf"):
                if parent not in seen:
                    seen.add(parent)
                    ahead.append(parent)
        return frozenset(seen)

    def most_specific(self, types: Iterable[str]) -> list[str]:
        """The described classes among `types` that are no superclass of another, in reading order."""
        known = {term for term in types if term in self.triples}
        above = {parent for term in known for parent in self.ancestors(term) if parent != term}
        return sorted(known - above, key=self.place)

    def is_record_class(self, term: str) -> bool:
        """Whether things of a class stand in a section of a curation file."""
        return any(self.text(cls, CUR + "section") for cls in self.ancestors(term))

    def is_derived(self, term: str) -> bool:
        """Whether rules alone make statements with a property."""
        return self.text(term, CUR + "derived") in TRUE

    def mark(self, types: Iterable[str]) -> str:
        """The style that marks a kind of thing: `person`, `company`, `event`, `agreement`, `lab` or none.

        Classes that are mapped to foaf:Person, org:Organization or schema:Event have theirs; classes of
        records that are mapped to nothing well known take the remaining two in turn.
        """
        known = [term for term in types if term in self.triples]
        for term in known:
            found = self._well_known(term)
            if found is not None:
                return found
        for term in known:
            for number, top in enumerate(self._other_sections):
                if top in self.ancestors(term):
                    return _OTHER_KINDS[number % len(_OTHER_KINDS)]
        return ""

    @cached_property
    def _other_sections(self) -> tuple[str, ...]:
        """Classes of records that no well-known class marks."""
        return tuple(term for term in self.sections if self._well_known(term) is None)

    def _well_known(self, term: str) -> str | None:
        return next(
            (_MARKED_KINDS[one] for one in sorted(self.ancestors(term)) if one in _MARKED_KINDS), None
        )


def make_lexicon(project: Project, rows: Iterable[Mapping[str, Cell]]) -> Lexicon:
    """The lexicon from the solutions (?s ?p ?o) of the ontology graph."""
    triples: dict[str, dict[str, tuple[Cell, ...]]] = {}
    for row in rows:
        values = triples.setdefault(row["s"].value, {})
        values[row["p"].value] = (*values.get(row["p"].value, ()), row["o"])
    return Lexicon(triples, _reading_order(project, triples))


def _labels(values: Mapping[str, tuple[Cell, ...]], predicates: Iterable[str]) -> Iterator[Label]:
    for predicate in predicates:
        for cell in values.get(predicate, ()):
            yield Label(cell.value, cell.language)


def _reading_order(project: Project, terms: Iterable[str]) -> dict[str, int]:
    """The order of the subject blocks of `ontology/*.ttl`, then of the engine's own file."""
    placed: dict[str, tuple[str, int]] = {}
    files = [
        TurtleMarks(project.relative(path), path.read_text(encoding="utf-8", errors="replace"))
        for path in project.files("ontology/*.ttl")
    ]
    files.append(TurtleMarks("~", engine_turtle()))
    for term in terms:
        marks = (found for marks in files if (found := marks.place(iri(term))))
        mark = next(marks, None)
        if mark is not None:
            placed[term] = (mark.path, mark.line)
    return {term: number for number, term in enumerate(sorted(placed, key=lambda one: placed[one]))}
