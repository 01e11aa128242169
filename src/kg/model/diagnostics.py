"""Findings about the files of a project, as values.

A diagnostic names a place, a code, a severity and what to do; renderers (`kg.cli.render`) stand
apart.  Lists of diagnostics are always sorted by place, so that two runs print the same lines.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from kg.model.many_words import ManyWords
from kg.model.marks import Mark
from kg.model.wording import NOTHING, phrase
from kg.model.wording import Message as Message

_LONGEST_WORD = 200  # words are compared letter by letter


class Severity(Enum):
    """How grave a finding is; the values are the words of every output format."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding, with a few words that say why."""

    mark: Mark
    message: Message


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that is to stand at a mark in place of what stands there."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits of one file that certainly mend a finding; they do not overlap."""

    title: Message
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is the local name of the property shape that failed, or kebab-case words for the
    engine's own rules.  `focus` is the IRI of the record it is about, where there is one.  `fix` is
    there only where no judgement of a person is needed.
    """

    code: str
    severity: Severity
    message: Message
    mark: Mark
    help: Message | None = None
    related: tuple[Related, ...] = ()
    focus: str = ""
    fix: Fix | None = None

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Order of every list of findings: place, then code, then words."""
        return (self.mark, self.code, self.message.en, self.focus)


def error(
    code: str,
    mark: Mark,
    message: Message,
    *,
    help: Message = NOTHING,
    related: tuple[Related, ...] = (),
    focus: str = "",
) -> Diagnostic:
    """An error at `mark`."""
    return _diagnostic(Severity.ERROR, code, mark, message, help, related, focus)


def warning(
    code: str,
    mark: Mark,
    message: Message,
    *,
    help: Message = NOTHING,
    related: tuple[Related, ...] = (),
    focus: str = "",
) -> Diagnostic:
    """A warning at `mark`."""
    return _diagnostic(Severity.WARNING, code, mark, message, help, related, focus)


def info(
    code: str,
    mark: Mark,
    message: Message,
    *,
    help: Message = NOTHING,
    related: tuple[Related, ...] = (),
    focus: str = "",
) -> Diagnostic:
    """A remark at `mark`."""
    return _diagnostic(Severity.INFO, code, mark, message, help, related, focus)


def _diagnostic(
    severity: Severity,
    code: str,
    mark: Mark,
    message: Message,
    help: Message,
    related: tuple[Related, ...],
    focus: str,
) -> Diagnostic:
    return Diagnostic(code, severity, message, mark, help or None, related, focus)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings sorted by place; what is said twice of one place is said once.

    Two records can share a place, such as an event and the part of it that takes its date over.
    """
    unique: dict[tuple[object, ...], Diagnostic] = {}
    for found in sorted(diagnostics, key=lambda found: found.sort_key):
        unique.setdefault((found.mark, found.code, found.message.en), found)
    return tuple(unique.values())


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether at least one finding is an error."""
    return any(found.severity is Severity.ERROR for found in diagnostics)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like `word`, or None when none is near or the word is very long.

    Ties go to the first in alphabetical order, so that the hint never depends on input order.  Of
    `ManyWords` only those are compared that have the same groups of letters.
    """
    if len(word) > _LONGEST_WORD:
        return None
    some = known.like(word) if isinstance(known, ManyWords) else known
    folded = {name.casefold(): name for name in sorted(some, reverse=True)}
    close = difflib.get_close_matches(word.casefold(), sorted(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str], *, otherwise: Message = NOTHING) -> Message:
    """A hint that offers the nearest known word, else the sentence `otherwise`."""
    near = nearest(word, known)
    return phrase("did you mean `{near}`?", near=near) if near else otherwise
