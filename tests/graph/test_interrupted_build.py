"""Whatever stops a build, the current version is a whole one: the old or the new."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from graph.samples import make_project
from patience import within

from kg.graph.version import current_version, verify

WRITING = Path(__file__).with_name("writing.py")
COUNT = 4_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and RLIMIT_FSIZE are of POSIX"),
]


def environment() -> dict[str, str]:
    roots = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(roots)}


def start(folder: Path, count: int, person: str, limit: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITING), str(folder), str(count), person, limit]
    return subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)


def finish(started: subprocess.Popen[str]) -> tuple[int, str]:
    written, _ = started.communicate(timeout=60)
    return started.returncode, written.splitlines()[-1]


def write(folder: Path, count: int, person: str, limit: str = "") -> tuple[int, str]:
    return finish(start(folder, count, person, limit))


def entries(folder: Path) -> set[str]:
    return {path.name for path in (folder / "build" / "versions").iterdir()}


def test_a_build_that_is_killed_at_any_moment_leaves_the_old_version_or_the_new(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    _, old = write(tmp_path, 10, "jing-junhai")
    started = start(tmp_path / "elsewhere", COUNT, "deng-zhonghan")
    assert started.stdout is not None
    started.stdout.readline()
    begun = time.monotonic()
    _, new = finish(started)
    whole = time.monotonic() - begun
    ends = set()
    for part in range(10):
        started = start(tmp_path, COUNT, "deng-zhonghan")
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        time.sleep(whole * (part + 0.5) / 10)
        started.send_signal(signal.SIGKILL)
        started.communicate()
        current = current_version(project)
        verify(current)
        assert current.path.name in (old, new)
        ends.add(current.path.name)
        if current.path.name == new:
            break
    assert old in ends
    assert write(tmp_path, COUNT, "deng-zhonghan") == (0, new)
    verify(current_version(project))
    assert entries(tmp_path) == {old, new}


def test_ctrl_c_at_any_moment_leaves_the_old_version_or_the_new_and_no_rest(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    _, old = write(tmp_path, 10, "jing-junhai")
    broken_off = 0
    for part in range(8):
        started = start(tmp_path, COUNT, "deng-zhonghan")
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        time.sleep(0.05 + part * 0.15)
        started.send_signal(signal.SIGINT)
        asked = time.monotonic()
        started.communicate()
        assert time.monotonic() - asked < within(2)
        broken_off += started.returncode == -signal.SIGINT
        verify(current_version(project))
        assert not [name for name in entries(tmp_path) if name.startswith(".")]
        if current_version(project).path.name != old:
            break
    assert broken_off > 0


@pytest.mark.parametrize("limit", ["100", "20000", "100000", "300000"])
def test_a_build_that_cannot_write_its_files_leaves_the_old_version(tmp_path: Path, limit: str) -> None:
    _, old = write(tmp_path, 10, "jing-junhai")
    code, words = write(tmp_path, COUNT, "deng-zhonghan", limit)
    assert code == 1
    assert words.startswith("FileProblem ")
    assert words.endswith(": File too large")
    assert current_version(make_project(tmp_path)).path.name == old
    assert entries(tmp_path) == {old}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_leaves_the_old_version_and_says_so(small_disk: Path) -> None:
    _, old = write(small_disk, 10, "jing-junhai")
    code, words = write(small_disk, COUNT, "deng-zhonghan")
    assert code == 1
    assert words.startswith("FileProblem ")
    assert words.endswith(": No space left on device")
    current = current_version(make_project(small_disk))
    verify(current)
    assert current.path.name == old
    assert entries(small_disk) == {old}
    assert write(small_disk, 11, "jing-junhai")[0] == 0


def test_of_two_builds_at_once_each_succeeds_or_is_told_that_the_other_runs(tmp_path: Path) -> None:
    both = [start(tmp_path, COUNT, person) for person in ("jing-junhai", "deng-zhonghan")]
    ends = [finish(started) for started in both]
    built = [name for code, name in ends if code == 0]
    assert built
    assert all(words.startswith("BuildBusy another build") for code, words in ends if code)
    current = current_version(make_project(tmp_path))
    verify(current)
    assert current.path.name in built
    assert entries(tmp_path) == set(built)
