"""Findings as SARIF 2.1.0 (OASIS, errata 01), for code scanning and for viewers in editors.

Columns count Unicode code points, as `kg.model.marks` does; paths are relative to the root of the
repository (`%SRCROOT%`).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from kg.cli.render.report import Report, advised
from kg.model.diagnostics import Diagnostic, Fix, Severity
from kg.model.marks import Mark
from kg.model.wording import phrase

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report) -> str:
    """A log of one run as indented JSON, ended by LF."""
    rules = _rules(report)
    order = {rule["id"]: position for position, rule in enumerate(rules)}
    driver: dict[str, Any] = {"name": "kg", "rules": rules}
    if report.engine:
        driver["version"] = report.engine
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, found, order[found.code]) for found in report.diagnostics],
    }
    return (
        json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)
        + "\n"
    )


def _rules(report: Report) -> list[dict[str, Any]]:
    """One rule a code, sorted; what is particular to a finding stands in its result alone."""
    levels: dict[str, str] = {}
    for found in report.diagnostics:
        levels.setdefault(found.code, _LEVELS[found.severity])
    return [
        {
            "id": code,
            "shortDescription": {"text": code.replace("-", " ")},
            "fullDescription": {"text": code.replace("-", " ")},
            "help": {"text": report.words(phrase("The message of each result says what was expected."))},
            "defaultConfiguration": {"level": levels[code]},
        }
        for code in sorted(levels)
    ]


def _result(report: Report, found: Diagnostic, rule: int) -> dict[str, Any]:
    text = report.words(found.message)
    if found.help:
        text += f"\n{report.words(advised(found.help))}"
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": _LEVELS[found.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": _place(report, found.mark)}],
    }
    if found.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _place(report, related.mark),
                "message": {"text": report.words(related.message)},
            }
            for number, related in enumerate(found.related, start=1)
        ]
    if found.focus:
        result["properties"] = {"focus": found.focus}
    if found.fix:
        result["fixes"] = [_fix(report, found.fix, found.mark)]
    return result


def _fix(report: Report, fix: Fix, mark: Mark) -> dict[str, Any]:
    """A fix (SARIF 2.1.0, 3.55): the edits of the one file that it is for."""
    replacements = [
        {"deletedRegion": _region(edit.mark), "insertedContent": {"text": edit.text}} for edit in fix.edits
    ]
    change = {"artifactLocation": _file(report, mark), "replacements": replacements}
    return {"description": {"text": report.words(fix.title)}, "artifactChanges": [change]}


def _place(report: Report, mark: Mark) -> dict[str, Any]:
    return {"artifactLocation": _file(report, mark), "region": _region(mark)}


def _file(report: Report, mark: Mark) -> dict[str, Any]:
    return {"uri": quote(report.path(mark)), "uriBaseId": "%SRCROOT%"}


def _region(mark: Mark) -> dict[str, Any]:
    return {
        "startLine": mark.line,
        "startColumn": mark.column,
        "endLine": mark.end_line,
        "endColumn": mark.end_column,
    }
