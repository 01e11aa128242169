"""A SELECT query held to some values of one of its variables, and the sub-SELECTs of a query as texts.

The values are put where they narrow down the search and alter no solution: at the start of each group
that surely binds the variable before it takes anything away or adds anything that may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import Variable
from rdflib.plugins.sparql.parserutils import CompValue

from kg.graph.validation.query_algebra import parsed, select_key, sure
from kg.graph.validation.query_paths import QueryNotUnderstood
from kg.model.sparql_tokens import mask, matching_brace

_SELECT = re.compile(r"\bSELECT\b", re.IGNORECASE)
_SUB_SELECT = re.compile(r"\{\s*SELECT\b", re.IGNORECASE)
_LEADING = re.compile(r"(?:\b(MINUS|OPTIONAL|UNION)|[{}.])\s*$", re.IGNORECASE)


def insertions(query: str, focus: str) -> tuple[int, ...]:
    """The places in a SELECT query where the values of a variable may be put."""
    masked = mask(query)
    start = _SELECT.search(masked)
    opening = masked.find("{", start.end()) if start else -1
    if start is None or opening < 0:
        return ()
    return tuple(sorted(_Groups(query, masked, query[: start.start()], focus).places(opening)))


def sub_selects(query: str) -> Iterator[tuple[tuple[object, ...], str]]:
    """The sub-SELECTs of a query as queries of their own, each with its key (`query_algebra.select_key`)."""
    masked = mask(query)
    start = _SELECT.search(masked)
    for found in _SUB_SELECT.finditer(masked):
        closing = matching_brace(masked, found.start())
        if start is None or closing is None:
            continue
        text = f"{query[: start.start()]}{query[found.start() + 1 : closing]}"
        try:
            yield select_key(parsed(text)), text
        except QueryNotUnderstood:
            continue


class _Groups:
    """The groups of a query, as places in its text."""

    def __init__(self, query: str, masked: str, prologue: str, focus: str) -> None:
        self.query = query
        self.masked = masked
        self.prologue = prologue
        self.focus = Variable(focus)

    def places(self, opening: int) -> list[int]:
        """Where the values may stand in the group that opens here and in those within it."""
        closing = matching_brace(self.masked, opening)
        if closing is None:
            return []
        pattern = self.pattern(self.query[opening : closing + 1])
        if pattern is None or self.focus not in sure(pattern):
            return []
        content = self.masked[opening + 1 : closing]
        select = re.match(r"\s*SELECT\b", content, re.IGNORECASE)
        if select:
            inner = self.masked.find("{", opening + 1 + select.end())
            return self.places(inner) if inner >= 0 else []
        if not _binds_first(pattern, self.focus):
            return [closing]
        return [opening + 1, *(place for at in self.within(opening, closing) for place in self.places(at))]

    def pattern(self, group: str) -> CompValue | None:
        """The algebra of a group that stands for itself."""
        try:
            found = parsed(f"{self.prologue} SELECT * {group}").p
        except QueryNotUnderstood:
            return None
        return found.p if found.name == "Project" else None

    def within(self, opening: int, closing: int) -> Iterator[int]:
        """Where groups open directly within a group, those of EXISTS, GRAPH and VALUES left out."""
        at = self.masked.find("{", opening + 1)
        while 0 <= at < closing:
            if _LEADING.search(self.masked[opening:at]):
                yield at
            end = matching_brace(self.masked, at)
            at = self.masked.find("{", end + 1) if end is not None else -1


def _binds_first(pattern: CompValue, focus: Variable) -> bool:
    """Whether a group has bound the variable before it takes solutions away or leaves parts open."""
    match pattern.name:
        case "BGP" | "Union" | "ToMultiSet":
            return True
        case "Filter":
            return _binds_first(pattern.p, focus)
        case "Extend":
            return pattern.var != focus and _binds_first(pattern.p, focus)
        case "Join":
            return _binds_first(pattern.p1, focus)
        case "LeftJoin" | "Minus":
            return focus in sure(pattern.p1) and _binds_first(pattern.p1, focus)
        case _:
            return False
