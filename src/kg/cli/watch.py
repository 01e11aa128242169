"""`kg check --watch`: what each save has affected, printed as it comes.

Each round is written at once and whole, so that a pipe gets it while the watching goes on; as JSON a
round is one line.
"""

from __future__ import annotations

import json as json_text
import sys
from dataclasses import replace
from pathlib import Path

import click

from kg.bench.watching import Round, rounds
from kg.cli.progress import shown_progress
from kg.cli.render import json, text
from kg.cli.render.report import Report, Scope, advised, how_many, plain
from kg.cli.summary import summary_of
from kg.graph.cache.place import open_cache
from kg.graph.pipeline import Checked, check
from kg.model.diagnostics import Severity
from kg.model.errors import ProjectRejected, UsageError
from kg.model.project import Project
from kg.model.wording import Message, listed, phrase


def watch_project(root: Path, blank: Report, *, as_json: bool) -> int:
    """Print a round for each save until Ctrl+C, which is the way to end and no failure.

    `blank` says in which language and from where paths are written.
    """

    def check_kept(project: Project) -> Checked:
        with shown_progress() as progress:
            return check(project, progress=progress, cache=open_cache(project))

    try:
        for number, one in enumerate(rounds(root, check_kept)):
            if number == 0 and isinstance(one.problem, UsageError):
                raise one.problem  # no save can mend how it was called
            report = _report(one, blank)
            written = _line(one, report) if as_json else _text(one, report, first=number == 0)
            click.echo(written, nl=False)
            sys.stdout.flush()
    except KeyboardInterrupt:
        if sys.stdout.isatty():
            click.echo()
    return 0


def _report(one: Round, blank: Report) -> Report:
    """What a round is about: the whole project at first, then what the saves have affected."""
    if isinstance(one.problem, ProjectRejected):
        return replace(blank, diagnostics=one.problem.diagnostics)
    if one.checked is None or one.part is None:
        return blank
    summary = summary_of(one.checked.counts)
    scope = None if one.part.everything else Scope(one.part.files, len(one.part.all_files))
    return replace(blank, diagnostics=one.part.diagnostics, summary=summary, scope=scope)


def _text(one: Round, report: Report, *, first: bool) -> str:
    clock = one.at.strftime("%H:%M:%S")
    if first:
        head = phrase("{time} watching; Ctrl+C ends", time=clock)
    else:
        names = [plain(report.folder + path) for path in one.saved]
        head = phrase("{time} saved: {files}", time=clock, files=listed(names))
    lines = [report.words(head)]
    if one.problem is not None and not isinstance(one.problem, ProjectRejected):
        lines.append(report.words(phrase("error: {reason}", reason=one.problem.words)))
        if one.problem.advice:
            lines.append(report.words(advised(one.problem.advice)))
        return "".join(f"{line}\n" for line in lines)
    written = text.render(report).removesuffix("\n")
    if report.scope is not None and one.checked is not None:
        written = f"{written}; {report.words(_remaining(one.checked))}"
    return "".join(f"{line}\n" for line in [*lines, written])


def _remaining(checked: Checked) -> Message:
    """What there is to be found in the whole project."""
    counts = [
        how_many(severity, sum(one.severity is severity for one in checked.diagnostics))
        for severity in (Severity.ERROR, Severity.WARNING)
    ]
    return phrase("in the whole project {counts}", counts=listed(counts))


def _line(one: Round, report: Report) -> str:
    document = json.document(report)
    document["time"] = one.at.isoformat(timespec="seconds")
    document["saved"] = [plain(report.folder + path) for path in one.saved]
    if one.checked is not None:
        found = [finding.severity for finding in one.checked.diagnostics]
        document["project"] = {f"{severity.value}s": found.count(severity) for severity in Severity}
    if one.problem is not None and not isinstance(one.problem, ProjectRejected):
        document["problem"] = report.words(one.problem.words)
    return json_text.dumps(document, ensure_ascii=False) + "\n"
