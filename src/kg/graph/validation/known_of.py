"""What the files say of an entity in a few words, for somebody who has to tell it from another.

Nothing here knows the subject: posts are codes that mint a node in records that name the entity, places
and kinds are the entity's own codes and references, and where there are none the articles are told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from kg.graph.vocabulary import PREF_LABEL, TYPE, OntologyProperty, Vocabulary
from kg.model.iris import Minter
from kg.model.terms import CUR, Term, iri, is_iri, literal_parts
from kg.model.wording import LANGUAGES, NOTHING, Message, phrase

_MOST_SAID = 2
_MOST_ARTICLES = 3
_CODE = iri(CUR + "code")
_IN_ARTICLE = iri(CUR + "inArticle")


class Statements(Protocol):
    """What is asked of the statements of a project; a source map answers it."""

    def of(self, subject: Term, predicate: Term) -> Iterable[Term]:
        """The values of a property, in the order of the files."""

    def naming(self, terms: Collection[Term]) -> Mapping[Term, Collection[Term]]:
        """The subjects that have one of these as a value, by value, in the order of the files."""


def known_of(
    entities: Collection[str], statements: Statements, minter: Minter, vocabulary: Vocabulary
) -> Mapping[str, Message]:
    """For each entity (its local name) a few words in three languages, empty where nothing is known.

    The work grows with the statements, once, and not with the entities.
    """
    terms = {minter.thing(one): one for one in entities}
    if not terms:
        return {}
    naming = statements.naming(terms)
    labels = _Labels(statements, vocabulary)
    found = {}
    for term, entity in terms.items():
        posts = _posts(naming.get(term, ()), statements, vocabulary, labels)
        own = _own(term, statements, vocabulary, labels)
        said = list(dict.fromkeys((*posts, *own)))[:_MOST_SAID]
        found[entity] = _joined(said) if said else _articles(term, naming.get(term, ()), statements, minter)
    return found


class _Labels:
    """Labels of entities and of codes in three languages."""

    def __init__(self, statements: Statements, vocabulary: Vocabulary) -> None:
        self._statements = statements
        self._known: dict[Term, Message] = {}  # a place is asked for once for each that is there
        self._codes: dict[Term, dict[str, str]] = {}
        for triple in vocabulary.triples:
            if triple.predicate == PREF_LABEL:
                text, language, _ = literal_parts(triple.object)
                self._codes.setdefault(triple.subject, {}).setdefault(language, text)

    def of(self, term: Term) -> Message:
        """The label of a thing, in English where a language has none; empty for a thing without one."""
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = self._read(term)
        return known

    def _read(self, term: Term) -> Message:
        found = dict(self._codes.get(term, {}))
        for value in self._statements.of(term, PREF_LABEL):
            text, language, _ = literal_parts(value)
            found.setdefault(language, text)
        if not found:
            return NOTHING
        some = found.get("en") or found[min(found)]
        return Message(*(found.get(language, some) for language in LANGUAGES))


def _posts(
    subjects: Collection[Term], statements: Statements, vocabulary: Vocabulary, labels: _Labels
) -> Iterator[Message]:
    """What a code says that mints a node together with another thing: a post, and where it is.

    Only records of what lasts are asked: what a dated one says may be of somebody else's place.
    """
    minting = [one for one in vocabulary.properties.values() if one.mints is not None]
    for subject in dict.fromkeys(subjects):
        if not any(_lasts(cls, vocabulary) for cls in statements.of(subject, TYPE)):
            continue
        for prop in minting:
            for value in statements.of(subject, prop.iri):
                yield from _post(value, prop, statements, labels)


def _lasts(cls: Term, vocabulary: Vocabulary) -> bool:
    """Whether a class has records of its own in the files, and those are not occasions with a date."""
    known = [vocabulary.class_of(one) for one in (cls, *vocabulary.superclasses.get(cls, ()))]
    return bool(vocabulary.section_of(cls)) and not any(one.dated for one in known if one is not None)


def _post(value: Term, prop: OntologyProperty, statements: Statements, labels: _Labels) -> Iterator[Message]:
    codes = statements.of(value, _CODE)
    if not codes:  # minted none: the value is the code
        yield from filter(None, [labels.of(value)])
        return
    where = [labels.of(one) for one in statements.of(value, prop.mints)] if prop.mints is not None else []
    for code in filter(None, map(labels.of, codes)):
        yield phrase("{post}, {place}", post=code, place=where[0]) if where and where[0] else code


def _own(term: Term, statements: Statements, vocabulary: Vocabulary, labels: _Labels) -> Iterator[Message]:
    """The entity's own codes and references, in the order of the ontology."""
    for prop in vocabulary.properties.values():
        if not prop.nested and not prop.datatype:
            for value in statements.of(term, prop.iri):
                yield from filter(None, [labels.of(value)] if is_iri(value) else [])


def _articles(term: Term, subjects: Collection[Term], statements: Statements, minter: Minter) -> Message:
    """The articles that name the entity."""
    articles = (value for one in (term, *subjects) for value in statements.of(one, _IN_ARTICLE))
    names = sorted({minter.local(value) or "" for value in articles} - {""})
    shown = ", ".join(names[:_MOST_ARTICLES])
    return phrase("named in {articles}", articles=shown) if shown else NOTHING


def _joined(said: Collection[Message]) -> Message:
    return Message(*("; ".join(one.in_language(language) for one in said) for language in LANGUAGES))
