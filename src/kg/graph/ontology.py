"""Reading the ontology files of a project into a `Vocabulary`.

`ontology/*.ttl` is read together with the engine's own `curation.ttl`; what is wrong with a file is
a diagnostic at its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TypeVar

import pyoxigraph

from kg.curation.blocks import ENGINE_KEYS
from kg.graph.project_files import texts
from kg.graph.sentences_of_classes import check_sentences
from kg.graph.turtle_marks import TurtleMarks
from kg.graph.vocabulary import (
    PREF_LABEL,
    SCHEMA,
    TYPE,
    CodeList,
    OntologyClass,
    OntologyProperty,
    Vocabulary,
    local_name,
)
from kg.model.diagnostics import Diagnostic, Related, error
from kg.model.marks import Mark, whole_file
from kg.model.project import Project
from kg.model.terms import CUR, OWL, RDF, RDFS, SKOS, Term, Triple, iri, is_iri, literal, literal_parts
from kg.model.wording import phrase

_PROPERTY_TYPES = {
    iri(OWL + "ObjectProperty"),
    iri(OWL + "DatatypeProperty"),
    iri(RDF + "Property"),
    iri(OWL + "FunctionalProperty"),
}


@cache
def engine_turtle() -> str:
    """The text of the engine's own vocabulary, `curation.ttl`."""
    return resources.files("kg.graph").joinpath("curation.ttl").read_text("utf-8")


def read_vocabulary(project: Project) -> tuple[Vocabulary, tuple[Diagnostic, ...]]:
    """The vocabulary of a project, and what is wrong with its ontology files.

    Raises FileProblem when a file cannot be read.
    """
    found: list[Diagnostic] = []
    triples: list[Triple] = []
    marks = []
    for _, name, text in texts(project, "ontology/*.ttl", found):
        read, diagnostics = parse_turtle(text, name, project.languages)
        found.extend(diagnostics)
        triples.extend(read)
        marks.append(TurtleMarks(name, text))
    if not marks and not found:
        words = phrase("there is no ontology/*.ttl in this project")
        found.append(error("ontology-missing", whole_file("ontology"), words))
    engine, _ = parse_turtle(engine_turtle(), "curation.ttl")
    reader = _Reader({*engine, *triples}, tuple(marks))
    vocabulary = replace(reader.vocabulary(), project_triples=tuple(sorted(set(triples))))
    return vocabulary, (*found, *reader.found, *check_sentences(vocabulary))


def parse_turtle(
    text: str, path: str, languages: Iterable[str] = ()
) -> tuple[list[Triple], tuple[Diagnostic, ...]]:
    """The triples of a Turtle text whose terms are IRIs and literals, and what is wrong with it.

    Blank nodes are reported: the parts of an ontology are named here, so that pages can link to
    them and exports have the same bytes everywhere.  The parser lower-cases language tags; those of
    `languages` are written as they are there.
    """
    tags = {language.lower(): language for language in languages}
    triples: list[Triple] = []
    try:
        for quad in pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.TURTLE):
            terms = [term_text(term, tags) for term in (quad.subject, quad.predicate, quad.object)]
            if None in terms:
                words = phrase("this file has a blank node; give it a name")
                return triples, (error("blank-node", whole_file(path), words),)
            triples.append(Triple(*(term for term in terms if term is not None)))
    except SyntaxError as problem:
        return triples, (turtle_syntax(problem, path),)
    return triples, ()


def turtle_syntax(problem: SyntaxError, path: str) -> Diagnostic:
    """The finding for a syntax error that the Turtle parser raised."""
    line, column = problem.lineno or 1, problem.offset or 1
    mark = Mark(path, line, column, problem.end_lineno or line, problem.end_offset or column)
    words = re.sub(r"^Parser error at [^:]*: ", "", str(problem.msg))
    help = phrase("often a `;` or `.` is missing on the line before, or a prefix is not declared")
    message = phrase("this is not {format}: {problem}", format="Turtle", problem=words)
    return error("turtle-syntax", mark, message, help=help)


def term_text(term: object, tags: Mapping[str, str]) -> Term | None:
    """The canonical text of a pyoxigraph term; None for a blank node or a triple term."""
    if isinstance(term, pyoxigraph.NamedNode):
        return Term(f"<{term.value}>")
    if isinstance(term, pyoxigraph.Literal):
        tag = term.language or ""
        return literal(term.value, language=tags.get(tag, tag), datatype="" if tag else term.datatype.value)
    return None


_Named = TypeVar("_Named", OntologyClass, OntologyProperty)


