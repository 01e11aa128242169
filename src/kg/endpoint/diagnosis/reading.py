"""Takes a query apart (SPARQL 1.1 section 19.8, as far as an empty answer can depend on it).

Reads only what it is sure of.  What it does not know (collections, triple terms) stays one part
that is asked as it is written, and a query whose frame is not clear is not taken apart at all.  The
engine has read the text before, so nothing here has to find errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.endpoint.diagnosis.cursor import Cursor, NotRead, Strange
from kg.endpoint.diagnosis.patterns import (
    Branches,
    Condition,
    Element,
    Graph,
    Group,
    Minus,
    Other,
    Outline,
    Selected,
    Span,
    Values,
)
from kg.endpoint.diagnosis.triples import read_block, read_constant
from kg.endpoint.query_text import FORMS, find_form
from kg.model.sparql_tokens import Kind, code, tokenize

_DEEPEST = 40
_AGGREGATES = frozenset({"count", "sum", "min", "max", "avg", "sample", "group_concat"})
_MODIFIERS = ("group", "having", "order", "limit", "offset", "values")


def read_outline(query: str) -> Outline:
    """The parts of a query.  Raises NotRead."""
    tokens = code(tokenize(query))
    _, start = find_form(query, tokens)
    if start.text.upper() not in FORMS:  # such as `SELECTDISTINCT`
        raise NotRead
    cursor = Cursor(query, tokens)
    first = tokens.index(start)
    outline = Outline(start.text.upper(), start.start)
    i = first + 1
    head: list[int] = []
    while i < len(tokens) and not (outline.form == "DESCRIBE" and cursor.word(i) in _MODIFIERS):
        if cursor.word(i) in ("from", "where") or cursor.text(i) == "{":
            outline = replace(outline, head=outline.head or cursor.span(first, i))
        if cursor.word(i) == "from":
            named = cursor.word(i + 1) == "named"
            i += 2 if named else 1
            outline = replace(outline, clauses=(*outline.clauses, (cursor.span(i, i + 1), named)))
        elif cursor.text(i) == "{" and outline.form == "CONSTRUCT" and not head and not outline.clauses:
            outline = replace(outline, template=cursor.variables(i, cursor.closing[i]))
            head.append(i)
        elif cursor.text(i) == "{":
            outline = replace(outline, group=_group(cursor, i, 0))
            i += 1
            break
        else:
            head += range(i, cursor.skip(i))
        i = cursor.skip(i)
    if outline.group is None and outline.form != "DESCRIBE":
        raise NotRead
    if outline.group is not None:
        i = next(number for number, each in enumerate(tokens) if each.end == outline.group.span.end) + 1
    return _with_tail(cursor, _with_head(cursor, outline, head), i)


def _with_head(cursor: Cursor, outline: Outline, head: Sequence[int]) -> Outline:
    if outline.form == "DESCRIBE":
        return replace(outline, described=tuple(cursor.span(i, i + 1) for i in head if cursor.is_name(i)))
    if outline.form != "SELECT":
        return outline
    depth = 0
    used: list[Span] = []
    for i in head:
        depth += (cursor.text(i) == "(") - (cursor.text(i) == ")")
        if depth and cursor.kind(i) is Kind.VARIABLE and cursor.word(i - 1) != "as":
            used.append(cursor.span(i, i + 1))
    aggregates = any(cursor.word(i) in _AGGREGATES for i in head)
    return replace(outline, projected=tuple(used), aggregates=aggregates)


def _with_tail(cursor: Cursor, outline: Outline, i: int) -> Outline:
    """The outline with what stands behind the WHERE."""
    starts: list[int] = []
    while i < len(cursor.tokens):
        if cursor.word(i) in _MODIFIERS:
            starts.append(i)
        i = cursor.skip(i)
    begins = {cursor.word(begin): begin for begin in starts}
    spans = {
        cursor.word(begin): cursor.span(begin, end)
        for begin, end in zip(starts, [*starts[1:], len(cursor.tokens)], strict=False)
    }
    group = outline.group
    if "values" in begins and group is not None and "group" not in begins and not outline.aggregates:
        values, _ = _values(cursor, begins["values"])
        group = Group(group.span, (*group.elements, values))
    return replace(outline, group=group, modifiers=spans)


def _group(cursor: Cursor, opening: int, depth: int) -> Group:
    """The group whose brace opens at this token."""
    if depth > _DEEPEST:
        raise NotRead
    end = cursor.closed(opening, "{")
    span = cursor.span(opening, end + 1)
    i = opening + 1
    if cursor.word(i) == "select":
        while cursor.text(i) != "{":
            i = cursor.skip(i)
            if i >= end:
                raise NotRead
        return Group(span, (Selected(span, _group(cursor, i, depth + 1)),))
    joined: list[Element] = []
    conditions: list[Element] = []
    while i < end:
        if cursor.text(i) == ".":
            i += 1
            continue
        found, i = _element(cursor, i, end, depth + 1)
        for element in found:
            (conditions if isinstance(element, Condition) else joined).append(element)
    return Group(span, (*joined, *conditions))


def _element(cursor: Cursor, i: int, end: int, depth: int) -> tuple[Sequence[Element], int]:
    """The parts that begin at token `i`, and the token after them."""
    match cursor.word(i):
        case "optional" | "minus" as word:
            after = cursor.closed(i + 1, "{") + 1
            span = cursor.span(i, after)
            if word == "minus":
                return [Minus(span)], after
            return [Other(span, word, _group(cursor, i + 1, depth))], after
        case "graph":
            after = cursor.closed(i + 2, "{") + 1
            inner = _group(cursor, i + 2, depth)
            return [Graph(cursor.span(i, after), cursor.span(i + 1, i + 2), inner)], after
        case "bind":
            after = cursor.closed(i + 1, "(") + 1
            return [_bind(cursor, i, after)], after
        case "values":
            values, after = _values(cursor, i)
            return [values], after
        case "filter":
            return _filter(cursor, i, depth)
        case "service" | "lateral" | "union" | "select":
            raise NotRead
    return _branches(cursor, i, depth) if cursor.text(i) == "{" else read_block(cursor, i, end)


def _branches(cursor: Cursor, i: int, depth: int) -> tuple[Sequence[Element], int]:
    groups = [_group(cursor, i, depth)]
    after = cursor.closing[i] + 1
    while cursor.word(after) == "union":
        groups.append(_group(cursor, after + 1, depth))
        after = cursor.closing[after + 1] + 1
    return [Branches(cursor.span(i, after), tuple(groups))], after


def _filter(cursor: Cursor, i: int, depth: int) -> tuple[Sequence[Element], int]:
    first = i + 1
    if cursor.word(first) in ("exists", "not"):
        after = cursor.skip(first + (2 if cursor.word(first) == "not" else 1))
        sides = [(first, after)]
    elif cursor.text(first) == "(":
        after = cursor.skip(first)
        sides = _sides(cursor, first + 1, after - 1)
    else:  # a call
        after = cursor.closed(first + 1, "(") + 1
        sides = [(first, after)]
    whole = cursor.span(i, after)
    return [
        _condition(cursor, *side, depth, shown=whole if len(sides) == 1 else cursor.span(*side))
        for side in sides
    ], after


def _condition(cursor: Cursor, i: int, end: int, depth: int, *, shown: Span) -> Condition:
    negated = cursor.word(i) == "not"
    brace = i + (2 if negated else 1)
    if cursor.word(brace - 1) == "exists" and cursor.closing.get(brace) == end - 1:
        return Condition(cursor.span(i, end), shown, _group(cursor, brace, depth), negated)
    return Condition(cursor.span(i, end), shown)


def _sides(cursor: Cursor, i: int, end: int) -> list[tuple[int, int]]:
    """The sides of `&&`, each of which must hold; where there is `||` the whole."""
    sides: list[tuple[int, int]] = []
    begin = i
    j = i
    while j < end:
        if cursor.text(j) == "||":
            return [(i, end)]
        if cursor.text(j) == "&&":
            sides.append((begin, j))
            begin = j + 1
        j = cursor.skip(j)
    return [*sides, (begin, end)]


def _bind(cursor: Cursor, i: int, after: int) -> Element:
    """BIND of one constant is a VALUES with one row; any other cannot make a group empty."""
    span = cursor.span(i, after)
    try:
        constant, end = read_constant(cursor, i + 2)
    except Strange:
        return Other(span, "bind")
    if cursor.word(end) != "as" or end != after - 3:
        return Other(span, "bind")
    return Values(span, (cursor.text(after - 2)[1:],), ((constant,),))


def _values(cursor: Cursor, i: int) -> tuple[Values, int]:
    single = cursor.kind(i + 1) is Kind.VARIABLE
    head_end = i + 2 if single else cursor.closed(i + 1, "(") + 1
    names = tuple(
        cursor.text(each)[1:] for each in range(i + 1, head_end) if cursor.kind(each) is Kind.VARIABLE
    )
    end = cursor.closed(head_end, "{")
    rows: list[tuple[Span | None, ...]] = []
    j = head_end + 1
    while j < end:
        cells: list[Span | None] = []
        row_end = j + 1 if single else cursor.closed(j, "(")
        j += 0 if single else 1
        while not cells if single else j < row_end:
            cell, j = _cell(cursor, j)
            cells.append(cell)
        j += 0 if single else 1
        rows.append(tuple(cells))
    return Values(cursor.span(i, end + 1), names, tuple(rows)), end + 1


def _cell(cursor: Cursor, i: int) -> tuple[Span | None, int]:
    if cursor.word(i) == "undef":
        return None, i + 1
    try:
        return read_constant(cursor, i)
    except Strange:
        raise NotRead from None
