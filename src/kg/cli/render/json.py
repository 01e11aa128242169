"""Findings as one JSON object for scripts and editors; `docs/ci.md` describes its members.

Members are only ever added; a change of meaning raises `version`.
"""

from __future__ import annotations

import json
from typing import Any

from kg.cli.render.report import Report, plain
from kg.model.diagnostics import Diagnostic, Fix, Severity
from kg.model.marks import Mark

VERSION = 1


def render(report: Report) -> str:
    """The report as indented JSON, ended by LF; lines and columns are 1-based code points."""
    return json.dumps(document(report), ensure_ascii=False, indent=2) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as values of JSON; `scope` is there when the report is about a part of the project."""
    whole: dict[str, Any] = {
        "version": VERSION,
        "diagnostics": [_finding(report, found) for found in report.diagnostics],
        "summary": _summary(report),
    }
    if report.scope is not None:
        files = [plain(report.folder + path) for path in report.scope.files]
        whole["scope"] = {"files": files, "of": report.scope.of}
    return whole


def _finding(report: Report, found: Diagnostic) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity.value,
        "message": report.words(found.message),
        "help": report.words(found.help) or None,
        **_place(report, found.mark),
        "focus": found.focus or None,
        "related": [
            {"message": report.words(related.message), **_place(report, related.mark)}
            for related in found.related
        ],
        "fix": _fix(report, found.fix),
    }


def _fix(report: Report, fix: Fix | None) -> dict[str, Any] | None:
    """What `kg check --fix` does about a finding; the texts are exactly what is to stand at the places."""
    if fix is None:
        return None
    edits = [{**_place(report, edit.mark), "text": edit.text} for edit in fix.edits]
    return {"title": report.words(fix.title), "edits": edits}


def _place(report: Report, mark: Mark) -> dict[str, Any]:
    return {
        "path": report.path(mark),
        "line": mark.line,
        "column": mark.column,
        "end_line": mark.end_line,
        "end_column": mark.end_column,
    }


def _summary(report: Report) -> dict[str, Any]:
    summary = report.summary
    return {
        "errors": len(report.of(Severity.ERROR)),
        "warnings": len(report.of(Severity.WARNING)),
        "infos": len(report.of(Severity.INFO)),
        "articles": summary.articles if summary else None,
        "statements": summary.statements if summary else None,
        "quotes_from_text": summary.quotes_from_text if summary else None,
        "quotes_from_lock": summary.quotes_from_lock if summary else None,
    }
