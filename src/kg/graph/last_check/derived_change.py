"""What a change does to the statements that rules derive, and to how many statements there are in all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.graph.inference import Ground, closures, derive, grounds_in
from kg.graph.last_check.layers import LayerChange, LayerName, Layers
from kg.graph.last_check.ledger import Ledger
from kg.graph.mapping.citations import EVIDENCE
from kg.graph.rules import Rule
from kg.graph.validation.query_rerun import Change, run_changed
from kg.graph.validation.query_spots import Query
from kg.graph.vocabulary import TYPE, Vocabulary
from kg.model.iris import Minter
from kg.model.terms import Term, Triple

_LAYERS: tuple[LayerName, ...] = ("asserted", "own", "other", "ontology", "texts")


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What was derived before and is no more, and what is derived now and was not."""

    gone: frozenset[Ground]
    new: frozenset[Ground]


def statements_gained(
    rules: Mapping[str, tuple[Rule, Query]],
    ledger: Ledger,
    layers: Layers,
    change: LayerChange,
    vocabulary: Vocabulary,
    minter: Minter,
) -> int:
    """How many triples more the whole dataset has after a change that is laid over the layers."""
    grounds = _changed_grounds(rules, ledger, layers, change)
    return _inferences_gained(grounds, ledger, layers, change, vocabulary, minter) + _others_gained(
        grounds, ledger, layers, change, vocabulary
    )


def _changed_grounds(
    rules: Mapping[str, tuple[Rule, Query]], ledger: Ledger, layers: Layers, change: LayerChange
) -> _Grounds:
    gone: set[Ground] = set()
    new: set[Ground] = set()
    for rule, query in rules.values():
        found = run_changed(query, layers.ask_before_all, layers.ask_after_all, _all_of(change))
        after = set(grounds_in(rule, found.solutions))
        if found.foci is None:
            before = set(ledger.grounds_by(rule.name))
        else:
            before = {one for via in found.foci for one in ledger.grounds_of(via) if one.rule == rule.name}
        gone |= before - after
        new |= after - before
    return _Grounds(frozenset(gone), frozenset(new))


def _all_of(change: LayerChange) -> Change:
    """What all the layers together gain and lose; a triple that moves from one to another stays."""
    some = (change.asserted, change.own, change.other)
    added = frozenset().union(*(one.added for one in some))
    removed = frozenset().union(*(one.removed for one in some))
    return Change(added - removed, removed - added)


def _inferences_gained(
    grounds: _Grounds,
    ledger: Ledger,
    layers: Layers,
    change: LayerChange,
    vocabulary: Vocabulary,
    minter: Minter,
) -> int:
    """The triples that say why something holds: each ground has a node of its own, with the passages of
    its record."""
    evidence = [
        one for one in (*change.asserted.added, *change.asserted.removed) if one.predicate == EVIDENCE
    ]
    vias = {one.via for one in (*grounds.gone, *grounds.new)} | {one.subject for one in evidence}
    gained = 0
    for via in vias:
        before = set(ledger.grounds_of(via))
        after = (before - grounds.gone) | {one for one in grounds.new if one.via == via}
        passages_before = sorted(layers.asserted(via, predicate=EVIDENCE))
        passages = {*passages_before} - change.asserted.removed | {
            one for one in change.asserted.added if one.subject == via and one.predicate == EVIDENCE
        }
        gained += _inferences(after, len(passages), vocabulary, minter)
        gained -= _inferences(before, len(passages_before), vocabulary, minter)
    return gained


def _inferences(grounds: Iterable[Ground], passages: int, vocabulary: Vocabulary, minter: Minter) -> int:
    """How many triples say why the grounds of one record hold."""
    total = 0
    for one in grounds:
        cited = {one.via: [minter.thing("cited", str(number)) for number in range(passages)]}
        triples = derive([one], minter, cited)
        follows = closures(triples, vocabulary)
        about = {*triples, *follows.own, *follows.other}
        base = closures([one.triple], vocabulary)
        total += len(about - {one.triple, *base.own, *base.other})
    return total


def _others_gained(
    grounds: _Grounds, ledger: Ledger, layers: Layers, change: LayerChange, vocabulary: Vocabulary
) -> int:
    """The triples of the layers, and those that rules derive with what follows from them."""
    derived = {one.triple for one in (*grounds.gone, *grounds.new)}
    follows = closures(derived, vocabulary)
    candidates = {*derived, *follows.own, *follows.other}
    for some in (change.asserted, change.own, change.other):
        candidates |= some.added | some.removed
    below = _Below(vocabulary)
    gained = 0
    about: dict[Term, list[Ground]] = {}
    for one in candidates:
        known = about.get(one.subject)
        if known is None:
            known = about[one.subject] = ledger.grounds_about(one.subject)
        sources = set(below.of(one))
        before = any(ground.triple in sources for ground in known)
        after = any(ground.triple in sources and ground not in grounds.gone for ground in known) or any(
            ground.triple in sources for ground in grounds.new
        )
        was = before or any(layers.has(layer, one) for layer in _LAYERS)
        gained += (after or _is_stated(one, layers, change)) - was
    return gained


def _is_stated(triple: Triple, layers: Layers, change: LayerChange) -> bool:
    """Whether a layer has a triple after a change."""
    changes = {"asserted": change.asserted, "own": change.own, "other": change.other}
    for layer in _LAYERS:
        some = changes.get(layer)
        if some is not None and triple in some.added:
            return True
        if layers.has(layer, triple) and (some is None or triple not in some.removed):
            return True
    return False


class _Below:
    """From which triples a triple follows along subclass and subproperty, itself among them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._classes = _turned(vocabulary.superclasses)
        self._properties = _turned(vocabulary.superproperties)

    def of(self, one: Triple) -> Iterator[Triple]:
        """The triples."""
        yield one
        if one.predicate == TYPE:
            for below in self._classes.get(one.object, ()):
                yield Triple(one.subject, TYPE, below)
        for below in self._properties.get(one.predicate, ()):
            yield Triple(one.subject, below, one.object)


def _turned(above: Mapping[Term, Iterable[Term]]) -> dict[Term, list[Term]]:
    found: dict[Term, list[Term]] = {}
    for term, parents in above.items():
        for parent in parents:
            found.setdefault(parent, []).append(term)
    return found
