"""The findings of a project for whoever wants no more than them, told in the shortest way that tells all.

`check` gives the whole graph besides and so goes over every article; here what the last check has left is
gone on from, where that is enough.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from kg.graph.cache.store import Cache
from kg.graph.last_check.recheck import recheck
from kg.graph.progress import Progress, silent
from kg.graph.work import Work
from kg.model.diagnostics import Diagnostic
from kg.model.project import Project

WORTH_IT = 100  # articles; fewer are checked whole in the time that it takes to open what was left
_FOLDER = "last-check-1"  # the number is that of what lies in it


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings, sorted by place, and how much was looked at."""

    diagnostics: tuple[Diagnostic, ...]
    articles: int
    statements: int
    quotes_from_text: int
    quotes_from_lock: int
    work: Work


def find(
    project: Project, *, progress: Progress = silent, cache: Cache, worth_it: int = WORTH_IT
) -> Findings:
    """The findings of a project, as `check` gives them.

    In a project of `worth_it` articles or more a complete check leaves what a later one goes on from, beside
    the cache.  Raises what `check` raises.
    """
    folder = cache.beside(_FOLDER)
    if folder is not None and folder.is_dir():
        found = recheck(project, cache, folder)
        if found is not None:
            return Findings(
                found.diagnostics,
                found.articles,
                found.statements,
                found.quotes_from_text,
                found.quotes_from_lock,
                found.work,
            )
    return _find_whole(project, progress, cache, folder, worth_it)


def _find_whole(
    project: Project, progress: Progress, cache: Cache, folder: Path | None, worth_it: int
) -> Findings:
    """The findings of a complete check, which leaves what a later one goes on from."""
    # Imported here: reading all of it takes longer than going on from an earlier check.
    from kg.graph.last_check.layers import LayersUnusable
    from kg.graph.last_check.remembering import remember
    from kg.graph.last_check.traces import Traces
    from kg.graph.pipeline import check

    def leave(traces: Traces) -> None:
        if folder is not None and len(traces.outlines) >= worth_it:
            try:
                remember(project, traces, cache, folder)
            except (OSError, sqlite3.Error, LayersUnusable, TypeError):
                return  # nothing is lost but time: a full disk is no finding

    checked = check(project, progress=progress, cache=cache, leave=leave)
    counts = checked.counts
    return Findings(
        checked.diagnostics,
        counts.articles,
        counts.statements,
        counts.quotes_from_text,
        counts.quotes_from_lock,
        checked.work,
    )
