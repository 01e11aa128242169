"""Findings as lines for a terminal: `path:line:column: severity[code] message`, then what to do.

Each line stands alone, so that `grep` and the error lists of editors read it.
"""

from __future__ import annotations

from kg.cli.render.report import Report, advised
from kg.model.diagnostics import Diagnostic


def render(report: Report) -> str:
    """The findings and the summary line, each line ended by LF."""
    lines = [line for found in report.diagnostics for line in finding(report, found)]
    if report.mendable:
        lines.append(report.words(report.mendable))
    return "".join(f"{line}\n" for line in [*lines, report.summary_line])


def finding(report: Report, found: Diagnostic) -> list[str]:
    """The lines of one finding: headline, help, other places."""
    words = report.words(found.message)
    lines = [f"{report.place(found.mark)}: {found.severity.value}[{found.code}] {words}"]
    if found.help:
        lines.append(f"  {report.words(advised(found.help))}")
    lines += [f"  {report.place(related.mark)}: {report.words(related.message)}" for related in found.related]
    return lines
