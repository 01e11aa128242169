"""From the command to the first answer of a server whose project has not changed."""

from __future__ import annotations

import time

from benchmarks import limits
from benchmarks.commands import environment, kg, run
from benchmarks.outcome import Comparison, Goal, Outcome
from benchmarks.rounds import in_turn
from benchmarks.servers_asked import with_kg
from benchmarks.workspace import Workspace

TITLE = "Start to first answer"
QUESTION = "SELECT ?name WHERE { ?one <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } LIMIT 1"


def measure(space: Workspace) -> Outcome:
    """The clock runs from the start of the process until the body of an answer to a query is there."""
    project = space.built()

    def start() -> float:
        began = time.perf_counter()
        with with_kg(space, project) as server:
            server.ask(QUESTION)
            return time.perf_counter() - began

    def check() -> float:
        return run(kg("check", str(project)), env=environment(space.cache)).seconds

    start()  # what another start finds in the caches of kg and of the system
    own = "kg serve, to the first answer"
    times = in_turn({own: start, "kg check, nothing changed": check}, rounds=space.rounds, told=space.told)
    outcome = Outcome(TITLE)
    outcome.measure("s", times)
    goal = Goal("at most 1 s", at_most=1)
    outcome.compared.append(Comparison(TITLE, "the clock", times[own], goal, "s"))
    outcome.bound(TITLE, "a Python that starts and ends", limits.python_starts(), times[own])
    imports = "import kg.cli.serve, kg.cli.rebuilding, kg.cli.serving"
    outcome.bound(
        TITLE, "a Python that imports what a server needs", limits.python_starts(imports), times[own]
    )
    return outcome
