"""Writing files so that a crash leaves the old content or the new, never a part of either.

Nothing counts as written before `fsync` has returned for the file and for the folder that names it;
a rename within one folder is the only way in which content becomes visible.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_BLOCK = 1 << 20


def replace_text(path: Path, text: str) -> None:
    """Put `text` (UTF-8, line ends as given) in the place of a file with one `os.replace`.

    The caller holds the build lock, so the name of the file beside it is free.  Raises OSError.
    """
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def sync_tree(folder: Path) -> None:
    """Bring every file below `folder`, and the folders themselves, to the disk.  Raises OSError."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as file:  # Windows flushes only handles that may write
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Bring the names in `folder` to the disk, where the system can: Windows has no such call."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in lower-case hexadecimal.  Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
