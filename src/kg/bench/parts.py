"""Which files of a project a check reads, by their place."""

from __future__ import annotations

from pathlib import PurePosixPath

from kg.model.project import SETTINGS_FILE

SEEDS, TEXTS = "seeds", "articles"
FOLDERS = (SEEDS, "ontology", "shapes", "queries", TEXTS)
AUTHORITY_FILE = "seeds/authority.yaml"


def is_read(path: str) -> bool:
    """Whether a check reads the file with this path in the project."""
    first, *rest = PurePosixPath(path).parts or ("",)
    hidden = PurePosixPath(path).name.startswith(".")  # such as what editors keep beside an open file
    return path == SETTINGS_FILE or (bool(rest) and first in FOLDERS and not hidden)
