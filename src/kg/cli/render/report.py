"""What a renderer gets: the findings of one check, the counts, and how paths are to be written.

Renderers never read files or settings; two equal reports give the same text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model.diagnostics import Diagnostic, Message, Severity
from kg.model.marks import Mark
from kg.model.wording import NOTHING, listed, phrase

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
class Scope:
    """The part of a project that a report is about: curation files, out of how many.

    `unchanged_since` is the revision since which nothing has changed, where that is why there are none.
    """

    files: tuple[str, ...]
    of: int
    unchanged_since: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one check, sorted by place.

    `summary` is None where the check ended before there was anything to count.  `folder` is put
    before each path: empty, or the way to the project folder with a slash at its end.  `engine` is the
    version of kg; with `strict`, warnings fail the check as errors do.  `scope` is None for a report
    about the whole project.
    """

    diagnostics: tuple[Diagnostic, ...]
    summary: Summary | None = None
    language: str = "en"
    folder: str = ""
    engine: str = ""
    strict: bool = False
    scope: Scope | None = None

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
    def mendable(self) -> Message:
        """How many of the findings carry a fix, and how it is applied; nothing where none does."""
        number = sum(1 for found in self.diagnostics if found.fix)
        if not number:
            return NOTHING
        return phrase(
            "{n} of these can be mended with `kg check --fix`",
            one="{n} of these can be mended with `kg check --fix`",
            n=number,
        )

    @property
    def summary_line(self) -> str:
        """One line that says what was checked and what was found."""
        numbers = {severity: len(self.of(severity)) for severity in Severity}
        found = [
            how_many(severity, number)
            for severity, number in numbers.items()
            if number or severity is not Severity.INFO
        ]
        if self.scope is not None and self.scope.unchanged_since:
            return self.words(
                phrase(
                    "nothing that a check reads has changed since {revision}",
                    revision=self.scope.unchanged_since,
                )
            )
        if self.scope is not None:
            return self.words(
                phrase(
                    "{some} of {n} files: {counts}",
                    one="{some} of {n} file: {counts}",
                    some=len(self.scope.files),
                    n=self.scope.of,
                    counts=listed(found),
                )
            )
        if self.summary is None:
            return self.words(listed(found))
        summary = self.summary
        checked = [
            phrase("{n} articles", one="{n} article", n=summary.articles),
            phrase("{n} statements", one="{n} statement", n=summary.statements),
        ]
        return self.words(
            phrase(
                "{counts}; {n} quotes verified ({from_text} from the text, {from_lock} by the lock)",
                one="{counts}; {n} quote verified ({from_text} from the text, {from_lock} by the lock)",
                counts=listed([*checked, *found]),
                n=summary.quotes,
                from_text=summary.quotes_from_text,
                from_lock=summary.quotes_from_lock,
            )
        )


def how_many(severity: Severity, number: int) -> Message:
    """So many findings of one severity: `1 error`, `2 errors`."""
    if severity is Severity.ERROR:
        return phrase("{n} errors", one="{n} error", n=number)
    if severity is Severity.WARNING:
        return phrase("{n} warnings", one="{n} warning", n=number)
    return phrase("{n} infos", one="{n} info", n=number)


def advised(help: Message) -> Message:
    """What to do about a finding, as the line below it."""
    return phrase("help: {advice}", advice=help)


def plain(text: str) -> str:
    """`text` on one line, with control and direction characters written as escapes."""
    return _HOSTILE.sub(_visible, text)


def _visible(found: re.Match[str]) -> str:
    character = found[0]
    return " " if character in "\t\n\r" else f"\\u{ord(character):04x}"
