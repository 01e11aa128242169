"""SHACL with results kept by focus node.

A focus node is validated again only when its shapes or the triples that they read from it have
changed (`kg.graph.validation.reads`); all such nodes in one run, over the union of what they read.
Shapes that are not understood run over the whole graph, and are kept by the whole graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import SH, Graph, URIRef

from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache
from kg.graph.validation.graph_index import GraphIndex
from kg.graph.validation.memory_graph import to_graph, to_node, to_term
from kg.graph.validation.reads import Plan, neighbourhood, plan
from kg.graph.validation.results import Result, ShapesUnusable, in_one_order, results_of
from kg.graph.validation.targets import all_focus_nodes, focus_nodes, without_targets
from kg.model.diagnostics import Severity
from kg.model.terms import Term, Triple, iri_value, is_iri


@dataclass(frozen=True, slots=True)
class Validated:
    """Results of a validation, sorted.

    `focus_nodes` counts the nodes that they are about, `checked` those that a validator ran on.
    """

    results: tuple[Result, ...]
    focus_nodes: int
    checked: int


def validate_whole(triples: Sequence[Triple], shapes: Graph) -> Validated:
    """The results of all shapes over all triples, with nothing kept.  Raises ShapesUnusable."""
    nodes = all_focus_nodes(shapes, GraphIndex(triples))
    return Validated(results_of(to_graph(triples), shapes), len(nodes), len(nodes))


def validate_changed(triples: Sequence[Triple], shapes: Graph, digest: str, cache: Cache) -> Validated:
    """The same results, with those of unchanged focus nodes taken from the cache.

    `digest` names the content of the shapes graph.  Raises ShapesUnusable.
    """
    found = plan(shapes)
    index = GraphIndex(triples, found.inverse)
    try:
        results, checked = _of_understood(found, index, shapes, digest, cache)
        others, checked_for_others = _of_others(found, index, triples, shapes, digest, cache)
    except ShapesUnusable:
        # In the words of a run over everything, whatever the parts said.
        return validate_whole(triples, shapes)
    return Validated(
        in_one_order((*results, *others)),
        len(all_focus_nodes(shapes, index)),
        checked + checked_for_others,
    )


def _of_understood(
    found: Plan, index: GraphIndex, shapes: Graph, digest: str, cache: Cache
) -> tuple[list[Result], int]:
    """The results of the shapes that are understood, and how many nodes were validated for them."""
    shapes_of: dict[Term, list[Term]] = {}
    for shape, targets in sorted(found.targets.items()):
        for node in focus_nodes(targets, index):
            shapes_of.setdefault(node, []).append(shape)
    _refuse_respelt(shapes_of)
    read: dict[Term, set[Triple]] = {}
    names: dict[Term, bytes] = {}
    for node, applied in shapes_of.items():
        read[node] = set()
        for shape in applied:
            neighbourhood(found.reads[shape], node, index, read[node])
        names[node] = key_of("focus", digest, node, "\n".join(applied), _text(sorted(read[node])))
    kept = cache.find(names.values())
    results: list[Result] = []
    changed: dict[Term, list[Result]] = {}
    for node, name in names.items():
        rows = rows_of(kept.get(name))
        if rows is None:
            changed[node] = []
        else:
            results.extend(rows)
    if changed:
        data = to_graph(sorted({triple for node in changed for triple in read[node]}))
        for result in results_of(data, _aimed(shapes, {node: shapes_of[node] for node in changed})):
            if result.focus not in changed:
                raise ShapesUnusable(result.focus)  # whose it is cannot be told: all are validated at once
            changed[result.focus].append(result)
        cache.put({names[node]: tuple(map(row_of, some)) for node, some in changed.items()})
        results.extend(one for some in changed.values() for one in some)
    return results, len(changed)


def _refuse_respelt(nodes: Iterable[Term]) -> None:
    """Literals that rdflib spells in another way (`" a "^^xsd:token`) share their results with others.

    Raises ShapesUnusable, because whose a result is cannot be told: all nodes are validated at once.
    """
    for node in nodes:
        if not is_iri(node) and to_term(to_node(node)) != node:
            raise ShapesUnusable(node)


def _of_others(
    found: Plan, index: GraphIndex, triples: Sequence[Triple], shapes: Graph, digest: str, cache: Cache
) -> tuple[Sequence[Result], int]:
    """The results of the shapes that are not understood, and how many nodes were validated for them."""
    if not found.others:
        return (), 0
    name = key_of("whole", digest, _text(triples))
    rows = rows_of(cache.get(name))
    if rows is not None:
        return rows, 0
    others = without_targets(shapes, found.reads)
    results = results_of(to_graph(triples), others)
    cache.put({name: tuple(map(row_of, results))})
    return results, len(all_focus_nodes(others, index))


def _text(triples: Iterable[Triple]) -> str:
    return "\n".join(f"{one.subject} {one.predicate} {one.object}" for one in triples)


def _aimed(shapes: Graph, shapes_of: Mapping[Term, Sequence[Term]]) -> Graph:
    """The shapes graph whose targets are exactly these nodes, each of its own shapes."""
    aimed = without_targets(shapes)
    for node, applied in shapes_of.items():
        for shape in applied:
            aimed.add((URIRef(iri_value(shape)), SH.targetNode, to_node(node)))
    return aimed


def row_of(one: Result) -> tuple[object, ...]:
    """A result as it is kept."""
    return (one.focus, one.path, one.inverse, one.value, one.shape, one.severity.value, one.component)


def rows_of(kept: object) -> list[Result] | None:
    """The results of a row in the cache, or None where there is none."""
    if not isinstance(kept, tuple):
        return None
    return [
        Result(focus, path, inverse, value, shape, Severity(severity), component)
        for focus, path, inverse, value, shape, severity, component in kept
    ]
