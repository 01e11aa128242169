"""A whole check with nothing kept; against pyshacl once over the whole graph, and against Jena.

A check does more than validate: it reads YAML, verifies quotes, compares names, runs queries.  So two
things are held against the validators: the whole check from the shell, and its stage of shapes alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from benchmarks import jena, limits
from benchmarks.commands import child, environment, kg, run, run_child
from benchmarks.goals.cold_build import files_of
from benchmarks.outcome import Comparison, Goal, Outcome
from benchmarks.projects import SHAPES
from benchmarks.rounds import Side, in_turn, spread
from benchmarks.workspace import Workspace

TITLE = "Full check, cold"
WHOLE, STAGE = "the whole check", "its stage of shapes alone"
RATE = Goal("at least 1.7 times the rate of pyshacl", at_least=1.7)
FASTER = Goal("faster than Jena", at_least=1)


def measure(space: Workspace) -> Outcome:
    """The same graph and shapes for all; one article in a hundred has an error that a shape finds."""
    project = space.project(space.held, errors=max(space.held // 100, 3), name="shapes")
    view = space.folder / f"view-{space.held}"
    space.told("writing what the shapes are held against", 0, 1, 0)
    first = run_child("stages", str(project), "--view", str(view), env=environment())
    notes: list[dict[str, Any]] = []
    validated: list[dict[str, Any]] = []
    reports: list[list[list[str]]] = []

    def whole() -> float:
        return run(kg("check", str(project), "-o", str(view / "report.txt")), codes=(1,)).seconds

    def stage() -> float:
        notes.append(json.loads(run(child("stages", str(project))).said.splitlines()[-1]))
        return float(notes[-1]["shapes"])

    def pyshacl() -> float:
        validated.append(run_child("with_rdflib", "validate", str(view), env=environment()))
        return float(validated[-1]["seconds"])

    def with_jena() -> float:
        seconds, report = jena.validate(view)
        reports.append(report)
        return seconds

    sides: dict[str, Side] = {
        "kg check, from the shell": whole,
        "kg, stage of shapes": stage,
        "pyshacl.validate": pyshacl,
    }
    missing = jena.why_not()
    if not missing:
        sides["Jena shacl validate, from the shell"] = with_jena
    times = in_turn(sides, rounds=space.rounds, told=space.told)
    for one in validated:
        _assert_equal(first["findings"], one["findings"], "pyshacl")
    for report in reports:
        _assert_equal(first["findings"], report, "Jena")
    outcome = Outcome(TITLE, space.held)
    outcome.measure("s", times)
    outcome.measure("s", {"pyshacl, reading the graph before": [one["read"] for one in validated]})
    ours = dict(zip((WHOLE, STAGE), list(times.values())[:2], strict=True))
    for what, values in ours.items():
        work, anchor = f"{TITLE}: {what}", "pyshacl.validate"
        outcome.compare(work, anchor, times[anchor], values, RATE)
        if not missing:
            anchor = "Jena shacl validate, from the shell"
            outcome.compare(work, anchor, times[anchor], values, FASTER)
    if missing:
        outcome.notes.append(f"Jena was not measured: {missing}.")
    else:
        outcome.details["jena, with one statement"] = jena.seconds_of_nothing(view)
    stages = {f"kg check, {name}": [one["stages"][name] for one in notes] for name in notes[-1]["stages"]}
    outcome.measure("s", stages)
    whole_check, shapes = f"{TITLE}: {WHOLE}", f"{TITLE}: {STAGE}"
    data = view / "data.nt"
    for what, seconds in (
        ("libyaml alone, events of the same files", limits.yaml_events(project)),
        ("SHA-256 of the same files", limits.sha256(files_of(project))),
        ("the statements that are validated, parsed once by pyoxigraph", limits.parse_nquads(data)),
    ):
        outcome.bound(whole_check, what, seconds, ours[WHOLE])
    outcome.bound(shapes, "the same statements parsed once", limits.parse_nquads(data), ours[STAGE])
    outcome.details |= {"focus nodes": first["focus_nodes"], "results": len(_named(first))}
    if space.held < space.articles:
        _alone(space, outcome, ours[WHOLE])
    return outcome


def _alone(space: Workspace, outcome: Outcome, small: Sequence[float]) -> None:
    """The whole check where its anchors would take too long: held against itself."""
    project = space.project(errors=max(space.articles // 100, 3), name="shapes")
    seconds = run(kg("check", str(project), "-o", str(space.folder / "report.txt")), codes=(1,)).seconds
    outcome.measure("s", {f"kg check, from the shell, at {space.articles:,} articles": [seconds]})
    each = (seconds / space.articles) / (spread(small).median / space.held)
    work = f"{TITLE}: {WHOLE} at {space.articles:,} articles"
    outcome.compared.append(Comparison(work, "itself at fewer, time for one article", (each,)))


def _named(first: dict[str, Any]) -> list[list[str]]:
    return [one for one in first["findings"] if one[0] in SHAPES or one[0] == "Meeting-participation-count"]


def _assert_equal(findings: list[list[str]], results: list[list[str]], whose: str) -> None:
    """That a validator and the check found the same; the check has findings of its own beside."""
    codes = {one[0] for one in results}
    own = sorted({(code, focus) for code, focus in findings if code in codes or code in SHAPES})
    assert own == sorted((code, focus) for code, focus in results), f"{whose} found something else"
