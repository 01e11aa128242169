"""SHACL node by node, with the results of one run over the whole graph.

What surely conforms (`kg.graph.validation.conformance`) is not given to a validator.  The other focus
nodes are validated in batches, over the triples that their shapes read
(`kg.graph.validation.reads`), and their results are kept by those triples.  Shapes that are not
understood run over the whole graph, and are kept by the whole graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rdflib import SH, Graph, URIRef
from rdflib.term import Node

from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache
from kg.graph.progress import Progress, counted, silent
from kg.graph.validation.conformance import Conformance
from kg.graph.validation.graph_index import GraphIndex, GraphReader
from kg.graph.validation.memory_graph import to_graph, to_node, to_term
from kg.graph.validation.paths import NotUnderstood
from kg.graph.validation.reads import Plan, neighbourhood, plan
from kg.graph.validation.results import Result, ShapesUnusable, in_one_order, results_of
from kg.graph.validation.targets import all_focus_nodes, focus_nodes, without_targets
from kg.model.diagnostics import Severity
from kg.model.terms import Term, Triple, iri_value, is_iri

_SOME = 500  # focus nodes between two words about progress
_BATCH = 500  # focus nodes in one run; pyshacl looks through lists of them


@dataclass(frozen=True, slots=True)
class Validated:
    """Results of a validation, sorted.

    `focus_nodes` counts the nodes that they are about, `checked` those that a validator ran on.
    """

    results: tuple[Result, ...]
    focus_nodes: int
    checked: int


def validate_whole(triples: Sequence[Triple], shapes: Graph) -> Validated:
    """The results of all shapes over all triples in one run.  Raises ShapesUnusable."""
    nodes = all_focus_nodes(shapes, GraphIndex(triples, whole=plan(shapes).whole))
    return Validated(results_of(to_graph(triples), shapes), len(nodes), len(nodes))


def validate_nodes(
    triples: Sequence[Triple],
    shapes: Graph,
    digest: str = "",
    cache: Cache | None = None,
    *,
    progress: Progress = silent,
) -> Validated:
    """The same results, of which those that the cache has are taken from there.

    `digest` names the content of the shapes graph.  Raises ShapesUnusable.
    """
    found = plan(shapes)
    cache = Cache(None) if cache is None else cache
    data = GraphIndex(triples, found.inverse, found.whole)
    try:
        # Shapes that a validator refuses are refused whether or not it has to look at a node.
        results_of(Graph(bind_namespaces="none"), shapes)
        focused = ((shape, focus_nodes(targets, data)) for shape, targets in sorted(found.targets.items()))
        results, checked = results_at(focused, found, data, shapes, digest, cache, progress=progress)
        progress("validating the whole graph", 0, 1)
        others, checked_for_others = _of_others(found, data, triples, shapes, digest, cache)
    except ShapesUnusable:
        # In the words of a run over everything, whatever the parts said.
        progress("validating the whole graph", 0, 1)
        whole = validate_whole(triples, shapes)
        progress("validating the whole graph", 1, 1)
        return whole
    progress("validating the whole graph", 1, 1)
    return Validated(
        in_one_order((*results, *others)),
        len(all_focus_nodes(shapes, data)),
        checked + checked_for_others,
    )


def results_at(
    focused: Iterable[tuple[Term, Iterable[Term]]],
    found: Plan,
    data: GraphReader,
    shapes: Graph,
    digest: str,
    cache: Cache,
    *,
    progress: Progress = silent,
) -> tuple[list[Result], int]:
    """The results of shapes that are understood at some of their focus nodes, unsorted.

    `focused` gives the shapes in order, each once with its nodes.  Returns also how many nodes were
    validated.  Raises ShapesUnusable.
    """
    doubtful = _doubtful(focused, data, shapes, progress)
    _refuse_respelt(doubtful)
    checked = 0
    results: list[Result] = []
    done = 0
    for batch in _batches(doubtful):
        progress("validating what is in doubt", done, len(doubtful))
        done += len(batch)
        read: dict[Term, set[Triple]] = {}
        names: dict[Term, bytes] = {}
        for node, applied in batch.items():
            read[node] = _read(found, applied, node, data)
            names[node] = key_of("focus", digest, node, "\n".join(applied), _text(sorted(read[node])))
        kept = cache.find(names.values())
        anew: dict[Term, list[Result]] = {}
        for node, name in names.items():
            rows = rows_of(kept.get(name))
            if rows is None:
                anew[node] = []
            else:
                results.extend(rows)
        if anew:
            checked += len(anew)
            graph = to_graph(sorted({triple for node in anew for triple in read[node]}))
            for result in results_of(graph, _aimed(shapes, {node: batch[node] for node in anew})):
                if result.focus not in anew:
                    # Whose it is cannot be told: all are validated at once.
                    raise ShapesUnusable(result.focus)
                anew[result.focus].append(result)
            cache.put({names[node]: tuple(map(row_of, some)) for node, some in anew.items()})
            results.extend(one for some in anew.values() for one in some)
    progress("validating what is in doubt", len(doubtful), len(doubtful))
    return results, checked


def _refuse_respelt(nodes: Iterable[Term]) -> None:
    """Literals that rdflib spells in another way (`" a "^^xsd:token`) share their results with others.

    So do those that differ in the case of a language tag.  Raises ShapesUnusable, because whose a result
    is cannot be told: all nodes are validated at once.
    """
    same: dict[Node, Term] = {}
    for node in nodes:
        if not is_iri(node):
            spelt = to_node(node)
            if to_term(spelt) != node or same.setdefault(spelt, node) != node:
                raise ShapesUnusable(node)


def _read(found: Plan, applied: Iterable[Term], node: Term, data: GraphReader) -> set[Triple]:
    """What shapes read from a node.  Raises ShapesUnusable where that is not all that a validator sees."""
    read: set[Triple] = set()
    try:
        for shape in applied:
            neighbourhood(found.reads[shape], node, data, read)
    except NotUnderstood as problem:
        raise ShapesUnusable(node) from problem
    return read


def _doubtful(
    focused: Iterable[tuple[Term, Iterable[Term]]], data: GraphReader, shapes: Graph, progress: Progress
) -> dict[Term, list[Term]]:
    """The focus nodes that do not surely conform, each with the shapes of which that is so."""
    conformance = Conformance(shapes, data)
    doubtful: dict[Term, list[Term]] = {}
    all_focused = [(shape, list(nodes)) for shape, nodes in focused]
    applied = ((shape, node) for shape, nodes in all_focused for node in nodes)
    total = sum(len(nodes) for _, nodes in all_focused)
    for shape, node in counted("checking the shapes", applied, total, progress, every=_SOME):
        if not conformance.is_sure(shape, node):
            doubtful.setdefault(node, []).append(shape)
    return doubtful


def _batches(doubtful: Mapping[Term, list[Term]]) -> Iterator[dict[Term, list[Term]]]:
    """The nodes in order, so many at a time."""
    nodes = iter(sorted(doubtful.items()))
    while batch := dict(islice(nodes, _BATCH)):
        yield batch


def _of_others(
    found: Plan, data: GraphReader, triples: Sequence[Triple], shapes: Graph, digest: str, cache: Cache
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
    return results, len(all_focus_nodes(others, data))


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
