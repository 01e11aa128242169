"""docs/editor.md: its snippets are what they say they are, and agree with a new project."""

from __future__ import annotations

import json
import re
import tomllib

from projects import ROOT

from kg.bench.new_project.making import template

PAGE = (ROOT / "docs" / "editor.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_every_json_snippet_is_json() -> None:
    assert len([json.loads(block) for block in blocks("json")]) >= 3


def test_every_toml_snippet_is_toml() -> None:
    assert [tomllib.loads(block) for block in blocks("toml")]


def test_the_settings_of_the_page_are_those_of_a_new_project() -> None:
    files = dict(template())
    shown = [json.loads(block) for block in blocks("json")]
    assert json.loads(files[".vscode/settings.json"]) in shown
    assert json.loads(files[".vscode/tasks.json"]) in shown


def test_the_problem_matcher_reads_the_lines_of_kg_check() -> None:
    tasks = json.loads(dict(template())[".vscode/tasks.json"])["tasks"]
    pattern = next(task["problemMatcher"]["pattern"] for task in tasks if task["label"] == "kg check")
    line = "seeds/a005.yaml:78:12: error[quote-not-found] this quote is not in the article"
    found = re.fullmatch(pattern["regexp"], line)
    assert found is not None
    parts = {key: found[pattern[key]] for key in ("file", "line", "column", "severity", "code", "message")}
    assert parts == {
        "file": "seeds/a005.yaml",
        "line": "78",
        "column": "12",
        "severity": "error",
        "code": "quote-not-found",
        "message": "this quote is not in the article",
    }
