"""What a query reads of a graph, told from its algebra: where a changed triple can reach a solution.

Each triple pattern of a SELECT query is a spot, wherever it stands, with the patterns beside it that
every solution has to match (its chain).  When the solutions with one value of a variable differ between
two graphs, some spot matches a triple that only one of them has, and the chain holds with it in that
graph.  Leaving out filters, negations and options only finds more.  A variable is the same in two
patterns only where both surely bind it in one solution; elsewhere it gets a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from rdflib import BNode, Literal, URIRef, Variable
from rdflib.paths import Path
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from kg.graph.validation.memory_graph import to_term
from kg.graph.validation.query_algebra import asked_for, parsed, project, select_key, selected, sure, triples
from kg.graph.validation.query_paths import QueryNotUnderstood, may_be_empty, path_text, places
from kg.graph.validation.query_restricted import insertions, sub_selects
from kg.graph.validation.query_spots import Pattern, Query, SelectSpot, Spot


@dataclass(slots=True)
class _Scope:
    """What the variables of one group are called, and the sub-SELECTs that can be asked for themselves."""

    names: dict[Node, str]
    selects: Mapping[tuple[object, ...], str]
    fresh: Iterator[int] = field(default_factory=count)
    own: bool = False

    def name(self, node: Node) -> str:
        if node not in self.names:
            plain = isinstance(node, Variable) and not self.own
            self.names[node] = f"?{node}" if plain else f"?own_{next(self.fresh)}_of_kg"
        return self.names[node]

    def within(self, shared: Iterable[Node], *, asked_anew: bool = False) -> _Scope:
        """The scope of a group that shares these variables alone with this one.

        When it is `asked_anew` for each solution, no sub-SELECT in it can be asked for itself.
        """
        names = {one: self.name(one) for one in shared}
        return _Scope(names, {} if asked_anew else self.selects, self.fresh, own=True)

    def term(self, node: object) -> str:
        if isinstance(node, (Variable, BNode)):
            return self.name(node)
        term = to_term(node) if isinstance(node, (URIRef, Literal)) else None
        if term is None:
            raise QueryNotUnderstood
        return term


def read_query(text: str, namespaces: Mapping[str, str], focus: str) -> Query:
    """Read a SELECT query; `namespaces` are the prefixes that it need not declare."""
    given = "".join(f"PREFIX {name}: <{iri}> " for name, iri in sorted(namespaces.items()))
    declared = f"{given}{text}"
    try:
        called, spots = _spots_of(declared, focus)
    except QueryNotUnderstood:
        return Query(declared, focus)
    return Query(declared, focus, called, spots, insertions(declared, focus))


def _spots_of(query: str, focus: str) -> tuple[str, tuple[Spot | SelectSpot, ...]]:
    """What a variable of a query is called in its spots, and the spots.

    Raises QueryNotUnderstood when the query does not surely bind it, or may see more than its patterns.
    """
    algebra = parsed(query)
    pattern = selected(algebra.p)
    if algebra.datasetClause or pattern is None or Variable(focus) not in sure(algebra.p):
        raise QueryNotUnderstood
    found: dict[tuple[object, ...], list[str]] = {}
    for key, text in sub_selects(query):
        found.setdefault(key, []).append(text)
    # Of two that look alike it is not known which is meant.
    scope = _Scope({}, {key: some[0] for key, some in found.items() if len(some) == 1})
    _call_the_same(pattern, scope)
    return scope.name(Variable(focus)), tuple(_spots(pattern, scope, ()))


def _call_the_same(pattern: CompValue, scope: _Scope) -> None:
    """Give a variable that BIND makes a copy of another the name of the other."""
    match pattern.name:
        case "Join":
            _call_the_same(pattern.p1, scope)
            _call_the_same(pattern.p2, scope)
        case "LeftJoin" | "Minus":
            _call_the_same(pattern.p1, scope)
        case "Filter":
            _call_the_same(pattern.p, scope)
        case "Extend":
            _call_the_same(pattern.p, scope)
            if isinstance(pattern.expr, Variable) and pattern.expr in sure(pattern.p):
                scope.names.setdefault(pattern.var, scope.name(pattern.expr))


def _chain(pattern: CompValue, scope: _Scope) -> tuple[Pattern, ...]:
    """Patterns that every solution of a pattern matches."""
    match pattern.name:
        case "BGP":
            return tuple(_pattern(triple, scope) for triple in pattern.triples)
        case "Join":
            return (*_chain(pattern.p1, scope), *_chain(pattern.p2, scope))
        case "LeftJoin" | "Minus":
            return _chain(pattern.p1, scope)
        case "Filter" | "Extend":
            return _chain(pattern.p, scope)
        case "Union":
            branches = [_chain(pattern.p1, scope), _chain(pattern.p2, scope)]
            if not all(branches):
                return ()
            text = " UNION ".join(f"{{ {' '.join(one.text for one in branch)} }}" for branch in branches)
            return (Pattern(text, frozenset().union(*(one.variables for some in branches for one in some))),)
        case "ToMultiSet" if pattern.p.name == "values":
            return _values(pattern.p.res, scope)
        case "ToMultiSet":
            inner = selected(pattern.p)
            return () if inner is None else _chain(inner, _scope_of_select(pattern.p, inner, scope))
        case _:
            return ()


def _values(rows: list[Mapping[Node, object]], scope: _Scope) -> tuple[Pattern, ...]:
    variables = sorted({var for row in rows for var in row}, key=str)
    if not variables:
        return ()
    lines = [[row.get(var, "UNDEF") for var in variables] for row in rows]
    cells = " ".join(
        f"({' '.join('UNDEF' if cell == 'UNDEF' else scope.term(cell) for cell in line)})" for line in lines
    )
    names = [scope.name(var) for var in variables]
    if len(set(names)) < len(names):
        return ()
    return (Pattern(f"VALUES ({' '.join(names)}) {{ {cells} }}", frozenset(names)),)


def _pattern(triple: tuple[object, object, object], scope: _Scope) -> Pattern:
    subject, predicate, value = triple
    is_path = isinstance(predicate, Path)
    along = path_text(predicate) if is_path else scope.term(predicate)
    ends = frozenset(one for one in (scope.term(subject), scope.term(value)) if one.startswith("?"))
    named = frozenset() if is_path or not along.startswith("?") else frozenset({along})
    text = f"{scope.term(subject)} {along} {scope.term(value)} ."
    return Pattern(text, ends | named, frozenset() if is_path else ends)


def _scope_of_select(select: CompValue, inner: CompValue, scope: _Scope) -> _Scope:
    """Only what a sub-SELECT gives has the same name outside of it, and only where that is surely bound."""
    found = scope.within(sure(inner) & frozenset(project(select).PV))
    _call_the_same(inner, found)
    return found


def _spots(pattern: CompValue, scope: _Scope, beside: tuple[Pattern, ...]) -> Iterator[Spot | SelectSpot]:
    """The spots of a pattern; what stands `beside` it holds in every solution."""
    match pattern.name:
        case "BGP":
            for at, triple in enumerate(pattern.triples):
                others = [one for number, one in enumerate(pattern.triples) if number != at]
                yield _spot(triple, scope, (*(_pattern(one, scope) for one in others), *beside))
        case "Join":
            yield from _spots(pattern.p1, scope, (*beside, *_chain(pattern.p2, scope)))
            yield from _spots(pattern.p2, scope, (*beside, *_chain(pattern.p1, scope)))
        case "Union":
            yield from _spots(pattern.p1, scope, beside)
            yield from _spots(pattern.p2, scope, beside)
        case "LeftJoin" | "Minus":
            yield from _spots(pattern.p1, scope, beside)
            here = (*beside, *_chain(pattern.p1, scope))
            inner = scope.within(sure(pattern.p1))
            yield from _spots(pattern.p2, inner, here)
            if pattern.name == "LeftJoin":
                found = inner.within(sure(pattern.p1) | sure(pattern.p2), asked_anew=True)
                for group in asked_for(pattern.expr):
                    yield from _spots(group, found, (*here, *_chain(pattern.p2, inner)))
        case "Filter" | "Extend":
            yield from _spots(pattern.p, scope, beside)
            found = scope.within(sure(pattern.p), asked_anew=True)
            for group in asked_for(pattern.expr):
                yield from _spots(group, found, (*beside, *_chain(pattern.p, scope)))
        case "ToMultiSet" if pattern.p.name == "values":
            return
        case "ToMultiSet":
            yield from _spots_of_select(pattern.p, scope, beside)
        case _:
            raise QueryNotUnderstood


def _spots_of_select(
    select: CompValue, scope: _Scope, beside: tuple[Pattern, ...]
) -> Iterator[Spot | SelectSpot]:
    """A sub-SELECT as one spot, or its own spots where it cannot be asked for itself."""
    text = scope.selects.get(select_key(select))
    group = selected(select)
    if text is not None:
        bound = sorted(map(str, sure(select)))
        columns = tuple((name, scope.name(Variable(name))) for name in bound)
        query = read_query(text, {}, bound[0]) if bound else Query(text, "")
        yield SelectSpot(query, columns, beside)
    elif group is not None:
        yield from _spots(group, _scope_of_select(select, group, scope), beside)
    else:
        # Its solutions stand for many others.
        inner = scope.within(())
        for triple in triples(select):
            yield replace(_spot(triple, inner, ()), opaque=True)


def _spot(triple: tuple[object, object, object], scope: _Scope, chain: tuple[Pattern, ...]) -> Spot:
    subject, predicate, value = scope.term(triple[0]), triple[1], scope.term(triple[2])
    if isinstance(predicate, Path):
        return Spot(subject, "", value, chain, tuple(places(predicate)), may_be_empty(predicate))
    return Spot(subject, scope.term(predicate), value, chain)
