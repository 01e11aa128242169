"""A version made from files, nothing kept, without validation; against rdflib with the same statements.

That is the strict comparison: kg alone reads files, verifies quotes and writes stores.  Beside it stands one
of like with like, from records in memory to one serialized graph.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from benchmarks import limits
from benchmarks.commands import Failed, child, environment, run, run_child
from benchmarks.outcome import Goal, Outcome
from benchmarks.rounds import in_turn
from benchmarks.workspace import Workspace

TITLE = "Cold build without validation"
LIKE = "From records to one serialized graph"


def measure(space: Workspace) -> Outcome:
    """kg: read, verify quotes, make the graph, derive, write stores, index and N-Quads, read them back.

    The stages of validation are taken off the time of a whole check and build.  rdflib: terms, `Graph.add`
    for each quad, its N-Quads serializer, and its Turtle serializer, its default, for the merged graph.
    kg from records: files are read and quotes verified before; make the graph, derive, write N-Quads.
    """
    project = space.project(space.held)
    notes: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []

    def build() -> float:
        shutil.rmtree(project / "build", ignore_errors=True)
        notes.append(json.loads(run(child("stages", str(project), "--publish")).said.splitlines()[-1]))
        return float(notes[-1]["seconds"] - notes[-1]["validation"])

    def from_records() -> float:
        version = next((project / "build" / "versions").iterdir())
        beside = version.parents[1] / "from-records.nq"
        made = run_child("from_records", str(project), str(beside), env=environment())
        beside.unlink()
        if made["sha256"] != version.name.partition("-")[0]:
            raise Failed(f"from its records {project} has another graph than in its version")
        return float(made["seconds"])

    def anchor() -> float:
        quads = next((project / "build" / "versions").glob("*/graph.nq"))
        found.append(run_child("with_rdflib", "write", str(quads), env=environment()))
        return float(found[-1]["add"] + found[-1]["turtle"])

    own, rdflib = "kg, from files to a published version", "rdflib, Graph.add and Turtle"
    like = "kg, from records to one serialized graph"
    sides = {own: build, like: from_records, rdflib: anchor}
    times = in_turn(sides, rounds=space.rounds, told=space.told)
    lines = "rdflib, Graph.add and N-Quads"
    times[lines] = tuple(one["add"] + one["nquads"] for one in found)
    outcome = Outcome(TITLE, space.held)
    outcome.measure("s", times)
    outcome.measure("s", {"kg, with validation": [one["seconds"] for one in notes]})
    goal = Goal("at least 5 times the rate", at_least=5)
    outcome.compare(TITLE, rdflib, times[rdflib], times[own], goal)
    outcome.compare(TITLE, lines, times[lines], times[own])
    outcome.compare(LIKE, rdflib, times[rdflib], times[like], goal)
    outcome.compare(LIKE, lines, times[lines], times[like])
    quads = next((project / "build" / "versions").glob("*/graph.nq"))
    for what, seconds in (
        ("libyaml alone, events of the same curation files", limits.yaml_events(project)),
        ("SHA-256 of the same files", limits.sha256(files_of(project))),
        ("the N-Quads of the version parsed once by pyoxigraph", limits.parse_nquads(quads)),
        ("the same N-Quads loaded once into a store in memory", limits.load_nquads(quads)),
    ):
        outcome.bound(TITLE, what, seconds, times[own])
    outcome.bound(LIKE, "so many bytes written", limits.write_bytes(quads, quads.stat().st_size), times[like])
    stages = {f"kg build, {name}": [one["stages"][name] for one in notes] for name in notes[-1]["stages"]}
    outcome.measure("s", stages)
    outcome.details = {"stages": notes[-1]["stages"], "rdflib": found[-1]}
    outcome.notes.append(
        f"“{TITLE}” is the strict row: kg goes from files to a published version. “{LIKE}” leaves out what "
        "rdflib does not do either: reading files, verifying quotes, stores and the index of names. In both "
        "rdflib begins with finished statements, so that making the graph and running the rules are given to "
        "it for nothing."
    )
    return outcome


def files_of(project: Path) -> list[Path]:
    """The curation files and texts of a project."""
    return sorted([*(project / "seeds").glob("*.yaml"), *(project / "articles").glob("*.txt")])
