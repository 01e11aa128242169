"""The dataset of a query: which store, and which graphs of it.

The default graph is a set (SPARQL 1.1 section 13: an RDF merge): the engine would return a triple
twice that stands in two of the named default graphs, so those are merged before evaluation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kg.endpoint.jobs import Job, Setup
from kg.endpoint.worker.engine import query
from kg.model.diagnostics import nearest

MAX_MERGED_TRIPLES = 200_000

Graphs = tuple[list[NamedNode], list[NamedNode]]


class MergeTooLarge(Exception):
    """Merging the named default graphs would copy too much."""


def named_dataset(setup: Setup, job: Job) -> Graphs | None:
    """The default and named graphs that the request or the query names, each once; None for none.

    Clauses that cannot be read are left to the engine, which says why.  Raises ValueError for what
    is no IRI.
    """
    if job.dataset is not None:
        default, named = ([NamedNode(iri) for iri in dict.fromkeys(iris)] for iris in job.dataset)
        return default, named
    graphs = _read_terms(setup, job, [term for term, _ in job.clauses])
    if not graphs:
        return None
    marked = list(zip(graphs, (named for _, named in job.clauses), strict=True))
    return [graph for graph, named in dict.fromkeys(marked) if not named], [
        graph for graph, named in dict.fromkeys(marked) if named
    ]


def store_for(full: Store, setup: Setup, graphs: Graphs, *, with_named: bool) -> tuple[Store, dict[str, Any]]:
    """The store and the options that evaluate over these graphs.

    `with_named` is False for a query that cannot look at named graphs.  One default graph needs no
    copy, and neither do all of them together, because their merge is stored.  Raises MergeTooLarge.
    """
    default, named = graphs
    if len(default) <= 1:
        return full, {"default_graph": default, "named_graphs": named}
    options = {"default_graph": [DefaultGraph()], "named_graphs": named}
    if setup.union and set(default) == set(full.named_graphs()):
        return full, options
    quads = _copies(full, default, named if with_named else [])
    merged = Store()
    merged.bulk_extend(islice(quads, MAX_MERGED_TRIPLES))
    if next(quads, None) is not None:
        raise MergeTooLarge
    return merged, options


def unknown_graphs(
    full: Store, setup: Setup, job: Job, graphs: Graphs | None
) -> tuple[tuple[str, str | None], ...]:
    """The IRIs of graphs that are named and do not exist, each with the most similar one that does."""
    named = [graph for names in graphs or () for graph in names]
    named += _read_terms(setup, job, job.graph_terms)
    missing = [graph.value for graph in named if not full.contains_named_graph(graph)]
    known = [graph.value for graph in full.named_graphs() if isinstance(graph, NamedNode)] if missing else []
    return tuple((iri, nearest(iri, known)) for iri in dict.fromkeys(missing))


def _read_terms(setup: Setup, job: Job, terms: Sequence[str]) -> list[NamedNode]:
    """IRIs and prefixed names as the prologue of the query makes them; none where one is not valid."""
    if not terms:
        return []
    projection = " ".join(f"({term} AS ?g{place})" for place, term in enumerate(terms))
    try:
        row = next(query(Store(), setup, f"{job.text[: job.prologue]}SELECT {projection} {{}}"))
    except SyntaxError:
        return []
    return [row[f"g{place}"] for place in range(len(terms))]


def _copies(full: Store, default: Sequence[NamedNode], named: Sequence[NamedNode]) -> Iterator[Quad]:
    for graph in default:
        for quad in full.quads_for_pattern(None, None, None, graph):
            yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
    for graph in named:
        yield from full.quads_for_pattern(None, None, None, graph)
