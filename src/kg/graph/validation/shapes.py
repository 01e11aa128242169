"""SHACL over the graph, and over the ontology and the shapes themselves.

pyshacl validates a graph in memory, because a store gives strings back with a datatype that SHACL's
`sh:in` and `sh:hasValue` then miss.  Only SHACL Core is used; what looks at the whole graph is a
query (`kg.graph.validation.queries`).  Every result is placed through the source map.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import pyshacl
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node as RdflibNode

from kg.graph.ontology import turtle_syntax
from kg.graph.project_files import texts
from kg.graph.turtle_marks import TurtleMarks
from kg.graph.validation.memory_graph import add_turtle, to_graph, to_term
from kg.graph.vocabulary import Vocabulary, local_name
from kg.model.diagnostics import Diagnostic, Message, Related, Severity, did_you_mean, error
from kg.model.iris import Minter
from kg.model.marks import Mark, locate, whole_file
from kg.model.project import Project
from kg.model.source_map import SourceMap
from kg.model.terms import Term, Triple, iri

_SEVERITIES = {SH.Violation: Severity.ERROR, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}
_SHACL_NAME = re.compile(r"(?<![\w:])sh:(\w+)")
HOUSE = "shapes/house.ttl"


@dataclass(frozen=True, slots=True)
class Shapes:
    """A shapes graph with the texts it was read from; `own` are the shapes of the project alone."""

    graph: Graph
    own: Graph
    marks: tuple[TurtleMarks, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a validation report (SHACL, section 3.6), before it is placed."""

    focus: Term
    path: Term | None
    inverse: bool
    value: Term | None
    shape: URIRef | None
    severity: Severity
    component: str


def read_shapes(project: Project, engine_shapes: str, pattern: str) -> tuple[Shapes, tuple[Diagnostic, ...]]:
    """The shapes of the engine (Turtle text) and of the files that match, and what is wrong with them.

    Raises FileProblem when a file cannot be read.
    """
    own = Graph(bind_namespaces="none")
    found: list[Diagnostic] = []
    marks = []
    for _, name, text in texts(project, pattern, found):
        read = Graph(bind_namespaces="none")
        try:
            add_turtle(read, text)
        except SyntaxError as problem:
            found.append(turtle_syntax(problem, name))
            continue
        own += read
        marks.append(TurtleMarks(name, text))
        found.extend(_unknown_shacl_terms(text, name))
    graph = Graph(bind_namespaces="none")
    add_turtle(graph, engine_shapes)
    graph += own
    return Shapes(graph, own, tuple(marks)), tuple(found)


def validate(
    triples: Iterable[Triple],
    shapes: Shapes,
    source_map: SourceMap,
    minter: Minter,
    faulty: Container[tuple[Term, Term | None]] = (),
) -> tuple[tuple[Diagnostic, ...], int]:
    """The findings of the shapes about these triples, and how many focus nodes were checked.

    `triples` are the asserted ones with the closure over the own ontology; results about a
    (focus, path) or (focus, None) of `faulty` are left out, because that has a finding already.
    """
    data = to_graph(triples)
    results, broken = _results(data, shapes)
    diagnostics = [
        _placed(one, shapes.graph, source_map, minter)
        for one in results
        if (one.focus, one.path) not in faulty and (one.focus, None) not in faulty
    ]
    return (*broken, *diagnostics), focus_nodes(data, shapes.graph)


def check_house(project: Project, vocabulary: Vocabulary, shapes: Shapes) -> tuple[Diagnostic, ...]:
    """What `shapes/house.ttl` says of the ontology and of the shapes; nothing where there is no such file."""
    if not (project.root / HOUSE).is_file():
        return ()
    house, found = read_shapes(project, "", HOUSE)
    data = to_graph(vocabulary.project_triples) + shapes.own
    marks = (*vocabulary.marks, *shapes.marks)
    results, broken = _results(data, house)
    placed = [_in_turtle(result, house.graph, marks) for result in results if _in_text(marks, result.focus)]
    return (*found, *broken, *placed, *_classes_without_shape(vocabulary, shapes))


def focus_nodes(data: Graph, shapes: Graph) -> int:
    """How many distinct nodes the targets of the shapes select (SHACL, section 2.1.3)."""
    nodes: set[RdflibNode] = set()
    for target in shapes.objects(None, SH.targetClass):
        nodes.update(data.subjects(RDF.type, target))
    for target in shapes.objects(None, SH.targetSubjectsOf):
        nodes.update(data.subjects(target, None))
    for target in shapes.objects(None, SH.targetObjectsOf):
        nodes.update(data.objects(None, target))
    nodes.update(shapes.objects(None, SH.targetNode))
    return len(nodes)


def count_shapes(shapes: Shapes) -> int:
    """How many shapes have a message of their own, and so can remark something."""
    return len(set(shapes.graph.subjects(SH.message, None)))


