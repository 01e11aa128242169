"""A text cut where a line break ends a sentence: at blank lines, headings, items of a list, indents.

A break that only wraps a line cuts nothing.  Whether a text is wrapped is read from the text: most of
it then stands in lines of about the same width, and a word that follows a break would not have fitted
before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from kg.curation.text import UNSPACED_LETTERS

_LINE = re.compile("([^\n\r\v\f\x85\u2028\u2029]*)(?:\r\n|[\n\r\v\f\x85\u2028\u2029]|\\Z)")
_WIDE = re.compile("[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
                   "\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0001faff\U00020000-\U0003fffd]")  # fmt: skip
_FIRST_WORD = re.compile(f"[{UNSPACED_LETTERS}]|[^\\s{UNSPACED_LETTERS}]{{1,40}}")
_STOPPED = re.compile("[.!?…。！？｡:;：；][\"'”’»」』】）)\\]]{0,4}\\Z")
_GOES_ON = re.compile("[,，、(（\\[《〈「『“«„&/＋+]\\Z")
_RUNNING = re.compile("[.!?,][\"'”’»)]?\\s|[。！？，；][^\\s]")
_BULLET = re.compile("[•●○▪■◆◇‣★☆✓✔▶►※]")
# A dash or a number may also stand at the start of a line by chance.
_ITEM = re.compile(
    "[-–—―*+·－]{1,2}\\s|——|[(（]?(?:\\d{1,3}|[a-zа-яё]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})[.)）、．](?!\\d)|[①-⑳]"
)
_LOWER = re.compile("[\"'“‘«„(（]{0,3}[a-zà-öø-ÿа-яё]")
_WIDEST = 160  # columns; a longer line is a paragraph of its own
_NARROWEST = 56
_RAGGED = 4
_SIGHT = 200  # characters at either end of a line that are looked at


class _Line(NamedTuple):
    """A line without the white space at its ends: where it stands, its indent and its width in columns."""

    start: int
    end: int
    indent: str
    width: int


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch in which no line break ends a sentence, without blank ends.

    Offsets are code points of `text`, `end` exclusive.  Takes time in proportion to the text.
    """
    lines = list(_lines(text))
    width = _wrapped_at(text, lines)
    start: int | None = None
    before: _Line | None = None
    for line in lines:
        if before is not None and start is not None and not _continues(text, before, line, width):
            yield start, before.end
            start = None
        if line.start == line.end:
            before = None
            continue
        start = line.start if start is None else start
        before = line
    if before is not None and start is not None:
        yield start, before.end


def _lines(text: str) -> Iterator[_Line]:
    place = 0
    while place < len(text):
        found = _LINE.match(text, place)
        if found is None:  # every place of a text matches
            return
        raw = found[1]
        words = raw.strip()
        indent = raw[: len(raw) - len(raw.lstrip())]
        start = place + len(indent) if words else place
        width = len(words) + len(_WIDE.findall(words))
        yield _Line(start, start + len(words), indent, width)
        place = found.end()


def _wrapped_at(text: str, lines: list[_Line]) -> int:
    """The width in columns that the lines of a text are wrapped at; 0 where they are not."""
    short = [one.width for one in lines if one.width <= _WIDEST]
    width = max(short, default=0)
    if width < _NARROWEST or 2 * sum(short) < sum(one.width for one in lines):
        return 0
    full = 0
    for line, after in pairwise(lines):
        fills = after.width and _is_full(text, line, after, width)
        if fills and not _STOPPED.search(_end_of(text, line)):
            # One such line may be a heading, unless it reads as running text.
            full += 2 if _RUNNING.search(text, line.start, line.end) else 1
        if full >= 2:
            return width
    return 0


def _continues(text: str, line: _Line, after: _Line, width: int) -> bool:
    """Whether the sentence at the end of a line may go on in the line after it."""
    beginning = text[after.start : min(after.end, after.start + _SIGHT)]
    ending = _end_of(text, line)
    if after.start == after.end or "\u3000" in after.indent or _BULLET.match(beginning):
        return False
    stopped = _STOPPED.search(ending) is not None
    full = width > 0 and _is_full(text, line, after, width)
    if _ITEM.match(beginning):
        return full and not stopped
    if len(after.indent) >= len(line.indent) + 2 and not _ITEM.match(text, line.start):
        return False
    if full or _GOES_ON.search(ending):
        return True
    return not stopped and _LOWER.match(beginning) is not None


def _is_full(text: str, line: _Line, after: _Line, width: int) -> bool:
    """Whether the first word of the line after would not have fitted into a line."""
    word = _FIRST_WORD.match(text, after.start, after.end)
    words = word[0] if word else ""
    wide = len(_WIDE.findall(words))
    return line.width + len(words) + wide + (wide == 0) > width - _RAGGED


def _end_of(text: str, line: _Line) -> str:
    return text[max(line.start, line.end - _SIGHT) : line.end]
