"""SHACL after a change: the nodes whose results it can alter, and validating these alone.

The results about every other node are those from before.  The work is proportional to the change and to
what leads to it, never to the graph: focus nodes are told one by one and no class is listed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rdflib import Graph

from kg.graph.cache.store import Cache
from kg.graph.validation.by_neighbourhood import results_at
from kg.graph.validation.focus_tests import FocusTests
from kg.graph.validation.graph_index import SUBCLASS, GraphReader
from kg.graph.validation.paths import is_written_one_way
from kg.graph.validation.query_rerun import Change
from kg.graph.validation.read_backwards import NotTold, ReadBackwards
from kg.graph.validation.reads import Plan, plan
from kg.graph.validation.results import Result
from kg.graph.validation.targets import Targets
from kg.graph.vocabulary import TYPE
from kg.model.terms import Term

MOST = 5_000  # nodes; for more of them the whole graph is as soon validated


def affected_nodes(found: Plan, before: GraphReader, after: GraphReader, change: Change) -> set[Term] | None:
    """The nodes whose results from the shapes that are understood may differ between two graphs.

    Nodes that are focus nodes in one of the graphs alone are among them.  None where that cannot be told,
    and where it would be more than MOST nodes; a change of the classes above others is such a case.
    """
    old, new = FocusTests(before), FocusTests(after)
    nodes: set[Term] = set()
    try:
        # What a node reads differs only where a triple that it read is gone or one that it reads is new.
        for triples, graph, tests in ((change.removed, before, old), (change.added, after, new)):
            reading = ReadBackwards(triples, graph, MOST)
            for shape, reads in found.reads.items():
                targets = found.targets[shape]
                nodes.update(one for one in reading.nodes(reads) - nodes if tests.selects(targets, one))
        for targets in found.targets.values():
            nodes.update(
                one
                for one in _perhaps_aimed_at(targets, change)
                if one not in nodes and old.selects(targets, one) != new.selects(targets, one)
            )
    except NotTold:
        return None
    return nodes if len(nodes) <= MOST else None


def validate_some(
    nodes: Collection[Term], triples_reader: GraphReader, shapes: Graph, digest: str, cache: Cache
) -> tuple[list[Result], int]:
    """The results of all shapes that are understood about these nodes alone, unsorted.

    Nodes that are no focus nodes in this graph have none.  Returns also how many nodes a validator ran
    on.  `shapes` are ones that a validator can use (`validate_nodes` tries that), `digest` names their
    content.  Raises ShapesUnusable where the whole graph has to be validated at once.
    """
    found = plan(shapes)
    tests = FocusTests(triples_reader)
    ordered = sorted(nodes)
    focused = (
        (shape, [one for one in ordered if tests.selects(targets, one)])
        for shape, targets in sorted(found.targets.items())
    )
    return results_at(focused, found, triples_reader, shapes, digest, cache)


def _perhaps_aimed_at(targets: Targets, change: Change) -> Iterator[Term]:
    """The nodes that targets may select in one graph and not in the other.  Raises NotTold."""
    for one in (*change.removed, *change.added):
        if targets.classes and one.predicate == SUBCLASS:
            raise NotTold
        if (targets.classes and one.predicate == TYPE) or one.predicate in targets.subjects_of:
            yield one.subject
        if one.predicate in targets.objects_of:
            if not is_written_one_way(one.object):
                raise NotTold  # its results may be those of another spelling
            yield one.object
