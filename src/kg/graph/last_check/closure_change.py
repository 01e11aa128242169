"""How a change of what is asserted changes what follows along subclass and subproperty.

Each statement that may come or go is looked at by itself, so the work is that of the change; the answer is
the difference of `kg.graph.inference.closures` over the whole before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.graph.last_check.layers import LayerChange, Layers
from kg.graph.validation.query_rerun import Change
from kg.graph.vocabulary import TYPE, Vocabulary
from kg.model.terms import Term, Triple

_Above = Mapping[Term, Iterable[Term]]


def closure_change(layers: Layers, vocabulary: Vocabulary, asserted: Change) -> LayerChange:
    """What changes in the layers of a vocabulary when what is asserted changes.

    Raises LayersUnusable.
    """
    above = (vocabulary.superclasses, vocabulary.superproperties)
    added: dict[Term, set[Triple]] = {}
    for one in asserted.added:
        added.setdefault(one.subject, set()).add(one)
    changed = asserted.added | asserted.removed
    candidates = changed.union(*({one for one, _ in _implied(triple, *above)} for triple in changed))
    follows = {one: _follows(layers, vocabulary, added, asserted.removed, one) for one in candidates}
    own = {one for one, (own, _) in follows.items() if own}
    other = {one for one, (_, other) in follows.items() if other}
    own_before = {one for one in candidates if layers.has("own", one)}
    other_before = {one for one in candidates if layers.has("other", one)}
    return LayerChange(
        asserted,
        Change(frozenset(own - own_before), frozenset(own_before - own)),
        Change(frozenset(other - other_before), frozenset(other_before - other)),
    )


def _implied(triple: Triple, superclasses: _Above, superproperties: _Above) -> Iterator[tuple[Triple, Term]]:
    """What follows from a triple, each with the term above that says so."""
    subject, predicate, value = triple
    if predicate == TYPE:
        for parent in superclasses.get(value, ()):
            yield Triple(subject, TYPE, parent), parent
    else:
        for parent in superproperties.get(predicate, ()):
            yield Triple(subject, parent, value), parent


def _follows(
    layers: Layers,
    vocabulary: Vocabulary,
    added: Mapping[Term, set[Triple]],
    removed: frozenset[Triple],
    triple: Triple,
) -> tuple[bool, bool]:
    """Whether a triple follows after a change within the own vocabularies, and whether only otherwise."""
    near = layers.asserted(triple.subject, value=triple.object)
    if triple.predicate == TYPE:
        near |= layers.asserted(triple.subject, predicate=TYPE)
    near = (near - removed).union(added.get(triple.subject, ()))
    if triple in near:
        return False, False
    own = {
        parent in vocabulary.own
        for one in near
        if one.predicate == TYPE or one.object == triple.object
        for implied, parent in _implied(one, vocabulary.superclasses, vocabulary.superproperties)
        if implied == triple
    }
    return True in own, own == {False}
