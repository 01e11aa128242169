"""Processes that die, disks that fill, versions that are damaged: what the clients of others notice."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli.shell import environment, kg_command, run_kg
from hostile.queries import HEAVY
from hostile.site import GRACE, NEIGHBOUR, SECONDS, WORKERS, Site, assert_problem
from operation.served import alive, descendants, gone_within
from patience import within
from projects import replaced

Start = Callable[[], tuple[Site, Path]]
LONG = HEAVY["cartesian count"]
BACK = within(2)
MIB = 1_048_576


def ticks(pid: int) -> int:
    """The processor time that a process has used."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])


def kill(pids: list[int], number: signal.Signals = signal.SIGKILL) -> None:
    for pid in pids:
        os.kill(pid, number)


def back(site: Site, gone: list[int]) -> None:
    """All workers are there again, none of them one of those that are gone."""
    state = site.wait_until(within=BACK, alive=WORKERS, busy=0)
    assert (state["alive"], state["ready"]) == (WORKERS, True), state
    assert gone_within(gone, BACK)
    site.assert_well()


@pytest.fixture
def running(own_site: Start) -> Site:
    site, _ = own_site()
    assert len(site.workers()) == WORKERS + 1  # one is kept for the site's own pages
    return site


def test_a_worker_that_is_killed_costs_one_query(running: Site) -> None:
    with ThreadPoolExecutor(2) as crowd:
        asked = crowd.submit(running.ask, LONG)
        running.wait_until(within=5, busy=1)
        time.sleep(0.4)
        busiest = max(running.workers(), key=ticks)
        kill([busiest])
        assert running.count_types() == running.types
        reply = asked.result()
    assert_problem(reply)
    assert (reply.status, reply.kind) == (503, "engine-stopped")
    back(running, [busiest])


def test_idle_workers_that_are_killed_are_replaced(running: Site) -> None:
    workers = running.workers()
    kill(workers)
    assert running.count_types() == running.types
    assert running.send("GET", "/id/autumn-ferry", client=NEIGHBOUR, Accept="text/html").status == 200
    back(running, workers)


def test_busy_workers_that_are_killed_are_replaced(running: Site) -> None:
    with ThreadPoolExecutor(4) as crowd:
        asked = [crowd.submit(running.ask, f"{LONG} #{number}") for number in range(4)]
        running.wait_until(within=5, busy=WORKERS - 1)
        workers = running.workers()
        kill(workers)
        for each in asked:
            reply = each.result()
            assert_problem(reply)
            assert reply.status == 503
            assert reply.seconds < within(SECONDS + GRACE)
    back(running, workers)


def test_a_worker_that_hangs_is_replaced(running: Site) -> None:
    workers = running.workers()
    kill(workers, signal.SIGSTOP)
    with ThreadPoolExecutor(WORKERS) as crowd:
        asked = [crowd.submit(running.ask, f"ASK {{}} #{number}") for number in range(WORKERS)]
        for each in asked:
            reply = each.result()
            assert reply.status in (200, 503)
            assert reply.seconds < within(SECONDS + GRACE)
    for _ in range(WORKERS):  # whoever meets a stopped one ends it at the deadline
        running.ask("ASK {}", client=NEIGHBOUR)
    assert running.count_types() == running.types
    kill(alive(workers))  # the site's own, if no page has met it yet
    back(running, workers)


