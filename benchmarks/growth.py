"""Time and memory against the number of articles, on logarithmic axes.

Each work runs as a command, and the peak memory is that of the command and all that it starts.  The
slope of the line through the points is the exponent of growth: 1 is linear, 0 does not grow at all.
"""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.commands import Ran, environment, kg, memory_of, run
from benchmarks.goals.one_edit import edit
from benchmarks.goals.start import QUESTION
from benchmarks.rounds import exponent, spread
from benchmarks.servers_asked import with_kg
from benchmarks.workspace import Workspace

WORKS = (
    "check, cold",
    "check, nothing changed",
    "check, one file edited",
    "build",
    "export",
    "start to first answer",
)


def sizes(articles: int) -> list[int]:
    """Decades up to the number of articles, and at least two sizes."""
    found = [size for size in (100, 1_000, 10_000, 100_000) if size < articles] or [max(articles // 3, 1)]
    return [*found, articles]


def measure_size(space: Workspace, size: int) -> dict[str, Any]:
    """Seconds and peak bytes of each work at one size; medians of the rounds."""
    project = space.project(size, name="growth")
    rounds = space.rounds or (3 if size < 3_000 else 1)
    kept = space.folder / f"growth-cache-{size}"
    counter = itertools.count(1)
    works: dict[str, Callable[[], Ran]] = {
        WORKS[0]: lambda: _checked(project, None),
        WORKS[1]: lambda: _checked(project, kept),
        WORKS[2]: lambda: _edited(project, kept, next(counter)),
        WORKS[3]: lambda: _built(project),
        WORKS[4]: lambda: run(
            kg("export", str(project), "-o", str(space.folder / "growth.ttl")), memory=True
        ),
        WORKS[5]: lambda: _started(space, project),
    }
    found: dict[str, list[Ran]] = {name: [] for name in WORKS}
    _checked(project, kept)
    run(kg("build", str(project)))
    for done in range(rounds):
        for name, work in works.items():
            space.told(f"{size} articles: {name}", done, rounds, 0)
            found[name].append(work())
    (space.folder / "growth.ttl").unlink()
    return {
        name: {
            "seconds": [one.seconds for one in some],
            "processor": [one.processor for one in some],
            "peak": [one.peak for one in some],
            "median": spread([one.seconds for one in some]).median,
            "memory": spread([one.peak for one in some]).median,
        }
        for name, some in found.items()
    }


def slopes(by_size: dict[str, dict[str, Any]]) -> dict[str, dict[str, float]]:
    """The exponents of time and memory of each work, from the sizes that were measured."""
    order = sorted(map(int, by_size))
    return {
        name: {
            key: exponent(order, [by_size[str(size)][name][key] for size in order])
            for key in ("median", "memory")
        }
        for name in WORKS
        if len(order) > 1
    }


def _checked(project: Path, cache: Path | None) -> Ran:
    return run(kg("check", str(project)), env=environment(cache), memory=True)


def _edited(project: Path, cache: Path, number: int) -> Ran:
    edit(project, number)
    return _checked(project, cache)


def _built(project: Path) -> Ran:
    shutil.rmtree(project / "build", ignore_errors=True)
    return run(kg("build", str(project)), memory=True)


def _started(space: Workspace, project: Path) -> Ran:
    run(kg("check", str(project)), env=environment(space.cache))
    began = time.perf_counter()
    with with_kg(space, project) as server:
        server.ask(QUESTION)
        return Ran(time.perf_counter() - began, 0.0, memory_of(server.pid), "")
