"""What a renderer gets: the findings of one check, the counts, and how paths are to be written.

Renderers never read files or settings; two equal reports give the same text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model.diagnostics import Diagnostic, Message, Severity
from kg.model.marks import Mark

# Control characters would move the cursor of a terminal, bidirectional ones would make a line read
# as what it is not; both can come from a stranger's pull request.
_HOSTILE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Summary:
    """What was checked: articles, distinct statements, and quotes by how each was verified."""

    articles: int
    statements: int
    quotes_from_text: int
    quotes_from_lock: int

    @property
    def quotes(self) -> int:
        """All quotes that were verified."""
        return self.quotes_from_text + self.quotes_from_lock


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one check, sorted by place.

    `summary` is None where the check ended before there was anything to count.  `folder` is put
    before each path: empty, or the way to the project folder with a slash at its end.  `engine` is the
    version of kg; with `strict`, warnings fail the check as errors do.
    """

    diagnostics: tuple[Diagnostic, ...]
    summary: Summary | None = None
    language: str = "en"
    folder: str = ""
    engine: str = ""
    strict: bool = False

    def fails(self, found: Diagnostic) -> bool:
        """Whether `found` alone is reason enough for the check to fail."""
        return found.severity is Severity.ERROR or (self.strict and found.severity is Severity.WARNING)

    @property
    def failed(self) -> bool:
        """Whether the check failed."""
        return any(self.fails(found) for found in self.diagnostics)

    def path(self, mark: Mark) -> str:
        """The file of `mark`, as seen from where the reader stands."""
        return plain(self.folder + mark.path)

    def place(self, mark: Mark) -> str:
        """`path:line:column`, which editors and terminals turn into a link."""
        return f"{self.path(mark)}:{mark.line}:{mark.column}"

    def words(self, message: Message | None) -> str:
        """A message in the language of the report, on one line; empty for None."""
        return plain(message.in_language(self.language)) if message else ""

    def of(self, severity: Severity) -> list[Diagnostic]:
        """The findings of one severity."""
        return [found for found in self.diagnostics if found.severity is severity]

    @property
    def summary_line(self) -> str:
        """One line that says what was checked and what was found."""
        numbers = {severity: len(self.of(severity)) for severity in Severity}
        found = [
            counted(number, severity.value)
            for severity, number in numbers.items()
            if number or severity is not Severity.INFO
        ]
        if self.summary is None:
            return ", ".join(found)
        checked = [counted(self.summary.articles, "article"), counted(self.summary.statements, "statement")]
        return (
            f"{', '.join(checked + found)}; {counted(self.summary.quotes, 'quote')} verified "
            f"({self.summary.quotes_from_text} from the text, {self.summary.quotes_from_lock} by the lock)"
        )


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def plain(text: str) -> str:
    """`text` on one line, with control and direction characters written as escapes."""
    return _HOSTILE.sub(_visible, text)


def _visible(found: re.Match[str]) -> str:
    character = found[0]
    return " " if character in "\t\n\r" else f"\\u{ord(character):04x}"
