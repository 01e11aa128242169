"""Findings as workflow commands of GitHub Actions, and all of them as Markdown for the job summary.

GitHub shows ten annotations of each kind a step and drops the rest in silence, so the tenth says
how many there are besides it.  Escaping follows the toolkit of GitHub Actions (`command.ts`).
"""

from __future__ import annotations

import re

from kg.cli.render.report import Report, advised
from kg.model.diagnostics import Diagnostic, Severity
from kg.model.wording import Message, phrase

ANNOTATIONS = 10
SUMMARY_BYTES = 1_000_000  # GitHub refuses a job summary of more than 1 MiB a step

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """At most ten workflow commands a kind, errors first, and the summary line; LF after each."""
    lines = []
    for severity in Severity:
        found = report.of(severity)
        shown = [_command(report, one) for one in found[:ANNOTATIONS]]
        if len(found) > ANNOTATIONS:
            more = report.words(_more(severity, len(found) - ANNOTATIONS))
            shown[-1] += _data(f"\n({more})")
        lines += shown
    return "".join(f"{line}\n" for line in [*lines, report.summary_line])


def render_summary(report: Report) -> str:
    """All findings as a Markdown table; says so where they would not fit into a job summary."""
    head = f"### kg check\n\n{report.summary_line}\n"
    if not report.diagnostics:
        return head
    head += f"\n{report.words(phrase('| place | severity | code | message |'))}\n| --- | --- | --- | --- |\n"
    room = SUMMARY_BYTES - len(head.encode()) - 200
    rows: list[str] = []
    for number, found in enumerate(_gravest_first(report)):
        row = _row(report, found)
        room -= len(row.encode())
        if room < 0:
            left = phrase(
                "{n} more findings: run `kg check` to see all.",
                one="{n} more finding: run `kg check` to see all.",
                n=len(report.diagnostics) - number,
            )
            return f"{head}{''.join(rows)}\n{report.words(left)}\n"
        rows.append(row)
    return head + "".join(rows)


def _more(severity: Severity, number: int) -> Message:
    """That there are so many findings besides those shown."""
    if severity is Severity.ERROR:
        return phrase(
            "{n} more errors; the job summary lists all",
            one="{n} more error; the job summary lists all",
            n=number,
        )
    if severity is Severity.WARNING:
        return phrase(
            "{n} more warnings; the job summary lists all",
            one="{n} more warning; the job summary lists all",
            n=number,
        )
    return phrase(
        "{n} more infos; the job summary lists all", one="{n} more info; the job summary lists all", n=number
    )


def _gravest_first(report: Report) -> list[Diagnostic]:
    return [found for severity in Severity for found in report.of(severity)]


def _command(report: Report, found: Diagnostic) -> str:
    mark = found.mark
    properties = {"file": report.path(mark), "line": str(mark.line)}
    if mark.end_line == mark.line:  # the runner drops columns where the lines differ
        properties |= {"col": str(mark.column), "endLine": str(mark.line), "endColumn": str(mark.end_column)}
    else:
        properties["endLine"] = str(mark.end_line)
    properties["title"] = found.code
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    message = "\n".join(_paragraphs(report, found))
    return f"::{_COMMANDS[found.severity]} {written}::{_data(message)}"


def _paragraphs(report: Report, found: Diagnostic) -> list[str]:
    paragraphs = [report.words(found.message)]
    if found.help:
        paragraphs.append(report.words(advised(found.help)))
    paragraphs += [
        f"{report.place(related.mark)}: {report.words(related.message)}" for related in found.related
    ]
    return paragraphs


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _row(report: Report, found: Diagnostic) -> str:
    message = "<br>".join(_markdown(paragraph) for paragraph in _paragraphs(report, found))
    place = _markdown(f"`{report.place(found.mark)}`")
    return f"| {place} | {found.severity.value} | `{found.code}` | {message} |\n"


def _markdown(text: str) -> str:
    """`text` for a cell of a table: words in backticks stay code, all else is literal."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(
        part.replace("|", "\\|") if position % 2 else re.sub(r"([\\`*_<>\[\]|~#!&])", r"\\\1", part)
        for position, part in enumerate(parts)
    )
