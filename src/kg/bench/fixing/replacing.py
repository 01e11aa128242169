"""Putting a mended file in the place of the old one, so that it is the old one or the new at any moment."""

from __future__ import annotations

import os
import signal
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.graph.version.durable import sync_folder

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class Changed(Exception):
    """The file is no longer what was read."""


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Put `after` where `before` stands; a symbolic link stays, and its target is replaced.

    Raises Changed when the file holds something else by now; OSError, PermissionError for a file that
    is read-only, when the file system refuses.  In each of these cases the file is as it was.
    """
    target = path.resolve(strict=True)
    mode = target.stat().st_mode
    if not mode & _WRITABLE or not os.access(target, os.W_OK):
        raise PermissionError(13, "this file is read-only")
    with _interrupts_held_back():
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(after)
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(stat.S_IMODE(mode))
            if target.read_bytes() != before:
                raise Changed
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(target.parent)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Ctrl+C waits for the end of the block: it comes between two files and never leaves one beside them.

    Signals reach the main thread alone, so elsewhere there is nothing to hold back.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    earlier = signal.signal(signal.SIGINT, lambda number, _: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if earlier is None else earlier)
        if held:
            signal.raise_signal(signal.SIGINT)
