"""What the rules of a project derive from one side and not from the other."""

from __future__ import annotations

from collections.abc import Iterator

from kg.bench.diff.comparison import Comparison
from kg.bench.diff.quads import Quad
from kg.bench.diff.sentences import Writer
from kg.bench.diff.told import GAINED, LOST, Sentence
from kg.bench.diff.units import INFERENCE, QUALIFIES, VALUE
from kg.model.terms import CUR, Term, iri, literal_parts
from kg.model.wording import phrase

_VIA = iri(CUR + "via")
_RULE = iri(CUR + "rule")


def tell_derived(comparison: Comparison, old: Writer, new: Writer) -> Iterator[Sentence]:
    """Derived statements that came or went, each with its rule and the record that it comes from."""
    told = [
        *((new, GAINED, one) for one in comparison.derived.gained),
        *((old, LOST, one) for one in comparison.derived.lost),
    ]
    removed = {comparison.old.quads.thing(one.id) for one in comparison.identities.removed}
    for side, sign, quad in told:
        if removed.intersection((quad.subject, quad.object)):
            continue  # what was to be left out is not spelled out again
        reason = _reason(side, quad)
        if reason is not None:
            subject = side.names.of(quad.subject)
            said = side.property(quad.predicate, [quad.object])
            yield Sentence(
                sign,
                "derived",
                side.quads.local(quad.subject) or "",
                side.said(subject, said),
                reasons=(reason,),
            )


def _reason(side: Writer, quad: Quad) -> str | None:
    """The rule and the record behind a derived statement; None for what only the closure adds."""
    inferred = [one for one in side.quads.of(quad.subject) if one.predicate == INFERENCE]
    for link in inferred:
        node = side.quads.of(link.object)
        if _values(node, QUALIFIES) == [quad.predicate] and _values(node, VALUE) == [quad.object]:
            rules = [literal_parts(one).text for one in _values(node, _RULE)]
            records = [_record(side, one) for one in _values(node, _VIA)]
            return phrase(
                "rule {rule}, from {record}", rule=", ".join(rules), record=side.names.listed(records)
            ).in_language(side.language)
    return None


def _record(side: Writer, via: Term) -> str:
    """The name of the record that a derived statement rests on, itself or with one of its parts."""
    part = side.names.sorter.part_of(via)
    return side.names.of(part[0] if part else via)


def _values(quads: tuple[Quad, ...], predicate: Term) -> list[Term]:
    return [one.object for one in quads if one.predicate == predicate]
