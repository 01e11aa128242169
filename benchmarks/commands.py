"""Programs that are measured from outside: seconds, processor seconds, and the memory of all they start.

Memory is the proportional set size where the system tells it (Linux), summed over the program and its
descendants and sampled while they run, so that pages which several of them share count once; and never
less than what the system itself noted as the peak of the largest of them.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[1]
_PERIOD = 0.1


class Failed(Exception):
    """A program that was to be measured did not do its work; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A program that has run: wall-clock and processor seconds, peak memory in bytes, what it printed."""

    seconds: float
    processor: float
    peak: int
    said: str


def kg(*words: str) -> list[str]:
    """The command line of `kg`."""
    return [sys.executable, "-m", "kg", *words]


def child(module: str, *words: str) -> list[str]:
    """The command line of a module of this package."""
    return [sys.executable, "-m", f"benchmarks.{module}", *words]


def environment(cache: Path | None = None) -> dict[str, str]:
    """The environment of what is measured: this one, and the cache of checks, none unless given.

    Python keeps what it compiles, as it does where nobody has told it not to.
    """
    ours = ("KG_", "GITHUB_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "src")))
    return {**kept, "KG_CACHE": str(cache or ""), "PYTHONPATH": paths, "PYTHONHASHSEED": "0"}


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    codes: Sequence[int] = (0,),
    memory: bool = False,
) -> Ran:
    """Run a program to its end; with `memory` its peak is sampled, which costs a little time.

    Raises Failed when it ends with another exit code.
    """
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(env or environment()),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complained,
        )
        try:
            with _sampled(process.pid if memory else None) as peak:
                _, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            if process.returncode is None:
                kill_tree(process)
        texts = [_text(said), _text(complained)]
    if process.returncode not in codes:
        words = "".join(texts)[-3000:]
        raise Failed(f"{' '.join(command)}\nended with {process.returncode}:\n{words}")
    resident = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Ran(seconds, used.ru_utime + used.ru_stime, max(peak[0], resident) if memory else 0, texts[0])


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def run_child(module: str, *words: str, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run a module of this package in a process of its own; returns the JSON of its last line."""
    ran = run(child(module, *words), env=env)
    found: dict[str, Any] = json.loads(ran.said.strip().splitlines()[-1])
    return found


def memory_of(pid: int) -> int:
    """Bytes of memory of a process and of all that it started; what has ended counts nothing."""
    found = 0
    for one in _tree(pid):
        with contextlib.suppress(psutil.Error, OSError):
            full = one.memory_full_info()
            found += getattr(full, "pss", 0) or full.rss
    return found


def kill_tree(process: subprocess.Popen[Any]) -> None:
    """End a program of ours and all that it started."""
    tree = _tree(process.pid)
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _, alive = psutil.wait_procs([one for one in tree if one.pid != process.pid], timeout=3)
    for one in alive:
        with contextlib.suppress(psutil.Error):
            one.kill()


@contextlib.contextmanager
def serving(
    command: Sequence[str], place: str, *, folder: Path, env: Mapping[str, str], patience: float = 3_600
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server while the block runs, and its port: the number after `place` in what it says first.

    Raises Failed when it ends before it says so.
    """
    log = folder / f"server-{time.monotonic_ns()}.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(env), stdout=subprocess.PIPE, stderr=errors, text=True
        )
    late = threading.Timer(patience, process.kill)
    late.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(rf"{place}(\d+)", line):
                yield process, int(found[1])
                return
        raise Failed(f"{' '.join(command)}\ndid not start:\n{log.read_text()[-3000:]}")
    finally:
        late.cancel()
        kill_tree(process)
        assert process.stdout is not None
        process.stdout.close()


def _tree(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


@contextlib.contextmanager
def _sampled(pid: int | None) -> Iterator[list[int]]:
    """The greatest memory of a tree of processes, in the one place of the list, once the block has ended."""
    peak, ended = [0], threading.Event()
    if pid is None:
        yield peak
        return

    def sample() -> None:
        while not ended.wait(_PERIOD):
            peak[0] = max(peak[0], memory_of(pid))

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()
