"""The findings of a project for whoever wants no more than them, told in the shortest way that tells all.

`check` gives the whole graph besides and so goes over every article; here what the last check has left is
gone on from, where that is enough.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from kg.graph.cache.store import Cache
from kg.graph.last_check.reasons import Complete
from kg.graph.last_check.recheck import Rechecked, recheck
from kg.graph.progress import Progress, silent
from kg.graph.work import Work
from kg.model.diagnostics import Diagnostic
from kg.model.project import Project
from kg.model.wording import Message, phrase

WORTH_IT = 100  # articles; fewer are checked whole in the time that it takes to open what was left
_FOLDER = "last-check-1"  # the number is that of what lies in it


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings, sorted by place, and how much was looked at.

    `course` says in sentences how the check went: whether it was a complete one, and why.
    """

    diagnostics: tuple[Diagnostic, ...]
    articles: int
    statements: int
    quotes_from_text: int
    quotes_from_lock: int
    work: Work
    course: tuple[Message, ...]


def find(
    project: Project, *, progress: Progress = silent, cache: Cache, worth_it: int = WORTH_IT
) -> Findings:
    """The findings of a project, as `check` gives them.

    In a project of `worth_it` articles or more a complete check leaves what a later one goes on from, beside
    the cache.  Raises what `check` raises.
    """
    folder = cache.beside(_FOLDER)
    found: Rechecked | Complete
    if folder is None:
        found = Complete(phrase("no cache is kept"))
    elif not folder.is_dir():
        found = Complete(phrase("no earlier check has left anything to go on from"))
    else:
        found = recheck(project, cache, folder)
    if isinstance(found, Complete):
        return _find_whole(project, progress, cache, folder, worth_it, found.why)
    return Findings(
        found.diagnostics,
        found.articles,
        found.statements,
        found.quotes_from_text,
        found.quotes_from_lock,
        found.work,
        (_went_on(found.work.articles_mapped),),
    )


def _went_on(changed: int) -> Message:
    if not changed:
        return phrase("this check went on from the last complete one: nothing has changed since")
    return phrase(
        "this check went on from the last complete one: {n} articles have changed since",
        one="this check went on from the last complete one: one article has changed since",
        n=changed,
    )


def _find_whole(
    project: Project, progress: Progress, cache: Cache, folder: Path | None, worth_it: int, why: Message
) -> Findings:
    """The findings of a complete check, which leaves what a later one goes on from."""
    # Imported here: reading all of it takes longer than going on from an earlier check.
    from kg.graph.last_check.layers import LayersUnusable
    from kg.graph.last_check.remembering import remember
    from kg.graph.last_check.traces import Traces
    from kg.graph.pipeline import check

    course = [phrase("this check was a complete one: {reason}", reason=why)]

    def leave(traces: Traces) -> None:
        if folder is None:
            return
        if len(traces.outlines) < worth_it:
            course.append(phrase("nothing is left for the next one: with so few articles it is not worth it"))
            return
        try:
            if not remember(project, traces, cache, folder, progress=progress):
                course.append(
                    phrase("nothing is left for the next one: something is removed, broken or just changing")
                )
        except (OSError, sqlite3.Error, LayersUnusable, TypeError) as problem:
            # Nothing is lost but time: a full disk is no finding.
            course.append(phrase("nothing is left for the next one: {problem}", problem=problem))

    checked = check(project, progress=progress, cache=cache, leave=leave)
    counts = checked.counts
    return Findings(
        checked.diagnostics,
        counts.articles,
        counts.statements,
        counts.quotes_from_text,
        counts.quotes_from_lock,
        checked.work,
        tuple(course),
    )