def shape_texts(graph: Graph, shape: URIRef, predicate: URIRef) -> Message | None:
    """The texts of a shape in three languages, or None when it has none."""
    texts = {
        one.language or "en": str(one) for one in graph.objects(shape, predicate) if isinstance(one, Literal)
    }
    if not texts:
        return None
    return Message(texts.get("en") or min(texts.values()), texts.get("ru", ""), texts.get("zh", ""))


def _results(data: Graph, shapes: Shapes) -> tuple[list[Result], tuple[Diagnostic, ...]]:
    """The results of the report, or what keeps the shapes from being used at all.

    pyshacl hands a ValidationFailure back in place of the report graph, or raises it.
    """
    try:
        _, report, _ = pyshacl.validate(
            data, shacl_graph=_bare(shapes.graph), inference="none", advanced=False
        )
    except ReportableRuntimeError as problem:
        report = problem
    if not isinstance(report, Graph):
        mark = shapes.marks[0].top() if shapes.marks else whole_file("shapes")
        words = f"these shapes cannot be used: {str(report).splitlines()[0]}"
        return [], (error("broken-shape", mark, words, help=_SHAPE_HELP),)
    # Not by type: the details of a result (sh:detail) have the same one.
    return [_result(report, node) for node in report.objects(None, SH.result)], ()


_SHAPE_HELP = "most often a shape has two paths, two types, or a list that does not end"


def _bare(shapes: Graph) -> Graph:
    """The shapes without their texts: pyshacl looks through all of a shape for each focus node."""
    bare = Graph(bind_namespaces="none")
    for triple in shapes:
        if not (isinstance(triple[2], Literal) and triple[2].language):
            bare.add(triple)
    return bare


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
        shape=shape if isinstance(shape, URIRef) else None,
        severity=_SEVERITIES.get(URIRef(str(report.value(node, SH.resultSeverity))), Severity.ERROR),
        component=str(component).rsplit("#", 1)[-1].removesuffix("ConstraintComponent"),
    )


def _placed(result: Result, shapes: Graph, source_map: SourceMap, minter: Minter) -> Diagnostic:
    places = source_map.place(result.focus, result.path, result.value, inverse=result.inverse)
    mark, *others = places or (whole_file("seeds"),)
    related = tuple(
        Related(other, Message("the same is said here", "то же сказано здесь", "此处也这样写"))
        for other in others
    )
    name = minter.local(result.focus) or result.focus
    return _diagnostic(result, shapes, mark, related, focus=name)


def _in_turtle(result: Result, house: Graph, marks: Sequence[TurtleMarks]) -> Diagnostic:
    places = [found for one in marks if (found := one.place(result.focus, result.path))]
    return _diagnostic(result, house, places[0], (), focus=local_name(result.focus))


def _in_text(marks: Sequence[TurtleMarks], term: Term) -> bool:
    return any(one.place(term) for one in marks)


def _diagnostic(
    result: Result, shapes: Graph, mark: Mark, related: tuple[Related, ...], *, focus: str
) -> Diagnostic:
    code = local_name(iri(str(result.shape))) if result.shape is not None else result.component
    message = shape_texts(shapes, result.shape, SH.message) if result.shape is not None else None
    help = shape_texts(shapes, result.shape, RDFS.comment) if result.shape is not None else None
    words = message or Message(f"this does not conform to the shape {code}")
    return Diagnostic(code, result.severity, words, mark, help, related, focus)


def _unknown_shacl_terms(text: str, path: str) -> list[Diagnostic]:
    """A misspelt `sh:` term would be ignored by every validator, so that the shape conforms in silence."""
    found = []
    for place in _SHACL_NAME.finditer(_without_strings(text)):
        name = place[1]
        if name not in SH:
            hint = did_you_mean(name, dir(SH), otherwise="see the SHACL vocabulary")
            mark = locate(path, text, place.start(), place.end())
            words = f"`sh:{name}` is not a term of SHACL, so a validator would ignore it"
            found.append(error("unknown-shacl-term", mark, words, help=hint.replace("`", "`sh:", 1)))
    return found


def _without_strings(text: str) -> str:
    """The text with strings, comments and IRIs blanked, all offsets kept."""
    pattern = r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|<[^>\s]*>|#[^\n]*'
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)


def _classes_without_shape(vocabulary: Vocabulary, shapes: Shapes) -> list[Diagnostic]:
    targets = {iri(str(target)) for target in shapes.graph.objects(None, SH.targetClass)}
    return [
        error(
            "class-without-shape",
            vocabulary.place(cls.iri) or whole_file("ontology"),
            f"the class `{cls.name}` has no shape, so nothing checks its records",
            help="add a node shape with sh:targetClass to shapes/",
        )
        for cls in vocabulary.classes.values()
        if cls.iri not in targets
    ]
