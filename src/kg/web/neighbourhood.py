"""Everything that one page needs from the graph, fetched in a few queries.

A neighbourhood holds quads by subject: the things a page is about, the records that name them, the
parts of those records, and the citations, inferences and passages they rest on.  It is a plain
value; what a page says is worked out from it without further queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.endpoint.table import Cell
from kg.model.terms import CUR, iri
from kg.web.lexicon import Lexicon

Rows = Callable[[str], Sequence[Mapping[str, Cell]]]

EVIDENCE = CUR + "evidence"
CITATION = CUR + "citation"
INFERENCE = CUR + "inference"
IN_ARTICLE = CUR + "inArticle"
OTHERS = CUR + "others"
VIA = CUR + "via"
ARTICLE = CUR + "Article"
EVIDENCE_KIND = CUR + "Evidence"

_SUPPORTS = {EVIDENCE_KIND, CUR + "Citation", CUR + "Inference"}
_SUPPORT_LINKS = {EVIDENCE, CITATION, INFERENCE}
_BATCH = 300


@dataclass(frozen=True, slots=True)
class Quad:
    """One statement and the named graph that makes it."""

    graph: str
    subject: str
    predicate: str
    object: Cell


@dataclass(slots=True)
class Neighbourhood:
    """Quads by subject."""

    quads: dict[str, list[Quad]] = field(default_factory=dict)

    def __contains__(self, subject: str) -> bool:
        return bool(self.quads.get(subject))

    def of(self, subject: str) -> list[Quad]:
        """All statements with this subject."""
        return self.quads.get(subject, [])

    def cells(self, subject: str, predicate: str) -> list[Cell]:
        """The values of a property, each once, over all graphs."""
        found = {quad.object: None for quad in self.of(subject) if quad.predicate == predicate}
        return list(found)

    def iris(self, subject: str, predicate: str) -> list[str]:
        """The values of a property that are IRIs, sorted."""
        return sorted(cell.value for cell in self.cells(subject, predicate) if cell.kind == "iri")

    def text(self, subject: str, predicate: str) -> str:
        """One value of a property as text, or the empty string."""
        return min((cell.value for cell in self.cells(subject, predicate)), default="")

    def graphs(self, subject: str, predicate: str, object: Cell) -> list[str]:
        """The named graphs that state a triple, sorted."""
        return sorted(
            {quad.graph for quad in self.of(subject) if (quad.predicate, quad.object) == (predicate, object)}
        )

    def shown_iris(self) -> set[str]:
        """Every IRI that a page may name: subjects and values, apart from what only supports them."""
        found = set()
        for subject, quads in self.quads.items():
            if not _SUPPORTS & {quad.object.value for quad in quads}:
                found.add(subject)
            found.update(
                quad.object.value
                for quad in quads
                if quad.object.kind == "iri" and quad.predicate not in _SUPPORT_LINKS
            )
        return found


def describe(rows: Rows, subjects: Iterable[str], lexicon: Lexicon) -> Neighbourhood:
    """The neighbourhood of some things: their statements, parts, citations, reasons and passages.

    `rows` answers a SELECT query.
    """
    hood = Neighbourhood()
    nested = set(lexicon.nested)
    _fetch(rows, hood, subjects)
    first = list(hood.quads)
    parts = _objects(hood, first, {*nested, OTHERS})
    _fetch(rows, hood, parts)
    grounds = _objects(hood, (*first, *parts), {CITATION, INFERENCE, EVIDENCE})
    _fetch(rows, hood, grounds)
    _fetch(rows, hood, _objects(hood, grounds, {EVIDENCE}))
    _fetch(rows, hood, _objects(hood, list(hood.quads), {IN_ARTICLE}))
    return hood


def _fetch(rows: Rows, hood: Neighbourhood, subjects: Iterable[str]) -> None:
    """Add all statements of the subjects that are not there yet."""
    wanted = sorted({subject for subject in subjects if subject not in hood.quads})
    for start in range(0, len(wanted), _BATCH):
        some = wanted[start : start + _BATCH]
        for row in rows(f"SELECT ?g ?s ?p ?o WHERE {{ {values('s', some)} GRAPH ?g {{ ?s ?p ?o }} }}"):
            quad = Quad(row["g"].value, row["s"].value, row["p"].value, row["o"])
            hood.quads.setdefault(quad.subject, []).append(quad)


def _objects(hood: Neighbourhood, subjects: Iterable[str], predicates: set[str]) -> list[str]:
    found = {
        quad.object.value: None
        for subject in subjects
        for quad in hood.of(subject)
        if quad.predicate in predicates and quad.object.kind == "iri"
    }
    return list(found)


def values(variable: str, iris: Iterable[str]) -> str:
    """A VALUES clause that binds `variable` to each of the IRIs."""
    return f"VALUES ?{variable} {{ {' '.join(iri(one) for one in iris)} }}"
