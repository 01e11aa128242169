"""`kg check --fix` and `--diff`: mending between two checks, and saying what was mended."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.render.report import Report, plain
from kg.model.diagnostics import Diagnostic
from kg.model.errors import UsageError
from kg.model.project import read_project
from kg.model.wording import phrase

if TYPE_CHECKING:
    from kg.bench.fixing import Fixed, Written

_ROUNDS = 5  # a mended quote can make the hash certain; more than that is not known to happen


def refuse_together(form: str, output: Path | None, *, fix: bool, diff: bool, watch: bool) -> None:
    """Raise UsageError for options that contradict each other."""
    if watch and (fix or diff):
        raise UsageError(
            phrase("--watch only looks; it takes neither --fix nor --diff"),
            help=phrase("run `kg check --fix` beside it; --watch shows what is left then"),
        )
    if fix and diff:
        raise UsageError(
            phrase("--fix writes the files, --diff only shows what it would write"),
            help=phrase("leave one of the two out"),
        )
    if diff and (form != "text" or output is not None):
        raise UsageError(
            phrase("--diff prints a difference and no report, so it takes no --format and no --output"),
            help=phrase("`--format json` has the edits of each fix as `fix`"),
        )


def mended(
    root: Path, report: Report, again: Callable[[], Report], *, files: Sequence[str] = (), err: bool
) -> Report:
    """Apply the fixes of a report and check again, until nothing is left to fix; the last report.

    With `files`, only these are mended.  What was mended is said line by line, on standard error with
    `err`; what could not be mended, there always.
    """
    from kg.bench.fixing import Fixed, fix

    number = 0
    for _ in range(_ROUNDS):
        found = _in_files(report, files)
        fixed = fix(read_project(root), found) if found else Fixed()
        for one in fixed.mended:
            click.echo(f"{report.path(one.mark)}:{one.mark.line}: {report.words(one.title)}", err=err)
        number += len(fixed.mended)
        if fixed.written:
            report = again()
        if not fixed.written or not _in_files(report, files):
            for line in _left(fixed, report):
                click.echo(line, err=True)
            break
    if number:
        words = phrase("{n} fixes were written", one="{n} fix was written", n=number)
        click.echo(report.words(words), err=err)
    return report


def show_difference(root: Path, report: Report, *, files: Sequence[str] = ()) -> None:
    """Print what `--fix` would change as a unified diff, for `patch` and `git apply`; write nothing."""
    from kg.bench.fixing import Fixed, fix

    found = _in_files(report, files)
    fixed = fix(read_project(root), found, write=False) if found else Fixed()
    shown = _on_terminal if sys.stdout.isatty() else str
    for one in fixed.written:
        for line in _difference(one, report.folder):
            click.echo(shown(line))
    for line in _left(fixed, report):
        click.echo(line, err=True)
    click.echo(report.summary_line, err=True)


def _in_files(report: Report, files: Sequence[str]) -> list[Diagnostic]:
    """The findings that carry a fix, of these files or of all."""
    return [one for one in report.diagnostics if one.fix and (not files or one.mark.path in files)]


def _left(fixed: Fixed, report: Report) -> list[str]:
    lines = [f"{plain(report.folder + one.path)}: {report.words(one.why)}" for one in fixed.left]
    return list(dict.fromkeys(lines))


def _on_terminal(line: str) -> str:
    """A line of a difference without what would move the cursor; tabs and the break within it stay."""
    return "\n".join("\t".join(plain(part) for part in one.split("\t")) for one in line.split("\n"))


def _difference(one: Written, folder: str) -> Iterator[str]:
    """The lines of a unified diff of one file, without their line feeds."""
    path = folder + one.path
    before, after = ([*text.split("\n")] for text in (one.before, one.after))
    # What stands after the last line feed is no line of its own.
    ends = [lines.pop() for lines in (before, after)]
    for lines, end in zip((before, after), ends, strict=True):
        if end:
            lines.append(end + "\n\\ No newline at end of file")
    yield from difflib.unified_diff(before, after, f"a/{path}", f"b/{path}", lineterm="")
