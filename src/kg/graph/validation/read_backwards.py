"""From which nodes a shape reads certain triples, found from the triples back to the nodes.

It is `kg.graph.validation.reads.neighbourhood` turned round: a node is found exactly when one of the
triples is in its neighbourhood.  The work is what leads to the triples, however large the graph is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kg.graph.validation.graph_index import SUBCLASS, GraphReader
from kg.graph.validation.paths import Step, is_written_one_way
from kg.graph.validation.reads import Reads
from kg.graph.vocabulary import TYPE
from kg.model.terms import Term, Triple


class NotTold(Exception):
    """Which nodes it is cannot be told, or there are more on the way to them than are allowed."""


class ReadBackwards:
    """Triples of a graph, to be asked which nodes have them in their neighbourhood.

    `most` bounds the nodes, those on the way included.
    """

    def __init__(self, triples: Iterable[Triple], graph: GraphReader, most: int) -> None:
        self._graph = graph
        self._most = most
        self._subjects: dict[Term, set[Term]] = {}
        self._objects: dict[Term, set[Term]] = {}
        self._arriving: dict[tuple[Term, Term], Collection[Term]] = {}
        for one in triples:
            self._subjects.setdefault(one.predicate, set()).add(one.subject)
            self._objects.setdefault(one.predicate, set()).add(one.object)

    def nodes(self, reads: Reads) -> set[Term]:
        """The nodes from which one of the triples is read.  Raises NotTold."""
        values: set[Term] = set()
        if reads.closed:
            values.update(*self._subjects.values())
        if reads.classes:
            if SUBCLASS in self._subjects:
                raise NotTold
            values |= self._subjects.get(TYPE, set())
        for below in reads.below:
            values |= self.nodes(below)
        found = values if reads.path is None else self._origins(reads.path, values)
        return found.union(*(self._subjects.get(predicate, ()) for predicate in reads.compared))

    def _origins(self, step: Step, ends: set[Term]) -> set[Term]:
        """The nodes from which a path leads to one of the ends or over one of the triples."""
        if step.predicate is not None:
            found = self._along(step, step.predicate, ends)
        elif step.kind == "sequence":
            found = ends
            for part in reversed(step.parts):
                found = self._origins(part, found)
        else:
            found = set().union(*(self._origins(part, ends) for part in step.parts))
            if step.kind == "optional":
                found |= ends
        return found

    def _along(self, step: Step, predicate: Term, ends: set[Term]) -> set[Term]:
        """The same for a path of one predicate."""
        backwards = step.kind == "inverse"
        found = set((self._objects if backwards else self._subjects).get(predicate, ()))
        for end in ends:
            found.update(self._objects_of(end, predicate) if backwards else self._subjects_to(predicate, end))
            if len(found) > self._most:
                raise NotTold
        # A validator reads from such a literal what is said of its other spellings, too.
        if backwards and not all(map(is_written_one_way, found)):
            raise NotTold
        return found

    def _objects_of(self, node: Term, predicate: Term) -> Collection[Term]:
        return self._graph.properties(node).get(predicate, ())

    def _subjects_to(self, predicate: Term, node: Term) -> Collection[Term]:
        """Kept, because shapes share their paths."""
        found = self._arriving.get((predicate, node))
        if found is None:
            found = self._arriving[predicate, node] = self._graph.subjects(predicate, node)
        return found
