"""A check that is stopped half way goes on from what it had, and says the same."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from grown import grow
from patience import within

from kg.graph.cache.place import open_cache
from kg.graph.pipeline import check
from kg.model.project import read_project

FILES = 450

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX"),
]


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_what_a_stopped_check_has_read_is_not_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: signal.Signals
) -> None:
    project = tmp_path / "project"
    grow(project, FILES)
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    command = [sys.executable, "-m", "kg", "check", str(project)]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    ends = time.monotonic() + within(60)
    while not _written(tmp_path / "cache") and started.poll() is None and time.monotonic() < ends:
        time.sleep(0.01)
    assert started.poll() is None, started.communicate()
    started.send_signal(stop)
    _, err = started.communicate(timeout=within(20))
    assert started.returncode not in (0, 1)
    assert b"Traceback" not in err
    again = check(read_project(project), cache=open_cache(read_project(project)))
    assert again.work.files_parsed <= FILES - 300
    fresh = check(read_project(project))
    assert again.diagnostics == fresh.diagnostics
    assert again.counts == fresh.counts
    whole = check(read_project(project), cache=open_cache(read_project(project)))
    assert whole.work.files_parsed == 0


def _written(folder: Path) -> bool:
    """Whether a batch of results is in the cache."""
    for path in folder.glob("*/checks-*.sqlite"):
        try:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=1) as connection:
                return bool(connection.execute("SELECT 1 FROM results LIMIT 1").fetchall())
        except sqlite3.Error:
            continue
    return False
