"""Calls of `kg new article` inside the test, and what a scaffold holds."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from kg.bench.article.scaffold import Scaffold, Wishes, new_article
from kg.graph.pipeline import check, silent
from kg.model.diagnostics import Diagnostic, Severity
from kg.model.project import read_project

TODAY = datetime.date(2026, 1, 1)
NO_WISHES = Wishes()


def scaffolded(project: Path, text: Path, wishes: Wishes = NO_WISHES) -> Scaffold:
    """The scaffold of a text in a project folder."""
    return new_article(read_project(project), text, wishes, today=TODAY, progress=silent)


def saved(folder: Path, text: str, name: str = "text.txt") -> Path:
    """A text as a file beside the project."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


def active(written: str) -> set[str]:
    """The entities of a scaffold that stand there as lines."""
    parts = written.split("\nentities:\n")
    return set(re.findall(r"^  ([a-z0-9-]+):", parts[1], re.MULTILINE)) if len(parts) > 1 else set()


def offered(written: str) -> set[str]:
    """The ids of a scaffold that stand there as comments."""
    return set(re.findall(r"^  # ([a-z0-9-]+):", written, re.MULTILINE))


def errors(project: Path, path: str = "") -> list[Diagnostic]:
    """The errors of a check, of one file where it is named."""
    found = check(read_project(project), update_lock=False).diagnostics
    return [one for one in found if one.severity is Severity.ERROR and path in ("", one.mark.path)]


def uncommented(written: str) -> str:
    """The scaffold with every quote of a known entity taken, as a curator would."""
    return re.sub(r"^  #   (quote|occurrence|name): ", r"    \1: ", written, flags=re.MULTILINE)


def all_taken(written: str, kind: str) -> str:
    """The scaffold with every candidate taken too, each as an entity of one type."""
    known = uncommented(written).replace("\n# entities:\n", "\nentities:\n")
    return re.sub(r"^  # ([a-z0-9-]+: \{type: )TODO", rf"  \g<1>{kind}", known, flags=re.MULTILINE)
