"""What the machine needs for the parts of a work that nobody can do without, in seconds.

Each is the least of three runs, so that the share that is printed is rather too small than too large.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml
from pyoxigraph import RdfFormat, Store, parse

from benchmarks.commands import run


def least(work: Callable[[], object]) -> float:
    """The shortest of three runs."""
    found = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


def yaml_events(project: Path) -> float:
    """libyaml's events of all curation files, thrown away."""
    texts = [one.read_text("utf-8") for one in (project / "seeds").glob("*.yaml")]

    def read() -> None:
        for text in texts:
            for _ in yaml.parse(text, Loader=yaml.CSafeLoader):
                pass

    return least(read)


def sha256(files: Sequence[Path]) -> float:
    """All files read and hashed."""
    return least(lambda: [hashlib.sha256(one.read_bytes()).digest() for one in files])


def parse_nquads(path: Path) -> float:
    """N-Quads parsed by pyoxigraph, thrown away."""

    def read() -> None:
        for _ in parse(path=str(path), format=RdfFormat.N_QUADS):
            pass

    return least(read)


def load_nquads(path: Path) -> float:
    """N-Quads loaded into a store in memory."""
    return least(lambda: Store().bulk_load(path=str(path), format=RdfFormat.N_QUADS))


def python_starts(code: str = "pass") -> float:
    """A Python that starts, runs so much and ends."""
    return least(lambda: run([sys.executable, "-c", code]))


def write_bytes(path: Path, size: int) -> float:
    """So many bytes written to a file beside `path`, with fsync."""
    block = b"x" * size
    beside = path.with_name(f"{path.name}-bytes")

    def write() -> None:
        with beside.open("wb") as file:
            file.write(block)
            file.flush()
            os.fsync(file.fileno())

    try:
        return least(write)
    finally:
        beside.unlink(missing_ok=True)
