"""What follows from the asserted triples: closures and the rules of the project.

The closure runs along subclass and subproperty only (RDFS entailment patterns rdfs7 and rdfs9 and
their transitivity); domain and range never make a type.  Each rule of `ontology/rules` runs once,
over the asserted triples and their closure, and every statement it derives names the record whose
passages it rests on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from kg.graph.collector import uncollected
from kg.graph.mapping.citations import BASIS, CUR_INFERENCE, EVIDENCE, INFERENCE, QUALIFIES, VALUE, VIA
from kg.graph.progress import Progress, counted, silent
from kg.graph.rules import Rule, instances_of
from kg.graph.store import MemoryStore, Rows, mark_of, select
from kg.graph.vocabulary import TYPE, Vocabulary
from kg.model.diagnostics import Diagnostic, error
from kg.model.errors import QueryError
from kg.model.iris import Minter
from kg.model.terms import CUR, Term, Triple, iri, is_iri, literal, literal_parts
from kg.model.wording import phrase

_Parents = tuple[tuple[Term, ...], tuple[Term, ...]]


class Ground(NamedTuple):
    """A triple that a rule derives, and the record that it rests on."""

    triple: Triple
    via: Term
    rule: str


@dataclass(frozen=True, slots=True)
class Closures:
    """What follows along subclass and subproperty, the given triples excepted.

    `own` stays within the project's ontology and the engine's vocabulary, as validation wants it; `other`
    is what terms of other vocabularies add for generic tools.  No triple is in both.
    """

    own: Set[Triple]
    other: Set[Triple]

    def both(self) -> tuple[Set[Triple], Set[Triple]]:
        """All that follows."""
        return self.own, self.other


def closures(triples: Collection[Triple], vocabulary: Vocabulary) -> Closures:
    """The types and statements that follow from triples."""
    with uncollected():
        return _closures(triples, vocabulary)


def _closures(triples: Collection[Triple], vocabulary: Vocabulary) -> Closures:
    own: set[Triple] = set()
    other: set[Triple] = set()
    of_class = _parents(vocabulary.superclasses, vocabulary)
    of_property = _parents(vocabulary.superproperties, vocabulary)
    nothing: _Parents = ((), ())
    for subject, predicate, value in triples:
        if predicate == TYPE:
            mine, others = of_class.get(value, nothing)
            for parent in mine:
                own.add(Triple(subject, TYPE, parent))
            for parent in others:
                other.add(Triple(subject, TYPE, parent))
        else:
            mine, others = of_property.get(predicate, nothing)
            for parent in mine:
                own.add(Triple(subject, parent, value))
            for parent in others:
                other.add(Triple(subject, parent, value))
    own.difference_update(triples)
    other.difference_update(triples)
    other.difference_update(own)  # a project may have a subproperty of rdf:type
    return Closures(own, other)


def _parents(above: Mapping[Term, Iterable[Term]], vocabulary: Vocabulary) -> dict[Term, _Parents]:
    """For each term those above it, of the own vocabularies and of others."""
    return {
        term: (
            tuple(one for one in parents if one in vocabulary.own),
            tuple(one for one in parents if one not in vocabulary.own),
        )
        for term, parents in above.items()
    }


def find_grounds(
    rules: Sequence[Rule],
    store: MemoryStore,
    namespaces: Mapping[str, str],
    *,
    progress: Progress = silent,
) -> tuple[set[Ground], tuple[Diagnostic, ...]]:
    """What all rules derive over a store, and what is wrong with the rules.

    The store holds the default graph of what is asserted, its closure and the ontology.
    """
    grounds: set[Ground] = set()
    found = []
    for rule in counted("deriving statements", rules, len(rules), progress):
        try:
            grounds.update(grounds_in(rule, select(store, rule.select, namespaces)))
        except QueryError as problem:
            mark = mark_of(problem, rule.path)
            words = phrase("this rule cannot be evaluated: {problem}", problem=problem.words)
            found.append(error("broken-rule", mark, words, help=problem.advice))
    return grounds, tuple(found)


def grounds_in(rule: Rule, found: Rows) -> Iterator[Ground]:
    """What a rule derives from its solutions; one may come several times."""
    variables, rows = found
    if "via" not in variables:
        return
    instances = instances_of(rule, variables)
    place = variables.index("via")
    for row in rows:
        via = row[place]
        if via is not None:
            for triple in instances(row):
                yield Ground(triple, via, rule.name)


def derive(grounds: Iterable[Ground], minter: Minter, evidence: Mapping[Term, Sequence[Term]]) -> set[Triple]:
    """The derived triples, each with an Inference that says where it comes from.

    `evidence` gives the passages of a record.
    """
    with uncollected():
        return set(_grounded(grounds, minter, evidence))


def evidence_of(triples: Iterable[Triple]) -> dict[Term, list[Term]]:
    """The passages of each record."""
    found: dict[Term, list[Term]] = {}
    for subject, predicate, passage in triples:
        if predicate == EVIDENCE:
            found.setdefault(subject, []).append(passage)
    return found


def _grounded(
    grounds: Iterable[Ground], minter: Minter, evidence: Mapping[Term, Sequence[Term]]
) -> Iterator[Triple]:
    """Each derived triple with why it holds: the rule, the record, and the passages of that record."""
    taken: set[Term] = set()
    derived, rule_property = iri(CUR + "basis-derived"), iri(CUR + "rule")
    for triple, via, rule in sorted(grounds):
        parts = [minter.local(via), rule, minter.local(triple.subject), _object_name(triple.object, minter)]
        name = [part for part in parts if part]
        node, count = minter.thing(*name), 1
        while node in taken:
            count += 1
            node = minter.thing(*name, str(count))
        taken.add(node)
        yield triple
        yield Triple(triple.subject, INFERENCE, node)
        yield Triple(node, TYPE, CUR_INFERENCE)
        yield Triple(node, QUALIFIES, triple.predicate)
        yield Triple(node, VALUE, triple.object)
        yield Triple(node, BASIS, derived)
        yield Triple(node, rule_property, literal(rule))
        yield Triple(node, VIA, via)
        for passage in evidence.get(via, ()):
            yield Triple(node, EVIDENCE, passage)


def _object_name(term: Term, minter: Minter) -> str:
    if is_iri(term):
        return minter.local(term) or ""
    return literal_parts(term).language.lower()
