"""`kg check` on a real project: the summary, the places, the formats, the exit codes."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from cli.shell import call_kg, run_kg

pytestmark = pytest.mark.slow


def spoil_a_quote(project: Path) -> int:
    """Make the first quote of the first article say what its text does not; returns the line."""
    path = project / "seeds" / "m001.yaml"
    lines = path.read_text("utf-8").splitlines()
    number = lines.index("    quote:") + 1
    lines[number] += " of glass"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return number + 1


def test_a_sound_project_is_one_line_and_exit_0(museum: Path) -> None:
    found = run_kg("check", cwd=museum)
    assert found.returncode == 0, found.stdout.decode()
    *_, summary = found.stdout.decode().splitlines()
    assert re.fullmatch(
        r"2 articles, \d+ statements, 0 errors, \d+ warnings?(, \d+ infos?)?; "
        r"(\d+) quotes verified \(\2 from the text, 0 by the lock\)",
        summary,
    )
    assert found.stderr == b""


def test_an_error_stands_at_its_line_with_help_and_exit_1(museum: Path) -> None:
    line = spoil_a_quote(museum)
    found = call_kg("check", cwd=museum)
    assert found.returncode == 1
    first, second, *_ = found.stdout.decode().splitlines()
    assert re.match(rf"seeds/m001\.yaml:{line}:\d+: error\[quote-not-found\] ", first)
    assert second.startswith("  help: ")


def test_paths_open_from_where_the_command_was_called(museum: Path) -> None:
    spoil_a_quote(museum)
    from_above = call_kg("check", "museum", cwd=museum.parent).stdout
    from_below = call_kg("check", cwd=museum / "seeds").stdout
    assert from_above.startswith(b"museum/seeds/m001.yaml:")
    assert from_below.startswith(b"../seeds/m001.yaml:")


def test_paths_for_ci_begin_at_the_root_of_the_repository(museum: Path) -> None:
    spoil_a_quote(museum)
    subprocess.run(["git", "init", "-q", str(museum.parent)], check=True)
    log = json.loads(call_kg("check", "--format", "sarif", cwd=museum).stdout)
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "museum/seeds/m001.yaml"
    assert b"file=museum/seeds/m001.yaml," in call_kg("check", "--format", "github", cwd=museum).stdout
    assert b'file="museum/seeds/m001.yaml"' in call_kg("check", "--format", "junit", cwd=museum).stdout


def test_a_report_in_a_file_leaves_the_summary_on_standard_error(museum: Path) -> None:
    spoil_a_quote(museum)
    found = call_kg("check", "--format", "json", "-o", "report.json", cwd=museum)
    assert found.returncode == 1
    assert found.stdout == b""
    assert b"1 error" in found.stderr
    report = json.loads((museum / "report.json").read_text("utf-8"))
    assert (
        report["summary"]["errors"]
        == len(report["diagnostics"]) - report["summary"]["warnings"] - report["summary"]["infos"]
    )


def test_github_gets_annotations_and_a_job_summary(museum: Path, tmp_path: Path) -> None:
    spoil_a_quote(museum)
    page = tmp_path / "summary.md"
    page.write_text("before\n")
    found = call_kg("check", "--format", "github", cwd=museum, GITHUB_STEP_SUMMARY=str(page))
    assert found.stdout.startswith(b"::error file=")
    written = page.read_text("utf-8")
    assert written.startswith("before\n### kg check\n")
    assert "quote-not-found" in written


def test_strict_fails_on_a_warning_alone(museum: Path) -> None:
    (museum / "shapes" / "checks" / "every-work.rq").write_text(
        "# severity: warning\n# en: this is a work\n# ru: это произведение\n# zh: 这是作品\n"
        "SELECT ?focus { ?focus a ml:Artwork }\n",
        "utf-8",
    )
    assert call_kg("check", cwd=museum).returncode == 0
    strict = call_kg("check", "--strict", cwd=museum)
    assert strict.returncode == 1
    assert b"warning[every-work] this is a work" in strict.stdout
    russian = call_kg("check", "--lang", "ru", cwd=museum).stdout.decode()
    assert "warning[every-work] это произведение" in russian


def test_output_is_utf_8_whatever_the_locale(museum: Path) -> None:
    path = museum / "seeds" / "m002.yaml"
    path.write_text(path.read_text("utf-8").replace("id: m002", "id: m002\n  длина: 3"), "utf-8")
    found = run_kg("check", cwd=museum, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert found.returncode == 1
    assert "длина" in found.stdout.decode("utf-8")
