"""Running SHACL, and its results as values.

pyshacl validates a graph in memory, because a store gives strings back with a datatype that SHACL's
`sh:in` and `sh:hasValue` then miss.  Results are sorted and each is there once, so that they do not
depend on the order in which shapes and nodes were taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node as RdflibNode

from kg.graph.validation.memory_graph import to_term
from kg.model.diagnostics import Severity
from kg.model.terms import Term, iri

# Terms whose object is no text for a reader, even when it has a language.
_DEMANDED = (SH.hasValue, SH.targetNode, RDF.first)
_SEVERITIES = {SH.Violation: Severity.ERROR, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a validation report (SHACL, section 3.6), before it is placed.

    `shape` is the IRI of the source shape; None for a shape without a name.
    """

    focus: Term
    path: Term | None
    inverse: bool
    value: Term | None
    shape: Term | None
    severity: Severity
    component: str


class ShapesUnusable(Exception):
    """A validator cannot use these shapes; the text says why."""


def results_of(data: Graph, shapes: Graph) -> tuple[Result, ...]:
    """The results of a validation report, sorted.

    Raises ShapesUnusable.  pyshacl hands a ValidationFailure back in place of the report graph, or
    raises it.
    """
    # Imported here: most checks after an edit have nothing for it to do, and it is long to import.
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError

    try:
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    except ReportableRuntimeError as problem:
        report = problem
    if not isinstance(report, Graph):
        raise ShapesUnusable(str(report).splitlines()[0])
    # Not by type: the details of a result (sh:detail) have the same one.
    return in_one_order(_result(report, node) for node in report.objects(None, SH.result))


def in_one_order(results: Iterable[Result]) -> tuple[Result, ...]:
    """The results sorted, each once."""
    return tuple(sorted(set(results), key=_order))


def bare(shapes: Graph) -> Graph:
    """The shapes without their texts: pyshacl looks through all of a shape for each focus node."""
    found = Graph(bind_namespaces="none")
    for triple in shapes:
        if triple[1] in _DEMANDED or not (isinstance(triple[2], Literal) and triple[2].language):
            found.add(triple)
    return found


def _result(report: Graph, node: RdflibNode) -> Result:
    path = report.value(node, SH.resultPath)
    inverse = report.value(path, SH.inversePath) if isinstance(path, BNode) else None
    value = report.value(node, SH.value)
    shape = report.value(node, SH.sourceShape)
    component = report.value(node, SH.sourceConstraintComponent)
    return Result(
        focus=to_term(report.value(node, SH.focusNode)) or iri("urn:unknown"),
        path=to_term(inverse if inverse is not None else path),
        inverse=inverse is not None,
        value=to_term(value),
        shape=to_term(shape) if isinstance(shape, URIRef) else None,
        severity=_SEVERITIES.get(URIRef(str(report.value(node, SH.resultSeverity))), Severity.ERROR),
        component=str(component).rsplit("#", 1)[-1].removesuffix("ConstraintComponent"),
    )


def _order(one: Result) -> tuple[object, ...]:
    return (
        one.focus,
        one.shape or "",
        one.path or "",
        one.inverse,
        one.value or "",
        one.component,
        one.severity.value,
    )
