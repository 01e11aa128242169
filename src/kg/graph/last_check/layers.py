"""The graph of the last complete check, with a change laid over it: to be asked before and after.

What `write_layers` wrote never changes: whoever opens it gets a copy of its own, by links.  In the copy,
what a change takes away is moved to a graph of its own and what it adds stands in another, so that both
sides can be asked at any time.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Literal as OneOf

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kg.graph.last_check.layer_files import (
    MORE,
    OWN,
    WHOLE,
    LayersUnusable,
    Notes,
    add_tags,
    datatyped,
    stored_spellings,
    tags_of,
    usable,
    working_copy,
)
from kg.graph.last_check.layer_graph import Graphs, LayerGraph, is_as_stored, node_of, stored_triples
from kg.graph.last_check.layer_writing import write_layers
from kg.graph.store import Rows, select_from
from kg.graph.validation.query_rerun import Change
from kg.model.sparql_tokens import mask
from kg.model.terms import Term, Triple

__all__ = ["LayerChange", "LayerName", "Layers", "LayersUnusable", "write_layers"]

LayerName = OneOf["asserted", "own", "ontology", "other", "texts"]
NO_CHANGE = Change(frozenset(), frozenset())

_Place = NamedNode | DefaultGraph | None
_CHECKED = DefaultGraph()
_REMOVED, _ADDED = NamedNode("urn:x-kg:removed"), NamedNode("urn:x-kg:added")
_REMOVED_MORE, _ADDED_MORE = NamedNode("urn:x-kg:removed-more"), NamedNode("urn:x-kg:added-more")
_FROM = re.compile(r"(?<![?$\w])from", re.IGNORECASE)  # the engine asks for no border behind it
_BENEATH: dict[NamedNode, NamedNode | DefaultGraph] = {_REMOVED: _CHECKED, _REMOVED_MORE: MORE}


@dataclass(frozen=True, slots=True)
class LayerChange:
    """What changes in each layer; the ontology and its texts never do."""

    asserted: Change = NO_CHANGE
    own: Change = NO_CHANGE
    other: Change = NO_CHANGE

    def by_layer(self) -> tuple[tuple[LayerName, Change], ...]:
        """The changes by the names of their layers, those that checks see first."""
        return ("asserted", self.asserted), ("own", self.own), ("other", self.other)


class Layers:
    """Layers on disk that one process has open, before and after the change that it lays over them."""

    def __init__(self, store: Store, notes: Notes, ending: contextlib.ExitStack) -> None:
        self._store: Store | None = store
        self._notes, self._ending = notes, ending
        self._tags = dict(notes.tags)
        self._stored = frozenset(notes.respelled.values())
        self._checked = self._stored | notes.ontology
        self._change = LayerChange()
        self._laid: set[NamedNode] = set()

    @classmethod
    def open(cls, folder: Path) -> Layers:
        """Open layers as they were written; several processes may do so at once.

        Raises LayersUnusable when they are absent, damaged, or of another release.
        """
        with contextlib.ExitStack() as ending, usable():
            copy, notes = ending.enter_context(working_copy(folder))
            if not (copy / "CURRENT").is_file():
                raise LayersUnusable("there is no store")
            store = Store(copy)
            if WHOLE not in store:
                raise LayersUnusable("the store is not whole")
            return cls(store, notes, ending.pop_all())

    def close(self) -> None:
        """Forget what was laid; nothing can be asked any more."""
        self._store = None
        self._ending.close()

    def __enter__(self) -> Layers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def has(self, layer: LayerName, triple: Triple) -> bool:
        """Whether a layer has a triple before the change."""
        with usable():
            return self._has(layer, triple)

    def asserted(
        self, subject: Term, *, predicate: Term | None = None, value: Term | None = None
    ) -> set[Triple]:
        """What is asserted of a subject before the change, with this predicate and this object if given."""
        with usable():
            wanted = (subject, predicate, value)
            near = stored_triples(self._opened(), self._graphs(_CHECKED, _REMOVED), self._tags, wanted)
            return {one for one in near if self._has("asserted", one)}

    def lay(self, change: LayerChange) -> None:
        """Lay a change over the layers, in the place of an earlier one.

        Triples that are removed are in their layer, those added are not.  Raises LayersUnusable.
        """
        with usable():
            store = self._opened()
            self._undo()
            self._understand(change)
            moves = [(one, *places) for one, places in self._moves(change).items()]
            groups: dict[NamedNode, list[Triple]] = {
                _REMOVED: [one for one, before, after in moves if before == _CHECKED != after],
                _ADDED: [one for one, before, after in moves if before != _CHECKED == after],
                _REMOVED_MORE: [one for one, before, after in moves if before == MORE != after],
                _ADDED_MORE: [one for one, before, after in moves if before != MORE == after],
            }
            self._laid = {graph for graph, triples in groups.items() if triples}
            store.extend([quad for graph, triples in groups.items() for quad in _quads(triples, graph)])
            for graph, base in _BENEATH.items():
                for quad in _quads(groups[graph], base):
                    store.remove(quad)
            self._change = change
            for name in ("before", "after"):
                self.__dict__.pop(name, None)

    @cached_property
    def before(self) -> LayerGraph:
        """What checks and shapes see, before the change."""
        return self._graph(self._graphs(_CHECKED, _REMOVED), LayerChange())

    @cached_property
    def after(self) -> LayerGraph:
        """What checks and shapes see, after the change."""
        return self._graph(self._graphs(_CHECKED, _ADDED), self._change)

    def ask_before(self, query: str) -> Rows:
        """The solutions over what checks see, before the change."""
        return self._ask(query, self._graphs(_CHECKED, _REMOVED))

    def ask_after(self, query: str) -> Rows:
        """The solutions over what checks see, after the change."""
        return self._ask(query, self._graphs(_CHECKED, _ADDED))

    def ask_before_all(self, query: str) -> Rows:
        """The solutions over what rules see, before the change."""
        return self._ask(query, self._graphs(_CHECKED, MORE, _REMOVED, _REMOVED_MORE))

    def ask_after_all(self, query: str) -> Rows:
        """The solutions over what rules see, after the change."""
        return self._ask(query, self._graphs(_CHECKED, MORE, _ADDED, _ADDED_MORE))

    def _ask(self, query: str, graphs: Graphs) -> Rows:
        with usable():
            if _FROM.search(query) and _FROM.search(mask(query)):
                raise LayersUnusable("the query may name graphs itself")
            return select_from(self._opened(), self._tags, query, {}, graphs)

    def _graphs(self, *graphs: NamedNode | DefaultGraph) -> Graphs:
        """The graphs without those that have nothing in them."""
        return [one for one in graphs if one in (_CHECKED, OWN, MORE) or one in self._laid]

    def _graph(self, graphs: Graphs, change: LayerChange) -> LayerGraph:
        with usable():
            stands_for = frozenset(one for one in self._stored if not self._is_checked(one, change))
        return LayerGraph(self._opened, graphs, self._tags, self._notes.respelled.keys(), stands_for)

    def _has(self, layer: LayerName, triple: Triple) -> bool:
        notes = self._notes
        if layer == "ontology":
            return triple in notes.ontology
        if layer == "texts":
            return triple in notes.texts
        if layer == "own":
            return self._stores(triple, OWN)
        described = triple in notes.ontology or triple in notes.texts or triple in self._stored
        if layer == "other":
            return triple in notes.other_too if described else self._stores(triple, MORE, _REMOVED_MORE)
        if described:
            return triple in notes.asserted_too
        return self._stores(triple, _CHECKED, _REMOVED) and not self._stores(triple, OWN)

    def _stores(self, triple: Triple, *graphs: NamedNode | DefaultGraph) -> bool:
        """Whether one of the graphs has a triple, in this spelling."""
        if not is_as_stored(triple.object, self._tags):
            return False
        return any(
            quad in self._opened() for graph in self._graphs(*graphs) for quad in _quads([triple], graph)
        )

    def _is_checked(self, triple: Triple, change: LayerChange) -> bool:
        """Whether checks see a triple, in this spelling, after a change."""
        return triple in self._notes.ontology or any(
            triple in of.added or (triple not in of.removed and self._has(name, triple))
            for name, of in change.by_layer()[:2]
        )

    def _moves(self, change: LayerChange) -> dict[Triple, tuple[_Place, _Place]]:
        """The base graph of each triple that changes, before and after; None for none."""
        found = {}
        by_layer = change.by_layer()
        for one in {one for _, of in by_layer for one in (*of.added, *of.removed)}:
            before = {name for name, _ in by_layer if self._has(name, one)}
            gone = {name for name, of in by_layer if one in of.removed}
            came = {name for name, of in by_layer if one in of.added}
            found[one] = self._place(one, before), self._place(one, (before - gone) | came)
        return found

    def _place(self, triple: Triple, layers: Set[str]) -> _Place:
        """The base graph of a triple that is in these layers, and perhaps in the ontology."""
        # What stands for another spelling in the ontology is in the store in any case.
        if not layers.isdisjoint(("asserted", "own")) or triple in self._checked:
            return _CHECKED
        return MORE if "other" in layers or triple in self._notes.texts else None

    def _understand(self, change: LayerChange) -> None:
        """Learn the language tags of a change.  Raises LayersUnusable for what a store cannot keep."""
        added = change.asserted.added | change.own.added | change.other.added
        tags = dict(self._tags)
        add_tags(tags, tags_of(added))
        if stored_spellings(datatyped(added)):
            raise LayersUnusable("a number is not canonical")
        self._tags = tags

    def _undo(self) -> None:
        """Put back what was taken away and forget what was added."""
        store = self._opened()
        for graph, base in _BENEATH.items() if self._laid else ():
            laid = store.quads_for_pattern(None, None, None, graph)
            back = [Quad(one.subject, one.predicate, one.object, base) for one in laid]
            if back:
                store.extend(back)
        for graph in self._laid:
            store.remove_graph(graph)
        self._change, self._laid = LayerChange(), set()
        for name in ("before", "after"):
            self.__dict__.pop(name, None)

    def _opened(self) -> Store:
        if self._store is None:
            raise LayersUnusable("the layers are closed")
        return self._store


def _quads(triples: Iterable[Triple], graph: NamedNode | DefaultGraph) -> list[Quad]:
    return [
        Quad(NamedNode(one[1:-1]), NamedNode(along[1:-1]), node_of(value), graph)
        for one, along, value in triples
    ]
