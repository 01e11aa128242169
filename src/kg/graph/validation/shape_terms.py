"""What the terms of a shape say, read as strictly as the strictest validator reads them.

Each function raises NotUnderstood for a term that a validator might refuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from kg.graph.validation.paths import NotUnderstood
from kg.graph.validation.value_tests import term_of
from kg.model.terms import Term

# As `pyshacl.consts` has them, which is long to import.
WHOLE_INTEGERS = (
    *(XSD.integer, XSD.int, XSD.long, XSD.short, XSD.negativeInteger, XSD.nonNegativeInteger),
    *(XSD.nonPositiveInteger, XSD.positiveInteger),
    *(XSD.unsignedByte, XSD.unsignedInt, XSD.unsignedLong, XSD.unsignedShort),
)

Said = Mapping[Node, Sequence[Node]]
"""The objects of a shape by predicate."""


def at_most_one(said: Said, term: URIRef) -> Sequence[Node]:
    """The object of a term, if there is one."""
    found = said.get(term, ())
    if len(found) > 1:
        raise NotUnderstood
    return found


def is_true(said: Said, term: URIRef) -> bool:
    """Whether pyshacl takes what is said for true."""
    for one in at_most_one(said, term):
        if not isinstance(one, Literal):
            raise NotUnderstood
        return bool(one.value)
    return False


def iri_of(node: Node) -> Term:
    """The term of an IRI."""
    return term_of(named(node))


def named(node: Node) -> URIRef:
    """An IRI."""
    if not isinstance(node, URIRef):
        raise NotUnderstood
    return node


def text_of(node: Node) -> str:
    """The text of a plain string."""
    if not isinstance(node, Literal) or node.language or node.datatype is not None:
        raise NotUnderstood
    return str(node)


def count_of(node: Node) -> int:
    """A number of values: pyshacl takes xsd:integer alone."""
    return _whole(node, (XSD.integer,))


def length_of(node: Node) -> int:
    """A number of characters."""
    return _whole(node, WHOLE_INTEGERS)


def _whole(node: Node, datatypes: Sequence[URIRef]) -> int:
    """A number that is not negative."""
    if not isinstance(node, Literal) or node.datatype not in datatypes or node.ill_typed:
        raise NotUnderstood
    if not isinstance(node.value, int) or node.value < 0:
        raise NotUnderstood
    return node.value
