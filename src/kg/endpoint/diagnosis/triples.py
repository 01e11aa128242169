"""Reads the triples of one subject: predicate and object lists, paths, blank nodes in brackets."""

from __future__ import annotations

from kg.endpoint.diagnosis.cursor import Cursor, NotRead, Strange
from kg.endpoint.diagnosis.patterns import Element, Node, Other, Pattern, Span
from kg.model.sparql_tokens import Kind


def read_block(cursor: Cursor, i: int, end: int) -> tuple[list[Element], int]:
    """The patterns of the subject at `i`, and the token after them.

    A block with collections or triple terms stays one part.  Raises NotRead.
    """
    found: list[Element] = []
    try:
        subject, j = _node(cursor, i, found)
        if not (found and cursor.ends_block(j)):  # `[ … ]` may stand alone
            j = _properties(cursor, subject, i, j, found)
        is_whole = j >= end or cursor.ends_block(j)
    except Strange:
        is_whole = False
    if not is_whole:
        j = i
        while j < end and not cursor.ends_block(j):
            j = cursor.skip(j)
        if j == i:
            raise NotRead from None
        return [Other(cursor.span(i, j))], j
    return found, j


def read_constant(cursor: Cursor, i: int) -> tuple[Span, int]:
    """An IRI or a literal, and the token after it.  Raises Strange."""
    end = i + 1
    word = cursor.word(i)
    if cursor.kind(i) is Kind.STRING:
        if cursor.kind(end) is Kind.LANGUAGE:
            end += 1
        elif cursor.text(end) == "^^" and cursor.is_name(end + 1):
            end += 2
    elif cursor.text(i) in ("+", "-") and _is_number(cursor.word(end)):
        end += 1
    elif not (cursor.is_name(i) or _is_number(word) or word in ("true", "false")):
        raise Strange
    return cursor.span(i, end), end


def _properties(cursor: Cursor, subject: Node, i: int, after: int, found: list[Element]) -> int:
    """Paths and objects of the subject at `i`, from `after` on; returns the token after them."""
    begin = i
    i = after
    while True:
        after_path = _path(cursor, i)
        path = cursor.span(i, after_path)
        after = after_path
        while True:
            inner: list[Element] = []
            target, after_target = _node(cursor, after, inner)
            if cursor.text(after_target) in ("{|", "~"):
                raise Strange
            begin = begin if isinstance(subject, Span) else i
            found += [Pattern(subject, path, target, cursor.span(begin, after_target)), *inner]
            if cursor.text(after_target) != ",":
                break
            after = begin = after_target + 1
        i = after_target
        while cursor.text(i) == ";":
            i += 1
        if i == after_target or not _begins_path(cursor, i):
            return i
        begin = i


def _node(cursor: Cursor, i: int, found: list[Element]) -> tuple[Node, int]:
    """A subject or an object, and the token after it; `found` takes what a bracket says."""
    if cursor.kind(i) is Kind.VARIABLE:
        return cursor.span(i, i + 1), i + 1
    if cursor.text(i) != "[":
        return read_constant(cursor, i)
    name, end = cursor.nameless(i), cursor.closing[i]
    if end > i + 1 and _properties(cursor, name, i + 1, i + 1, found) != end:
        raise Strange
    return name, end + 1


def _path(cursor: Cursor, i: int) -> int:
    """The token after the property path that begins at `i`."""
    if cursor.kind(i) is Kind.VARIABLE:
        return i + 1
    while True:
        while cursor.text(i) in ("^", "!"):
            i += 1
        if not (cursor.text(i) in ("(", "a") or cursor.is_name(i)):
            raise Strange
        i = cursor.skip(i)
        if cursor.text(i) in ("?", "*", "+"):
            i += 1
        if cursor.text(i) not in ("/", "|"):
            return i
        i += 1


def _begins_path(cursor: Cursor, i: int) -> bool:
    return cursor.kind(i) is Kind.VARIABLE or cursor.text(i) in ("^", "!", "(", "a") or cursor.is_name(i)


def _is_number(word: str) -> bool:
    return ":" not in word and word.lstrip("-")[:1].isdigit()
