"""Small lookups over HTTP, sixteen connections; against rdflib-endpoint and Virtuoso."""

from __future__ import annotations

import contextlib
import json

from benchmarks.commands import run_child
from benchmarks.load import Load
from benchmarks.outcome import Goal, Outcome
from benchmarks.questions import lookups
from benchmarks.rounds import in_turn
from benchmarks.servers_asked import (
    Asked,
    merged_statements,
    merged_store,
    with_constant,
    with_kg,
    with_rdflib_endpoint,
    with_virtuoso,
    without_virtuoso,
)
from benchmarks.workspace import Workspace

TITLE = "Small lookups over HTTP"
OWN, CONSTANT = "kg serve", "the same server, constant bytes"


def measure(space: Workspace) -> Outcome:
    """All servers run at once and are asked in turn; no answer comes from a cache of answers."""
    project = space.built()
    data = merged_statements(space, project)
    queries = lookups(space.articles)
    found: dict[str, list[Load]] = {}
    outcome = Outcome(TITLE)
    with contextlib.ExitStack() as stack:
        servers = {OWN: stack.enter_context(with_kg(space, project))}
        space.told("starting rdflib-endpoint", 0, 1, 0)
        servers["rdflib-endpoint"] = stack.enter_context(with_rdflib_endpoint(space, data))
        if missing := without_virtuoso():
            outcome.notes.append(f"Virtuoso was not measured: {missing}.")
        else:
            space.told("starting and filling Virtuoso", 0, 1, 0)
            servers["Virtuoso"] = stack.enter_context(with_virtuoso(space, data))
        _assert_equal(servers, queries[:60])
        answer = servers[OWN].response(queries[0])
        servers[CONSTANT] = stack.enter_context(with_constant(space, answer, shortest=True))
        for name, server in servers.items():
            asked = [] if name == CONSTANT else queries
            server.load(asked, min(space.seconds, 1.0))  # each has seen its store once

        def rate(name: str) -> float:
            one = servers[name].load([] if name == CONSTANT else queries, space.seconds)
            found.setdefault(name, []).append(one)
            return one.rate

        sides = {name: (lambda one=name: rate(one)) for name in servers}
        times = in_turn(sides, rounds=space.rounds or 5, told=space.told)
    outcome.measure("answers/s", times)
    tails = {name: [one.p99 for one in some] for name, some in found.items()}
    outcome.measure("ms, 50th percentile", {name: [one.p50 for one in some] for name, some in found.items()})
    outcome.measure("ms, 99th percentile", tails)
    for anchor in ("rdflib-endpoint", "Virtuoso"):
        if anchor in times:
            goal = Goal("at least 3 times the rate", at_least=3)
            outcome.compare(f"{TITLE}: rate", anchor, times[OWN], times[anchor], goal)
            goal = Goal("at most a third of the 99th percentile", at_most=1 / 3)
            outcome.compare(f"{TITLE}: 99th percentile", anchor, tails[OWN], tails[anchor], goal)
    path = space.folder / "lookups.txt"
    path.write_text("".join(f"{one}\n" for one in queries), encoding="utf-8")
    bare = run_child("bare", str(merged_store(project)), str(path), str(space.seconds))
    outcome.details = {"bare engine": bare, "load": found[OWN][0].tool}
    one_answer = [1 / rate for rate in times[OWN]]
    outcome.bound(
        TITLE,
        "a constant answer by the shortest way of the same server",
        1 / max(times[CONSTANT]),
        one_answer,
    )
    outcome.bound(TITLE, "the bare engine, one thread", 1 / bare["rate"], one_answer)
    return outcome


def _assert_equal(servers: dict[str, Asked], queries: list[str]) -> None:
    """That all servers have as many solutions for the same questions."""
    for query in queries:
        found = {
            name: len(json.loads(server.ask(query))["results"]["bindings"])
            for name, server in servers.items()
        }
        assert len(set(found.values())) == 1, (query, found)
