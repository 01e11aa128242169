"""What a person meets before any project is read: help, wrong calls, no project, defects."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from cli.shell import environment, run_kg

from kg.cli import commands, export, query, run
from kg.endpoint.formats import GRAPH_FORMATS, SOLUTION_FORMATS
from kg.graph.export import EXPORT_FORMATS

COMMANDS = sorted(commands.commands)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_begins_its_help_with_one_whole_sentence(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--help"]) == 0
    sentence = capsys.readouterr().out.splitlines()[2].strip()
    assert sentence.endswith(".")
    assert run(["--help"]) == 0
    assert sentence in capsys.readouterr().out


def test_the_commands_are_those_of_the_design() -> None:
    assert COMMANDS == [
        "build", "check", "coverage", "diff", "export", "new", "push", "query", "schema", "serve",
    ]  # fmt: skip


def test_kg_alone_shows_the_help_and_has_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "Usage: kg" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "chek"),
        (["check", "--format", "yaml"], "yaml"),
        (["check", "--colour"], "--colour"),
        (["serve", "--port", "99999"], "99999"),
        (["query"], "write a query"),
        (["query", "ASK {}", "-f", "x.rq"], "write a query"),
        (["build", "no/such/folder"], "no/such/folder"),
    ],
)
def test_a_wrong_call_is_two_lines_and_exit_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    error, *rest = capsys.readouterr().err.splitlines()
    assert error.startswith("error: ")
    assert said in error
    assert all(line.startswith("help: ") for line in rest)


@pytest.mark.parametrize("command", ["check", "build", "export", "serve"])
def test_a_folder_that_is_no_project_is_said_to_be_none(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, str(tmp_path)]) == 2
    written = capsys.readouterr().err
    assert written.startswith(f"error: {tmp_path} is not a kg project")
    assert "\nhelp: " in written


def test_settings_with_errors_are_findings_with_their_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chips").mkdir()
    (tmp_path / "chips" / "kg.toml").write_text('title = "x"\nbase = "https://kg.example/"\ncolour = 1\n')
    monkeypatch.chdir(tmp_path)
    assert run(["check", "chips"]) == 1
    assert capsys.readouterr().out.startswith("chips/kg.toml:3:1: error[setting-invalid] unknown setting")
    assert run(["build", "chips"]) == 1
    assert capsys.readouterr().err.startswith("chips/kg.toml:3:1: error[setting-invalid] unknown setting")


def test_a_file_that_cannot_be_written_is_no_defect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kg.toml").write_text("")
    assert run(["check", str(tmp_path), "-o", str(tmp_path / "no" / "such" / "folder")]) == 2
    assert "No such file or directory" in capsys.readouterr().err


def test_python_m_kg_is_the_same_command(tmp_path: Path) -> None:
    found = run_kg("--version", cwd=tmp_path)
    assert found.returncode == 0
    assert found.stdout.startswith(b"kg ")


def test_the_formats_on_offer_are_those_that_the_rooms_write() -> None:
    written = {form.name for form in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}
    assert set(query.FORMATS) == written | {"table"}
    assert list(export.FORMATS) == list(EXPORT_FORMATS)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], int]:
    """Runs a command that ends with a given exception."""

    def run_failing(problem: BaseException) -> int:
        def fail() -> None:
            raise problem

        monkeypatch.setitem(commands.commands, "fail", click.Command("fail", callback=fail))
        return run(["fail"])

    return run_failing


def test_a_defect_is_one_sentence_and_a_file_to_report(
    failing: Callable[[BaseException], int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("KG_DEBUG", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert failing(ZeroDivisionError("division by zero")) == 2
    (file,) = tmp_path.iterdir()
    assert capsys.readouterr().err.splitlines() == [
        "error: this is a defect in kg, not in your files: ZeroDivisionError: division by zero",
        f"help: please report it with the file {file}",
    ]
    assert "Traceback" in file.read_text("utf-8")


def test_whoever_looks_for_a_defect_gets_its_traceback(
    failing: Callable[[BaseException], int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KG_DEBUG", "1")
    assert failing(ZeroDivisionError()) == 2
    assert capsys.readouterr().err.startswith("Traceback")


def test_ctrl_c_is_quiet(failing: Callable[[BaseException], int], capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "")


STOPPED_AT_ONCE = """
import os, runpy, signal, sys
from importlib.abc import MetaPathFinder

class Finger(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "kg.cli":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finger())
runpy.run_module("kg", run_name="__main__")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a signal to itself ends a process there")
def test_ctrl_c_is_quiet_while_kg_starts(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", STOPPED_AT_ONCE],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        timeout=120,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"")
