"""Findings as a JUnit XML report, in the subset that GitLab and Jenkins read.

The file never is without a test: the first stands for the check itself.  What fails the check is a
failure; other findings pass and keep their words as output, for the format knows no third state.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from kg.cli.render import text
from kg.cli.render.report import Report
from kg.model.diagnostics import Diagnostic

# Characters that XML 1.0 cannot hold, not even as references (section 2.2, production Char).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """One test suite with a test for the check and one for each finding."""
    failures = sum(report.fails(found) for found in report.diagnostics)
    counts = {"tests": str(len(report.diagnostics) + 1), "failures": str(failures), "errors": "0"}
    root = ElementTree.Element("testsuites", {"name": "kg check", **counts})
    suite = ElementTree.SubElement(root, "testsuite", {"name": "kg check", **counts})
    check = ElementTree.SubElement(
        suite, "testcase", {"classname": "kg check", "name": "summary", "time": "0"}
    )
    ElementTree.SubElement(check, "system-out").text = _xml(report.summary_line)
    for found in report.diagnostics:
        _test(suite, report, found)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _test(suite: ElementTree.Element, report: Report, found: Diagnostic) -> None:
    # GitLab keeps one test for each pair of class and name: the place makes the pair unique.
    test = ElementTree.SubElement(
        suite,
        "testcase",
        {
            "classname": _xml(found.code),
            "name": _xml(f"{report.place(found.mark)} {report.words(found.message)}"),
            "file": _xml(report.path(found.mark)),
            "time": "0",
        },
    )
    lines = _xml("\n".join(text.finding(report, found)))
    if report.fails(found):
        failure = {"message": _xml(report.words(found.message)), "type": found.severity.value}
        ElementTree.SubElement(test, "failure", failure).text = lines
    else:
        ElementTree.SubElement(test, "system-out").text = lines


def _xml(words: str) -> str:
    return _NOT_XML.sub("\ufffd", words)
