"""Whether a node is a focus node (SHACL, section 2.1.3), told from the node, without listing all of them."""

from __future__ import annotations

from collections.abc import Mapping

from kg.graph.validation.graph_index import SUBCLASS, GraphReader, ancestry
from kg.graph.validation.targets import Targets
from kg.graph.vocabulary import TYPE
from kg.model.terms import Term


class FocusTests:
    """The targets of shapes as tests of the nodes of a graph, which must not change meanwhile."""

    def __init__(self, graph: GraphReader) -> None:
        self._graph = graph
        self._classes: dict[Term, frozenset[Term]] = {}
        self._above: dict[Term, frozenset[Term]] = {}
        self._reached: dict[tuple[Term, Term], bool] = {}

    def selects(self, targets: Targets, node: Term) -> bool:
        """Whether the targets select a node, as `focus_nodes` says for all."""
        return (
            node in targets.nodes
            or (bool(targets.classes) and not self._classes_of(node).isdisjoint(targets.classes))
            or (bool(targets.subjects_of) and self._says(node, targets.subjects_of))
            or any(self._is_reached(predicate, node) for predicate in targets.objects_of)
        )

    def _says(self, node: Term, predicates: tuple[Term, ...]) -> bool:
        said: Mapping[Term, object] = self._graph.properties(node)
        return any(said.get(predicate) for predicate in predicates)

    def _is_reached(self, predicate: Term, node: Term) -> bool:
        found = self._reached.get((predicate, node))
        if found is None:
            found = self._reached[predicate, node] = bool(self._graph.subjects(predicate, node))
        return found

    def _classes_of(self, node: Term) -> frozenset[Term]:
        """The types of a node and all classes above them."""
        found = self._classes.get(node)
        if found is None:
            types = self._graph.properties(node).get(TYPE, ())
            found = self._classes[node] = frozenset().union(*(self._with_above(one) for one in types))
        return found

    def _with_above(self, cls: Term) -> frozenset[Term]:
        found = self._above.get(cls)
        if found is None:
            above = (one.object for one in ancestry(self._graph, cls, SUBCLASS))
            found = self._above[cls] = frozenset((cls, *above))
        return found
