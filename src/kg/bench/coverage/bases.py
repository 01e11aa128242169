"""On what statements stand: the order in which this is shown, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable

from kg.bench.coverage.statements import BARE, QUOTED
from kg.graph.vocabulary import Vocabulary
from kg.model.terms import CUR, SKOS, iri, literal_parts
from kg.model.wording import Message, phrase

_LABEL = iri(SKOS + "prefLabel")
# From what the article itself gives to what stands outside it.
_ORDER = (QUOTED, "inferred", "publication-day", "publication-year", "curator", "taken-over")


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes of bases in the order in which they are shown, each once; what has no passage is last."""
    found = set(codes)
    known = [one for one in _ORDER if one in found]
    others = sorted(found - {*_ORDER, BARE})
    return (*known, *others, *([BARE] if BARE in found else []))


def basis_words(code: str, vocabulary: Vocabulary) -> Message:
    """What a basis is called: the label of its code, or the engine's own words where it has none."""
    if code == QUOTED:
        return phrase("with a passage")
    if code == BARE:
        return phrase("without a passage")
    term = iri(f"{CUR}basis-{code}")
    labels = {
        label.language: label.text
        for one in vocabulary.triples
        if one.subject == term and one.predicate == _LABEL
        for label in [literal_parts(one.object)]
    }
    return Message(labels.get("en", code), labels.get("ru", ""), labels.get("zh", ""))
