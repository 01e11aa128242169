"""Edits of a text by marks: which of several fixes go together, and the text after them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.model.diagnostics import Diagnostic
from kg.model.marks import LineIndex, Mark

_Span = tuple[int, int, str]


class Applied(NamedTuple):
    """A text after some fixes: the findings that they mend, and the marks of the edits, in the old text."""

    text: str
    mended: tuple[Diagnostic, ...]
    marks: frozenset[Mark]


def apply(text: str, path: str, findings: Sequence[Diagnostic]) -> Applied:
    """The text with the fixes of the findings, first come, first served.

    A fix is left out whole where one of its edits is in another file, lies outside the text, or meets
    an edit of a fix before it.
    """
    index = LineIndex(path, text)
    taken: list[_Span] = []
    mended: list[Diagnostic] = []
    for found in findings:
        spans = _spans(found, path, text, index)
        if spans and not any(_meets(span, taken) for span in spans):
            for span in spans:
                insort(taken, span)
            mended.append(found)
    marks = frozenset(edit.mark for found in mended if found.fix for edit in found.fix.edits)
    return Applied(_written(text, taken), tuple(mended), marks)


def _spans(found: Diagnostic, path: str, text: str, index: LineIndex) -> list[_Span]:
    """The offsets of the edits of a fix, and their texts; none where one of them has no place in the text."""
    spans: list[_Span] = []
    for edit in found.fix.edits if found.fix else ():
        if edit.mark.path != path:
            return []
        try:
            start, end = index.span(edit.mark)
        except IndexError:
            return []
        if not 0 <= start <= end <= len(text) or index.mark(start, end) != edit.mark:
            return []
        if _meets((start, end, edit.text), spans):
            return []
        insort(spans, (start, end, edit.text))
    return spans


def _meets(span: _Span, taken: Sequence[_Span]) -> bool:
    """Whether a stretch overlaps one of those in order, or is an insertion at the place of one."""
    after = bisect_left(taken, span)
    around = taken[max(after - 1, 0) : after + 1]
    return any((span[0] < one[1] and one[0] < span[1]) or span[:2] == one[:2] for one in around)


def _written(text: str, spans: Iterable[_Span]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, new in spans:
        parts += (text[done:start], new)
        done = end
    return "".join((*parts, text[done:]))
