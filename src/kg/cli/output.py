"""The file that `--output` names: it is whole or as it was, whatever happens meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

from kg.model.errors import FileProblem


def write_output(path: Path, written: str) -> None:
    """Write a file (UTF-8, line ends as given); a pipe or a device is written to as it is.

    Raises FileProblem, and then the file is as it was.
    """
    beside = path.with_name(f".{path.name}-{os.urandom(8).hex()}")
    try:
        if path.exists() and not path.is_file():
            path.write_text(written, encoding="utf-8", newline="")
            return
        with beside.open("x", encoding="utf-8", newline="") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    finally:
        beside.unlink(missing_ok=True)