def test_the_fork_server_that_is_killed_is_replaced(running: Site) -> None:
    below = descendants(running.served.process.pid)
    workers = running.workers()
    servers = [pid for pid in below if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    kill([pid for pid in servers if pid not in workers])
    assert running.count_types() == running.types
    running.ask(LONG)  # costs a worker, and the next one needs a fork server
    back(running, [])


def test_everything_below_the_server_that_is_killed_is_replaced(running: Site) -> None:
    below = descendants(running.served.process.pid)
    kill(below)
    end = time.monotonic() + BACK
    while running.ask("ASK {}", client=NEIGHBOUR).status != 200 and time.monotonic() < end:
        time.sleep(0.05)
    back(running, below)


def change_seeds(folder: Path) -> None:
    """Make the next build another version."""
    seed = folder / "seeds" / "authority.yaml"
    seed.write_text(replaced(seed.read_text("utf-8"), "{zh: 秋渡}", "{zh: 秋渡图}"), encoding="utf-8")


@contextmanager
def served_still(site: Site) -> Iterator[None]:
    """What happens in the block changes nothing for clients."""
    before = site.state()["version"]
    yield
    assert site.state()["version"] == before
    site.assert_well()


def test_a_build_that_meets_the_largest_allowed_file_changes_nothing(own_site: Start) -> None:
    site, folder = own_site()
    change_seeds(folder)
    with served_still(site):
        failed = subprocess.run(
            kg_command("build"),
            cwd=folder,
            env=environment(),
            capture_output=True,
            timeout=120,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        )
        assert failed.returncode == 2, failed.stderr
        time.sleep(1.2)  # the server looks once a second
    assert run_kg("build", cwd=folder).returncode == 0
    version = (folder / "build" / "current").read_text()[:64]
    assert site.wait_until(within=BACK + 3, version=version)["version"] == version
    site.types = site.count_types()
    site.assert_well()


def test_a_full_disk_changes_nothing(built: Path, tmp_path: Path, own_site: Start) -> None:
    site, folder = own_site()
    small = folder / "build-small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(small)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        shutil.copytree(folder / "build", small, dirs_exist_ok=True)
        shutil.rmtree(folder / "build")
        (folder / "build").symlink_to(small)
        change_seeds(folder)
        left = shutil.disk_usage(small).free
        (small / "filler").write_bytes(bytes(left - MIB // 2))  # however much the versions need
        with served_still(site):
            failed = run_kg("build", cwd=folder)
            assert failed.returncode == 2, failed.stderr
            assert b"No space left" in failed.stderr
            time.sleep(1.2)
            assert site.state()["problem"] is None
    finally:
        site.served.process.kill()
        site.served.process.wait()
        subprocess.run(["umount", "-l", str(small)], check=True)


@pytest.fixture(scope="module")
def newer(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of another good version of the same project."""
    folder = Path(shutil.copytree(built, tmp_path_factory.mktemp("newer") / "museum"))
    change_seeds(folder)
    assert run_kg("build", cwd=folder).returncode == 0
    return folder / "build" / "versions" / (folder / "build" / "current").read_text().strip()


def largest(folder: Path, pattern: str) -> Path:
    """The largest file of a version that matches."""
    return max(folder.glob(pattern), key=lambda path: path.stat().st_size)


def flip(path: Path) -> None:
    """Turn one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def cut(path: Path) -> None:
    """Keep the first half of a file."""
    os.truncate(path, path.stat().st_size // 2)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "graph cut": lambda version: cut(version / "graph.nq"),
    "graph flipped": lambda version: flip(version / "graph.nq"),
    "manifest cut": lambda version: cut(version / "manifest.json"),
    "manifest gone": lambda version: (version / "manifest.json").unlink(),
    "store cut": lambda version: cut(largest(version, "merged/*.sst")),
    "store flipped": lambda version: flip(largest(version, "merged/*.sst")),
    "full store flipped": lambda version: flip(largest(version, "full/*.sst")),
    "store's pointer nonsense": lambda version: (version / "merged" / "CURRENT").write_bytes(b"x" * 16),
    "everything gone": lambda version: shutil.rmtree(version),
}
POINTERS = {"empty": b"", "a path": b"../../../etc\n"}


def test_damaged_versions_are_refused_and_the_old_one_is_kept(own_site: Start, newer: Path) -> None:
    site, folder = own_site()
    build = folder / "build"
    before = (build / "current").read_text()
    version = site.state()["version"]
    target = build / "versions" / newer.name
    for name, damage in DAMAGE.items():
        shutil.copytree(newer, target)
        damage(target)
        switch(build, f"{newer.name}\n".encode())
        refused_for_a_reason(site, version, name)
        switch(build, before.encode())
        assert site.wait_until(within=BACK, problem=None)["problem"] is None
        shutil.rmtree(target, ignore_errors=True)
    for name, pointer in POINTERS.items():
        switch(build, pointer)
        refused_for_a_reason(site, version, name)
        switch(build, before.encode())
        assert site.wait_until(within=BACK, problem=None)["problem"] is None
    shutil.copytree(newer, target)
    switch(build, f"{newer.name}\n".encode())
    assert site.wait_until(within=BACK + 3, version=newer.name[:64])["version"] == newer.name[:64]
    site.types = site.count_types()
    site.assert_well()


def switch(build: Path, content: bytes) -> None:
    """Put something into `build/current`, as a build does."""
    beside = build / "current.new"
    beside.write_bytes(content)
    beside.replace(build / "current")


def refused_for_a_reason(site: Site, version: str, name: str) -> None:
    """The newer version is not served; /readyz says why, and the old one is ready."""
    end = time.monotonic() + BACK + 3
    while not site.state()["problem"] and time.monotonic() < end:
        time.sleep(0.05)
    state = site.state()
    assert state["problem"], name
    assert (state["version"], state["ready"]) == (version, True), name
    assert str(site.served.log.parent) not in state["problem"], name
    assert site.count_types() == site.types, name
