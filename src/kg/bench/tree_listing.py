"""What a commit holds below some paths: names, kinds and sizes of files, as Git lists them.

A name that would lead out of its folder is refused, and a symbolic link counts as the file of the
project that it leads to, or is refused.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.bench.git import ask
from kg.model.errors import UsageError
from kg.model.wording import phrase

MOST_FILES = 200_000
_FILE, _LINK = ("100", "120")
_LINE = re.compile(r"(\d{6}) (\w+) ([0-9a-f]{40,64}) +(-|\d+)\t(.+)", re.DOTALL)
_MOST_STEPS = 8
_LONGEST_LINK = 4_096


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a commit: its path from the top of the repository, its mode, object and size."""

    path: str
    mode: str
    hash: str
    size: int


def list_tree(repository: Path, commit: str, paths: Sequence[str]) -> list[Entry]:
    """The entries of a commit at and below these paths, folders aside, in Git's order.

    Raises UsageError for a name that no folder may hold, and for more than `MOST_FILES`.
    """
    listed = ask(repository, "ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", *paths)
    lines = listed.decode("utf-8", errors="surrogateescape").split("\0")[:-1]
    if len(lines) > MOST_FILES:
        raise UsageError(phrase("the project at this revision has more than {n} files", n=MOST_FILES))
    return [_read(line) for line in lines]


def with_links(repository: Path, entries: Sequence[Entry], inside: str, revision: str) -> list[Entry]:
    """The files among the entries, each symbolic link in the place of the file that it leads to.

    Raises UsageError for a link that leads out of the project `inside` the repository or nowhere, and
    for a submodule.
    """
    known = {one.path: one for one in entries}
    found = []
    for one in entries:
        target, steps = one, 0
        while target.mode.startswith(_LINK) and steps < _MOST_STEPS and target.size <= _LONGEST_LINK:
            way = ask(repository, "cat-file", "blob", target.hash).decode("utf-8", errors="surrogateescape")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(target.path), way))
            if not path.startswith(inside) or path not in known:
                break
            target, steps = known[path], steps + 1
        if not target.mode.startswith(_FILE):
            raise UsageError(
                phrase(
                    "{path} at {revision} is no file but a link out of the project or a submodule",
                    path=one.path, revision=revision,
                ),
                help=phrase("put the file itself in its place"),
            )  # fmt: skip
        found.append(replace(target, path=one.path))
    return found


def _read(line: str) -> Entry:
    found = _LINE.fullmatch(line)
    if found is None:
        raise UsageError(phrase("git lists a file in a way that kg does not know: {line}", line=line[:200]))
    mode, _, digest, size, path = found.groups()
    parts = path.split("/")
    if any(part in ("", ".", "..") or part.lower() == ".git" for part in parts) or _is_foreign(path):
        raise UsageError(phrase("the repository holds a file with a forbidden name: {path}", path=path))
    return Entry(path, mode, digest, 0 if size == "-" else int(size))


def _is_foreign(path: str) -> bool:
    """Whether a name would be read as another one here: a backslash or a drive on Windows."""
    return os.name == "nt" and bool(re.search(r"[\\:]", path))
