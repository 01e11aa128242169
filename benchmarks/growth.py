"""Time and memory against the number of articles, on logarithmic axes.

Each work runs as a command, and the peak memory is that of the command and all that it starts.  The
slope of the line through the last points is the exponent of growth: 1 is linear, 0 does not grow at all.
"""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.commands import Ran, environment, kg, memory_of, run
from benchmarks.goals.cold_build import files_of
from benchmarks.goals.one_edit import edit
from benchmarks.goals.start import QUESTION
from benchmarks.rounds import exponent, spread
from benchmarks.servers_asked import with_kg
from benchmarks.workspace import Workspace

WORKS = (
    "check, cold",
    "check, nothing changed",
    "check, one file edited",
    "build, after a check",
    "export",
    "start to first answer",
)
ROUNDS = 3
_ONE_ROUND = 2_000  # articles from which a round is long enough to stand for itself


def sizes(articles: int) -> list[int]:
    """Two sizes a decade up to the number of articles, and at least two sizes."""
    steps = [one * 10**power for power in range(2, 6) for one in (1, 3)]
    found = [size for size in steps if size < articles] or [max(articles // 3, 1)]
    return [*found, articles]


def measure_size(space: Workspace, size: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Seconds and peak bytes of each work at one size, medians of the rounds; and what there is at it.

    A round begins with nothing kept: the cold check fills the cache that the others have.
    """
    project = space.project(size, name="growth")
    rounds = space.rounds or (ROUNDS if size < _ONE_ROUND else 1)
    kept = space.folder / f"growth-cache-{size}"
    exported = space.folder / "growth.ttl"
    export = kg("export", str(project), "--format", "turtle", "-o", str(exported))
    counter = itertools.count(1)
    works: dict[str, Callable[[], Ran]] = {
        WORKS[0]: lambda: _cold(project, kept),
        WORKS[1]: lambda: _checked(project, kept),
        WORKS[2]: lambda: _edited(project, kept, next(counter)),
        WORKS[3]: lambda: _built(project, kept),
        WORKS[4]: lambda: run(export, memory=True),
        WORKS[5]: lambda: _started(space, project, kept),
    }
    found: dict[str, list[Ran]] = {name: [] for name in WORKS}
    for done in range(rounds):
        for name, work in works.items():
            space.told(f"{size} articles: {name}", done, rounds, 0)
            found[name].append(work())
    version = next((project / "build" / "versions").glob("*/graph.nq")).parent
    facts = {
        "quads": sum(1 for _ in (version / "graph.nq").open("rb")),
        "sources": sum(one.stat().st_size for one in files_of(project)),
        "version": _size(version),
        "cache": _size(kept),
        "export": exported.stat().st_size,
        "date": machine.describe()["date"],
    }
    exported.unlink()
    figures = {
        name: {
            "seconds": [one.seconds for one in some],
            "processor": [one.processor for one in some],
            "peak": [one.peak for one in some],
            "median": spread([one.seconds for one in some]).median,
            "memory": spread([one.peak for one in some]).median,
        }
        for name, some in found.items()
    }
    return figures, facts


def slopes(by_size: dict[str, dict[str, Any]]) -> dict[str, dict[str, float]]:
    """The exponents of time and memory of each work over the last decade that was measured.

    Small projects are left out, because a start that costs the same at any size would flatter the rest.
    """
    order = last_decade(by_size)
    return {
        name: {
            key: exponent(order, [by_size[str(size)][name][key] for size in order])
            for key in ("median", "memory")
        }
        for name in WORKS
        if len(order) > 1
    }


def last_decade(by_size: Iterable[str]) -> list[int]:
    """The sizes from a tenth of the greatest on, at least two where there are two."""
    order = sorted(map(int, by_size))
    return [size for size in order if size >= order[-1] / 10 or size in order[-2:]]


def _size(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def _cold(project: Path, cache: Path) -> Ran:
    shutil.rmtree(cache, ignore_errors=True)
    return _checked(project, cache)


def _checked(project: Path, cache: Path | None) -> Ran:
    return run(kg("check", str(project)), env=environment(cache), memory=True)


def _edited(project: Path, cache: Path, number: int) -> Ran:
    edit(project, number)
    return _checked(project, cache)


def _built(project: Path, cache: Path) -> Ran:
    shutil.rmtree(project / "build", ignore_errors=True)
    return run(kg("build", str(project)), env=environment(cache), memory=True)


def _started(space: Workspace, project: Path, cache: Path) -> Ran:
    began = time.perf_counter()
    with with_kg(space, project, env=environment(cache)) as server:
        server.ask(QUESTION)
        return Ran(time.perf_counter() - began, 0.0, memory_of(server.pid), "")
