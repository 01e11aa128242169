"""A check after one edited file, from the shell; against itself at a tenth of the articles."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

from benchmarks import limits
from benchmarks.commands import environment, kg, run
from benchmarks.goals.cold_build import files_of
from benchmarks.outcome import Comparison, Goal, Outcome
from benchmarks.rounds import in_turn
from benchmarks.workspace import Workspace

TITLE = "Check after one edited file"


def measure(space: Workspace) -> Outcome:
    """Each round changes the gist of a remark in another file, then runs `kg check` with what it kept."""
    sizes = {f"{size} articles": space.project(size, name="edited") for size in _sizes(space)}
    env = environment(space.cache)
    for project in sizes.values():
        space.told("the first check, which keeps its results", 0, 1, 0)
        run(kg("check", str(project)), env=env)
    counter = itertools.count(1)

    def after_edit(project: Path) -> float:
        edit(project, next(counter))
        return run(kg("check", str(project)), env=env).seconds

    sides = {name: (lambda one=project: after_edit(one)) for name, project in sizes.items()}
    times = in_turn(sides, rounds=space.rounds, told=space.told)
    small, large = list(times)
    outcome = Outcome(TITLE)
    outcome.measure("s", times)
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
    """Change what a remark says in one curation file; no finding comes or goes."""
    files = sorted((project / "seeds").glob("n*.yaml"))
    path = files[number * 7 % len(files)]
    text, done = re.subn(
        r"(?m)^(      en: ).*$", rf"\1promises more work, edition {number}", path.read_text("utf-8")
    )
    assert done == 1, path
    path.write_text(text, encoding="utf-8", newline="\n")


def _sizes(space: Workspace) -> tuple[int, int]:
    return space.size_below(), space.articles
