"""A check after one edited file, from the shell; against itself at a tenth of the articles."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

from benchmarks import limits
from benchmarks.commands import Ran, environment, kg, run
from benchmarks.goals.cold_build import files_of
from benchmarks.outcome import Comparison, Goal, Outcome
from benchmarks.rounds import in_turn
from benchmarks.workspace import Workspace

TITLE = "Check after one edited file"
_ROLE = re.compile(r"(?m)^(      \S+: \{role: )(guest|attendee)\b")


def measure(space: Workspace) -> Outcome:
    """Each round changes who came as a guest in another file, then runs `kg check` with what it kept."""
    sizes = {f"{size:,} articles": space.project(size, name="edited") for size in _sizes(space)}
    env = environment(space.cache)
    first: dict[str, Ran] = {}
    for name, project in sizes.items():
        space.told(f"the first check of {name}, which keeps its results", 0, 1, 0)
        first[name] = run(kg("check", str(project)), env=env, memory=True)
    counter = itertools.count(1)

    def after_edit(project: Path) -> float:
        edit(project, next(counter))
        return run(kg("check", str(project)), env=env).seconds

    sides = {name: (lambda one=project: after_edit(one)) for name, project in sizes.items()}
    times = in_turn(sides, rounds=space.rounds, told=space.told)
    small, large = list(times)
    outcome = Outcome(TITLE)
    outcome.measure("s", {f"kg check, one file edited, {name}": values for name, values in times.items()})
    outcome.measure("s", {f"kg check, the first, {name}": [one.seconds] for name, one in first.items()})
    outcome.measure("MB", {f"kg check, the first, {name}": [one.peak / 1e6] for name, one in first.items()})
    goal = Goal("at most 1.2 times the time at a tenth of the articles", at_most=1.2)
    outcome.compare(f"{TITLE}, {large}", small, times[large], times[small], goal)
    outcome.compared.append(
        Comparison(f"{TITLE}, {large}", "the clock", times[large], Goal("at most 1.5 s", at_most=1.5), "s")
    )
    project = sizes[large]
    outcome.bound(TITLE, "a Python that starts and ends", limits.python_starts(), times[large])
    imports = "import kg.cli.check, kg.graph.pipeline"
    outcome.bound(
        TITLE, "a Python that imports what a check needs", limits.python_starts(imports), times[large]
    )
    outcome.bound(TITLE, "SHA-256 of all files", limits.sha256(files_of(project)), times[large])
    return outcome


def edit(project: Path, number: int) -> None:
    """Change a fact in one curation file: whoever was a guest at the talks only attended, or the reverse.

    No finding comes or goes.  Each number has a file of its own, until every file had its turn.
    """
    files = sorted((project / "seeds").glob("n*.yaml"))[1:]  # the first has no guest
    path = files[number * 7_919 % len(files)]
    text, done = re.subn(_ROLE, _other_role, path.read_text("utf-8"), count=1)
    assert done == 1, path
    path.write_text(text, encoding="utf-8", newline="\n")


def _other_role(found: re.Match[str]) -> str:
    return found[1] + {"guest": "attendee", "attendee": "guest"}[found[2]]


def _sizes(space: Workspace) -> tuple[int, int]:
    return space.size_below(), space.articles