class _Reader:
    """Picks classes, properties and codes out of the triples."""

    def __init__(self, triples: set[Triple], marks: tuple[TurtleMarks, ...]) -> None:
        self.triples = triples
        self.marks = marks
        self.found: list[Diagnostic] = []
        self.index: dict[Term, dict[Term, list[Term]]] = {}
        for one in sorted(triples):
            self.index.setdefault(one.subject, {}).setdefault(one.predicate, []).append(one.object)

    def vocabulary(self) -> Vocabulary:
        here = {
            term: types
            for term in self.index
            if (types := set(self.values(term, TYPE))) and self.place(term) is not None
        }
        own = frozenset(term for term in self.index if term.startswith(f"<{CUR}") or term in here)
        lists = self.code_lists()
        return Vocabulary(
            classes=self.by_name(
                OntologyClass(
                    term,
                    local_name(term),
                    section=self.text(term, iri(CUR + "section")),
                    dated=self.text(term, iri(CUR + "dated")) == "true",
                )
                for term, types in here.items()
                if iri(OWL + "Class") in types or iri(RDFS + "Class") in types
            ),
            properties=self.by_name(
                self.property(term, lists) for term, types in here.items() if types & _PROPERTY_TYPES
            ),
            bases=self.engine_codes("statement-bases"),
            name_bases=self.engine_codes("name-bases"),
            statuses=self.engine_codes("article-statuses"),
            labelled=self.labelled(),
            triples=tuple(sorted(self.triples)),
            superclasses=self.closure(iri(RDFS + "subClassOf")),
            superproperties=self.closure(iri(RDFS + "subPropertyOf")),
            own=own,
            marks=self.marks,
        )

    def property(self, term: Term, lists: Mapping[Term, tuple[CodeList, ...]]) -> OntologyProperty:
        inherits = tuple(self.values(term, iri(CUR + "inherits")))
        return OntologyProperty(
            term,
            local_name(term),
            domains=tuple(
                self.values(term, iri(RDFS + "domain")) + self.values(term, iri(SCHEMA + "domainIncludes"))
            ),
            ranges=tuple(
                self.values(term, iri(RDFS + "range")) + self.values(term, iri(SCHEMA + "rangeIncludes"))
            ),
            functional=iri(OWL + "FunctionalProperty") in self.values(term, TYPE),
            nested=self.text(term, iri(CUR + "nested")) == "true",
            key_property=self.one(term, iri(CUR + "keyProperty")),
            mints=self.one(term, iri(CUR + "mints")),
            inherits=inherits,
            from_article=self.text(term, iri(CUR + "fromArticle")),
            derived=self.text(term, iri(CUR + "derived")) == "true",
            code_lists=lists.get(term, ()),
        )

    def by_name(self, things: Iterable[_Named]) -> dict[str, _Named]:
        named: dict[str, _Named] = {}
        for one in things:
            first = named.setdefault(one.name, one)
            mark = self.place(one.iri) or whole_file("ontology")
            if first is not one:
                related = Related(self.place(first.iri) or mark, phrase("the other one stands here"))
                words = phrase("two terms of the ontology have the local name `{name}`", name=one.name)
                self.found.append(error("ambiguous-name", mark, words, related=(related,)))
            if one.name in ENGINE_KEYS:
                words = phrase(
                    "`{name}` is a key of the engine in every curation file; choose another local name",
                    name=one.name,
                )
                self.found.append(error("reserved-name", mark, words))
        return named

    def code_lists(self) -> dict[Term, tuple[CodeList, ...]]:
        members: dict[Term, dict[str, Term]] = {}
        for concept in self.index:
            for scheme in self.values(concept, iri(SKOS + "inScheme")):
                notation = self.text(concept, iri(SKOS + "notation"))
                if notation:
                    members.setdefault(scheme, {})[notation] = concept
        lists: dict[Term, tuple[CodeList, ...]] = {}
        for scheme in self.index:
            for prop in self.values(scheme, iri(CUR + "codesFor")):
                on_class: list[Term | None] = [*self.values(scheme, iri(CUR + "onClass"))] or [None]
                made = tuple(CodeList(scheme, cls, members.get(scheme, {})) for cls in on_class)
                lists[prop] = (*lists.get(prop, ()), *made)
        return lists

    def engine_codes(self, name: str) -> dict[str, Term]:
        scheme = iri(CUR + name)
        return {
            self.text(concept, iri(SKOS + "notation")): concept
            for concept in self.index
            if scheme in self.values(concept, iri(SKOS + "inScheme"))
        }

    def labelled(self) -> dict[str, frozenset[Term]]:
        """The concepts by each of their labels, case folded: what a curator may write for a code."""
        found: dict[str, set[Term]] = {}
        for concept in self.index:
            for label in self.values(concept, PREF_LABEL):
                if not is_iri(label):
                    found.setdefault(literal_parts(label).text.casefold(), set()).add(concept)
        return {label: frozenset(concepts) for label, concepts in found.items()}

    def closure(self, predicate: Term) -> dict[Term, frozenset[Term]]:
        """All ancestors of each term along `predicate`; a term in a circle is its own ancestor's equal."""
        direct = {term: self.values(term, predicate) for term in self.index if self.values(term, predicate)}
        ancestors: dict[Term, frozenset[Term]] = {}
        for term in direct:
            seen: set[Term] = set()
            ahead = list(direct[term])
            while ahead:
                parent = ahead.pop()
                if parent not in seen:
                    seen.add(parent)
                    ahead.extend(direct.get(parent, ()))
            ancestors[term] = frozenset(seen - {term})
        return ancestors

    def values(self, subject: Term, predicate: Term) -> list[Term]:
        return self.index.get(subject, {}).get(predicate, [])

    def one(self, subject: Term, predicate: Term) -> Term | None:
        return next(iter(self.values(subject, predicate)), None)

    def text(self, subject: Term, predicate: Term) -> str:
        found = self.one(subject, predicate)
        return literal_parts(found).text if found is not None and found.startswith('"') else ""

    def place(self, term: Term) -> Mark | None:
        return next((found for marks in self.marks if (found := marks.place(term))), None)
