"""Graphs of rdflib in memory, made from terms and from Turtle.

SHACL and notebooks speak rdflib.  Parsing is pyoxigraph's, which is many times as fast and does not
rewrite literals.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.model.terms import Term, Triple, iri, iri_value, is_iri, literal, literal_parts


def to_graph(triples: Iterable[Triple]) -> Graph:
    """A graph of these triples."""
    graph = Graph(bind_namespaces="none")
    for one in triples:
        graph.add((to_node(one.subject), to_node(one.predicate), to_node(one.object)))
    return graph


def add_turtle(graph: Graph, text: str) -> None:
    """Add the triples of a Turtle text, blank nodes included.

    Raises SyntaxError, and adds nothing, when the text is not Turtle.
    """
    for quad in list(pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.TURTLE)):
        graph.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))


def to_node(term: Term) -> Node:
    """The rdflib node of a term."""
    if is_iri(term):
        return URIRef(iri_value(term))
    text, language, datatype = literal_parts(term)
    return _literal(text, language, datatype)


def to_term(node: Node | None) -> Term | None:
    """The term of an rdflib node; None for a blank node and for None."""
    if isinstance(node, URIRef):
        return iri(str(node))
    if isinstance(node, Literal):
        return literal(str(node), language=node.language or "", datatype=str(node.datatype or ""))
    return None


def _node(term: object) -> Node:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if isinstance(term, pyoxigraph.Literal):
        plain = term.language or term.datatype.value.endswith("#string")
        return _literal(term.value, term.language or "", "" if plain else term.datatype.value)
    raise TypeError(f"not a node of RDF 1.1: {term}")


def _literal(text: str, language: str, datatype: str) -> Literal:
    if language:
        return Literal(text, lang=language)
    return Literal(text, datatype=URIRef(datatype), normalize=False) if datatype else Literal(text)
