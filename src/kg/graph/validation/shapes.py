"""The shapes of a project, and what they say of its graph as findings.

Only SHACL Core is used; what looks at the whole graph is a query (`kg.graph.validation.queries`).
Every result is placed through the source map, anew in each check, so that kept results never hold
a line number.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from rdflib import RDFS, SH, Graph, Literal, URIRef

from kg.graph.cache.store import Cache
from kg.graph.ontology import turtle_syntax
from kg.graph.progress import Progress, silent
from kg.graph.project_files import texts
from kg.graph.turtle_marks import TurtleMarks
from kg.graph.validation.by_neighbourhood import Validated, validate_nodes
from kg.graph.validation.memory_graph import add_turtle, to_term
from kg.graph.validation.results import Result, ShapesUnusable, bare
from kg.graph.vocabulary import local_name
from kg.model.diagnostics import Diagnostic, Message, Related, error, nearest
from kg.model.iris import Minter
from kg.model.marks import Mark, locate, whole_file
from kg.model.project import Project
from kg.model.source_map import SourceMap
from kg.model.terms import Term, Triple, iri_value
from kg.model.wording import phrase

_SHACL_NAME = re.compile(r"(?<![\w:])sh:(\w+)")


@dataclass(frozen=True, slots=True)
class Shapes:
    """A shapes graph with the texts of the project's own that it was read from.

    `digest` is a hash of all texts.
    """

    graph: Graph
    texts: tuple[str, ...]
    marks: tuple[TurtleMarks, ...]
    digest: str

    def own(self) -> Graph:
        """The shapes of the project alone."""
        graph = Graph(bind_namespaces="none")
        for text in self.texts:
            add_turtle(graph, text)
        return graph


def read_shapes(project: Project, engine_shapes: str, pattern: str) -> tuple[Shapes, tuple[Diagnostic, ...]]:
    """The shapes of the engine (Turtle text) and of the files that match, and what is wrong with them.

    Raises FileProblem when a file cannot be read.
    """
    graph = Graph(bind_namespaces="none")
    add_turtle(graph, engine_shapes)
    read: list[str] = []
    found: list[Diagnostic] = []
    marks = []
    digest = hashlib.sha256(engine_shapes.encode())
    for _, name, text in texts(project, pattern, found):
        digest.update(f"\0{name}\0{text}".encode())
        try:
            add_turtle(graph, text)
        except SyntaxError as problem:
            found.append(turtle_syntax(problem, name))
            continue
        read.append(text)
        marks.append(TurtleMarks(name, text))
        found.extend(_unknown_shacl_terms(text, name))
    return Shapes(graph, tuple(read), tuple(marks), digest.hexdigest()), tuple(found)


def validate(
    triples: Sequence[Triple],
    shapes: Shapes,
    *,
    cache: Cache | None = None,
    progress: Progress = silent,
) -> Validated:
    """The results of the shapes about these triples, and what was done for them.

    `triples` are the asserted ones with the closure over the own ontology, sorted.  Raises ShapesUnusable.
    """
    return validate_nodes(triples, bare(shapes.graph), shapes.digest, cache, progress=progress)


def placed(
    result: Result,
    shapes: Shapes,
    source_map: SourceMap,
    minter: Minter,
    faulty: Container[tuple[Term, Term | None]] = (),
) -> Diagnostic | None:
    """The finding for a result; None where its (focus, path) or (focus, None) is `faulty`, because that
    has a finding already."""
    if (result.focus, result.path) in faulty or (result.focus, None) in faulty:
        return None
    return _placed(result, shapes.graph, source_map, minter)


def looked_back(shapes: Shapes) -> frozenset[Term]:
    """The predicates along which shapes look from the object to the subject."""
    ends = (SH.inversePath, SH.targetObjectsOf)
    nodes = (one for end in ends for one in shapes.graph.objects(None, end))
    return frozenset(term for one in nodes if (term := to_term(one)) is not None)


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


def _placed(result: Result, shapes: Graph, source_map: SourceMap, minter: Minter) -> Diagnostic:
    places = source_map.place(result.focus, result.path, result.value, inverse=result.inverse)
    mark, *others = places or (whole_file("seeds"),)
    related = tuple(Related(other, phrase("the same is said here")) for other in others)
    name = minter.local(result.focus) or result.focus
    return diagnostic_of(result, shapes, mark, related, focus=name)


def unusable(shapes: Shapes, problem: ShapesUnusable) -> Diagnostic:
    """The finding for shapes that a validator cannot use."""
    mark = shapes.marks[0].top() if shapes.marks else whole_file("shapes")
    help = phrase("most often a shape has two paths, two types, or a list that does not end")
    words = phrase("these shapes cannot be used: {problem}", problem=problem)
    return error("broken-shape", mark, words, help=help)


def diagnostic_of(
    result: Result, shapes: Graph, mark: Mark, related: tuple[Related, ...], *, focus: str
) -> Diagnostic:
    """The finding for a result, in the words of its source shape."""
    code = local_name(result.shape) if result.shape is not None else result.component
    shape = URIRef(iri_value(result.shape)) if result.shape is not None else None
    message = shape_texts(shapes, shape, SH.message) if shape is not None else None
    help = shape_texts(shapes, shape, RDFS.comment) if shape is not None else None
    words = message or phrase("this does not conform to the shape {code}", code=code)
    return Diagnostic(code, result.severity, words, mark, help, related, focus)


def _unknown_shacl_terms(text: str, path: str) -> list[Diagnostic]:
    """A misspelt `sh:` term would be ignored by every validator, so that the shape conforms in silence."""
    found = []
    for place in _SHACL_NAME.finditer(_without_strings(text)):
        name = place[1]
        if name not in SH:
            near = nearest(name, dir(SH))
            hint = (
                phrase("did you mean `{near}`?", near=f"sh:{near}")
                if near
                else phrase("see the SHACL vocabulary")
            )
            mark = locate(path, text, place.start(), place.end())
            words = phrase(
                "`{term}` is not a term of SHACL, so a validator would ignore it", term=f"sh:{name}"
            )
            found.append(error("unknown-shacl-term", mark, words, help=hint))
    return found


def _without_strings(text: str) -> str:
    """The text with strings, comments and IRIs blanked, all offsets kept."""
    pattern = r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|<[^>\s]*>|#[^\n]*'
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)
