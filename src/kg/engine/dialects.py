"""What stores do differently: one row each, from their own documentation; tried ones say so.

The default graph of a version is the union of its graphs without duplicates.  A row says whether a
store has a default graph of its own for it, or is given the merged graph under a name that queries
then ask for (`docs/engines.md` has the table with sources).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from kg.engine.literals import value_key, virtuoso_key

_MEGABYTE = 1_000_000


class DefaultGraph(Enum):
    """Where the merged graph goes."""

    OWN = "own"
    """Into the store's default graph, `?default`, which shows nothing else."""
    NAMED = "named"
    """Into a named graph: what the store shows where no graph is named holds other graphs, too."""


@dataclass(frozen=True, slots=True)
class Paths:
    """How the path of the query endpoint ends, and that of the graph store beside it.

    `signed` is where the graph store takes credentials, if that is another place.
    """

    query: str
    graphs: str
    signed: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of store.

    `server` is what its `Server` header begins with; `timeout_parameter` bounds a query, counted in
    units of which a second has `timeout_units`, and ends in `timeout_suffix`; `body` is about how many
    bytes a request should have, which is of `media_type` and begins with `preamble`; `key` maps a term
    to what the store takes it for.
    """

    name: str
    title: str
    default_graph: DefaultGraph
    paths: tuple[Paths, ...] = ()
    server: str = ""
    timeout_parameter: str = ""
    timeout_units: int = 1
    timeout_suffix: str = ""
    body: int = 4 * _MEGABYTE
    media_type: str = "application/n-triples"
    preamble: bytes = b""
    key: Callable[[str], str] = value_key


GENERIC = Dialect("generic", "SPARQL 1.1", DefaultGraph.NAMED)

DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        one.name: one
        for one in (
            Dialect(
                "virtuoso",
                "Virtuoso",
                DefaultGraph.NAMED,
                (
                    Paths("/sparql", "/sparql-graph-crud", "/sparql-graph-crud-auth"),
                    Paths("/sparql-auth", "/sparql-graph-crud-auth"),
                ),
                server="Virtuoso",
                timeout_parameter="timeout",
                timeout_units=1000,
                body=_MEGABYTE,  # larger ones were no faster
                # It looks into the body to see what it is, and takes a long first line for plain text.
                media_type="text/turtle",
                preamble=b"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n",
                key=virtuoso_key,
            ),
            Dialect(
                "fuseki",
                "Apache Jena Fuseki",
                DefaultGraph.OWN,
                (Paths("/query", "/data"), Paths("/sparql", "/data")),
                server="Apache Jena Fuseki",
                timeout_parameter="timeout",
            ),
            Dialect(
                "oxigraph", "Oxigraph", DefaultGraph.OWN, (Paths("/query", "/store"),), server="Oxigraph"
            ),
            Dialect(
                "graphdb",
                "GraphDB",
                DefaultGraph.NAMED,
                (Paths("", "/rdf-graphs/service"),),
                server="GraphDB",
                timeout_parameter="timeout",
            ),
            Dialect(
                "stardog",
                "Stardog",
                DefaultGraph.OWN,
                (Paths("/query", ""),),
                server="Stardog",
                timeout_parameter="timeout",
                timeout_units=1000,
            ),
            Dialect("neptune", "Amazon Neptune", DefaultGraph.NAMED, (Paths("/sparql", "/sparql/gsp/"),)),
            Dialect(
                "qlever",
                "QLever",
                DefaultGraph.NAMED,
                (Paths("", ""),),
                server="QLever",
                timeout_parameter="timeout",
                timeout_suffix="s",  # a number alone is refused
            ),
            GENERIC,
        )
    }
)


def dialect_of_server(header: str) -> Dialect | None:
    """The kind of store that a `Server` header names, if it is a known one."""
    said = header.strip().casefold()
    found = (one for one in DIALECTS.values() if one.server and said.startswith(one.server.casefold()))
    return next(found, None)


def dialect_of_path(path: str) -> Dialect | None:
    """The kind of store that has its query endpoint at such a path, where the path tells."""
    return DIALECTS["graphdb"] if "/repositories/" in path else None
