"""The algebra of SELECT queries (SPARQL 1.1, section 18.2), as rdflib translates it."""

from __future__ import annotations

from collections.abc import Iterator

from pyparsing import ParseResults
from rdflib import BNode, Literal, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from kg.graph.validation.query_paths import QueryNotUnderstood

_LISTS = (list, tuple, ParseResults)
_SELECTING = ("Project", "Distinct", "Reduced", "OrderBy")
# Functions that give another answer each time.
_FICKLE = frozenset({"Builtin_RAND", "Builtin_NOW", "Builtin_UUID", "Builtin_STRUUID", "Builtin_BNODE"})


def parsed(query: str) -> CompValue:
    """The algebra of a SELECT query.  Raises QueryNotUnderstood."""
    try:
        algebra = prepareQuery(query, initNs={}).algebra
    except Exception as problem:  # rdflib's parser raises whatever its grammar raises
        raise QueryNotUnderstood from problem
    if algebra.name != "SelectQuery" or holds(algebra, _FICKLE):
        raise QueryNotUnderstood
    return algebra


def sure(pattern: CompValue) -> frozenset[Node]:
    """The variables that every solution of a pattern binds."""
    match pattern.name:
        case "BGP":
            return frozenset(
                one for triple in pattern.triples for one in triple if isinstance(one, (Variable, BNode))
            )
        case "Join":
            return sure(pattern.p1) | sure(pattern.p2)
        case "Union":
            return sure(pattern.p1) & sure(pattern.p2)
        case "LeftJoin" | "Minus":
            return sure(pattern.p1)
        case "Filter" | "Distinct" | "Reduced" | "OrderBy":
            return sure(pattern.p)
        case "Extend":
            bound = sure(pattern.p)
            expr = pattern.expr
            bound_too = expr in bound if isinstance(expr, Variable) else isinstance(expr, (URIRef, Literal))
            return bound | {pattern.var} if bound_too else bound
        case "Project":
            return sure(pattern.p) & frozenset(pattern.PV)
        case "ToMultiSet" if pattern.p.name == "values":
            rows = pattern.p.res
            always = [{var for var, value in row.items() if value != "UNDEF"} for row in rows]
            return frozenset(set.intersection(*always)) if always else frozenset()
        case "ToMultiSet":
            return sure(pattern.p)
        case _:
            return frozenset()


def select_key(algebra: CompValue) -> tuple[object, ...]:
    """What tells a SELECT from the others of a query: its variables and its triple patterns."""
    variables = project(algebra).PV
    patterns = sorted(_without_blank_nodes(triple) for triple in triples(algebra))
    return (tuple(sorted(map(str, variables))), tuple(patterns))


def selected(pattern: CompValue) -> CompValue | None:
    """The pattern that a SELECT selects from; None where its solutions stand for several others."""
    while pattern.name in _SELECTING:
        pattern = pattern.p
    return None if pattern.name in ("Slice", "AggregateJoin", "Group") or _grouped(pattern) else pattern


def _grouped(pattern: CompValue) -> bool:
    while pattern.name in ("Extend", "Filter", *_SELECTING):
        pattern = pattern.p
    return pattern.name in ("Slice", "AggregateJoin", "Group")


def project(pattern: CompValue) -> CompValue:
    """The part of a SELECT that says which variables it gives."""
    while pattern.name != "Project":
        pattern = pattern.p
    return pattern


def asked_for(expr: object) -> Iterator[CompValue]:
    """The patterns that an expression asks for with EXISTS, nested ones within them left out."""
    if isinstance(expr, CompValue):
        if expr.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            # Kept, because translating it takes its filters away.
            expr["graph"] = translateGroupGraphPattern(expr.graph)
            yield expr.graph
        else:
            yield from (group for value in expr.values() for group in asked_for(value))
    elif isinstance(expr, _LISTS):
        yield from (group for one in expr for group in asked_for(one))


def triples(value: object) -> Iterator[tuple[object, object, object]]:
    """All triple patterns within a part of the algebra."""
    if isinstance(value, CompValue):
        if value.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            yield from (triple for group in asked_for(value) for triple in triples(group))
        elif value.name in ("Graph", "ServiceGraphPattern"):
            raise QueryNotUnderstood
        elif value.name == "BGP":
            yield from value.triples
        else:
            for part in value.values():
                yield from triples(part)
    elif isinstance(value, _LISTS):
        yield from (triple for one in value for triple in triples(one))


def _without_blank_nodes(triple: tuple[object, object, object]) -> str:
    return " ".join("[]" if isinstance(one, BNode) else repr(one) for one in triple)


def holds(value: object, names: frozenset[str]) -> bool:
    """Whether a part of the algebra has one of these names somewhere."""
    if isinstance(value, CompValue):
        return value.name in names or any(holds(one, names) for one in value.values())
    return isinstance(value, _LISTS) and any(holds(one, names) for one in value)
