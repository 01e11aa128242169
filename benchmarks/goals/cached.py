"""Answers from the cache over HTTP; against the same server sending constant bytes."""

from __future__ import annotations

from benchmarks.outcome import Goal, Outcome
from benchmarks.rounds import in_turn
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
            body = server.ask(query)
            name = f"{size}, {len(body) / 1e3:.0f} kB"
            with with_constant(space, body) as constant:
                sides = {
                    f"kg serve, {name}": lambda: server.load([query], space.seconds).rate,  # noqa: B023
                    f"constant bytes, {name}": lambda: constant.load([], space.seconds).rate,
                }
                rates = in_turn(sides, rounds=space.rounds or 5, told=space.told)
            outcome.measure("answers/s", rates)
            own, anchor = rates.values()
            goal = Goal("at least 0.7 times the rate", at_least=0.7)
            outcome.compare(f"{TITLE}: {name}", "the same server, constant bytes", own, anchor, goal)
    return outcome
