"""What a build read, noted beside the version: a server that starts need not build what has not changed.

Files are known by their times, size and number, as Git knows them, so that a look at ten thousand takes
a moment.  What changed so shortly before the look that its times could not tell another change is never
trusted, and a note that is in doubt is not written: then the next start builds once more.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from kg.graph.cache.keys import key_of
from kg.graph.version.build_folder import build_lock, current_name
from kg.graph.version.durable import replace_text
from kg.model.errors import BuildBusy, FileProblem, VersionDamaged
from kg.model.project import SETTINGS_FILE, Project

NOTE = "inputs.json"
_FOLDERS = ("ontology", "queries", "seeds", "shapes")
_LOCK = "seeds/evidence.lock"  # which a check writes itself
_LAYOUT = 1
_TICK = 50_000_000  # nanoseconds: a clock of files may stand still for some of these
_COARSE_TICK = 2_100_000_000  # where times are whole seconds, or two
_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a build reads, as it stood at one moment.

    `name` stands for all of it but the evidence lock, which `lock` stands for.  `settled` says that any
    change since would show; it is false as well for what cannot be looked at.
    """

    name: str
    lock: str
    settled: bool


def look_at_inputs(project: Project) -> Inputs:
    """The inputs of a project at this moment: the files, the engine, and where the texts are."""
    return _inputs(project, now=_clock_of_files(project))


def _inputs(project: Project, *, now: int) -> Inputs:
    lines: list[str] = []
    lock, settled = "", True
    for name, found in _files(project):
        if found is None:
            settled = False
            lines.append(f"? {name!a}")
            continue
        if stat.S_ISDIR(found.st_mode):
            lines.append(f"folder {name!a}")
            continue
        settled = settled and is_settled(found.st_mtime_ns, found.st_ctime_ns, now=now)
        line = f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino} {name!a}"
        if name == _LOCK:
            lock = line
        else:
            lines.append(line)
    articles = os.path.abspath(project.articles)  # noqa: PTH100 - links are not followed
    named = os.environ.get("KG_ARTICLES", "")
    return Inputs(key_of("inputs of a build", articles, named, *sorted(lines)).hex(), lock, settled)


def is_settled(mtime_ns: int, ctime_ns: int, *, now: int) -> bool:
    """Whether a file with these times would show a change that came after the moment `now`."""
    coarse = mtime_ns % _SECOND == 0 and ctime_ns % _SECOND == 0
    return max(mtime_ns, ctime_ns) + (_COARSE_TICK if coarse else _TICK) < now


def note_inputs(project: Project, before: Inputs, version: str) -> None:
    """Note that a build which began after `before` has published the version of this name.

    Nothing is noted, and what was is taken back, when a file may have changed in the meantime.  Nothing is
    raised either: the note saves time and is no part of the version.
    """
    after = look_at_inputs(project)
    sure = before.settled and after.settled and before.name == after.name
    with suppress(BuildBusy, FileProblem, VersionDamaged, OSError), build_lock(project):
        note = project.build / NOTE
        if sure and current_name(project) == version:
            values = {"layout": _LAYOUT, "version": version, "inputs": after.name, "lock": after.lock}
            replace_text(note, f"{json.dumps(values, sort_keys=True)}\n")
        else:
            note.unlink(missing_ok=True)


def is_built(project: Project) -> bool:
    """Whether the current version is what a build would make of the project as it stands."""
    try:
        noted = json.loads((project.build / NOTE).read_bytes())
        version = current_name(project)
    except (OSError, ValueError, RecursionError, FileProblem, VersionDamaged):
        return False
    if not isinstance(noted, dict) or version is None:
        return False
    found = _inputs(project, now=0)
    return noted == {"layout": _LAYOUT, "version": version, "inputs": found.name, "lock": found.lock}


def forget_inputs(project: Project) -> None:
    """Have the next start build, whatever was noted; for a version that turned out to be damaged."""
    with suppress(OSError):
        (project.build / NOTE).unlink(missing_ok=True)


def _files(project: Project) -> Iterator[tuple[str, os.stat_result | None]]:
    """Each file that a build may read, by its name; None for what only a build can look at."""
    settings = project.root / SETTINGS_FILE
    with suppress(FileNotFoundError):
        yield SETTINGS_FILE, settings.stat()
    for folder in _FOLDERS:
        yield from _below(str(project.root / folder), folder)
    yield from _below(str(project.articles), "articles", deep=False)  # a text has no path in its name


def _below(folder: str, name: str, *, deep: bool = True) -> Iterator[tuple[str, os.stat_result | None]]:
    try:
        entries = os.scandir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError:
        yield name, None
        return
    with entries:
        yield name, os.stat(folder)  # noqa: PTH116
        for entry in entries:
            inner = f"{name}/{entry.name}"
            try:
                found = os.stat(entry.path)  # noqa: PTH116 - on Windows an entry lacks the number of its file
            except OSError:  # a link that leads nowhere, or a folder without the right to read
                yield inner, None
                continue
            if not stat.S_ISDIR(found.st_mode):
                yield inner, found
            elif not deep:
                continue
            elif entry.is_symlink():  # it might lead into itself
                yield inner, None
            else:
                yield from _below(entry.path, inner)


def _clock_of_files(project: Project) -> int:
    """The time in nanoseconds by the clock that files get their times from, and not later than ours."""
    now = time.time_ns()
    probe = project.build / f".clock-{os.getpid()}"
    try:
        probe.write_bytes(b"")
        now = min(now, probe.stat().st_mtime_ns)
    except OSError:
        pass
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return now
