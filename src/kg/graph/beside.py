"""Asking the checks and rules of a project beside the rest of a check, on another core.

The store lets go of Python's interpreter while it loads and while it answers, so a thread is enough.  What
it finds is the same at whatever moment it is taken.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from queue import SimpleQueue

from kg.graph.collector import give_back
from kg.graph.dataset import Dataset
from kg.graph.inference import Closures, Ground, find_grounds
from kg.graph.progress import Progress
from kg.graph.rules import Rule
from kg.graph.store import MemoryStore, Rows
from kg.graph.validation.queries import Check, run_checks
from kg.graph.validation.query_needs import needs_of
from kg.graph.validation.query_reads import read_query
from kg.model.diagnostics import Diagnostic
from kg.model.project import Project
from kg.model.terms import Triple

VIA = "via"
_MANY = 50_000  # triples, which a store loads in the time that it takes to read some rules


@dataclass(frozen=True, slots=True)
class Answers:
    """The solutions of the checks by their path, what the rules derive, and what is wrong with either."""

    solutions: dict[str, Rows]
    grounds: set[Ground]
    found: tuple[Diagnostic, ...]


class Asking:
    """Work that a thread does while a block does its own, which ends with the block: nobody waits for what
    nobody will read.

    `ask` tells its progress to the function that it is given.
    """

    def __init__(self, ask: Callable[[Progress], Answers]) -> None:
        self._ask = ask
        self._told: SimpleQueue[tuple[str, int, int] | None] = SimpleQueue()
        self._answers: Answers | None = None
        self._problem: BaseException | None = None
        self._unread = False
        # A daemon, so that Ctrl+C need not wait for a query to end.
        self._thread = threading.Thread(target=self._run, name="checks and rules", daemon=True)

    def __enter__(self) -> Asking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._unread = True

    def answers(self, progress: Progress) -> Answers:
        """What they found, once all are asked; how far they are is told meanwhile, from the beginning.

        Raises KgError when the graph holds something that is not RDF.
        """
        while (step := self._told.get()) is not None:
            progress(*step)
        if self._answers is None:
            raise self._problem or AssertionError
        return self._answers

    def _run(self) -> None:
        try:
            self._answers = self._ask(self._step)
            give_back()
        except BaseException as problem:  # noqa: BLE001 - raised where the answers are asked for
            self._problem = problem
        finally:
            self._told.put(None)

    def _step(self, stage: str, done: int, total: int) -> None:
        if self._unread:
            raise _Unread
        self._told.put((stage, done, total))


class _Unread(Exception):
    """Nobody waits for the answers any more."""


def ask(
    project: Project,
    checks: Sequence[Check],
    rules: Sequence[Rule],
    view: Dataset,
    texts: Sequence[Triple],
    follows: Closures,
    step: Progress,
) -> Answers:
    """Ask the checks over a view of the graph, then the rules over that, the `texts` of the ontology and all
    that follows.

    Raises KgError when the graph holds something that is not RDF.
    """
    store = MemoryStore()
    step("running the checks", 0, len(checks))
    store.add(view.merged())
    solutions, broken = run_checks(checks, store, project.namespaces, progress=step)
    step("deriving statements", 0, len(rules))
    store.add(texts)
    store.add(_read_by(rules, project.namespaces, follows.other), known=True)
    grounds, broken_rules = find_grounds(rules, store, project.namespaces, progress=step)
    return Answers(solutions, grounds, (*broken, *broken_rules))


def _read_by(
    rules: Sequence[Rule], namespaces: Mapping[str, str], triples: Collection[Triple]
) -> Iterable[Triple]:
    """The triples without those that no rule can read, where they are so many that it matters."""
    if len(triples) < _MANY:
        return triples
    needs = needs_of(read_query(rule.select, namespaces, VIA) for rule in rules)
    return triples if needs is None else needs.of(triples)
