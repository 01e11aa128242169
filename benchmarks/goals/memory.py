"""Memory of a server after work, and lookups as the graph grows; against the bare stores."""

from __future__ import annotations

import contextlib

from benchmarks.commands import memory_of, run_child
from benchmarks.outcome import Bound, Comparison, Goal, Outcome
from benchmarks.questions import HEAVY, lookups, uncached
from benchmarks.rounds import in_turn, spread
from benchmarks.servers_asked import merged_store, with_kg
from benchmarks.workspace import Workspace

TITLE = "Memory and growth of the server"


def measure(space: Workspace) -> Outcome:
    """Two servers, one with a tenth of the articles, asked in turn; then every heavy query, then memory."""
    sizes = [space.size_below(), space.articles]
    memory: dict[str, float] = {}
    bare: dict[str, list[float]] = {}
    outcome = Outcome(TITLE)
    with contextlib.ExitStack() as stack:
        servers, questions = {}, {}
        for size in sizes:
            servers[size] = stack.enter_context(with_kg(space, space.built(size)))
            questions[size] = lookups(size)
            servers[size].load(questions[size], min(space.seconds, 1.0))

        def over_http(size: int) -> float:
            return 1e3 / servers[size].load(questions[size], space.seconds).rate

        def in_process(size: int) -> float:
            path = space.folder / f"lookups-{size}.txt"
            path.write_text("".join(f"{one}\n" for one in questions[size]), encoding="utf-8")
            store = merged_store(space.built(size))
            found = run_child("bare", str(store), str(path), str(space.seconds))
            bare.setdefault(f"bare store, {size} articles", []).append(found["memory"] / 1e6)
            return 1e3 / float(found["rate"])

        sides = {f"kg serve, {size} articles": (lambda one=size: over_http(one)) for size in sizes}
        sides |= {f"bare store, {size} articles": (lambda one=size: in_process(one)) for size in sizes}
        times = in_turn(sides, rounds=space.rounds or 5, told=space.told)
        for size in sizes:
            for query in HEAVY.values():
                for number in range(8):
                    servers[size].ask(uncached(query, number))
            memory[f"kg serve, {size} articles"] = memory_of(servers[size].pid) / 1e6
    outcome.measure("ms a lookup", times)
    outcome.measure("MB", {name: [value] for name, value in memory.items()} | bare)
    small, large, bare_small, bare_large = times.values()
    goal = Goal("at most 1.2 times the time at a tenth of the articles", at_most=1.2)
    outcome.compare(f"Lookups at {space.articles} articles", f"lookups at {sizes[0]}", large, small, goal)
    outcome.compare("The same in the bare store", f"lookups at {sizes[0]}", bare_large, bare_small)
    used = (memory[f"kg serve, {space.articles} articles"],)
    goal = Goal("at most 800 MB", at_most=800)
    outcome.compared.append(Comparison("Memory of the server", "all its processes", used, goal, "MB"))
    store = spread(bare[f"bare store, {space.articles} articles"]).median
    outcome.bounds.append(
        Bound("Memory of the server", "the bare store, asked the same lookups", store / used[0])
    )
    share = spread(bare_large).median
    outcome.bound(
        f"Lookups at {space.articles}",
        "the bare store, one thread",
        share / 1e3,
        [one / 1e3 for one in large],
    )
    return outcome
