"""Where results are kept: in the user's own cache folder, one sub-folder a project.

Never in the project: a pull request of a stranger could bring a cache along, and what it says would
be believed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import time
from pathlib import Path

import platformdirs

from kg.graph.cache.store import Cache
from kg.model.errors import UsageError
from kg.model.project import Project
from kg.model.wording import phrase

VARIABLE = "KG_CACHE"
_APPLICATION = "kg-curation"
_FILE = "checks-2.sqlite"  # the number is that of the tables
_DAYS_KEPT = 60


def open_cache(project: Project) -> Cache:
    """The cache of a project, made where there is none; one that keeps nothing where it cannot be used.

    `KG_CACHE` names another folder, and empty it means none.  Raises UsageError when the folder that
    it names lies in the repository of the project.
    """
    named = os.environ.get(VARIABLE)
    if named == "":
        return Cache(None)
    folder = Path(named) if named else platformdirs.user_cache_path(_APPLICATION, appauthor=False)
    with contextlib.suppress(RuntimeError):  # a user without a home
        folder = folder.expanduser()  # no shell stands between a settings file of CI and here
    root = project.root.resolve()
    if folder.resolve().is_relative_to(_repository(root)):
        if named:
            raise UsageError(
                phrase(
                    "{variable} names {folder}, which lies in the project", variable=VARIABLE, folder=folder
                ),
                help=phrase("choose a folder that no change to the project can bring along"),
            )
        return Cache(None)
    words = re.sub(r"[^a-z0-9]+", "-", root.name.lower()).strip("-")[:40] or "project"
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    own = folder / f"{words}-{digest}"
    if not own.exists():
        _drop_old(folder)
    elif _belongs_to_another(own):
        return Cache(None)
    return Cache(own / _FILE)


def _belongs_to_another(folder: Path) -> bool:
    """Whether another user of this machine could have written what the folder says."""
    return hasattr(os, "getuid") and folder.stat().st_uid != os.getuid()


def _drop_old(folder: Path) -> None:
    """Remove caches that no check has opened for long, as of projects that are gone."""
    oldest = time.time() - _DAYS_KEPT * 24 * 3600
    for path in folder.glob("*/checks-*.sqlite"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                shutil.rmtree(path.parent)


def _repository(root: Path) -> Path:
    return next((one for one in (root, *root.parents) if (one / ".git").exists()), root)
