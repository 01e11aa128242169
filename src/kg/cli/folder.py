"""The project folder that a command is called on, and how paths in it read from elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kg.model.project import Project, find_project, read_project

directory_argument = click.argument(
    "directory", metavar="[DIR]", type=click.Path(path_type=Path), default=Path()
)


def project_root(directory: Path) -> Path:
    """The folder of the project at or above `directory`, noted for the messages of errors.

    Raises ProjectNotFound.
    """
    root = find_project(directory)
    click.get_current_context().find_root().obj = root
    return root


def open_project(directory: Path) -> Project:
    """The project at or above `directory`.

    Raises ProjectNotFound, ProjectRejected, FileProblem.
    """
    return read_project(project_root(directory))


def seen_from_here(root: Path) -> str:
    """What to put before a path of the project so that it opens from the current directory."""
    return _way(root, start=Path.cwd())


def seen_from_repository(root: Path) -> str:
    """What to put before a path of the project so that it is relative to its Git repository.

    Empty where the project is in no repository: then the project is taken for its root.
    """
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            return _way(root, start=folder)
    return ""


def _way(root: Path, *, start: Path) -> str:
    try:
        way = Path(os.path.relpath(root, start)).as_posix()
    except ValueError:  # another drive on Windows
        way = root.as_posix()
    return "" if way == "." else f"{way}/"
