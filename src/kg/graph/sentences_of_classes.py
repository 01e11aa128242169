"""What is wrong with the sentences by which an ontology has its records told: `cur:sentence`.

A place must be a property that a thing of the class, or the record on which it hangs, can have; a
sentence that could never be told is found here and not by a reader of a comparison.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph.sentence_templates import RECORD, WORDS, TemplateError, read_template
from kg.graph.vocabulary import OntologyProperty, Vocabulary
from kg.model.diagnostics import Diagnostic, did_you_mean, error, warning
from kg.model.marks import Mark, whole_file
from kg.model.terms import CUR, Term, iri, is_iri, literal_parts
from kg.model.wording import LANGUAGES, listed, phrase

SENTENCE = iri(CUR + "sentence")
CODE_PLACE = "code"  # of a node that a code mints


def check_sentences(vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """What is wrong with the sentences of the classes."""
    written: dict[Term, list[Term]] = {}
    for one in vocabulary.project_triples:
        if one.predicate == SENTENCE:
            written.setdefault(one.subject, []).append(one.object)
    return tuple(
        found for term, texts in sorted(written.items()) for found in _of_term(vocabulary, term, texts)
    )


def _of_term(vocabulary: Vocabulary, term: Term, texts: list[Term]) -> Iterator[Diagnostic]:
    cls = vocabulary.class_of(term)
    if cls is None:
        words = phrase("`cur:sentence` belongs to a class of this ontology")
        yield error("sentence-template", _mark(vocabulary, term), words)
        return
    known = _places(vocabulary, term)
    languages: list[str] = []
    for one in sorted(texts):
        mark = _mark(vocabulary, term, one)
        if is_iri(one):
            yield error("sentence-template", mark, phrase("a sentence is a text with a language tag"))
            continue
        text, language, _ = literal_parts(one)
        if language not in LANGUAGES or language in languages:
            words = phrase("a class has one sentence in each of: {languages}", languages=listed(LANGUAGES))
            yield error("sentence-template", mark, words)
        languages.append(language)
        try:
            template = read_template(text)
        except TemplateError as problem:
            yield error("sentence-template", mark, problem.message)
            continue
        for name in dict.fromkeys(template.places):
            if name not in known:
                words = phrase("`{place}` is nothing that a `{name}` can say", place=name, name=cls.name)
                here = phrase("here: {known}", known=listed(f"`{one}`" for one in sorted(known)))
                yield error("sentence-template", mark, words, help=did_you_mean(name, known, otherwise=here))
    missing = [one for one in LANGUAGES if one not in languages]
    if missing:
        words = phrase("`{name}` has no sentence in: {languages}", name=cls.name, languages=listed(missing))
        help = phrase("without one its records are told by labels in that language")
        yield warning("sentence-template", _mark(vocabulary, term), words, help=help)


def _places(vocabulary: Vocabulary, cls: Term) -> frozenset[str]:
    """The places that a sentence of a class may have."""
    found = set(WORDS)
    owners = {
        domain
        for one in vocabulary.properties.values()
        if one.nested and any(_related(vocabulary, cls, range) for range in one.ranges)
        for domain in one.domains
    }
    for one in vocabulary.properties.values():
        if one.iri.startswith(f"<{CUR}") or one.derived:
            continue
        if not one.domains or any(
            _related(vocabulary, cls, domain) or any(_related(vocabulary, owner, domain) for owner in owners)
            for domain in one.domains
        ):
            found.add(one.name)
    if any(_mints(cls, one) for one in vocabulary.properties.values()):
        found.add(CODE_PLACE)
    return frozenset(found - {RECORD} if not owners and not vocabulary.section_of(cls) else found)


def _mints(cls: Term, prop: OntologyProperty) -> bool:
    return prop.mints is not None and cls in prop.ranges


def _related(vocabulary: Vocabulary, cls: Term, other: Term) -> bool:
    """Whether a thing of the one class can be of the other: a record of a superclass may be of a subclass."""
    return vocabulary.is_a(cls, other) or vocabulary.is_a(other, cls)


def _mark(vocabulary: Vocabulary, term: Term, text: Term | None = None) -> Mark:
    for marks in vocabulary.marks:
        if text is not None and (found := marks.text_place(term, text)):
            return found
        if found := marks.place(term, SENTENCE):
            return found
    return whole_file("ontology")
