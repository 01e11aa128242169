"""Heavy queries over HTTP, one after the other; against pyoxigraph in process on the same kind of store."""

from __future__ import annotations

import time

from pyoxigraph import Store

from benchmarks.bare import answer
from benchmarks.outcome import Comparison, Goal, Outcome
from benchmarks.questions import HEAVY, uncached
from benchmarks.rounds import in_turn, ratios, spread
from benchmarks.servers_asked import merged_store, with_kg
from benchmarks.workspace import Workspace

TITLE = "Heavy queries over HTTP"
_WARMING = 12


def measure(space: Workspace) -> Outcome:
    """Each query in words of its own each time, so that no answer is kept; answers have equal lengths."""
    project = space.built()
    outcome = Outcome(TITLE)
    store = Store.read_only(str(merged_store(project)))
    ours: list[tuple[float, ...]] = []
    theirs: list[tuple[float, ...]] = []
    with with_kg(space, project) as server:
        for name, query in HEAVY.items():
            number = iter(range(1, 1_000))
            for _ in range(_WARMING):  # each worker has seen the store
                over_http = server.ask(uncached(query, next(number)))
            assert len(over_http) == len(answer(store, uncached(query, 1))), name

            def asked(query: str = query, number: object = number) -> float:
                text = uncached(query, next(number))  # type: ignore[call-overload]
                began = time.perf_counter()
                server.ask(text)
                return time.perf_counter() - began

            def bare(query: str = query, number: object = number) -> float:
                text = uncached(query, next(number))  # type: ignore[call-overload]
                began = time.perf_counter()
                answer(store, text)
                return time.perf_counter() - began

            sides = {f"{name}, kg serve": asked, f"{name}, pyoxigraph": bare}
            times = in_turn(sides, rounds=space.rounds or 7, told=space.told)
            outcome.measure("s", times)
            over, in_process = times.values()
            ours.append(over)
            theirs.append(in_process)
            outcome.compare(f"{TITLE}: {name}", "pyoxigraph in process", over, in_process)
            outcome.bound(f"{TITLE}: {name}", "the bare engine", spread(in_process).median, over)
    together = [[sum(one) for one in zip(*each, strict=True)] for each in (ours, theirs)]
    goal = Goal("at most 1.15 times the time", at_most=1.15)
    name = f"{TITLE}: all {len(HEAVY)} together"
    outcome.compared.insert(0, Comparison(name, "pyoxigraph in process", ratios(*together), goal))
    outcome.bound(name, "the bare engine", spread(together[1]).median, together[0])
    return outcome
