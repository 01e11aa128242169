"""Asking in the three ways of the protocol, and reading what came."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

from clients.running import Got, send
from pyoxigraph import DefaultGraph, RdfFormat, parse

from kg.endpoint.formats import SOLUTION_FORMATS, Format

RESULTS = "application/sparql-results+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
GRAPH = "https://museum.example/graph/"
SELECT = "SELECT ?s { ?s a ml:Museum } ORDER BY ?s"
DESCRIBE = "DESCRIBE id:lin-wanru"
WAYS = ("get", "form", "direct")
PARSERS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}


def ask(
    site: str, query: str, accept: str | None = None, *, way: str = "get", more: str = "", **headers: str
) -> Got:
    """Ask in one of the three ways of the protocol; `more` are further parameters, encoded."""
    sent = {**({"Accept": accept} if accept is not None else {}), **headers}
    if way == "get":
        return send(site, "GET", f"/sparql?query={quote(query, safe='')}{more}", sent)
    if way == "form":
        sent["Content-Type"] = "application/x-www-form-urlencoded"
        return send(site, "POST", "/sparql", sent, f"query={quote(query, safe='')}{more}".encode())
    sent["Content-Type"] = "application/sparql-query"
    return send(site, "POST", f"/sparql?{more.removeprefix('&')}", sent, query.encode())


def rows(got: Got) -> list[list[str]]:
    """The rows of a CSV answer, without the head."""
    assert (got.status, got.media_type) == (200, "text/csv"), got.body
    return list(csv.reader(io.StringIO(got.body.decode(), newline="")))[1:]


def problem(got: Got) -> tuple[int, str]:
    """Status and kind of a problem document."""
    assert got.media_type == "application/problem+json", got.body
    found = json.loads(got.body)
    assert found["status"] == got.status
    return got.status, found["type"].rpartition("/")[2]


def triples(got: Got, format: Format) -> list[tuple[str, str, str]]:
    """The triples of an answer, which all stand in the default graph; none for solutions."""
    if format in SOLUTION_FORMATS:
        return []
    quads = list(parse(got.body, format=PARSERS[format.name]))
    assert {str(quad.graph_name) for quad in quads} <= {str(DefaultGraph())}
    return sorted((str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads)
