"""The texts of a project's own files: ontology, rules, shapes, checks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.curation.decoding import decode
from kg.model.diagnostics import Diagnostic
from kg.model.errors import FileProblem
from kg.model.project import Project


def texts(project: Project, pattern: str, found: list[Diagnostic]) -> Iterator[tuple[Path, str, str]]:
    """Path, name in the project and text of each file that matches, in order of their names.

    A file that is not UTF-8 is left out and reported in `found`.  Raises FileProblem when a file
    cannot be read.
    """
    for path in project.files(pattern):
        name = project.relative(path)
        try:
            text = decode(path.read_bytes(), name)
        except OSError as problem:
            raise FileProblem(path, problem) from problem
        if isinstance(text, Diagnostic):
            found.append(text)
        else:
            yield path, name, text
