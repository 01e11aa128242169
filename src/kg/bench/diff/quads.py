"""The quads of one side of a comparison, found by their subject.

They are kept as the sorted lines of canonical N-Quads and looked up by bisection, so that two large
graphs fit into memory side by side; only what is told is taken apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from kg.model.iris import INFERRED, ONTOLOGY
from kg.model.terms import CUR, RDF, SKOS, Term, iri

TYPE = iri(RDF + "type")
ARTICLE = iri(CUR + "Article")
_LABELS = frozenset(iri(SKOS + name) for name in ("prefLabel", "altLabel", "hiddenLabel"))
_BARE = _LABELS | {TYPE, iri(CUR + "inArticle")}


class Quad(NamedTuple):
    """One statement and the named graph that makes it."""

    subject: Term
    predicate: Term
    object: Term
    graph: Term


def read_quad(line: str) -> Quad:
    """The quad of one line of canonical N-Quads."""
    subject, predicate, rest = line.split(" ", 2)
    value, graph = rest[: rest.rindex(" ")].rsplit(" ", 1)
    return Quad(Term(subject), Term(predicate), Term(value), Term(graph))


class Quads:
    """Sorted quads below one base IRI."""

    def __init__(self, lines: Iterable[str], base: str) -> None:
        self.lines = sorted(set(lines))
        self.base = base
        self._head = f"<{base}id/"
        self._graph_head = f"<{base}graph/"
        self._known: dict[Term, tuple[Quad, ...]] = {}
        self.inferred = Term(f"{self._graph_head}{INFERRED}>")
        self.ontology = Term(f"{self._graph_head}{ONTOLOGY}>")
        self._derived = (f" {self.inferred} .\n", f" {self.ontology} .\n")

    @cached_property
    def all(self) -> frozenset[str]:
        """The lines as a set."""
        return frozenset(self.lines)

    @cached_property
    def of_ontology(self) -> tuple[Quad, ...]:
        """What the graph `ontology` says."""
        end = f" {self.ontology} .\n"
        return tuple(read_quad(line) for line in self.lines if line.endswith(end))

    @cached_property
    def things(self) -> frozenset[str]:
        """The local names of all things that the sources themselves say something about."""
        subjects = {line.split(" ", 1)[0] for line in self.lines if not line.endswith(self._derived)}
        return frozenset(name for one in subjects if (name := self.local(Term(one))) is not None)

    def tells(self, line: str) -> bool:
        """Whether a source states more with a line than a name, a class, or that an article has a thing."""
        return not line.endswith(self._derived) and line.split(" ", 2)[1] not in _BARE

    def of(self, subject: Term) -> tuple[Quad, ...]:
        """All statements with this subject, in all graphs."""
        found = self._known.get(subject)
        if found is None:
            head = f"{subject} "
            place = bisect_left(self.lines, head)
            lines = []
            while place < len(self.lines) and self.lines[place].startswith(head):
                lines.append(self.lines[place])
                place += 1
            found = self._known[subject] = tuple(map(read_quad, lines))
        return found

    def stated(self, subject: Term) -> list[Quad]:
        """The statements of a subject that the sources themselves make."""
        return [one for one in self.of(subject) if one.graph not in (self.inferred, self.ontology)]

    def values(self, subject: Term, predicate: Term, graph: Term | None = None) -> list[Term]:
        """The values of a property that the sources state, sorted, in all graphs or in one."""
        return sorted(
            {
                one.object
                for one in self.stated(subject)
                if one.predicate == predicate and graph in (None, one.graph)
            }
        )

    def thing(self, local: str) -> Term:
        """The IRI of a local name."""
        return Term(f"{self._head}{local}>")

    def local(self, term: Term) -> str | None:
        """The local name of a thing of the project, or None for any other term."""
        return term[len(self._head) : -1] if term.startswith(self._head) else None

    def file(self, graph: Term) -> str:
        """The article of a named graph, or `authority`, `inferred`, `ontology`."""
        return graph[len(self._graph_head) : -1] if graph.startswith(self._graph_head) else graph
