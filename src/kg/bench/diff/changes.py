"""What changed within a thing that both sides have, value by value.

Dates are told as they are written, quotes by their words, reasons by theirs; the first and the last
day that a date can mean follow from it and are not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.bench.diff.dates import date_in_words
from kg.bench.diff.grounds import quotes_by_topic, reasons
from kg.bench.diff.quads import TYPE
from kg.bench.diff.sentences import Writer
from kg.bench.diff.told import CHANGED, GAINED, LOST
from kg.bench.diff.units import (
    CITATION,
    EARLIEST,
    EDTF,
    EVIDENCE,
    IN_ARTICLE,
    INFERENCE,
    JUDGEMENTS,
    LATEST,
    OTHERS,
    QUALIFIES,
)
from kg.model.terms import Term, is_iri, literal_parts
from kg.model.wording import phrase

# Told by their words, or following from what is told.
_MECHANICAL = frozenset((EARLIEST, LATEST, OTHERS, EVIDENCE, CITATION, INFERENCE, IN_ARTICLE))


class Difference(NamedTuple):
    """One change within a thing: its sign, the words, and the property whose passages support it.

    `is_grounds` says that the words are themselves about passages or reasons.
    """

    sign: str
    text: str
    predicate: Term | None = None
    is_grounds: bool = False


def differences(old: Writer, new: Writer, subject: Term) -> Iterator[Difference]:
    """What changed in a record, a part or an article."""
    before, after = (_facts(side, subject) for side in (old, new))
    for predicate in sorted({*before, *after}, key=new.lexicon.place):
        lost = sorted(before.get(predicate, set()) - after.get(predicate, set()))
        gained = sorted(after.get(predicate, set()) - before.get(predicate, set()))
        yield from value_differences(old, new, predicate, lost, gained)
    lost_others, gained_others = old.others(subject), new.others(subject)
    if lost_others != gained_others:
        label = new.lexicon.label(OTHERS, new.language)
        yield _exchanged([label, label], (lost_others, gained_others), (old, new))
    for one in (*_quotes(old, new, subject), *_reasons(old, new, subject)):
        yield one._replace(is_grounds=True)


def value_differences(
    old: Writer, new: Writer, predicate: Term, lost: list[Term], gained: list[Term]
) -> Iterator[Difference]:
    """Values of one property that were lost and gained; one for one they are told as a change."""
    labels = [_label(side, predicate) for side in (old, new)]
    tags = sorted({tag for one in (*lost, *gained) if (tag := _tag(one))})
    for tag in tags:
        texts = [[one for one in some if _tag(one) == tag] for some in (lost, gained)]
        marked = [f"{label} ({tag})" for label in labels]
        yield _exchanged(marked, (old.values(texts[0]), new.values(texts[1])), (old, new), predicate)
    lost, gained = ([one for one in some if not _tag(one)] for some in (lost, gained))
    if lost or gained:
        words = (
            old.names.listed([_value(old, predicate, one) for one in lost]),
            new.names.listed([_value(new, predicate, one) for one in gained]),
        )
        yield _exchanged(labels, words, (old, new), predicate)


def _exchanged(
    labels: Sequence[str],
    values: Sequence[str],
    sides: tuple[Writer, Writer],
    predicate: Term | None = None,
) -> Difference:
    """What was and what is, each with its label, on the side that says it; either may be nothing."""
    (before, after), (lost, gained), (old, new) = labels, values, sides
    if lost and gained:
        value = phrase("{old} → {new}", old=lost, new=gained).in_language(new.language)
        return Difference(CHANGED, new.with_value(after, value), predicate)
    if gained:
        return Difference(GAINED, new.with_value(after, gained), predicate)
    return Difference(LOST, old.with_value(before, lost), predicate)


def _facts(side: Writer, subject: Term) -> dict[Term, set[Term]]:
    """What is told of a thing value by value."""
    found: dict[Term, set[Term]] = {}
    for one in side.quads.stated(subject):
        if one.predicate not in _MECHANICAL and one.predicate not in side.lexicon.nested:
            found.setdefault(one.predicate, set()).add(one.object)
    return found


def _label(side: Writer, predicate: Term) -> str:
    if predicate == EDTF:
        return phrase("date").in_language(side.language)
    if predicate == TYPE:
        return phrase("class").in_language(side.language)
    return side.lexicon.label(predicate, side.language)


def _value(side: Writer, predicate: Term, value: Term) -> str:
    if predicate == EDTF:
        return date_in_words(literal_parts(value).text, side.language)
    return side.names.of(value)


def _tag(term: Term) -> str:
    return "" if is_iri(term) else literal_parts(term).language


def _quotes(old: Writer, new: Writer, subject: Term) -> Iterator[Difference]:
    before, after = (quotes_by_topic(side.names, subject) for side in (old, new))
    language = new.language
    for topic in sorted({*before, *after}, key=lambda one: (one is not None, one or "")):
        lost = sorted(before.get(topic, frozenset()) - after.get(topic, frozenset()))
        gained = sorted(after.get(topic, frozenset()) - before.get(topic, frozenset()))
        if not lost and not gained:
            continue
        label = phrase("quote").in_language(language)
        if topic is not None:
            label = phrase("quote for {property}", property=_label(new, topic)).in_language(language)
        quoted = [new.names.listed([new.names.quoted(one) for one in some]) for some in (lost, gained)]
        yield _exchanged([label, label], quoted, (old, new), topic)


def _reasons(old: Writer, new: Writer, subject: Term) -> Iterator[Difference]:
    topics = {
        topic
        for side in (old, new)
        for inference in side.quads.values(subject, INFERENCE)
        for topic in side.quads.values(inference, QUALIFIES)
    }
    for topic in sorted(topics.difference(JUDGEMENTS), key=new.lexicon.place):
        before, after = (reasons(side.names, subject, predicate=topic) for side in (old, new))
        if before != after:
            label = phrase("reason for {property}", property=_label(new, topic)).in_language(new.language)
            yield _exchanged([label, label], ["; ".join(before), "; ".join(after)], (old, new), topic)
