"""What is stated over all files at once, on top of the parts that single files gave.

Most of a graph is said by one file each.  Authority, the choice of names and what records take over
from each other reach over files; they ask here what the parts say, and state what follows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from kg.graph.mapping.statements import Statements
from kg.model.marks import Mark
from kg.model.terms import Term, Triple


@dataclass(slots=True)
class Across(Statements):
    """Statements that can be asked, and that see the finished parts beneath them."""

    _values: dict[tuple[Term, Term], dict[Term, Term]] = field(default_factory=dict)
    _places: dict[Triple, set[Mark]] = field(default_factory=dict)

    def add(self, graph: Term, subject: Term, predicate: Term, object: Term, mark: Mark) -> None:
        """State a triple in a graph, caused by what stands at `mark`."""
        Statements.add(self, graph, subject, predicate, object, mark)
        self._values.setdefault((subject, predicate), {})[object] = graph
        self._places.setdefault(Triple(subject, predicate, object), set()).add(mark)

    def of(self, subject: Term, predicate: Term) -> dict[Term, Term]:
        """The values stated so far, in the order of the files, each with a graph that states it."""
        return self.beneath.of(subject, predicate) | self._values.get((subject, predicate), {})

    def subjects_of(self, predicate: Term) -> set[Term]:
        """The subjects of a predicate."""
        return self.beneath.subjects_of(predicate) | {
            subject for subject, known in self._values if known == predicate
        }

    def marks(self, triple: Triple) -> Collection[Mark]:
        """Every place that says exactly this triple, sorted."""
        return sorted({*self.beneath.triple_marks(triple), *self._places.get(triple, ())})
