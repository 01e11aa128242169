"""`kg export` in Turtle, the same bytes each time; against rdflib's Turtle of the same graph."""

from __future__ import annotations

import hashlib

from benchmarks import limits
from benchmarks.commands import environment, kg, run, run_child
from benchmarks.outcome import Goal, Outcome
from benchmarks.rounds import in_turn
from benchmarks.workspace import Workspace

TITLE = "Turtle export"


def measure(space: Workspace) -> Outcome:
    """kg: the whole command, which reads the version and writes a file.  rdflib: only its serializer."""
    project = space.built(space.held)
    target = space.folder / "export.ttl"
    digests: set[bytes] = set()
    quads = next((project / "build" / "versions").glob("*/graph.nq"))

    def export() -> float:
        seconds = run(kg("export", str(project), "--format", "turtle", "-o", str(target))).seconds
        digests.add(hashlib.sha256(target.read_bytes()).digest())
        return seconds

    def anchor() -> float:
        return float(run_child("with_rdflib", "turtle", str(quads), env=environment())["turtle"])

    own, rdflib = "kg export, from the shell", "rdflib, Turtle serializer alone"
    times = in_turn({own: export, rdflib: anchor}, rounds=space.rounds, told=space.told)
    assert len(digests) == 1, "two exports of one version differ"
    outcome = Outcome(TITLE, space.held)
    outcome.measure("s", times)
    goal = Goal("at least 20 times the rate", at_least=20)
    outcome.compare(TITLE, rdflib, times[rdflib], times[own], goal)
    outcome.bound(TITLE, "a Python that starts and ends", limits.python_starts(), times[own])
    outcome.bound(TITLE, "the N-Quads parsed once by pyoxigraph", limits.parse_nquads(quads), times[own])
    outcome.bound(
        TITLE, "so many bytes written", limits.write_bytes(target, target.stat().st_size), times[own]
    )
    outcome.details = {"bytes": target.stat().st_size}
    target.unlink()
    return outcome
