"""The folder `build/`: where versions stand, which one is current, and who may write.

`build/current` holds the name of the served version and one line feed; it changes by one rename.
All writing below `build/` happens under one lock, which the system frees when its holder dies.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from kg.graph.version.durable import replace_text
from kg.model.errors import BuildBusy, FileProblem, VersionDamaged
from kg.model.project import Project
from kg.model.wording import Message, phrase

BUILDING = ".building-"
_NAME = re.compile(r"[0-9a-f]{64}-[a-z0-9][a-z0-9.-]*")


def versions_folder(project: Project) -> Path:
    """Folder of all versions of a project."""
    return project.build / "versions"


def version_folders(project: Project) -> list[Path]:
    """Folders of the versions that there are, in no order."""
    folder = versions_folder(project)
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.is_dir() and _NAME.fullmatch(path.name)]


def current_name(project: Project) -> str | None:
    """The name of the current version, or None when nothing has been built.

    Cheap: a server asks it again and again to notice a new version.  Raises VersionDamaged when
    `build/current` holds something else than a name; FileProblem.
    """
    path = project.build / "current"
    try:
        name = path.read_bytes().decode("ascii", errors="replace").removesuffix("\n")
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    if not _NAME.fullmatch(name):
        raise VersionDamaged(
            phrase("{path} does not name a version", path=path), help=phrase("run `kg build`")
        )
    return name


def switch_current(project: Project, name: str) -> None:
    """Make the version `name` the current one.  Raises OSError."""
    replace_text(project.build / "current", f"{name}\n")


@contextmanager
def build_lock(project: Project) -> Iterator[None]:
    """The sole right to write below `build/`; never waits.

    Raises BuildBusy, with the holder where it is known, when somebody else has it; FileProblem.
    """
    holder = project.build / "lock-holder"
    from filelock import FileLock, Timeout  # as much as the rest of this package, for those who write

    lock = FileLock(project.build / "lock", timeout=0)
    try:
        project.build.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as problem:
        raise BuildBusy(
            _running(_holder(holder)),
            help=phrase("wait until it has ended and try again"),
        ) from problem
    except OSError as problem:
        raise FileProblem(project.build, problem) from problem
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        with suppress(OSError):  # a courtesy to others; a full disk shows itself soon enough
            holder.write_text(f"process {os.getpid()} on {platform.node()} since {since}\n", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _running(holder: str) -> Message:
    if holder:
        return phrase("another build of this project is running ({holder})", holder=holder)
    return phrase("another build of this project is running")
