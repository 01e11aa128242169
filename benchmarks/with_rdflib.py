"""The anchors made of rdflib and pyshacl, each in a process of its own that prints one line of JSON.

    python -m benchmarks.with_rdflib write GRAPH.nq     terms, Graph.add, then rdflib's serializers
    python -m benchmarks.with_rdflib turtle GRAPH.nq    rdflib's Turtle of the merged graph
    python -m benchmarks.with_rdflib validate DIR       pyshacl.validate once over DIR/data.nt
    python -m benchmarks.with_rdflib serve DATA.nt      rdflib-endpoint on the Oxigraph store

What kg does beside the work that is compared (reading YAML, verifying quotes) is given to rdflib for
nothing: it begins with finished statements.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from pathlib import Path

import pyoxigraph
from rdflib import SH, BNode, Dataset, Graph, Literal, URIRef


def main() -> None:
    """Do what the command line says."""
    work, path = sys.argv[1], Path(sys.argv[2])
    if work == "serve":
        serve(path)
        return
    print(json.dumps({"write": write, "turtle": turtle, "validate": validate}[work](path)))


def write(path: Path) -> dict[str, float]:
    """Seconds of `Graph.add` for each quad and of the serializers; parsing is not in any of them."""
    quads = _quads(path)
    dataset = Dataset()
    began = time.perf_counter()
    graphs = {name: dataset.graph(URIRef(name)) for name in {one[3] for one in quads}}
    for subject, predicate, obj, name in quads:
        graphs[name].add((URIRef(subject), URIRef(predicate), _term(obj)))
    found = {"quads": float(len(quads)), "add": time.perf_counter() - began}
    began = time.perf_counter()
    dataset.serialize(format="nquads", encoding="utf-8")
    found["nquads"] = time.perf_counter() - began
    merged = Graph(bind_namespaces="none")
    for graph in graphs.values():
        merged += graph
    found["triples"] = float(len(merged))
    began = time.perf_counter()
    merged.serialize(format="turtle", encoding="utf-8")
    found["turtle"] = time.perf_counter() - began
    return found


def turtle(path: Path) -> dict[str, float]:
    """Seconds of the Turtle serializer; how the graph came to be is not in it."""
    merged = Graph(bind_namespaces="none")
    for subject, predicate, obj, _ in _quads(path):
        merged.add((URIRef(subject), URIRef(predicate), _term(obj)))
    began = time.perf_counter()
    merged.serialize(format="turtle", encoding="utf-8")
    return {"triples": float(len(merged)), "turtle": time.perf_counter() - began}


def _quads(path: Path) -> list[tuple[str, str, object, str]]:
    return [
        (one.subject.value, one.predicate.value, one.object, one.graph_name.value)
        for one in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.N_QUADS)
    ]


def _term(term: pyoxigraph.NamedNode | pyoxigraph.Literal | object) -> URIRef | Literal | BNode:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    assert isinstance(term, pyoxigraph.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value))


def validate(folder: Path) -> dict[str, object]:
    """Seconds of `pyshacl.validate`, of reading the data before it, and the results."""
    import pyshacl

    began = time.perf_counter()
    data = Graph(bind_namespaces="none").parse(folder / "data.nt", format="nt")
    read = time.perf_counter() - began
    shapes = Graph(bind_namespaces="none").parse(folder / "shapes.ttl", format="turtle")
    began = time.perf_counter()
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    seconds = time.perf_counter() - began
    assert isinstance(report, Graph), report
    return {"seconds": seconds, "read": read, "triples": len(data), "findings": findings(report)}


def findings(report: Graph) -> list[list[str]]:
    """The results of a validation report as (source shape, focus node), by their local names; sorted."""
    found = {
        (_local(report.value(one, SH.sourceShape)), _local(report.value(one, SH.focusNode)))
        for one in report.objects(None, SH.result)
    }
    return [list(one) for one in sorted(found)]


def _local(node: object) -> str:
    text = str(node)
    return text.rsplit("#", 1)[-1] if "#" in text else text.rsplit("/", 1)[-1]


def serve(path: Path) -> None:
    """rdflib-endpoint as its documents start it, on a free port of loopback, with its fastest store."""
    import uvicorn
    from rdflib_endpoint import SparqlEndpoint

    graph = Dataset(store="Oxigraph", default_union=True)
    graph.default_graph.parse(path, format="ox-nt", transactional=False)
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"port {listener.getsockname()[1]}", flush=True)
    server = uvicorn.Server(uvicorn.Config(SparqlEndpoint(graph=graph), log_level="error", access_log=False))
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
