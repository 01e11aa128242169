"""A project that is checked again as its files are saved.

What has changed is told by looking at the files; the events of the operating system only say when to
look.  So it does not matter how an editor saves (in place, or by renaming another file), and a file
that vanishes, a broken setting or a project that cannot be checked at all is a round like any other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from watchfiles import watch

from kg.bench.affected import Part, affected_by_change
from kg.graph.mapping.quotes import LOCK_FILE
from kg.graph.pipeline import Checked
from kg.model.errors import FileProblem, KgError, ProjectNotFound
from kg.model.project import SETTINGS_FILE, Project, read_project
from kg.model.wording import phrase

_FOLDERS = ("seeds", "ontology", "ontology/rules", "shapes", "shapes/checks", "queries")
_QUIET_MS = 50  # editors write a file in several steps
_LONGEST_QUIET_MS = 500
_LOOK_AGAIN_MS = 1_000  # where the system gives no events, as some network folders do
_SECONDS_TO_SETTLE = 0.2

Signature = tuple[int, int, int]
Check = Callable[[Project], Checked]


@dataclass(frozen=True, slots=True)
class Round:
    """One look at the project: when, after which files were saved, and what came of it.

    `checked` and `part`, what the saves have affected, are None where there was no check to be had;
    `problem` then says why.
    """

    at: datetime
    saved: tuple[str, ...]
    checked: Checked | None = None
    part: Part | None = None
    problem: KgError | None = None


def rounds(root: Path, check: Check) -> Iterator[Round]:
    """Check the project in `root` at once, and again after each save, for as long as it is there.

    Ends with KeyboardInterrupt, or ProjectNotFound when the project is gone.
    """
    ahead: set[str] = set()
    seen = _signatures(root)
    latest = _round(root, check, None, set())
    yield latest
    before = _whole(latest)
    seen |= _own(root)
    for _ in _wakes(root):
        now = _signatures(root)
        saved = {path for path in {*seen, *now} if seen.get(path) != now.get(path)}
        seen = now
        if not saved:
            continue
        # What was saved while a file could not be read is told again with the next whole check.
        ahead |= saved
        latest = _round(root, check, before, ahead, tuple(sorted(saved)))
        yield latest
        if _whole(latest) is not None:
            before, ahead = latest.checked, set()
        seen |= _own(root)


def _whole(one: Round) -> Checked | None:
    """The check of a round, when it came to its end."""
    return one.checked if one.checked is not None and not one.checked.stopped else None


def _round(
    root: Path, check: Check, before: Checked | None, paths: set[str], saved: tuple[str, ...] = ()
) -> Round:
    at = datetime.now().astimezone()
    try:
        checked = _checked(root, check)
    except KgError as problem:
        return Round(at, saved, problem=problem)
    return Round(at, saved, checked, affected_by_change(before, checked, paths))


def _checked(root: Path, check: Check) -> Checked:
    try:
        return check(read_project(root))
    except FileProblem:
        # Between the listing and the reading a file was renamed; once it is saved there is one again.
        time.sleep(_SECONDS_TO_SETTLE)
        return check(read_project(root))


def _wakes(root: Path) -> Iterator[None]:
    """Something may have been saved; the folders that are watched follow those that there are."""
    while True:
        folders = _folders(root)
        if not folders:
            raise ProjectNotFound(phrase("the project in {folder} is gone", folder=root))
        try:
            for _ in watch(
                *folders,
                watch_filter=None,
                recursive=False,
                step=_QUIET_MS,
                debounce=_LONGEST_QUIET_MS,
                rust_timeout=_LOOK_AGAIN_MS,
                yield_on_timeout=True,
            ):
                yield
                if _folders(root) != folders:
                    break
        except OSError:
            time.sleep(_SECONDS_TO_SETTLE)  # a folder went away just now


def _folders(root: Path) -> list[Path]:
    """The folders whose files a check reads."""
    wanted = [root, *(root / name for name in _FOLDERS)]
    articles = _articles(root)
    return [one for one in dict.fromkeys([*wanted, articles]) if one.is_dir()]


def _articles(root: Path) -> Path:
    return Project(root, "", "").articles


def _signatures(root: Path) -> dict[str, Signature]:
    """Size, time and inode of each file that a check reads, by its path in the project."""
    found: dict[str, Signature] = {}
    articles = _articles(root)
    for folder in _folders(root):
        try:
            paths = list(folder.iterdir())
        except OSError:
            continue
        for path in paths:
            inside = f"articles/{path.name}" if folder == articles else path.relative_to(root).as_posix()
            if path.name.startswith(".") or (folder == root and path.name != SETTINGS_FILE):
                continue
            _note(found, inside, path)
    return found


def _own(root: Path) -> Mapping[str, Signature]:
    """The file that the check itself writes, as it is now."""
    found: dict[str, Signature] = {}
    _note(found, LOCK_FILE, root / LOCK_FILE)
    return found


def _note(found: dict[str, Signature], name: str, path: Path) -> None:
    try:
        about = path.stat()
    except OSError:
        return
    if not path.is_dir():
        found[name] = (about.st_size, about.st_mtime_ns, about.st_ino)
