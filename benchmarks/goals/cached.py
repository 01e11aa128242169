"""Answers from the cache over HTTP; against the same server sending constant bytes."""

from __future__ import annotations

from benchmarks.outcome import Goal, Outcome
from benchmarks.rounds import in_turn, spread
from benchmarks.servers_asked import with_constant, with_kg
from benchmarks.workspace import Workspace

TITLE = "Cached answers over HTTP"
SMALL = "SELECT ?one ?name WHERE { ?one <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } LIMIT 10"
LARGE = SMALL.replace("10", "1500")


def measure(space: Workspace) -> Outcome:
    """One question again and again, once with a small answer and once with a large one."""
    project = space.built(cache_mb=64)
    outcome = Outcome(TITLE)
    with with_kg(space, project) as server:
        for size, query in (("small", SMALL), ("large", LARGE)):
            response = server.response(query)
            name = f"{size}, {len(response) / 1e3:.0f} kB"
            with (
                with_constant(space, response) as constant,
                with_constant(space, response, shortest=True) as shortest,
            ):
                sides = {
                    f"kg serve, {name}": lambda: server.load([query], space.seconds).rate,  # noqa: B023
                    f"constant bytes, {name}": lambda: constant.load([], space.seconds).rate,
                    f"constant bytes by the shortest way, {name}": lambda: (
                        shortest.load([], space.seconds).rate
                    ),
                }
                rates = in_turn(sides, rounds=space.rounds or 5, told=space.told)
            outcome.measure("answers/s", rates)
            own, anchor, limit = rates.values()
            goal = Goal("at least 0.7 times the rate", at_least=0.7)
            work = f"{TITLE}: {name}"
            outcome.compare(work, "the same server, an application with constant bytes", own, anchor, goal)
            what = "the same bytes by the shortest way of the same server"
            outcome.bound(work, what, 1 / spread(limit).median, [1 / rate for rate in own])
    return outcome
