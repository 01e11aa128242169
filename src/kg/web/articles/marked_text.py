"""A text with its quoted passages marked: paragraphs of lines of pieces.

Passages may lie in each other, overlap and touch; the pieces between their ends tell of each letter
which passages it belongs to.  Joined again, the pieces are the text without the white space at the ends
of its lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.curation.text import quote_hash
from kg.web.names import Ref

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Support:
    """What rests on a passage, and where it is told: on the same page or on one of its own."""

    ref: Ref
    href: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage: its anchor, its place in code points (`end` exclusive), and what rests on it."""

    anchor: str
    start: int
    end: int
    supports: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: no passage, or the same passages from end to end.

    `anchors` are the passages, or the sentence without one, that begin here.  `link` leads to what the
    narrowest passage supports and `title` names everything that rests on the piece; `further` are the
    records of passages that end here and have no link yet.  `silent` pieces belong to a sentence that no
    passage touches.
    """

    text: str
    marked: bool = False
    anchors: tuple[str, ...] = ()
    link: Support | None = None
    title: str = ""
    further: tuple[Support, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Silent:
    """A sentence that no passage touches, with its anchor; no passage overlaps it."""

    anchor: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Paragraphs of lines of pieces; `share` is how much of the text is quoted, white space aside."""

    paragraphs: tuple[tuple[tuple[Piece, ...], ...], ...]
    passages: int
    share: float


def fitting(text: str, places: Iterable[tuple[int, int, str]]) -> list[bool]:
    """For each place (start, end, hash of the quote): whether the text has that quote there."""
    return [
        0 <= start < end <= len(text) and quote_hash(text[start:end]) == sha for start, end, sha in places
    ]


def mark_text(text: str, passages: Sequence[Marked], silent: Sequence[Silent] = ()) -> MarkedText:
    """The text with these passages, which lie within it, and the sentences that have none, sorted."""
    found = sorted(passages, key=lambda one: (one.start, -one.end, one.anchor))
    lines: list[tuple[Piece, ...]] = []
    paragraphs: list[tuple[tuple[Piece, ...], ...]] = []
    linked: dict[str, set[str]] = {}
    place = 0
    for part in (*_BREAK.finditer(text), None):
        end = part.start() if part else len(text)
        if text[place:end].strip():
            lines.append(_line(text, place, end, found, linked, silent))
        elif lines:
            paragraphs.append(tuple(lines))
            lines = []
        place = part.end() if part else end
    if lines:
        paragraphs.append(tuple(lines))
    return MarkedText(tuple(paragraphs), len(found), _share(text, found))


def _line(
    text: str,
    start: int,
    end: int,
    passages: Sequence[Marked],
    linked: dict[str, set[str]],
    silent: Sequence[Silent],
) -> tuple[Piece, ...]:
    """The pieces of one line; `linked` collects which records each passage has links to."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    here = [one for one in passages if one.start < end and one.end > start]
    first = bisect_right(silent, start, key=lambda one: one.end)
    unsaid = silent[first : bisect_left(silent, end, key=lambda one: one.start)]
    stretches: tuple[Marked | Silent, ...] = (*here, *unsaid)
    cuts = {cut for one in stretches for cut in (one.start, one.end) if start < cut < end}
    pieces = []
    for left, right in pairwise(sorted({start, end, *cuts})):
        over = [one for one in here if one.start <= left and one.end >= right]
        within = bisect_right(unsaid, left, key=lambda one: one.start) - 1
        if within >= 0 and unsaid[within].end >= right:
            begins = (unsaid[within].anchor,) if unsaid[within].start == left else ()
            pieces.append(Piece(text[left:right], anchors=begins, silent=True))
        else:
            pieces.append(_piece(text[left:right], right, over, linked))
    return tuple(pieces)


def _piece(words: str, right: int, over: Sequence[Marked], linked: dict[str, set[str]]) -> Piece:
    if not over:
        return Piece(words)
    narrow = min(over, key=lambda one: (one.end - one.start, one.anchor))
    begin = tuple(one.anchor for one in over if one.anchor not in linked)
    for one in over:
        linked.setdefault(one.anchor, set())
    link = narrow.supports[0] if narrow.supports else None
    if link:
        for one in over:
            linked[one.anchor].add(link.ref.iri)
    ending = [one for one in over if one.end == right]
    further = {
        support.ref.iri: support
        for one in ending
        for support in one.supports
        if support.ref.iri not in linked[one.anchor]
    }
    for one in ending:
        linked[one.anchor].update(further)
    names = dict.fromkeys(support.ref.text for one in over for support in one.supports)
    return Piece(
        words, marked=True, anchors=begin, link=link, title="; ".join(names), further=tuple(further.values())
    )


def _share(text: str, passages: Sequence[Marked]) -> float:
    """The part of the letters that stands in at least one passage."""
    covered = bytearray(len(text))
    for one in passages:
        covered[one.start : one.end] = b"\1" * (one.end - one.start)
    letters = [inside for letter, inside in zip(text, covered, strict=True) if not letter.isspace()]
    return sum(letters) / len(letters) if letters else 0.0
