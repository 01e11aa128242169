"""What follows from the asserted triples: closures and the rules of the project.

The closure runs along subclass and subproperty only (RDFS entailment patterns rdfs7 and rdfs9 and
their transitivity); domain and range never make a type.  Each rule of `ontology/rules` runs once,
over the asserted triples and their closure, and every statement it derives names the record whose
passages it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from rdflib import BNode, Literal, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery

from kg.graph.collector import uncollected
from kg.graph.mapping.citations import BASIS, CUR_INFERENCE, EVIDENCE, INFERENCE, QUALIFIES, VALUE, VIA
from kg.graph.project_files import texts
from kg.graph.store import MemoryStore, mark_of, select
from kg.graph.vocabulary import TYPE, Vocabulary
from kg.model.diagnostics import Diagnostic, error
from kg.model.errors import QueryError
from kg.model.iris import Minter
from kg.model.marks import locate, whole_file
from kg.model.project import Project
from kg.model.sparql_tokens import mask, matching_brace
from kg.model.terms import CUR, Term, Triple, iri, is_iri, literal, literal_parts
from kg.model.wording import phrase

_Parents = tuple[tuple[Term, ...], tuple[Term, ...]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A CONSTRUCT query of the project: its name, the query as SELECT, and the template."""

    name: str
    path: str
    select: str
    template: tuple[tuple[object, object, object], ...]


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


def read_rules(project: Project) -> tuple[list[Rule], tuple[Diagnostic, ...]]:
    """The rules of `ontology/rules/*.rq`, and what is wrong with them."""
    rules: list[Rule] = []
    found: list[Diagnostic] = []
    for path, name, text in texts(project, "ontology/rules/*.rq", found):
        rule = _parse_rule(path.stem, name, text, project.namespaces)
        if isinstance(rule, Rule):
            rules.append(rule)
        else:
            found.append(rule)
    return rules, tuple(found)


def derive(
    rules: Iterable[Rule],
    store: MemoryStore,
    minter: Minter,
    namespaces: Mapping[str, str],
    evidence: Mapping[Term, Sequence[Term]],
) -> tuple[set[Triple], tuple[Diagnostic, ...]]:
    """The triples of all rules over a store, each with an Inference that says where it comes from.

    The store holds the default graph of what is asserted, its closure and the ontology; `evidence` gives
    the passages of a record.
    """
    grounds: set[tuple[Triple, Term, str]] = set()
    found = []
    for rule in rules:
        try:
            variables, rows = select(store, rule.select, namespaces)
        except QueryError as problem:
            mark = mark_of(problem, rule.path)
            words = phrase("this rule cannot be evaluated: {problem}", problem=problem.words)
            found.append(error("broken-rule", mark, words, help=problem.advice))
            continue
        if "via" not in variables:
            continue
        instances = _instances_of(rule, variables)
        place = variables.index("via")
        for row in rows:
            via = row[place]
            if via is not None:
                grounds.update([(triple, via, rule.name) for triple in instances(row)])
    with uncollected():
        return set(_grounded(grounds, minter, evidence)), tuple(found)


def evidence_of(triples: Iterable[Triple]) -> dict[Term, list[Term]]:
    """The passages of each record."""
    found: dict[Term, list[Term]] = {}
    for subject, predicate, passage in triples:
        if predicate == EVIDENCE:
            found.setdefault(subject, []).append(passage)
    return found


def _grounded(
    grounds: Iterable[tuple[Triple, Term, str]], minter: Minter, evidence: Mapping[Term, Sequence[Term]]
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


def _instances_of(
    rule: Rule, variables: Sequence[str]
) -> Callable[[Sequence[Term | None]], Iterator[Triple]]:
    """A function that puts a row into the template, without what is incomplete (SPARQL 1.1, 16.2)."""
    columns = {name: place for place, name in enumerate(variables)}
    templates = [tuple(_part(part, columns) for part in triple) for triple in rule.template]

    def instances(row: Sequence[Term | None]) -> Iterator[Triple]:
        for template in templates:
            subject, predicate, value = (row[one] if isinstance(one, int) else one for one in template)
            if subject is None or predicate is None or value is None:
                continue
            if is_iri(subject) and is_iri(predicate):
                yield Triple(subject, predicate, value)

    return instances


def _part(part: object, columns: Mapping[str, int]) -> int | Term | None:
    """The column of a variable, or the term that stands in the template; None for what gives nothing."""
    if isinstance(part, Variable):
        return columns.get(str(part))
    if isinstance(part, URIRef):
        return iri(str(part))
    if isinstance(part, Literal):
        return literal(str(part), language=part.language or "", datatype=str(part.datatype or ""))
    return None


def _parse_rule(name: str, path: str, text: str, namespaces: Mapping[str, str]) -> Rule | Diagnostic:
    masked = mask(text)
    construct = re.search(r"\bCONSTRUCT\b", masked, re.IGNORECASE)
    opening = masked.find("{", construct.end()) if construct else -1
    closing = matching_brace(masked, opening) if opening >= 0 else None
    if construct is None or closing is None or masked[construct.end() : opening].strip():
        words = phrase("a rule is a query of the form CONSTRUCT {{ … }} WHERE {{ … }}")
        return error("broken-rule", whole_file(path), words)
    if not re.search(r"[?$]via\b", masked[closing:]):
        words = phrase("this rule does not bind ?via, so its statements would lead to no passage")
        return error("rule-without-via", locate(path, text, construct.start(), construct.end()), words)
    try:
        template = prepareQuery(text, initNs=dict(namespaces)).algebra.template
    except Exception as problem:  # noqa: BLE001 — rdflib's parser raises whatever its grammar raises
        reason = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        place = re.search(r"\(at char (\d+)\)", str(problem))
        mark = locate(path, text, int(place[1])) if place else whole_file(path)
        return error("broken-rule", mark, phrase("this rule is not SPARQL: {problem}", problem=reason))
    if any(isinstance(part, BNode) for triple in template for part in triple):
        mark = locate(path, text, opening, closing + 1)
        words = phrase("a rule makes no blank nodes; give what it derives a name")
        return error("broken-rule", mark, words)
    # The line breaks of the template stay, so that places in the query are places in the file.
    lines = "\n" * text.count("\n", construct.start(), closing + 1)
    query = text[: construct.start()] + "SELECT DISTINCT *" + lines + text[closing + 1 :]
    return Rule(name, path, query, tuple(tuple(part) for part in template))
