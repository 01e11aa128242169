"""What a validator says of single values, for the constraints that look at nothing else.

Texts are compared here as they are; whatever has a datatype is made a literal of rdflib first and
treated as pyshacl treats it, so that values, ill-typed literals and orders are the same.  Where that
cannot be told in advance, NotDecided is raised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from rdflib import RDF, RDFS, SH, XSD, Literal, URIRef
from rdflib.term import Node

from kg.graph.validation.memory_graph import to_node, to_term
from kg.graph.validation.paths import NotUnderstood
from kg.model.terms import Term, literal_parts

ValueTest = Callable[[Term], bool]

# rdflib rewrites the text of these, and holds a string with its datatype unequal to one without.
_REWRITTEN = frozenset({XSD.token, XSD.normalizedString, XSD.string})
_TYPED = ">"
_PLAIN = '"'
_LITERALS_KEPT = 65_536
_PYTHON_TYPES: dict[URIRef, type | tuple[type, ...]] = {
    XSD.string: (str, bytes),
    RDF.langString: (str, bytes),
    XSD.integer: int,
    XSD.float: float,
    XSD.decimal: Decimal,
    XSD.boolean: bool,
    XSD.date: date,
    XSD.time: time,
    XSD.dateTime: datetime,
}
_KINDS_OF_IRIS = (SH.IRI, SH.IRIOrLiteral, SH.BlankNodeOrIRI)
_KINDS_OF_LITERALS = (SH.Literal, SH.BlankNodeOrLiteral, SH.IRIOrLiteral)


class NotDecided(Exception):
    """Whether the node conforms cannot be told in advance."""


def key(term: Term) -> Term:
    """The same for two terms exactly when a validator holds them equal: tags are, whatever their case.

    Raises NotDecided.
    """
    if term[0] == "<" or term[-1] == _PLAIN:
        return term
    if term[-1] == _TYPED:
        if _literal(term).datatype in _REWRITTEN:
            raise NotDecided
        return term
    text, _, tag = term.rpartition("@")
    return Term(f"{text}@{tag.lower()}")


def keys(terms: Iterable[Term]) -> set[Term]:
    """The keys of some terms.  Raises NotDecided."""
    return {key(one) for one in terms}


def term_of(node: Node) -> Term:
    """The key of a term of the shapes graph.  Raises NotUnderstood."""
    try:
        term = to_term(node)
    except ValueError as problem:
        raise NotUnderstood from problem
    if term is None or (isinstance(node, Literal) and node.datatype in _REWRITTEN):
        raise NotUnderstood
    return key(term)


def of_kind(kind: URIRef) -> ValueTest:
    """`sh:nodeKind`; there are no blank nodes in the data."""
    iris, literals = kind in _KINDS_OF_IRIS, kind in _KINDS_OF_LITERALS
    return lambda term: iris if term[0] == "<" else literals


def of_datatype(datatype: URIRef) -> ValueTest:
    """`sh:datatype`."""
    any_literal = datatype == RDFS.Literal
    plain = any_literal or datatype == XSD.string
    tagged = any_literal or datatype == RDF.langString
    python_type = _PYTHON_TYPES.get(datatype)

    def test(term: Term) -> bool:
        if term[0] == "<":
            return False
        if term[-1] == _PLAIN:
            return plain
        if term[-1] != _TYPED:
            return tagged
        literal = _literal(term)
        if literal.datatype != datatype:
            return any_literal or datatype == RDFS.Datatype
        return not literal.ill_typed and (python_type is None or isinstance(literal.value, python_type))

    return test


def of_length(least: int | None, most: int | None) -> ValueTest:
    """`sh:minLength` and `sh:maxLength`."""

    def test(term: Term) -> bool:
        length = len(_text(term))
        return (least is None or length >= least) and (most is None or length <= most)

    return test


def of_pattern(pattern: str, flags: str) -> ValueTest:
    """`sh:pattern` with `sh:flags`, of which pyshacl knows i and m.  Raises NotUnderstood."""
    given = (re.IGNORECASE if "i" in flags.lower() else 0) | (re.MULTILINE if "m" in flags.lower() else 0)
    try:
        search = re.compile(pattern, given).search
    except (re.error, RecursionError, OverflowError) as problem:
        raise NotUnderstood from problem
    return lambda term: search(_text(term)) is not None


def of_languages(languages: Collection[str]) -> ValueTest:
    """`sh:languageIn`; the languages are in lower case."""

    def test(term: Term) -> bool:
        tag = language(term)
        if not tag:
            return False
        return "*" in languages or tag in languages or tag.split("-")[0] in languages

    return test


def of_list(members: Collection[Term]) -> ValueTest:
    """`sh:in`; the members are keys."""
    return lambda term: key(term) in members


def of_order(bound: Literal, holds: Callable[[int], bool]) -> ValueTest:
    """`sh:minInclusive` and its like: `holds` says it of the sign of value − bound."""

    def test(term: Term) -> bool:
        if term[0] == "<":
            return False
        from pyshacl.rdfutil.compare import compare_literal  # here, because all of pyshacl comes with it

        literal = _literal(term)
        if isinstance(literal.value, str) != isinstance(bound.value, str):
            return False
        try:
            return holds(compare_literal(literal, bound))  # type: ignore[no-untyped-call] # pyshacl has none
        except (TypeError, NotImplementedError):
            return False
        except (ValueError, ArithmeticError, AttributeError) as problem:
            raise NotDecided from problem

    return test


def is_less(term: Term, other: Term, *, or_equal: bool) -> bool:
    """Whether a validator finds a value less than another, as `sh:lessThan` wants it.  Raises NotDecided."""
    one, two = _comparable(term), _comparable(other)
    if isinstance(one, Literal) != isinstance(two, Literal):
        return False
    try:
        return bool(one <= two if or_equal else one < two)
    except (TypeError, ValueError, ArithmeticError, AttributeError) as problem:
        raise NotDecided from problem


def language(term: Term) -> str:
    """The language tag of a term in lower case; empty where there is none."""
    return "" if term[0] == "<" or term[-1] in (_PLAIN, _TYPED) else term.rpartition("@")[2].lower()


def _text(term: Term) -> str:
    """The text of a value as a validator sees it."""
    if term[0] == "<":
        return term[1:-1]
    if term[-1] == _TYPED:
        return str(_literal(term))
    if "\\" in term:
        return literal_parts(term).text
    return term[1:-1] if term[-1] == _PLAIN else term[1 : term.rindex("@") - 1]


def _comparable(term: Term) -> str | Literal:
    if term[0] == "<":
        return term[1:-1]
    literal = _literal(term)
    return literal.value if isinstance(literal.value, str) else literal


@lru_cache(_LITERALS_KEPT)
def _literal(term: Term) -> Literal:
    node = to_node(term)
    if not isinstance(node, Literal):
        raise NotDecided
    return node
