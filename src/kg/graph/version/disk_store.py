"""The two RocksDB stores of a version, written once and from then on only read.

One store holds the merged default graph alone, for queries that name no graph; the other holds it
together with the named graphs: copies in other graphs slow down queries that do not need them.
A store is complete on the disk when the function that writes it returns, and `check_stores` counts it
again through the read-only door that servers use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import cast

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, RdfFormat, Store

from kg.graph.progress import Progress
from kg.graph.version.bulk_loading import BYTES_AT_ONCE, Loader
from kg.graph.version.graph_counts import GraphCounts
from kg.graph.version.manifest import Counts
from kg.graph.version.merging import merge
from kg.model.errors import VersionDamaged
from kg.model.wording import phrase

MERGED, FULL = "merged", "full"
_LAYOUT = 4  # of the folder: stores, counts, and what the index of names holds and how it folds

_COUNT = "SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }"
_COUNT_GRAPHS = "SELECT ?graph (COUNT(*) AS ?count) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"


def store_format() -> str:
    """The part of a version's name that says which engine can open its stores.

    Our own layout, then pyoxigraph's major and minor version: its files change between those.
    """
    major, minor = pyoxigraph.__version__.split(".")[:2]
    return f"{_LAYOUT}-oxigraph-{major}.{minor}"


def write_default_store(
    folder: Path, quads: Path, *, base: str, lines: int, progress: Progress
) -> tuple[Counts, GraphCounts]:
    """Write the store of the default graph of a file of canonical N-Quads, and count both on the way.

    `base` is that of the project, and `lines` is how many the file has.  Raises OSError when the disk is
    full, KgError for what is not RDF.
    """

    def counting(done: int) -> None:
        progress("counting the statements", done, lines)

    merged = Store(folder / MERGED)
    counting(0)
    with Loader(merged, RdfFormat.N_TRIPLES) as loader:
        counts, found = merge(quads, loader.add, aside=folder, base=base, step=counting)
        progress("writing the store of the default graph", 0, counts.triples)  # most of them are in it by now
        for done in loader.finish():
            progress("writing the store of the default graph", done, counts.triples)
    merged.backup(folder / FULL)  # links to the same finished files where the disk can: half the work
    return counts, found


def write_full_store(folder: Path, quads: Path, *, lines: int, progress: Progress) -> None:
    """Write the store of all graphs of a file of canonical N-Quads that has so many `lines`.

    The default graph is in it since that has been written.  Raises OSError when the disk is full, KgError
    for what is not RDF.
    """
    progress("writing the store of all graphs", 0, lines)
    with Loader(Store(folder / FULL), RdfFormat.N_QUADS) as loader, quads.open("rb") as file:
        while some := file.read(BYTES_AT_ONCE) + file.readline():
            loader.add(some)
            progress("writing the store of all graphs", loader.done, lines)
        for done in loader.finish():
            progress("writing the store of all graphs", done, lines)
    _tidy(folder)


def write_plain_stores(
    folder: Path, *, quads: Path, stream: Iterable[Quad], graphs: Iterable[str], step: Callable[[str], None]
) -> None:
    """Write `quads` as N-Quads and both stores below `folder` from a stream that is read once.

    Blank nodes keep their labels, so a node is the same in the default graph and in a named one;
    `graphs` exist even where nothing is in them.  Raises OSError, and what the stream raises.
    """
    merged = Store(folder / MERGED)
    with quads.open("w", encoding="utf-8", newline="") as file:

        def noted() -> Iterator[Quad]:
            for quad in stream:
                file.write(f"{quad} .\n")
                yield Quad(quad.subject, quad.predicate, quad.object)

        merged.bulk_extend(noted())
    merged.flush()
    step("writing the store of all graphs")
    merged.backup(folder / FULL)
    del merged
    full = Store(folder / FULL)
    written = pyoxigraph.parse(path=quads, format=RdfFormat.N_QUADS)
    full.bulk_extend(quad for quad in written if not isinstance(quad.graph_name, DefaultGraph))
    for graph in graphs:
        full.add_graph(NamedNode(graph))
    full.flush()
    del full
    _tidy(folder)


def _tidy(folder: Path) -> None:
    for store in (MERGED, FULL):
        for needless in ("LOG", "LOCK"):  # the log names this machine
            (folder / store / needless).unlink(missing_ok=True)


def check_stores(folder: Path, counts: Counts) -> None:
    """Open both stores read-only and count them.

    Raises VersionDamaged when a store does not open or does not hold `counts`.
    """
    try:
        merged, full = open_store(folder / MERGED), open_store(folder / FULL)
        found = [len(merged), _count(merged), len(full), _count(full)]
        by_graph = {graph: int(count) for graph, count in _rows(full, _COUNT_GRAPHS)}
    except (OSError, RuntimeError) as problem:
        words = phrase("a store in {folder} cannot be read: {problem}", folder=folder, problem=problem)
        raise VersionDamaged(words) from problem
    wanted = [counts.triples, counts.triples, counts.triples + counts.quads, counts.triples]
    if found != wanted or by_graph != counts.graphs:
        raise VersionDamaged(
            phrase(
                "the stores in {folder} hold {found} statements, {by_graph} of them by graph, "
                "instead of {wanted} and {wanted_by_graph}",
                folder=folder,
                found=found[0],
                by_graph=found[2] - found[3],
                wanted=wanted[0],
                wanted_by_graph=counts.quads,
            ),
            help=phrase("perhaps two values differ only in the spelling of a number or of a language tag"),
        )


def count_stores(folder: Path) -> Counts:
    """What both stores hold, where that is not known before: the store joins terms of one value.

    Raises OSError.
    """
    merged, full = open_store(folder / MERGED), open_store(folder / FULL)
    graphs = {graph.value: 0 for graph in full.named_graphs() if isinstance(graph, NamedNode)}
    for row in cast("QuerySolutions", full.query(_COUNT_GRAPHS)):
        if row["graph"].value in graphs:  # blank nodes, too, can name graphs
            graphs[row["graph"].value] = int(row["count"].value)
    return Counts(dict(sorted(graphs.items())), len(full) - len(merged), len(merged))


def open_store(folder: Path) -> Store:
    """Open one store for reading; many processes may do so at once.  Raises OSError."""
    return Store.read_only(str(folder))


def _count(store: Store) -> int:
    return next(int(row[0]) for row in _rows(store, _COUNT))


def _rows(store: Store, query: str) -> Iterator[tuple[str, ...]]:
    """The values of a SELECT whose variables are all bound."""
    for row in cast("QuerySolutions", store.query(query)):
        yield tuple(value.value for value in row)
