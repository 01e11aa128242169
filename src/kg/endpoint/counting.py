"""How much there is of what in the default graph: the numbers of the service description.

Counted once for a version, through the worker that answers everybody, and under the same limits.  A
number that cannot be had within them is left out, never guessed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.endpoint.admission import NOBODY, Caller
from kg.endpoint.answering import Answering
from kg.endpoint.formats import JSON
from kg.endpoint.jobs import Answered, Caps, Job
from kg.endpoint.table import Cell, read_table
from kg.graph.version import Version
from kg.model.errors import QueryError
from kg.model.terms import literal

MAX_EXAMPLES = 3
_CAPS = Caps(solutions=100_000, triples=0, megabytes=50)
_CLASSES = "SELECT ?name (COUNT(?s) AS ?entities) { ?s a ?name } GROUP BY ?name"
_PROPERTIES = (
    "SELECT ?name (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) "
    "{ ?s ?name ?o } GROUP BY ?name"
)
_SUBJECTS = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s { ?s ?p ?o } }"
_OBJECTS = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?o { ?s ?p ?o } }"
_ENTITIES = (
    "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?s { ?s ?p ?o } } "
    "FILTER(isIRI(?s) && STRSTARTS(STR(?s), SPACE)) }"
)
# What is told of a record has two hyphens in its name and is no good example.
_EXAMPLES = (
    "SELECT ?name (MIN(STR(?s)) AS ?first) { ?s a ?name "
    'FILTER(isIRI(?s) && STRSTARTS(STR(?s), SPACE) && !CONTAINS(STR(?s), "--")) } GROUP BY ?name'
)

Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class PropertyCounts:
    """The triples with one property, and their distinct subjects and objects."""

    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of the default graph; None is a number that was not had.

    `classes` counts entities and `properties` triples, by IRI; `class_count` is how many classes there
    are, blank nodes included; `entities` are subjects whose IRI begins with the project's own, and
    `examples` are a few of them.
    """

    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, PropertyCounts] = field(default_factory=dict)
    class_count: int | None = None
    subjects: int | None = None
    objects: int | None = None
    entities: int | None = None
    examples: tuple[str, ...] = ()


NOTHING_COUNTED = Counted()


def noted_counts(version: Version) -> Counted | None:
    """The counts that the build of a version noted, which are those of `count_graph`; None for none.

    Raises VersionDamaged, FileProblem.
    """
    noted = version.graph_counts()
    if noted is None:
        return None
    return Counted(
        classes=noted.classes,
        properties={
            name: PropertyCounts(one.triples, one.subjects, one.objects)
            for name, one in noted.properties.items()
        },
        class_count=noted.class_count,
        subjects=noted.subjects,
        objects=noted.objects,
        entities=noted.entities,
        examples=tuple(noted.examples),
    )


def count_graph(
    pool: Answering, *, space: str, seconds: float, gone: Callable[[], bool] = NOBODY.gone
) -> Counted:
    """Count the default graph of the version that a pool has open.

    `space` is what the IRIs of the project's own entities begin with, empty where there is no project;
    all counts together may take `seconds`.  Whatever is not counted by then, or when `gone` says that
    nobody wants to know any more, is left out.
    """
    deadline, caller = time.monotonic() + seconds, Caller(gone=gone)
    texts = [_CLASSES, _PROPERTIES, _SUBJECTS, _OBJECTS, _ENTITIES, *([_EXAMPLES] if space else [])]
    answers: list[Sequence[Row] | None] = [None] * 6
    for place, text in enumerate(texts):
        answers[place] = _rows(pool, text.replace("SPACE", literal(space)), deadline, caller)
        if answers[place] is None:
            break
    classes, properties, subjects, objects, entities, examples = answers
    counted = {row["name"].value: int(row["entities"].value) for row in classes or () if _is_iri(row)}
    return Counted(
        classes=counted,
        properties={row["name"].value: _property(row) for row in properties or ()},
        class_count=None if classes is None else len(classes),
        subjects=_number(subjects),
        objects=_number(objects),
        entities=_number(entities),
        examples=_examples(examples or (), counted),
    )


def _rows(pool: Answering, text: str, deadline: float, caller: Caller) -> Sequence[Row] | None:
    try:
        answered = pool.evaluate(Job(text, JSON.name, _CAPS), deadline=deadline, caller=caller)
    except QueryError:
        return None
    if not isinstance(answered, Answered):
        return None
    found = read_table(answered.body)
    return [] if isinstance(found, bool) else found.rows


def _number(rows: Sequence[Row] | None) -> int | None:
    return int(rows[0]["n"].value) if rows else None


def _property(row: Row) -> PropertyCounts:
    return PropertyCounts(*(int(row[name].value) for name in ("triples", "subjects", "objects")))


def _examples(rows: Sequence[Row], classes: Mapping[str, int]) -> tuple[str, ...]:
    """One entity of each of the largest classes."""
    named = [row for row in rows if _is_iri(row) and "first" in row]
    named.sort(key=lambda row: (-classes.get(row["name"].value, 0), row["name"].value))
    return tuple(dict.fromkeys(row["first"].value for row in named))[:MAX_EXAMPLES]


def _is_iri(row: Row) -> bool:
    return row["name"].kind == "iri"
