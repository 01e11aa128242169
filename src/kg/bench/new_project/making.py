"""Making a project folder out of the template that is part of the package.

The files are written into a folder beside the target and put in place at the end, so that an interrupted
run leaves no half of a project.  The same call gives the same bytes.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from kg.graph.version.durable import sync_tree
from kg.model.errors import FileProblem, UsageError
from kg.model.project import SETTINGS_FILE
from kg.model.wording import phrase

BASE = "https://choirs.example/"
TITLE = "Choirs: who sang what, where and under whom"
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|^`\\/?#]+(?:/[^\s<>\"{}|^`\\?#]*)?/")
_SHOWN = 5
_BESIDE = frozenset({".git"})  # `git init` may come first


def make_project(target: Path, *, title: str = TITLE, base: str = BASE) -> tuple[str, ...]:
    """Make a project in `target`, which does not exist or is a folder with nothing in it but `.git`.

    `title` and `base` (an http or https address that ends in a slash) take the place of those of the
    template.  Returns the paths of the files, sorted.  Raises UsageError when something lies in the
    way or makes no sense, FileProblem when a file cannot be written.
    """
    _check(title, base)
    _check_target(target)
    made = {path: _adapted(path, data, title, base) for path, data in template()}
    beside = target.absolute().parent / f".{target.absolute().name}-{secrets.token_hex(8)}"
    try:
        for path, data in made.items():
            place = beside / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        sync_tree(beside)
        _put_in_place(beside, target)
    except OSError as problem:
        raise FileProblem(target, problem) from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return tuple(sorted(made))


def template() -> Iterator[tuple[str, bytes]]:
    """The files of the template by their path in a project.

    A name that begins with a dot would be taken for a setting of this package's own repository, so the
    template writes `dot-` in its place.
    """
    yield from _files(files("kg.bench.new_project") / "template", PurePosixPath())


def _files(folder: Traversable, path: PurePosixPath) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        name = path / re.sub(r"^dot-", ".", entry.name)
        if entry.is_dir():
            yield from _files(entry, name)
        else:
            yield name.as_posix(), entry.read_bytes()


def _adapted(path: str, data: bytes, title: str, base: str) -> bytes:
    """A file with the title and the base IRI that were asked for."""
    text = data.decode()
    if path == SETTINGS_FILE:
        text = text.replace(json.dumps(TITLE), json.dumps(title, ensure_ascii=False), 1)
    elif path == "README.md":
        text = text.replace(TITLE, title, 1)
    return text.replace(BASE, base).encode()


def _check(title: str, base: str) -> None:
    if not title.strip() or not title.isprintable():
        raise UsageError(phrase("a title is one line of text"))
    if not _ADDRESS.fullmatch(base):
        raise UsageError(
            phrase("`{base}` is no base for the IRIs of a project", base=base),
            help=phrase("an address that ends in a slash, such as https://choirs.example/"),
        )


def _check_target(target: Path) -> None:
    try:
        if target.is_dir():
            names = sorted(one.name for one in target.iterdir() if one.name not in _BESIDE)
        elif target.exists() or target.is_symlink():
            raise UsageError(phrase("{path} is there already, and is no folder", path=target))
        elif not target.absolute().parent.is_dir():
            raise UsageError(
                phrase("there is no folder {path}", path=target.absolute().parent),
                help=phrase("make it first, or choose another place"),
            )
        else:
            return
    except OSError as problem:
        raise FileProblem(target, problem) from problem
    if names:
        shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
        raise UsageError(
            phrase("{path} is not empty: {names}", path=target, names=shown),
            help=phrase("a project is made in a new folder or in an empty one"),
        )


def _put_in_place(beside: Path, target: Path) -> None:
    """Rename the made folder, or move its entries into an empty one that is there already.

    An empty folder may be the one in which the caller stands, so it is kept.  `kg.toml` comes last:
    without it the rest is no project.
    """
    if not target.is_dir():
        beside.rename(target)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(beside.iterdir(), key=lambda one: (one.name == SETTINGS_FILE, one.name)):
            moved.append(target / entry.name)
            entry.rename(moved[-1])
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        raise
