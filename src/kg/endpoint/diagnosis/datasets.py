"""Causes in the dataset: graphs that do not exist, that are not named, or that hold nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.endpoint.diagnosis.case import Case, Cause
from kg.endpoint.diagnosis.findings import Finding
from kg.endpoint.diagnosis.nearness import nearest_iri
from kg.endpoint.diagnosis.patterns import Pattern, Span, patterns_of
from kg.endpoint.diagnosis.questions import Unanswered
from kg.endpoint.protocol import Query
from kg.model.disarm import Edit
from kg.model.sparql_tokens import Kind, code, tokenize


def dataset_causes(case: Case, query: Query) -> bool:
    """Note what is wrong with the dataset; whether nothing else can be the cause.

    Raises Finished.
    """
    graphs = list(_graph_terms(case))
    try:
        unmended = _unknown_graphs(case, query, graphs)
        return unmended or _not_named(case, query) or _holds_nothing(case, query)
    except Unanswered:
        return False


def _unknown_graphs(case: Case, query: Query, graphs: Sequence[Span]) -> bool:
    """Whether a graph is unknown and no near one is at hand."""
    from_clauses = [] if query.names_dataset else [span for span, _ in case.outline.clauses]
    placed = [(span, case.names.expand(case.text(span))) for span in (*from_clauses, *graphs)]
    parameters = [*(query.default_graphs or ()), *(query.named_graphs or ())]
    if not placed and not parameters:
        return False
    known = case.questions.graphs()
    unmended = False
    for span, iri in placed:
        if iri is None or iri in known:
            continue
        near = nearest_iri(iri, known, {})
        values = {"name": case.written(span)}
        if near is None:
            unmended = True
            case.causes.append(case.cause("graph", "unknown-graph", span, values))
            continue
        values["near"] = case.names.compact(near)
        edit = Edit(*span, values["near"])
        case.causes.append(case.cause("graph", "unknown-graph-near", span, values, edit=edit))
        case.mend(edit)
    for iri in parameters:
        if iri not in known:
            near = nearest_iri(iri, known, {})
            key, values = ("unknown-graph-near", {"near": f"<{near}>"}) if near else ("unknown-graph", {})
            case.causes.append(Cause(Finding("graph", key, {"name": f"<{iri}>", **values})))
            unmended = True
    return unmended


def _not_named(case: Case, query: Query) -> bool:
    """Whether GRAPH looks into graphs that the dataset does not name, or nothing but GRAPH can match."""
    if not (query.names_dataset or case.outline.clauses):
        return False
    if query.names_dataset:
        default, named = bool(query.default_graphs), bool(query.named_graphs)
    else:
        default = any(not each for _, each in case.outline.clauses)
        named = any(each for _, each in case.outline.clauses)
    group = case.outline.group
    inside = [around for _, around in patterns_of(group)] if group else []
    if not named and any(inside):
        place = next(around[0].name for around in inside if around)
        case.causes.append(case.cause("graph", "graph-not-named", place, {"name": case.written(place)}))
        return True
    if not default and not all(inside):
        outside = next(pattern for pattern, around in patterns_of(group) if not around) if group else None
        if isinstance(outside, Pattern):
            shown = case.shown(outside)
            case.causes.append(case.cause("graph", "only-named", outside.span, {}, pattern=shown))
            return True
    return False


def _holds_nothing(case: Case, query: Query) -> bool:
    group = case.outline.group
    inside = [bool(around) for _, around in patterns_of(group)] if group else [False]
    if case.holds("?s ?p ?o"):
        return False
    if inside and all(inside) and case.holds("GRAPH ?g { ?s ?p ?o }"):
        return False
    named = query.names_dataset or bool(case.outline.clauses)
    case.causes.append(
        Cause(Finding("dataset-empty", "dataset-empty-named" if named else "dataset-empty", {}))
    )
    return True


def _graph_terms(case: Case) -> Iterator[Span]:
    """Where GRAPH names a graph."""
    tokens = code(tokenize(case.query))
    for word, name in pairwise(tokens):
        is_name = name.kind is Kind.IRI or (name.kind is Kind.WORD and ":" in name.text)
        if word.kind is Kind.WORD and word.folded == "graph" and is_name:
            yield Span(name.start, name.end)
