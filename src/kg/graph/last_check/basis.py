"""What a check stands on beside the articles: settings, ontology, shapes, queries, the authority file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.graph.cache.keys import key_of
from kg.model.errors import FileProblem
from kg.model.iris import AUTHORITY
from kg.model.project import Project

_FOLDERS = ("ontology", "shapes", "queries")


def basis_of(project: Project) -> bytes:
    """A hash of all that the findings of every article depend on, the engine itself included.

    Raises FileProblem when a file cannot be read.
    """
    found = hashlib.sha256()
    files = [project.root / "kg.toml", project.seeds / f"{AUTHORITY}.yaml"]
    for folder in _FOLDERS:
        files += sorted(path for path in (project.root / folder).rglob("*") if path.is_file())
    for path in files:
        data = _bytes(path)
        name = project.relative(path).encode("utf-8", "surrogateescape")
        found.update(b"%d:%b%d:" % (len(name), name, len(data)))
        found.update(data)
    return key_of("what a check stands on", found.hexdigest(), str(project.articles.absolute()))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as problem:
        raise FileProblem(path, problem) from problem
