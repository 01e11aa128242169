"""`kg` as a person runs it: a process of its own, from the source tree that is tested.

`call_kg` does the same in the process of the tests, five times as fast on a small project.  It is for
tests of what a command says; how a process starts and ends only `run_kg` shows.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import kg
from kg.cli import run

SOURCE = Path(kg.__file__).parents[1]


def environment(**variables: str) -> dict[str, str]:
    """The environment of a newcomer's shell: no article texts, no CI, no cache, and these variables."""
    ours = ("KG_ARTICLES", "KG_DEBUG", "GITHUB_STEP_SUMMARY")
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return {**inherited, "PYTHONPATH": str(SOURCE), "KG_CACHE": "", **variables}


def kg_command(*arguments: str) -> list[str]:
    """The command line of `kg` with these arguments."""
    return [sys.executable, "-m", "kg", *arguments]


def run_kg(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run `kg` to its end and return the exit code and the bytes of both streams."""
    return subprocess.run(
        kg_command(*arguments),
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        timeout=120,
        check=False,
    )


def call_kg(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """What `run_kg` returns, without a process of its own."""
    out, err = io.BytesIO(), io.BytesIO()
    wanted = environment(**variables)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        for name in set(os.environ) - set(wanted):
            patch.delenv(name)
        for name, value in wanted.items():
            patch.setenv(name, value)
        with (
            io.TextIOWrapper(out, "utf-8") as stdout,
            io.TextIOWrapper(err, "utf-8") as stderr,
            redirect_stdout(stdout),
            redirect_stderr(stderr),
        ):
            code = run(arguments)
            stdout.flush()
            stderr.flush()
            return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())
