"""Beyond one machine: a version pushed to Virtuoso, and lookups through `kg serve --engine`.

No goal is set for either.  The rates say how long a push of another size takes, and what the way through
kg costs beside asking the engine itself.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.commands import environment, kg, run
from benchmarks.goals.one_edit import edit
from benchmarks.outcome import Outcome
from benchmarks.questions import lookups
from benchmarks.rounds import in_turn
from benchmarks.servers_asked import Asked, virtuoso_of_its_own, with_kg, without_virtuoso
from benchmarks.workspace import Workspace

TITLE = "An engine elsewhere"
PUSHED = "quads/s, kg push of a whole version"


def measure(space: Workspace) -> Outcome:
    """A version is pushed to an empty Virtuoso, asked through kg and directly, and pushed after an edit."""
    outcome = Outcome(TITLE, space.held)
    if missing := without_virtuoso():
        outcome.notes.append(f"An engine was not measured: {missing}.")
        return outcome
    project = space.built(space.held, name="pushed")
    quads = sum(1 for _ in next((project / "build" / "versions").glob("*/graph.nq")).open("rb"))
    queries = lookups(space.held)
    with _empty_virtuoso(space) as (direct, env):
        url = f"http://127.0.0.1:{direct.port}/sparql"
        push = kg("push", url, str(project))
        space.told("pushing a version", 0, 1, 0)
        whole = run(push, env=env).seconds
        with with_kg(space, project, "--engine", url, env=env) as through:
            for one in (direct, through):
                one.load(queries, space.seconds)
            rounds = space.rounds or 3
            sides = {
                "kg serve --engine": _rate_of(through, queries, space.seconds, rounds),
                "Virtuoso, asked directly": _rate_of(direct, queries, space.seconds, rounds),
            }
            rates = in_turn(sides, rounds=rounds, told=space.told)
        edit(project, 1)
        run(kg("build", str(project)), env=environment(space.cache))
        again = run(push, env=env).seconds
    outcome.measure("quads/s", {PUSHED: [quads / whole]})
    outcome.measure("s", {"kg push, a whole version": [whole], "kg push, after one edited file": [again]})
    outcome.measure("answers/s", rates)
    own, anchor = rates.values()
    outcome.compare(f"{TITLE}: lookups", "Virtuoso, asked directly", own, anchor)
    outcome.details = {"quads": quads, "articles": space.held}
    return outcome


def _rate_of(asked: Asked, queries: Sequence[str], seconds: float, rounds: int) -> Callable[[], float]:
    """A load with other questions each time, because an answer that is kept says nothing of the engine."""
    later = deque(queries)

    def rate() -> float:
        later.rotate(-(len(queries) // (rounds + 1)))
        return asked.load(list(later), seconds).rate

    return rate


@contextmanager
def _empty_virtuoso(space: Workspace) -> Iterator[tuple[Asked, dict[str, str]]]:
    """A Virtuoso with nothing in it, and the environment of a kg that may write there."""
    folder: Path = space.folder / "virtuoso-pushed"
    shutil.rmtree(folder, ignore_errors=True)
    with virtuoso_of_its_own(folder) as (asked, credentials):
        yield asked, environment(space.cache) | credentials
