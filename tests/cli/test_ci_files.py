"""What is offered to other projects for CI calls `kg` as it is, and docs/ci.md tells the truth."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml
from cli.reports import every_trait

from kg.cli import commands
from kg.cli.export import FORMATS
from kg.cli.render import json as json_format

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "check.yml"
COMMENT = ROOT / ".github" / "workflows" / "comment.yml"
REVIEW = ROOT / "docs" / "review.md"
DOCUMENT = ROOT / "docs" / "ci.md"


def calls(path: Path) -> list[str]:
    """The command lines of a file that call `kg`."""
    called = r"^\s*(?:- )?(?:run: )?(?:\.venv/bin/)?(kg (?:check|build|export|diff)\b[^|\n]*)"
    lines = re.findall(called, path.read_text("utf-8"), re.MULTILINE)
    return [line for line in lines if "`" not in line]


@pytest.mark.parametrize("line", [*calls(WORKFLOW), *calls(COMMENT), *calls(DOCUMENT), *calls(REVIEW)])
def test_every_call_is_understood(line: str) -> None:
    name, *arguments = [
        word
        for word in shlex.split(line.replace("$LANGUAGE", "en"), comments=True)
        if not word.startswith("$STRICT")
    ][1:]
    commands.commands[name].make_context(name, arguments)


def test_the_workflow_keeps_an_export_of_every_format() -> None:
    exported = re.findall(r"kg export --format (\w+)", WORKFLOW.read_text("utf-8"))
    assert exported == list(FORMATS)


def test_every_member_of_the_json_report_is_documented() -> None:
    report = json.loads(json_format.render(every_trait()))
    documented = set(re.findall(r"`(\w+)`", DOCUMENT.read_text("utf-8")))
    assert {*report, *report["summary"], *report["diagnostics"][0]} <= documented


def test_the_hook_runs_for_the_files_of_a_project_and_for_no_others() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    concerned = re.compile(hook["files"])
    changed = ("kg.toml", "seeds/a000.yaml", "seeds/evidence.lock", "graphs/chips/shapes/checks/x.rq")
    assert all(concerned.search(path) for path in changed)
    assert not any(concerned.search(path) for path in ("README.md", "docs/seeds.md", "src/kg/cli/check.py"))
    assert hook["pass_filenames"] is False
