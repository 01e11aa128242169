"""`kg check --fix` and `--diff` as a person runs them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from cli.shell import call_kg, run_kg
from tools import tool

pytestmark = pytest.mark.slow

SLIP = ("madeIn: finished the scroll in 1936", "madeIn: finished the scroll -- in 1936")


@pytest.fixture
def slips(museum: Path) -> Path:
    """The museum, with a text and a quote that differ in a dash, and with keys out of order."""
    text = museum / "articles" / "m001.txt"
    text.write_text(text.read_text("utf-8").replace("the scroll in 1936", "the scroll — in 1936"), "utf-8")
    path = museum / "seeds" / "m001.yaml"
    old = path.read_text("utf-8")
    assert SLIP[0] in old and "  low-tide:\n    type: Artwork\n    kind: canvas\n" in old
    moved = old.replace(
        "    type: Artwork\n    kind: canvas\n", "    kind: canvas  # not a scroll\n    type: Artwork\n"
    )
    path.write_text(moved.replace(*SLIP), "utf-8")
    return museum


def lines(found: subprocess.CompletedProcess[bytes]) -> list[str]:
    return found.stdout.decode().splitlines()


def test_what_is_certain_is_mended_and_the_project_checked_again(slips: Path) -> None:
    path = slips / "seeds" / "m001.yaml"
    before = path.read_text("utf-8")
    checked = run_kg("check", cwd=slips)
    assert checked.returncode == 1
    assert "can be mended with `kg check --fix`" in lines(checked)[-2]
    found = run_kg("check", "--fix", cwd=slips)
    assert found.returncode == 0, found.stdout.decode()
    *said, count, summary = lines(found)
    # The hash is certain only once the quote stands in the text.
    assert [one.split(": ", 1)[1] for one in said if one.startswith("seeds/m001.yaml:")] == [
        "the quote is now `finished the scroll — in 1936`, as in the text",
        "keys put in their usual order",
        "`sha256` is now the hash of the text at hand, in which every quote stands",
    ]
    assert count == "3 fixes were written"
    assert "0 errors, 0 warnings; 26 quotes" in summary
    after = path.read_text("utf-8")
    assert "    type: Artwork\n    kind: canvas  # not a scroll\n" in after
    changed = {one for one in zip(before.splitlines(), after.splitlines(), strict=True) if one[0] != one[1]}
    assert len(changed) == 4
    again = run_kg("check", "--fix", cwd=slips)
    assert lines(again) == [summary]
    assert path.read_text("utf-8") == after


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "как в тексте"), ("zh", "引文已照文本改为"), ("en", "as in the text")]
)
def test_what_was_mended_is_said_in_the_language_that_is_asked_for(
    slips: Path, language: str, words: str
) -> None:
    assert words in lines(call_kg("check", "--fix", "--lang", language, cwd=slips))[0]


def test_machines_get_one_document_and_people_the_rest_on_standard_error(slips: Path) -> None:
    fixes = json.loads(call_kg("check", "--format", "json", cwd=slips).stdout)["diagnostics"]
    (fix,) = [one["fix"] for one in fixes if one["code"] == "quote-not-found"]
    assert fix["edits"][0]["text"] == "finished the scroll — in 1936"
    found = call_kg("check", "--fix", "--format", "json", cwd=slips)
    assert json.loads(found.stdout)["summary"]["errors"] == 0
    assert "seeds/m001.yaml:44: the quote is now" in found.stderr.decode()


def test_only_the_files_that_are_named_are_mended(slips: Path) -> None:
    path = slips / "seeds" / "m002.yaml"
    head, rest = path.read_text("utf-8").split("  language: ru\n")
    path.write_text(head.replace("  id: m002\n", "  language: ru\n  id: m002\n") + rest, "utf-8")
    before = path.read_bytes()
    found = call_kg("check", "--fix", "seeds/m001.yaml", cwd=slips)
    assert b"seeds/m001.yaml:44: the quote is now" in found.stdout
    assert path.read_bytes() == before
    call_kg("check", "--fix", "seeds/m002.yaml", cwd=slips)
    assert path.read_bytes() != before


def test_a_difference_is_shown_and_can_be_applied(slips: Path) -> None:
    path = slips / "seeds" / "m001.yaml"
    before = path.read_bytes()
    found = call_kg("check", "--diff", cwd=slips)
    assert found.returncode == 1
    assert path.read_bytes() == before
    assert "2 errors" in found.stderr.decode()
    subprocess.run([tool("patch"), "-p1", "-s"], input=found.stdout, cwd=slips, check=True)
    assert "finished the scroll — in 1936" in path.read_text("utf-8")
    assert b"type: Artwork\n    kind: canvas  # not a scroll\n" in path.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--fix", "--watch"), "--watch only looks"),
        (("--fix", "--diff"), "--diff only shows"),
        (("--diff", "--format", "json"), "takes no --format"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    museum: Path, arguments: tuple[str, ...], words: str
) -> None:
    found = call_kg("check", *arguments, cwd=museum)
    assert found.returncode == 2
    assert words in found.stderr.decode()


def test_a_file_that_is_read_only_is_said_and_the_findings_stay(slips: Path) -> None:
    path = slips / "seeds" / "m001.yaml"
    path.chmod(0o444)
    before = path.read_bytes()
    found = call_kg("check", "--fix", cwd=slips)
    assert found.returncode == 1
    assert "seeds/m001.yaml: the file could not be written and is as it was" in found.stderr.decode()
    assert path.read_bytes() == before
