"""`python -m benchmarks`: the goals of the design, measured against their anchors in the same run.

    python -m benchmarks                                every goal at 1,000 articles
    python -m benchmarks turtle heavy                   only these
    python -m benchmarks edit --articles 10000 --json results.json
    python -m benchmarks growth --sizes 100,300,1000,3000 --json results.json

With `--json` what was measured is kept after each benchmark, beside what the file has of other sizes, and
a run that is started again measures only what is missing (`--again` measures anew what is named).
`python -m benchmarks.report results.json` writes tables and plot into docs/performance.md and docs/scale.md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from benchmarks import growth, machine
from benchmarks.commands import Failed
from benchmarks.goals import (
    cached,
    cold_build,
    engine,
    full_check,
    heavy,
    lookups,
    memory,
    one_edit,
    start,
    turtle,
)
from benchmarks.outcome import Outcome
from benchmarks.table import growth as growth_table
from benchmarks.table import machine_lines, text_of
from benchmarks.workspace import Workspace

BENCHMARKS: dict[str, Callable[[Workspace], Outcome]] = {
    "build": cold_build.measure,
    "check": full_check.measure,
    "edit": one_edit.measure,
    "turtle": turtle.measure,
    "lookups": lookups.measure,
    "heavy": heavy.measure,
    "cached": cached.measure,
    "memory": memory.measure,
    "start": start.measure,
    "engine": engine.measure,
}
GROWTH = "growth"


def main() -> int:
    """Measure what is asked for and print it; the exit code is 1 when a benchmark could not run."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join((*BENCHMARKS, GROWTH))}")
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument(
        "--rounds", type=int, default=0, help="0: five where a round is short, three where not"
    )
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each load on a server lasts")
    parser.add_argument("--json", type=Path, help="keep the results here, and measure only what is missing")
    parser.add_argument("--again", action="store_true", help="measure also what the file has")
    parser.add_argument("--growth", action="store_true", help="also time and memory against articles")
    parser.add_argument("--sizes", type=_numbers, default=[], metavar="N,N,…", help="of the growth")
    parser.add_argument(
        "--slow",
        type=int,
        default=0,
        metavar="N",
        help="ask the slow anchors of build, check and turtle for N articles at most; the tables say so",
    )
    parser.add_argument("--folder", type=Path, help="keep projects and versions here for the next run")
    given = parser.parse_args()
    if unknown := set(given.names) - {*BENCHMARKS, GROWTH}:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    names = [one for one in given.names or BENCHMARKS if one != GROWTH]
    results = read(given.json)
    failed = False
    with _folder(given.folder) as folder:
        space = Workspace(folder, given.articles, given.rounds, given.seconds, _Line().tell, given.slow)
        if "machine" not in results:
            results["machine"] = machine.describe()
            results["noise"] = machine.noise(space)
            keep(given.json, results)
        print(f"{machine_lines(results)}\n", flush=True)
        for name in names:
            failed |= not _measured(name, space, results, given.json, again=given.again)
        if given.growth or GROWTH in given.names:
            sizes = given.sizes or growth.sizes(space.articles)
            failed |= not _growth(sizes, space, results, given.json, again=given.again)
    print(text_of(results, everything=True))
    return int(failed)


def _measured(
    name: str, space: Workspace, results: dict[str, Any], path: Path | None, *, again: bool
) -> bool:
    """Measure one benchmark unless its results are there; False when it could not run."""
    key = f"{name} at {space.articles}"
    if key in results.setdefault("results", {}) and not again:
        return True
    before, began = psutil.getloadavg(), time.perf_counter()
    try:
        outcome = BENCHMARKS[name](space)
    except Exception as problem:  # noqa: BLE001 - the others are still worth measuring
        print(f"{name} could not be measured: {problem!r}", file=sys.stderr)
        traceback.print_exc()
        return False
    found = {
        "name": name,
        "articles": space.articles,
        "took": round(time.perf_counter() - began, 1),
        "load_before": [round(one, 2) for one in before],
        "date": machine.describe()["date"],
        **outcome.to_json(),
    }
    results["results"][key] = found
    results["results"] = dict(sorted(results["results"].items(), key=_place))
    keep(path, results)
    print(text_of({"results": {key: found}}), flush=True)
    return True


def _place(result: tuple[str, dict[str, Any]]) -> tuple[int, int]:
    """Results stand in the order of the goals, and by size."""
    return list(BENCHMARKS).index(result[1]["name"]), result[1]["articles"]


def _numbers(text: str) -> list[int]:
    return sorted({int(one) for one in text.split(",")})


def _growth(
    sizes: Sequence[int], space: Workspace, results: dict[str, Any], path: Path | None, *, again: bool
) -> bool:
    """Measure the sizes that are missing; False when one could not run."""
    for size in sizes:
        if str(size) in results.setdefault("growth", {}) and not again:
            continue
        try:
            found, facts = growth.measure_size(space, size)
        except (Failed, AssertionError, OSError) as problem:
            print(f"growth at {size} articles could not be measured: {problem}", file=sys.stderr)
            return False
        results["growth"][str(size)] = found
        results.setdefault("facts", {})[str(size)] = facts
        results["slopes"] = growth.slopes(results["growth"])
        keep(path, results)
        print(growth_table(results), flush=True)
    return True


def read(path: Path | None) -> dict[str, Any]:
    """The results of an earlier run; empty where there are none."""
    if path is None or not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def keep(path: Path | None, results: dict[str, Any]) -> None:
    """Write the results, whole or not at all."""
    if path is None:
        return
    beside = path.with_name(f".{path.name}-unfinished")
    beside.write_text(f"{json.dumps(results, ensure_ascii=False, indent=1)}\n", encoding="utf-8")
    beside.replace(path)


@contextlib.contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="kg-benchmarks-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Line:
    """Progress on a terminal: what is measured, how often yet, and the time that is left for it."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def tell(self, name: str, done: int, rounds: int, left: float) -> None:
        if not self._shown:
            return
        of = f" of {rounds}" if rounds else ""
        rest = f", about {left // 60:.0f} min {left % 60:.0f} s left" if left >= 1 else ""
        print(f"\r\x1b[K{name}: round {done + 1}{of}{rest}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        print("\ninterrupted; with the same --json a further run goes on from here", file=sys.stderr)
        sys.exit(130)
