"""Places in files.

A `Mark` is a stretch of one project file.  Lines and columns are 1-based and count Unicode code
points, as editors, GitHub annotations and SARIF (`columnKind: unicodeCodePoints`) do.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Mark:
    """A stretch of a file: from (`line`, `column`) up to, not including, (`end_line`, `end_column`).

    `path` is relative to the project folder, with forward slashes.
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


def locate(path: str, text: str, start: int, end: int | None = None) -> Mark:
    """The mark of `text[start:end]`; offsets are 0-based code points, `end` exclusive.

    Line breaks are LF, CR LF or CR, as in YAML 1.2 and Turtle.
    """
    stop = start if end is None else end
    line, column = _position(text, start)
    end_line, end_column = _position(text, stop)
    return Mark(path, line, column, end_line, end_column)


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].replace("\r\n", " \n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
