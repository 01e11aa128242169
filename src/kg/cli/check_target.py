"""What `kg check` is called on: a folder, or files of one project."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.bench.parts import is_read
from kg.cli.folder import project_root
from kg.model.diagnostics import nearest
from kg.model.errors import ProjectNotFound, UsageError
from kg.model.wording import NOTHING, Message, phrase


@dataclass(frozen=True, slots=True)
class Target:
    """The project, and the files in it that were named; none: the whole project."""

    root: Path
    files: tuple[str, ...] = ()


def target_of(arguments: Sequence[Path]) -> Target:
    """The project of the arguments and the files, as paths relative to it, in their order.

    Raises ProjectNotFound, or UsageError for what is no file of a project, with the nearest one.
    """
    if not arguments:
        return Target(project_root(Path()))
    if len(arguments) == 1 and (arguments[0].is_dir() or _stands_for_folder(arguments[0])):
        return Target(project_root(arguments[0]))
    root = project_root(_folder_of(arguments[0]))
    return Target(root, tuple(dict.fromkeys(_file_in(one, root) for one in arguments)))


def _stands_for_folder(path: Path) -> bool:
    """Whether a path that is not there was meant for a folder: it has no suffix."""
    return not path.exists() and not path.suffix


def _folder_of(path: Path) -> Path:
    """The folder that a named file lies in, or the nearest one above it that there is."""
    return next(one for one in path.absolute().parents if one.is_dir()).resolve()


def _file_in(path: Path, root: Path) -> str:
    if path.is_dir():
        raise UsageError(
            phrase("{path} is a folder, and beside it files are named", path=path),
            help=phrase("name one folder to check all of it, or files alone"),
        )
    home = _folder_of(path)
    relative = Path(os.path.relpath(path.absolute().parent.resolve() / path.name, root)).as_posix()
    if not path.is_file():
        raise UsageError(phrase("there is no file {path}", path=path), help=_nearest(relative, root))
    try:
        same = project_root(home) == root
    except ProjectNotFound:
        same = False
    if not same:
        raise UsageError(
            phrase("{path} belongs to another project than the files before it", path=path),
            help=phrase("check the files of one project at a time"),
        )
    if not is_read(relative):
        raise UsageError(
            phrase("{path} is no file that a check reads", path=path),
            help=_nearest(relative, root)
            or phrase("a check reads kg.toml, seeds/, ontology/, shapes/, queries/ and articles/"),
        )
    return relative


def _nearest(relative: str, root: Path) -> Message:
    """Advice that names the file of the project which is most like one that is not there."""
    known = [
        path.relative_to(root).as_posix()
        for pattern in ("kg.toml", "seeds/*", "ontology/**/*", "shapes/**/*", "queries/*")
        for path in root.glob(pattern)
        if path.is_file()
    ]
    near = nearest(relative, known)
    return phrase("did you mean `{near}`?", near=near) if near else NOTHING
