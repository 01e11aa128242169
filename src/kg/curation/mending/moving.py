"""Moving the entries of one YAML map, with the comments that belong to them.

A comment belongs to a key when it stands at the end of its lines, or on the lines right above it in the
same column.  Blank lines and all else stay where they are; where it is not certain what a comment belongs
to, nothing is moved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.curation.tree import Entry, Mapping
from kg.model.diagnostics import Edit
from kg.model.marks import LineIndex

_COMMENT_LINE = re.compile(r"[ \t]*#")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class _Slot(NamedTuple):
    """Where an entry with its comments stands: offsets of the file."""

    start: int
    end: int
    commented: bool  # whether lines of comment stand above the key


def moved(node: Mapping, order: Sequence[str], text: str, index: LineIndex) -> tuple[Edit, ...]:
    """The edits that bring the entries of a map into `order`, a permutation of its keys.

    `index` is that of `text`, which the marks count in.  Empty where it is not certain what belongs to a
    key.
    """
    start, end = index.span(node.mark)
    flow = text[start : start + 1] == "{" and text[end - 1 : end] == "}"
    slots = _flow_slots(node, index, text) if flow else _block_slots(node, index, text)
    if slots is None:
        return ()
    places = {key: place for place, key in enumerate(node.keys())}
    first = slots[places[order[0]]]
    if not flow and first.commented and not _begins_line(node.entries[0], index, text):
        return ()  # no line of comment fits between the dash of a list item and its key
    pairs = ((slot, slots[places[key]]) for slot, key in zip(slots, order, strict=True))
    return tuple(
        Edit(index.mark(slot.start, slot.end), text[other.start : other.end])
        for slot, other in pairs
        if other is not slot
    )


def _flow_slots(node: Mapping, index: LineIndex, text: str) -> list[_Slot] | None:
    """The slots of a map in braces; None where something but commas stands between the entries."""
    slots = [_Slot(*index.span(entry.mark), commented=False) for entry in node.entries]
    between = (text[one.end : after.start] for one, after in pairwise(slots))
    return None if any(one.strip(" ,\t\r\n") for one in between) else slots


def _block_slots(node: Mapping, index: LineIndex, text: str) -> list[_Slot] | None:
    """The slots of a block map; None where a comment in it belongs to no key with certainty."""
    column = node.entries[0].key.mark.column
    whole_file = column == 1  # what stands above the first key is about the file
    bodies = [_body(entry, index, text, column) for entry in node.entries]
    if any(end < 0 for _, end in bodies):
        return None
    slots: list[_Slot] = []
    for place, (start, end) in enumerate(bodies):
        entry, before = node.entries[place], bodies[place - 1][1] if place else 0
        begin = start
        if _begins_line(entry, index, text) and not (whole_file and place == 0):
            begin = _comments_above(entry, index, text, before)
        if place and text[before:begin].strip():
            return None
        slots.append(_Slot(begin, end, begin < start))
    last = slots[-1].end
    after = text[last : index.span(node.mark)[1]].strip()
    return None if after or _comment_below(text, last) == column else slots


def _body(entry: Entry, index: LineIndex, text: str, column: int) -> tuple[int, int]:
    """From the key to the end of the last line of its value, with the comments that go with the value.

    These are the one at the end of the line, and lines below that begin deeper than the key.  The end is
    -1 where something else follows on the line.
    """
    start, end = index.span(entry.mark)
    rest = _REST_OF_LINE.match(text, end)
    if rest is None:
        return start, -1
    end = rest.end()
    while _comment_below(text, end) > column:
        following = _LINE_BREAK.match(text, end)
        end = following.end() if following else end
        rest = _REST_OF_LINE.match(text, end)
        end = rest.end() if rest else end
    return start, end


def _comment_below(text: str, end: int) -> int:
    """The column of the comment that is the line after the one that ends at `end`; 0 where there is none."""
    following = _LINE_BREAK.match(text, end)
    found = _COMMENT_LINE.match(text, following.end()) if following else None
    return found.end() - following.end() if found and following else 0


def _comments_above(entry: Entry, index: LineIndex, text: str, stop: int) -> int:
    """Where the comments right above a key in its column begin, after `stop`; else the key itself."""
    mark = entry.key.mark
    begin = index.line_start(mark.line) + mark.column - 1
    for line in range(mark.line - 1, 0, -1):
        start = index.line_start(line)
        found = _COMMENT_LINE.match(text, start)
        if start < stop or not found or found.end() - start != mark.column:
            break
        begin = found.end() - 1
    return begin


def _begins_line(entry: Entry, index: LineIndex, text: str) -> bool:
    """Whether only spaces stand before a key on its line."""
    mark = entry.key.mark
    start = index.line_start(mark.line)
    return not text[start : start + mark.column - 1].strip(" ")
