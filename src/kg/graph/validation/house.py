"""The house rules: what `shapes/house.ttl` asks of the ontology and of the shapes themselves."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import SH, Graph

from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache
from kg.graph.turtle_marks import TurtleMarks
from kg.graph.validation.by_neighbourhood import row_of, rows_of
from kg.graph.validation.memory_graph import to_graph
from kg.graph.validation.results import Result, ShapesUnusable, bare, results_of
from kg.graph.validation.shapes import Shapes, diagnostic_of, read_shapes, unusable
from kg.graph.vocabulary import Vocabulary, local_name
from kg.model.diagnostics import Diagnostic, error
from kg.model.marks import whole_file
from kg.model.project import Project
from kg.model.terms import Term, iri
from kg.model.wording import phrase

HOUSE = "shapes/house.ttl"


def check_house(
    project: Project, vocabulary: Vocabulary, shapes: Shapes, *, cache: Cache | None = None
) -> tuple[Diagnostic, ...]:
    """What `shapes/house.ttl` says of the ontology and of the shapes; nothing where there is no such file."""
    if not (project.root / HOUSE).is_file():
        return ()
    house, found = read_shapes(project, "", HOUSE)
    marks = (*vocabulary.marks, *shapes.marks)
    broken: tuple[Diagnostic, ...] = ()
    results: Sequence[Result] = ()
    try:
        results = _results(vocabulary, shapes, house, cache)
    except ShapesUnusable as problem:
        broken = (unusable(house, problem),)
    placed = [_in_turtle(result, house.graph, marks) for result in results if _in_text(marks, result.focus)]
    return (*found, *broken, *placed, *_classes_without_shape(vocabulary, shapes))


def _results(vocabulary: Vocabulary, shapes: Shapes, house: Shapes, cache: Cache | None) -> Sequence[Result]:
    """The results of the house rules, kept by all that they are about.  Raises ShapesUnusable."""
    ontology = "\n".join(f"{one.subject} {one.predicate} {one.object}" for one in vocabulary.project_triples)
    name = key_of("house", house.digest, shapes.digest, ontology)
    kept = rows_of(cache.get(name)) if cache is not None else None
    if kept is not None:
        return kept
    results = results_of(to_graph(vocabulary.project_triples) + shapes.own(), bare(house.graph))
    if cache is not None:
        cache.put({name: tuple(map(row_of, results))})
    return results


def _in_turtle(result: Result, house: Graph, marks: Sequence[TurtleMarks]) -> Diagnostic:
    places = [found for one in marks if (found := one.place(result.focus, result.path))]
    return diagnostic_of(result, house, places[0], (), focus=local_name(result.focus))


def _in_text(marks: Sequence[TurtleMarks], term: Term) -> bool:
    return any(one.place(term) for one in marks)


def _classes_without_shape(vocabulary: Vocabulary, shapes: Shapes) -> list[Diagnostic]:
    targets = {iri(str(target)) for target in shapes.graph.objects(None, SH.targetClass)}
    return [
        error(
            "class-without-shape",
            vocabulary.place(cls.iri) or whole_file("ontology"),
            phrase("the class `{name}` has no shape, so nothing checks its records", name=cls.name),
            help=phrase("add a node shape with sh:targetClass to shapes/"),
        )
        for cls in vocabulary.classes.values()
        if cls.iri not in targets
    ]
