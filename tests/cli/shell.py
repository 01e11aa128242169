"""`kg` as a person runs it: a process of its own, from the source tree that is tested."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import kg

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
