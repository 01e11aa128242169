"""Reading RDF text back with the two libraries, as sets of quads."""

from __future__ import annotations

import re

import pyoxigraph
import rdflib

from kg.graph.dataset import Dataset, triple_lines
from kg.model.terms import Term, iri_value, is_iri, literal_parts

_OXIGRAPH = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "nquads": pyoxigraph.RdfFormat.N_QUADS,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
}
_RDFLIB = {"ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
_TAG = re.compile(r'"@[A-Za-z0-9-]+(?=( <[^ ]*>)? \.\n)')
WITH_GRAPHS = ("trig", "nquads", "jsonld")


def expected(dataset: Dataset, format: str) -> set[str]:
    """What `read_with_oxigraph` must find: N-Quads lines, or N-Triples lines of the merged graph.

    pyoxigraph gives every language tag in lower case, whatever stands in the file.
    """
    lines = dataset.quad_lines() if format in WITH_GRAPHS else triple_lines(dataset.merged())
    return {_TAG.sub(lambda found: found[0].lower(), line) for line in lines}


def read_with_oxigraph(data: bytes, format: str) -> set[str]:
    """The statements of an export as lines."""
    lines = set()
    for quad in pyoxigraph.parse(data, _OXIGRAPH[format]):
        graph = "" if isinstance(quad.graph_name, pyoxigraph.DefaultGraph) else f" {quad.graph_name}"
        lines.add(f"{quad.subject} {quad.predicate} {quad.object}{graph} .\n")
    return lines


def read_with_rdflib(data: bytes, format: str) -> set[tuple[object, ...]]:
    """The statements of an export as tuples of rdflib terms, the graph's IRI last where there is one."""
    name = _RDFLIB.get(format, format)
    if format not in WITH_GRAPHS:
        return set(rdflib.Graph(bind_namespaces="none").parse(data=data, format=name))
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=name)
    return set(dataset.quads())


def as_rdflib(dataset: Dataset, format: str) -> set[tuple[object, ...]]:
    """A dataset in the form of `read_with_rdflib`."""
    if format not in WITH_GRAPHS:
        return {tuple(map(_term, triple)) for triple in dataset.merged()}
    return {
        (*map(_term, triple), _term(name)) for name in dataset.graph_names() for triple in dataset.graph(name)
    }


def _term(term: Term) -> object:
    if is_iri(term):
        return rdflib.URIRef(iri_value(term))
    text, language, datatype = literal_parts(term)
    return rdflib.Literal(text, lang=language or None, datatype=datatype or None, normalize=False)
