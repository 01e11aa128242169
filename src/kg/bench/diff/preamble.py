"""What stands around the sentences: findings of the two sides, ids that changed, terms of the ontology."""

from __future__ import annotations

from collections.abc import Iterator

from kg.bench.diff.comparison import Comparison
from kg.bench.diff.sentences import Writer
from kg.bench.diff.told import CHANGED, GAINED, LOST, Identity, Term
from kg.model import terms
from kg.model.wording import phrase


def tell_errors(comparison: Comparison, language: str) -> Iterator[str]:
    """What a reader has to know first: sides with errors, another base IRI."""
    for side in (comparison.before, comparison.after):
        if side.errors:
            first = side.errors[0]
            yield phrase(
                "{side} has {n} errors, so a part of its graph may be missing; the first: {place}: {message}",
                one="{side} has an error, so a part of its graph may be missing: {place}: {message}",
                n=len(side.errors),
                side=side.name.in_language(language),
                place=first.mark,
                message=first.message.in_language(language),
            ).in_language(language)
    if comparison.before.base != comparison.after.base:
        yield phrase(
            "the base IRI changed from {old} to {new}, and with it every IRI; ids are compared below",
            old=comparison.before.base,
            new=comparison.after.base,
        ).in_language(language)


def tell_identities(comparison: Comparison, language: str) -> Iterator[Identity]:
    """Ids that were renamed, merged, split again, removed or put back."""
    found = comparison.identities
    for one in found.renamed:
        old, new = _written(one.id), _written(one.other)
        words = phrase("renamed: {old} → {new}", old=old, new=new)
        yield Identity("renamed", old, new, "", words.in_language(language))
    for one in found.merged:
        words = phrase("merged: {old} into {new}", old=_written(one.id), new=_written(one.other))
        text = _because(words.in_language(language), one.because, language)
        yield Identity("merged", _written(one.id), _written(one.other), one.because, text)
    for one in found.split:
        words = phrase("split again: {old} from {new}", old=_written(one.id), new=_written(one.other))
        yield Identity("split", _written(one.id), _written(one.other), "", words.in_language(language))
    for one in found.removed:
        text = _because(
            phrase("removed: {id}", id=_written(one.id)).in_language(language), one.because, language
        )
        yield Identity("removed", _written(one.id), "", one.because, text)
    for one in found.restored:
        words = phrase("put back: {id}", id=_written(one.id))
        yield Identity("restored", _written(one.id), "", "", words.in_language(language))


def tell_terms(comparison: Comparison, old: Writer, new: Writer) -> Iterator[Term]:
    """The terms of the ontology that came, went or changed, in reading order."""
    for term in sorted(comparison.terms, key=new.lexicon.place):
        sign = GAINED if term not in old.lexicon else LOST if term not in new.lexicon else CHANGED
        side = old if sign == LOST else new
        label = side.lexicon.label(term, side.language)
        change = comparison.terms[term]
        predicates = sorted({one.predicate for one in (*change.lost, *change.gained)})
        text = f"“{label}”"
        if sign == CHANGED:
            names = [side.lexicon.label(one, side.language) for one in predicates]
            text = phrase(
                "“{label}”: {properties}", label=label, properties=side.names.listed(names)
            ).in_language(side.language)
        yield Term(sign, terms.iri_value(term), text)


def _written(local: str) -> str:
    """A local name as curation files write it: `a002:talks`."""
    return local.replace("--", ":")


def _because(words: str, reason: str, language: str) -> str:
    if not reason:
        return words
    return phrase("{what}, because: {reason}", what=words, reason=reason).in_language(language)
