"""Words of the ontology for the comments of a new file: what a class is called, what its section holds."""

from __future__ import annotations

from collections.abc import Iterator

from kg.bench.article.yaml_text import comment
from kg.graph.vocabulary import Vocabulary
from kg.model.terms import RDFS, SKOS, Term, iri, is_iri, literal_parts

_LABELS = (iri(SKOS + "prefLabel"), iri(RDFS + "label"))
_DEFINITIONS = (iri(SKOS + "definition"), iri(RDFS + "comment"))


def class_label(vocabulary: Vocabulary, name: str, language: str) -> str:
    """A class as curation files write it, with its label in a language where that says more."""
    known = vocabulary.classes.get(name)
    label = _text(vocabulary, known.iri, _LABELS, language) if known is not None else ""
    return f"{name} ({label})" if label and label.casefold() != name.casefold() else name


def section_lines(vocabulary: Vocabulary, language: str) -> Iterator[str]:
    """Each section of the ontology as a heading to be taken, with what it is for."""
    classes = sorted((one for one in vocabulary.classes.values() if one.section), key=lambda one: one.section)
    for one in classes:
        words = _text(vocabulary, one.iri, _DEFINITIONS, language) or _text(
            vocabulary, one.iri, _LABELS, language
        )
        yield f"# {one.section}:  # {comment(words or one.name)}"


def _text(vocabulary: Vocabulary, term: Term, predicates: tuple[Term, ...], language: str) -> str:
    """A text about a term in a language, else in English, else in the first there is."""
    found: dict[str, str] = {}
    for triple in vocabulary.triples:
        if triple.subject == term and triple.predicate in predicates and not is_iri(triple.object):
            value = literal_parts(triple.object)
            found.setdefault(value.language, value.text)
    return found.get(language) or found.get("en") or next((found[key] for key in sorted(found)), "")
