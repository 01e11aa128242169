"""Whatever stops `kg check --fix`, each file is the old one or the new one, and none lies beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bench.mending import curation, project

SCRIPT = Path(__file__).with_name("mending_process.py")
FILES = 120
TEXT = "On Monday Anna Orlova — the head of the unit — came.\n"
BODY = "@HEAD@\nevents:\n  one: {quote: Anna Orlova -- the head}\n"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and RLIMIT_FSIZE are of POSIX"),
]


def many(folder: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """A project of many files with one slip each: what they hold before, and after a fix."""
    sample = project(folder, TEXT, BODY)
    before = {
        f"b{number}.yaml": curation(sample).replace("id: a1", f"id: b{number}").encode()
        + b"# "
        + b"x" * 2_000
        for number in range(FILES)
    }
    (folder / "seeds" / "a1.yaml").unlink()
    for name, data in before.items():
        (folder / "seeds" / name).write_bytes(data)
    return before, {name: data.replace(b" -- ", " — ".encode()) for name, data in before.items()}


def start(folder: Path, *limit: str) -> subprocess.Popen[str]:
    roots = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(roots)}
    environment.pop("KG_ARTICLES", None)
    command = [sys.executable, str(SCRIPT), str(folder), *limit]
    started = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None and started.stdout.readline() == "begun\n"
    return started


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "seeds").iterdir()}


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGINT])
def test_a_fix_that_is_stopped_at_any_moment_leaves_each_file_old_or_new(
    tmp_path: Path, signum: signal.Signals
) -> None:
    before, after = many(tmp_path)
    begun = time.monotonic()
    assert start(tmp_path).communicate(timeout=60)[0] == f"{FILES} 0\n"
    whole = time.monotonic() - begun
    assert held(tmp_path) == after
    mixed = 0
    for part in range(8):
        many(tmp_path)
        started = start(tmp_path)
        time.sleep(whole * part / 16)
        started.send_signal(signum)
        started.communicate(timeout=60)
        found = held(tmp_path)
        assert {name: found[name] in (before[name], after[name]) for name in before} == dict.fromkeys(
            before, True
        )
        mixed += found != before and {name: found[name] for name in before} != after
        beside = set(found) - set(before)
        if signum == signal.SIGINT:
            assert beside == set()
        for name in beside:  # hidden, so no check reads it
            assert name.startswith(".")
            (tmp_path / "seeds" / name).unlink()
    assert mixed > 0, "no run was stopped between two files"


def test_a_disk_without_room_leaves_every_file_whole_and_says_so(tmp_path: Path) -> None:
    before, _ = many(tmp_path)
    written, _ = start(tmp_path, "1000").communicate(timeout=60)
    assert written == f"0 {FILES}\n"
    assert held(tmp_path) == before
