"""What follows from the asserted triples: closures and the rules of the project.

The closure runs along subclass and subproperty only (RDFS entailment patterns rdfs7 and rdfs9 and
their transitivity); domain and range never make a type.  Each rule of `ontology/rules` runs once,
over the asserted triples and their closure, and every statement it derives names the record whose
passages it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import BNode, Literal, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery

from kg.graph.dataset import Dataset
from kg.graph.mapping.citations import BASIS, CUR_INFERENCE, EVIDENCE, INFERENCE, QUALIFIES, VALUE, VIA
from kg.graph.project_files import texts
from kg.graph.store import mark_of, memory_store, select
from kg.graph.vocabulary import TYPE, Vocabulary
from kg.model.diagnostics import Diagnostic, error
from kg.model.errors import QueryError
from kg.model.iris import Minter
from kg.model.marks import locate, whole_file
from kg.model.project import Project
from kg.model.sparql_tokens import mask, matching_brace
from kg.model.terms import CUR, Term, Triple, iri, is_iri, literal, literal_parts
from kg.model.wording import phrase


@dataclass(frozen=True, slots=True)
class Rule:
    """A CONSTRUCT query of the project: its name, the query as SELECT, and the template."""

    name: str
    path: str
    select: str
    template: tuple[tuple[object, object, object], ...]


def closure(triples: Iterable[Triple], vocabulary: Vocabulary, *, own_only: bool) -> set[Triple]:
    """Types and statements that follow along subclass and subproperty, the given ones excepted.

    With `own_only` the closure stays within the project's ontology and the engine's vocabulary, as
    validation wants it; without it, terms of other vocabularies are added for generic tools.
    """
    given = set(triples)
    found: set[Triple] = set()
    for one in given:
        if one.predicate == TYPE:
            parents = vocabulary.superclasses.get(one.object, frozenset())
            found.update(
                Triple(one.subject, TYPE, cls) for cls in parents if not own_only or cls in vocabulary.own
            )
        else:
            parents = vocabulary.superproperties.get(one.predicate, frozenset())
            found.update(
                Triple(one.subject, parent, one.object)
                for parent in parents
                if not own_only or parent in vocabulary.own
            )
    return found - given


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
    dataset: Dataset,
    minter: Minter,
    namespaces: Mapping[str, str],
    evidence: Callable[[Term], Sequence[Term]],
) -> tuple[set[Triple], tuple[Diagnostic, ...]]:
    """The triples of all rules over a dataset, each with an Inference that says where it comes from.

    `evidence` gives the passages of a record.
    """
    store = memory_store(dataset)
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
        for row in rows:
            bound = dict(zip(variables, row, strict=True))
            via = bound.get("via")
            if via is not None:
                grounds.update((triple, via, rule.name) for triple in _instances(rule, bound))
    return set(_grounded(grounds, minter, evidence)), tuple(found)


def _grounded(
    grounds: Iterable[tuple[Triple, Term, str]], minter: Minter, evidence: Callable[[Term], Sequence[Term]]
) -> Iterator[Triple]:
    """Each derived triple with why it holds: the rule, the record, and the passages of that record."""
    taken: set[Term] = set()
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
        yield Triple(node, BASIS, iri(CUR + "basis-derived"))
        yield Triple(node, iri(CUR + "rule"), literal(rule))
        yield Triple(node, VIA, via)
        for passage in evidence(via):
            yield Triple(node, EVIDENCE, passage)


def _object_name(term: Term, minter: Minter) -> str:
    if is_iri(term):
        return minter.local(term) or ""
    return literal_parts(term).language.lower()


def _instances(rule: Rule, bound: dict[str, Term | None]) -> Iterable[Triple]:
    """The template with its variables replaced; incomplete triples are left out (SPARQL 1.1, 16.2)."""
    for template in rule.template:
        terms = [_instance(part, bound) for part in template]
        if None not in terms and str(terms[0]).startswith("<") and str(terms[1]).startswith("<"):
            yield Triple(*(term for term in terms if term is not None))


def _instance(part: object, bound: dict[str, Term | None]) -> Term | None:
    if isinstance(part, Variable):
        return bound.get(str(part))
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
