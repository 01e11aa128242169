"""Ctrl+C and SIGTERM in the midst of a build or an export: one quiet end, and nothing half is left.

The moment is chosen by what the work has done so far, not by a clock: the signal is sent when a stage
has made its file.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from grown import grow
from patience import within

from kg.graph.version import current_version, verify
from kg.model.project import read_project

FILES = 200
INTERRUPTED = 130

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX"),
]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose cache is warm and which has a version."""
    folder = tmp_path_factory.mktemp("stopped")
    grow(folder / "project", FILES)
    assert finished(started(folder, "build"))[0] == 0
    return folder


def started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "KG_CACHE": str(folder / "cache")}
    command = [sys.executable, "-m", "kg", arguments[0], str(folder / "project"), *arguments[1:]]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(run: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    out, err = run.communicate(timeout=within(60))
    return run.returncode, out, err


def stopped_when(
    run: subprocess.Popen[bytes], seen: Callable[[], object], stop: signal.Signals, *, later: float = 0.0
) -> bool:
    """Send a signal as soon as something is there, or so much later; False when the work was done before."""
    ends = time.monotonic() + within(60)
    while run.poll() is None and time.monotonic() < ends:
        if seen():
            time.sleep(later)
            run.send_signal(stop)
            return True
        time.sleep(0.001)
    return False


def entries(folder: Path) -> set[str]:
    return {path.name for path in (folder / "project" / "build" / "versions").iterdir()}


@pytest.mark.parametrize("made", ["graph.nq", "merged/*", "merged/*.sst", "names.sqlite", "full/*"])
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_in_any_stage_leaves_the_old_version_alone(
    grown: Path, made: str, stop: signal.Signals
) -> None:
    project = read_project(grown / "project")
    old, before = current_version(project), entries(grown)
    seed = max((grown / "project" / "seeds").glob("*.yaml"), key=lambda path: path.stat().st_size)
    text = seed.read_bytes()
    assert b"ru: " in text
    seed.write_bytes(text.replace(b"ru: ", f"ru: {made} {stop:d} ".encode(), 1))
    try:
        versions = grown / "project" / "build" / "versions"
        run = started(grown, "build")
        was_stopped = stopped_when(run, lambda: any(versions.glob(f".building-*/{made}")), stop)
        code, out, err = finished(run)
    finally:
        seed.write_bytes(text)
    assert was_stopped, (code, out, err)
    assert b"Traceback" not in err
    assert code == (INTERRUPTED if stop == signal.SIGINT else -stop)
    assert out == b""
    current = current_version(project)
    assert current == old
    verify(current)
    if stop == signal.SIGINT:
        assert entries(grown) == before
    assert finished(started(grown, "build"))[0] == 0
    assert entries(grown) == before, "the next build clears what a killed one left"


def outputs(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if "graph.rdf" in path.name)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_an_export_that_is_stopped_leaves_the_file_that_was_there(
    grown: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    output = tmp_path / "graph.rdf"
    output.write_bytes(b"what was there")
    run = started(grown, "export", "--format", "rdfxml", "--output", str(output))
    assert stopped_when(run, lambda: sum(1 for _ in outputs(tmp_path)) > 1, stop, later=0.05)
    code, out, err = finished(run)
    assert b"Traceback" not in err
    assert (code, out, err) == (INTERRUPTED if stop == signal.SIGINT else -stop, b"", b"")
    assert output.read_bytes() == b"what was there"
    if stop == signal.SIGINT:
        assert list(outputs(tmp_path)) == [output]
