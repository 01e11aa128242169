"""What a record takes over from the occasion that it is part of.

`kg:during cur:inherits cur:edtf, kg:place, kg:inCapacity` says: a record without a date, a place or
capacities of its own has those of the record that `during` leads to.  What is taken over says so,
with the record it came from and the passages that support it there.
"""

from __future__ import annotations

from kg.graph.mapping.across import Across
from kg.graph.mapping.articles import Mapper
from kg.graph.mapping.citations import EARLIEST, EDTF, EVIDENCE, LATEST, VALUE, VIA, Node, Topic
from kg.graph.vocabulary import OntologyProperty
from kg.model.iris import kebab
from kg.model.marks import Mark
from kg.model.terms import CUR, Term, Triple, iri
from kg.model.wording import phrase

_DATE = (EDTF, EARLIEST, LATEST)


def take_over(mapper: Mapper, statements: Across) -> None:
    """Complete every record that leads to another along a `cur:inherits` property.

    `statements` are those that the mapper states.
    """
    for meaning in mapper.vocabulary.properties.values():
        if meaning.inherits:
            _Inheritance(mapper, statements, meaning).run()


class _Inheritance:
    def __init__(self, mapper: Mapper, statements: Across, meaning: OntologyProperty) -> None:
        self.mapper = mapper
        self.statements = statements
        self.meaning = meaning
        self.done: set[Term] = set()
        self.nested = [
            one for one in mapper.vocabulary.properties.values() if one.nested and one.key_property
        ]

    def run(self) -> None:
        for subject in sorted(self.statements.subjects_of(self.meaning.iri)):
            self.complete(subject, ())

    def complete(self, subject: Term, trail: tuple[Term, ...]) -> None:
        """Take over what is missing, after the other record has been completed itself."""
        if subject in self.done:
            return
        for other, graph in self.statements.of(subject, self.meaning.iri).items():
            mark = min(self.statements.marks(Triple(subject, self.meaning.iri, other)))
            if other in (*trail, subject):
                words = phrase("`{key}` leads in a circle back to this record", key=self.meaning.name)
                self.statements.report("circle", mark, words)
                self.done.add(subject)
                return
            self.complete(other, (*trail, subject))
            self.take(subject, other, graph, mark)
        self.done.add(subject)

    def take(self, subject: Term, other: Term, graph: Term, mark: Mark) -> None:
        for predicate in self.meaning.inherits:
            self.copy(subject, other, predicate, graph, mark)
            for prop in self.nested:
                for inner, twin in self.twins(subject, other, prop):
                    self.copy(inner, twin, predicate, graph, mark)

    def twins(self, subject: Term, other: Term, prop: OntologyProperty) -> list[tuple[Term, Term]]:
        """Entries of both records that stand for the same thing, such as two participations of one person."""
        key = prop.key_property
        if key is None:
            return []
        of = self.statements.of
        theirs = {value: node for node in of(other, prop.iri) for value in of(node, key)}
        return [
            (node, theirs[value])
            for node in of(subject, prop.iri)
            for value in of(node, key)
            if value in theirs
        ]

    def copy(self, subject: Term, other: Term, predicate: Term, graph: Term, mark: Mark) -> None:
        values = self.statements.of(other, predicate)
        if not values or self.statements.of(subject, predicate):
            return
        for one in _DATE if predicate == EDTF else (predicate,):
            for value in self.statements.of(other, one):
                # What is wrong with a value is wrong where it is written, not where it is taken over.
                for written in self.statements.marks(Triple(other, one, value)):
                    self.statements.add(graph, subject, one, value, written)
        local = self.statements.minter.local(subject) or ""
        node = Node(subject, tuple(local.split("--")), graph, local.split("--")[0])
        name = "date" if predicate == EDTF else self.name(predicate)
        basis = self.mapper.vocabulary.bases.get("taken-over") or iri(CUR + "basis-taken-over")
        inference = self.mapper.citations.note(
            node, Topic(name, predicate), basis, "", mark, prefix="taken-over"
        )
        self.statements.add(graph, inference, VIA, other, mark)
        for value in self.statements.of(subject, predicate):
            self.statements.add(graph, inference, VALUE, value, mark)
        for evidence in self.statements.of(other, EVIDENCE):
            self.statements.add(graph, inference, EVIDENCE, evidence, mark)

    def name(self, predicate: Term) -> str:
        found = self.mapper.vocabulary.property_of(predicate)
        return kebab(found.name) if found else "value"
