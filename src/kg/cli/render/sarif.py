"""Findings as SARIF 2.1.0 (OASIS, errata 01), for code scanning and for viewers in editors.

Columns count Unicode code points, as `kg.model.marks` does; paths are relative to the root of the
repository (`%SRCROOT%`).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from kg.cli.render.report import Report
from kg.model.diagnostics import Diagnostic, Severity
from kg.model.marks import Mark

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
            "help": {"text": "The message of each result says what was expected."},
            "defaultConfiguration": {"level": levels[code]},
        }
        for code in sorted(levels)
    ]


def _result(report: Report, found: Diagnostic, rule: int) -> dict[str, Any]:
    text = report.words(found.message)
    if found.help:
        text += f"\nhelp: {report.words(found.help)}"
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
    return result


def _place(report: Report, mark: Mark) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(report.path(mark)), "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": mark.line,
            "startColumn": mark.column,
            "endLine": mark.end_line,
            "endColumn": mark.end_column,
        },
    }
