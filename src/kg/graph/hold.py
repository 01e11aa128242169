"""Keeping a version from being deleted while somebody reads it.

A reader opens the version's `graph.nq` and, where the system has `flock`, takes a shared lock on
it; whoever deletes needs the exclusive lock.  On Windows the open file itself keeps its folder from
being renamed.  Either way the hold ends with the process that has it, however that dies, works from
another container on the same disk, and needs no right to write.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from kg.model.errors import NoVersion
from kg.model.wording import phrase

if sys.platform != "win32":
    import fcntl

DISCARDED = ".discarded-"


class Hold:
    """Keeps one version on the disk until it is closed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def close(self) -> None:
        """Let the version go; a second time changes nothing."""
        self._file.close()

    def __enter__(self) -> Hold:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def take_hold(marked: Path) -> Hold:
    """Hold the version whose file `marked` is.

    Raises NoVersion when that version has been deleted in the meantime; OSError.
    """
    try:
        file = marked.open("rb")
    except FileNotFoundError as problem:
        raise _gone(marked) from problem
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            still_there = os.path.samestat(os.fstat(file.fileno()), marked.stat())
        except (BlockingIOError, FileNotFoundError):
            still_there = False
        if not still_there:
            file.close()
            raise _gone(marked)
    return Hold(file)


def discard(folder: Path, *, marked: str) -> bool:
    """Delete the folder of a version; False, with nothing done, while somebody holds it.

    `marked` is the name of the file in it that holders lock.  The folder is renamed first, so that
    no reader ever finds half of it; what a crash leaves behind begins with `DISCARDED`.
    Raises OSError when the folder cannot be renamed.
    """
    aside = folder.with_name(f"{DISCARDED}{os.urandom(8).hex()}")
    if sys.platform == "win32":
        try:
            folder.rename(aside)
        except PermissionError:
            return False
    else:
        try:
            with (folder / marked).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                folder.rename(aside)
        except BlockingIOError:
            return False
        except FileNotFoundError:  # a damaged version, which nobody can hold
            with suppress(FileNotFoundError):
                folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)
    return True


def _gone(marked: Path) -> NoVersion:
    words = phrase("the version {version} has been deleted", version=marked.parent.name)
    return NoVersion(words, help=phrase("read `{path}` again", path="build/current"))
