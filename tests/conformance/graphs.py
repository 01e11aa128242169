"""Graphs in RDF formats as values.

They are read by rdflib; only documents with what is new in RDF 1.2, which rdflib does not know, are
read by pyoxigraph.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph
import rdflib
from conformance.results import Result, Solutions, Triples
from conformance.terms import RDF, Blank, Iri, Row, Term, Triple, literal

RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_RDFLIB = {
    "turtle": "turtle",
    "ntriples": "nt",
    "rdfxml": "xml",
    "jsonld": "json-ld",
    "trig": "trig",
    "nquads": "nquads",
}
_OXIGRAPH = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "nquads": pyoxigraph.RdfFormat.N_QUADS,
}


def read_graph(body: bytes, format: str, base: str) -> Result:
    if b"<<" in body or b'parseType="Triple"' in body or re.search(rb'"@[A-Za-z-]+--|:dir=', body):
        quads = pyoxigraph.parse(body, format=_OXIGRAPH[format], base_iri=base)
        return _graph_or_solutions({tuple(map(_engine_term, quad.triple)) for quad in quads})
    found = parse_rdf(body, format, base=base).triples((None, None, None))
    return _graph_or_solutions({tuple(map(_rdflib_term, triple)) for triple in found})


def parse_rdf(body: bytes, format: str, *, base: str) -> rdflib.Graph:
    """A document of RDF 1.1 as rdflib reads it; of a format with named graphs, its default graph."""
    with _reading_by_rdflib():
        if format not in ("trig", "nquads", "jsonld"):
            return rdflib.Graph().parse(data=body, format=_RDFLIB[format], publicID=base)
        dataset = rdflib.Dataset()
        dataset.parse(data=body, format=_RDFLIB[format], publicID=base)
        return dataset.default_graph


@contextmanager
def _reading_by_rdflib() -> Iterator[None]:
    """rdflib writes numbers and dates in its own way unless it is told not to, and warns of itself."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _rdflib_term(term: rdflib.Node) -> Term:
    match term:
        case rdflib.URIRef():
            return Iri(str(term))
        case rdflib.BNode():
            return Blank(str(term))
        case rdflib.Literal():
            return literal(str(term), datatype=str(term.datatype or ""), language=term.language or "")
    raise ValueError(term)


def _engine_term(term: object) -> Term:
    match term:
        case pyoxigraph.NamedNode():
            return Iri(term.value)
        case pyoxigraph.BlankNode():
            return Blank(term.value)
        case pyoxigraph.Triple():
            return Triple(*map(_engine_term, (term.subject, term.predicate, term.object)))
        case pyoxigraph.Literal():
            direction = str(term.direction.value) if term.direction else ""
            return literal(
                term.value, datatype=term.datatype.value, language=term.language or "", direction=direction
            )
    raise ValueError(term)


def _graph_or_solutions(triples: set[Row]) -> Result:
    """The graph, or the solutions that it describes in the vocabulary of results."""
    sets = [row[0] for row in triples if row[1:] == (Iri(RDF + "type"), Iri(RS + "ResultSet"))]
    if not sets:
        return Triples(tuple(triples))

    def values(subject: Term | None, name: str) -> list[Term]:
        return [row[2] for row in triples if row[0] == subject and row[1] == Iri(RS + name) and row[2]]

    columns = tuple(sorted(str(name[0]) for name in values(sets[0], "resultVariable")))
    rows = []
    for solution in values(sets[0], "solution"):
        bound = {
            values(binding, "variable")[0][0]: values(binding, "value")[0]
            for binding in values(solution, "binding")
        }
        rows.append(tuple(bound.get(name) for name in columns))
    return Solutions(columns, tuple(rows))
