"""`kg serve --engine` over RDF files: `python -m conformance.serving_elsewhere ENGINE [IRI=FILE…]`.

`kg serve` itself takes an engine for a project alone, and `kg push` refuses blank nodes, which cannot be
compared between two stores.  The data of the suites are files and full of blank nodes; so they are put
into the store here, graph by graph and with the record of a push, and served by what `kg serve` calls.
"""

from __future__ import annotations

import os
import socket
import sys
from collections import defaultdict

import pyoxigraph

from kg.cli.serving import address_of, serve
from kg.cli.sources import project_of_files
from kg.engine.connection import Connection
from kg.engine.credentials import credentials_from
from kg.engine.dialects import DefaultGraph
from kg.engine.finding import find_engine
from kg.engine.graph_store import DEFAULT, GraphStore
from kg.engine.names import merged_graph, record_graph
from kg.engine.record import Record, State, Status, now, to_lines
from kg.graph.version import current_version
from kg.model.project import Project


def main(engine: str, *sources: str) -> None:
    """Serve these files from this store on a free port until a signal comes."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        with project_of_files(sources, public_url="", address=f"{address_of(listener)}/") as project:
            fill(project, engine)
            for name in ("KG_ENGINE_USER", "KG_ENGINE_PASSWORD"):
                os.environ.pop(name, None)  # whoever asks needs no password
            serve(project, listener, host="127.0.0.1", open_network=False, engine=engine)


def fill(project: Project, engine: str) -> None:
    """Make a store hold the current version of a project, blank nodes and all."""
    version, credentials = current_version(project), credentials_from()
    graphs: dict[str, list[bytes]] = defaultdict(list)
    everything = set()
    for quad in pyoxigraph.parse(path=version.quads, format=pyoxigraph.RdfFormat.N_QUADS):
        line = f"{quad.triple} .\n".encode()
        everything.add(line)
        if isinstance(quad.graph_name, pyoxigraph.NamedNode):
            graphs[quad.graph_name.value].append(line)
    with Connection(engine, credentials) as connection:
        address = find_engine(engine, project.engine, connection, credentials)
        own = address.default_graph is DefaultGraph.OWN
        graphs[DEFAULT if own else merged_graph(project.base)] = sorted(everything)
        status = Status(
            state=State.WHOLE,
            version=version.sha256,
            verified=now(),
            default_graph=address.default_graph,
        )
        graphs[record_graph(project.base)] = list(to_lines(Record(status), project.base))
        store = GraphStore(connection, address)
        for graph, lines in graphs.items():
            store.replace(graph, lines, sent=lambda _: None)


if __name__ == "__main__":
    main(*sys.argv[1:])
