"""What is wrong with the ready questions of a project, as findings of its check."""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph.project_files import texts
from kg.graph.questions.parameters import Kind
from kg.graph.questions.reading import Question, read_question
from kg.graph.store import mark_of, parse_query
from kg.graph.vocabulary import TYPE, Vocabulary
from kg.model.diagnostics import Diagnostic, did_you_mean, error
from kg.model.errors import QueryError
from kg.model.marks import LineIndex
from kg.model.project import Project
from kg.model.terms import OWL, RDFS, SKOS, Term, iri
from kg.model.wording import Message, phrase


def check_questions(project: Project, vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """Malformed heads and texts of `queries/*.rq`, each with its place.  Raises FileProblem."""
    found: list[Diagnostic] = []
    for path, name, text in texts(project, "queries/*.rq", found):
        question = read_question(path.stem, text, project.predeclared)
        index = LineIndex(name, text)
        for fault in question.faults:
            mark = index.mark(fault.start, fault.end)
            found.append(error("broken-question", mark, fault.message, help=fault.help))
        for parameter, words, help in _unknown_terms(question, vocabulary):
            start = text.find(f"parameter {parameter}:")
            mark = index.mark(max(start, 0), max(start, 0) + len(f"parameter {parameter}:"))
            found.append(error("broken-question", mark, words, help=help))
        if not question.faults:
            found.extend(_unreadable(name, text, project))
    return tuple(found)


def _unreadable(name: str, text: str, project: Project) -> Iterator[Diagnostic]:
    """What keeps the text of a question from being a query."""
    try:
        parse_query(text, project.predeclared)
    except QueryError as problem:
        words = phrase("this question is no query: {problem}", problem=problem.words)
        yield error("broken-question", mark_of(problem, name), words, help=problem.advice)


def _unknown_terms(question: Question, vocabulary: Vocabulary) -> Iterator[tuple[str, Message, Message]]:
    """Classes and lists of codes that no ontology of the project has, and defaults that are no code."""
    classes = {one.subject for one in vocabulary.triples if one.predicate == TYPE and one.object in _CLASSES}
    classes |= {parent for parents in vocabulary.superclasses.values() for parent in parents}
    members: dict[Term, set[Term]] = {}
    for one in vocabulary.triples:
        if one.predicate == _IN_SCHEME:
            members.setdefault(one.object, set()).add(one.subject)
    for parameter in question.parameters:
        for cls in parameter.classes:
            if iri(cls) not in classes:
                words = phrase("the ontology has no class <{iri}>", iri=cls)
                yield parameter.name, words, did_you_mean(cls, (one[1:-1] for one in classes))
        if parameter.kind is not Kind.CODE:
            continue
        codes = members.get(iri(parameter.scheme))
        if codes is None:
            words = phrase("the ontology has no list of codes <{iri}>", iri=parameter.scheme)
            yield parameter.name, words, did_you_mean(parameter.scheme, (one[1:-1] for one in members))
            continue
        for term in question.defaults[parameter.name]:
            if term is not None and term not in codes:
                words = phrase("the default {term} is no code of <{iri}>", term=term, iri=parameter.scheme)
                yield parameter.name, words, did_you_mean(term, codes)


_CLASSES = (iri(OWL + "Class"), iri(RDFS + "Class"))
_IN_SCHEME = iri(SKOS + "inScheme")
