"""Places in files.

A `Mark` is a stretch of one project file.  Lines and columns are 1-based and count Unicode code
points, as editors, GitHub annotations and SARIF (`columnKind: unicodeCodePoints`) do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple


class Mark(NamedTuple):
    """A stretch of a file: from (`line`, `column`) up to, not including, (`end_line`, `end_column`).

    `path` is relative to the project folder, with forward slashes.  There is one for each node of each
    file, and they are keys of many maps: a tuple is made, compared and hashed in a third of the time.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    def contains(self, other: Mark) -> bool:
        """Whether `other` lies within this stretch of the same file."""
        return (
            self.path == other.path
            and (self.line, self.column) <= (other.line, other.column)
            and (other.end_line, other.end_column) <= (self.end_line, self.end_column)
        )

    def to(self, other: Mark) -> Mark:
        """The stretch from the start of this mark to the end of `other`."""
        return Mark(self.path, self.line, self.column, other.end_line, other.end_column)


def whole_file(path: str) -> Mark:
    """The mark of a finding about a file as a whole: its first character."""
    return Mark(path, 1, 1, 1, 1)


class LineIndex:
    """Turns offsets in one text into marks; finds the line starts once, then each place in O(log n).

    Line breaks are LF, CR LF or CR, as in YAML 1.2 and Turtle; other separators of Unicode, such as
    U+2028, are characters of a line, as they are to editors and to GitHub.
    """

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._starts = [0, *(found.end() for found in _LINE_BREAK.finditer(text))]

    def mark(self, start: int, end: int | None = None) -> Mark:
        """The mark of `text[start:end]`; offsets are 0-based code points, `end` exclusive."""
        line, column = self._position(start)
        end_line, end_column = (line, column) if end is None else self._position(end)
        return Mark(self._path, line, column, end_line, end_column)

    def span(self, mark: Mark) -> tuple[int, int]:
        """The offsets of a mark of this text; IndexError for a line that is not there."""
        start = self._starts[mark.line - 1] + mark.column - 1
        return start, self._starts[mark.end_line - 1] + mark.end_column - 1

    def line_start(self, line: int) -> int:
        """The offset of the first character of a line; IndexError for a line that is not there."""
        return self._starts[line - 1]

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def locate(path: str, text: str, start: int, end: int | None = None) -> Mark:
    """The mark of `text[start:end]`, counted as `LineIndex` does; that serves many places of one text."""
    return LineIndex(path, text).mark(start, end)


_LINE_BREAK = re.compile(r"\r\n|\r|\n")
