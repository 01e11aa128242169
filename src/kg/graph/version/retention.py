"""Which versions stay: the current one, the newest few, and every one that somebody reads.

Everything here runs under the build lock.  Leftovers of builds that were killed go with the next
build; versions that hold forgotten ids go when that is asked for.
"""

from __future__ import annotations

import mmap
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kg.graph.hold import DISCARDED, discard
from kg.graph.version.build_folder import BUILDING, build_lock, current_name, version_folders, versions_folder
from kg.graph.version.manifest import MANIFEST, QUADS, read_manifest
from kg.model.errors import FileProblem, VersionDamaged
from kg.model.project import Project

KEPT = 5


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Names of the versions that were deleted, and of those that must wait for their readers."""

    deleted: tuple[str, ...]
    still_open: tuple[str, ...]


def prune(project: Project, *, current: str) -> None:
    """Delete all but the newest versions; the current one and open ones stay whatever their age.

    A version is as old as its last publication or change of facts.  The caller holds the lock.
    """
    newest = sorted(version_folders(project), key=_age, reverse=True)
    for folder in newest[KEPT:]:
        if folder.name != current:
            with suppress(OSError):  # the new version is served; the next build tries again
                discard(folder, marked=QUADS)


def _age(folder: Path) -> tuple[int, str]:
    try:
        return (folder / MANIFEST).stat().st_mtime_ns, folder.name
    except OSError:  # without a manifest it is of no use: it goes first
        return 0, folder.name


def clear_leftovers(project: Project) -> None:
    """Delete what killed builds left behind.  The caller holds the lock."""
    for prefix in (BUILDING, DISCARDED):
        for path in versions_folder(project).glob(f"{prefix}*"):
            shutil.rmtree(path, ignore_errors=True)


def forget(project: Project, ids: Iterable[str]) -> Forgotten:
    """Delete every version, except the current one, that mentions one of the local names `ids`.

    A version mentions an id also in the names of parts (`a000--<id>--…`).  One that cannot be read
    goes as well, since nobody can say what it holds; one that is open is named in the answer and
    stays until this is called again.  Raises BuildBusy, FileProblem.
    """
    deleted: list[str] = []
    still_open: list[str] = []
    names = sorted(set(ids))
    if not names:
        return Forgotten((), ())
    with build_lock(project):
        current = current_name(project)
        clear_leftovers(project)
        for folder in sorted(version_folders(project)):
            try:
                if folder.name != current and _mentions(folder, names):
                    gone = discard(folder, marked=QUADS)
                    (deleted if gone else still_open).append(folder.name)
            except OSError as problem:
                raise FileProblem(folder, problem) from problem
    return Forgotten(tuple(deleted), tuple(still_open))


def _mentions(folder: Path, names: list[str]) -> bool:
    try:
        base = read_manifest(folder).base
    except VersionDamaged:
        return True
    path = folder / QUADS
    if not path.is_file():
        return True
    if path.stat().st_size == 0:  # which cannot be mapped
        return False
    wanted = "|".join(re.escape(name) for name in names)
    pattern = re.compile(rf"<{re.escape(base)}id/(?:[^>\n]*--)?(?:{wanted})(?:--[^>\n]*)?>".encode())
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as quads:
        return pattern.search(quads) is not None
