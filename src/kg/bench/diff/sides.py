"""The two sides of a comparison: a Git revision, a built version, or the working tree.

Each is read whole into sorted N-Quads before anything is compared; nothing is written, and the
evidence lock stays as it is.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.bench.revisions import PARTS, Commit, find_commit, knows_commit, project_of
from kg.graph.cache.store import Cache
from kg.graph.pipeline import Checked, Progress, check, silent
from kg.graph.version import Version, current_version
from kg.graph.version.build_folder import current_name, version_folders
from kg.graph.version.manifest import read_manifest
from kg.model.diagnostics import Diagnostic, Severity
from kg.model.errors import FileProblem, ProjectRejected, UsageError
from kg.model.project import SETTINGS_FILE, Project
from kg.model.wording import Message, phrase

CURRENT = "current"
VERSION, REVISION = "version:", "revision:"
_SHORTEST_PREFIX = 4
_UNVERIFIED = frozenset({"quote-unverified", "hash-not-in-lock"})


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its name for people, the quads as sorted lines, and what is known beside them.

    `errors` are those of its files, through which a part of the graph may be missing; `files` has the
    SHA-256 of each file of the project that is no curation, where there are files.
    """

    name: Message
    base: str
    lines: tuple[str, ...]
    redirects: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[Diagnostic, ...] = ()
    files: Mapping[str, str] | None = None


def read_side(
    project: Project, name: str, *, progress: Progress = silent, cache: Cache | None = None
) -> Side:
    """The side that a text names: a revision, the beginning of a version's hash, or `current`.

    `version:` or `revision:` before it says which is meant.  With a `cache` of the project, what both
    sides have in common is worked out once.  Raises UsageError for what is neither or
    both, ProjectRejected when its files cannot be read as a graph, FileProblem, VersionDamaged.
    """
    if name.startswith(VERSION):
        version = _find_version(project, name.removeprefix(VERSION))
        if version is None:
            raise UsageError(
                phrase("there is no built version `{name}`", name=name.removeprefix(VERSION)),
                help=phrase("`kg build` makes one; versions stand in build/versions"),
            )
        return _of_version(version)
    if name.startswith(REVISION):
        return _of_commit(project, find_commit(project, name.removeprefix(REVISION)), progress, cache)
    version = _find_version(project, name)
    if version is None:
        return _of_commit(project, find_commit(project, name), progress, cache)
    if knows_commit(project, name):
        commit = find_commit(project, name)
        raise UsageError(
            phrase(
                "`{name}` is both the revision {revision} and the version {version}",
                name=name, revision=commit.short, version=version.sha256[:12],
            ),
            help=phrase("write `revision:{name}` or `version:{name}`", name=name),
        )  # fmt: skip
    return _of_version(version)


def working_tree(project: Project, *, progress: Progress = silent, cache: Cache | None = None) -> Side:
    """The project as it stands in its folder.  Raises as `read_side` does."""
    checked = check(project, progress=progress, update_lock=False, cache=cache)
    return _of_check(checked, phrase("the working tree"), project)


def is_side(project: Project, name: str) -> bool:
    """Whether a text names a revision or a version."""
    if name.startswith((VERSION, REVISION)):
        return True
    return _find_version(project, name) is not None or knows_commit(project, name)


def _of_commit(project: Project, commit: Commit, progress: Progress, cache: Cache | None) -> Side:
    with project_of(project, commit) as found, _without_texts(found) as bare:
        # The lock of that time knows where its quotes stood; texts may have changed since.
        checked = check(bare, progress=progress, update_lock=False, cache=cache)
        if any(one.code in _UNVERIFIED for one in checked.diagnostics) and found.articles.is_dir():
            again = check(found, progress=progress, update_lock=False, cache=cache)
            if _count_errors(again) < _count_errors(checked):
                checked = again
        words = phrase("revision {name} ({hash})", name=commit.asked, hash=commit.short)
        if commit.hash.startswith(commit.asked):
            words = phrase("revision {name}", name=commit.short)
        return _of_check(checked, words, found)


@contextmanager
def _without_texts(project: Project) -> Iterator[Project]:
    with tempfile.TemporaryDirectory(prefix="kg-no-texts-") as folder:
        yield replace(project, texts=Path(folder))


def _of_check(checked: Checked, name: Message, project: Project) -> Side:
    lines = tuple(checked.dataset.quad_lines())
    errors = tuple(one for one in checked.diagnostics if one.severity is Severity.ERROR)
    if not lines and errors:
        raise ProjectRejected(phrase("there is no graph of {side} to compare", side=name.en), errors)
    facts = checked.facts
    files = _hashes(project)
    return Side(name, project.base, lines, facts.redirects, facts.removed, errors, files)


def _hashes(project: Project) -> dict[str, str]:
    """What the graph does not hold whole: settings, rules, shapes and questions."""
    found = {}
    patterns = (SETTINGS_FILE, *(f"{part}/**/*" for part in PARTS if part not in (SETTINGS_FILE, "seeds")))
    for path in (path for pattern in patterns for path in project.files(pattern)):
        name = project.relative(path)
        try:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as problem:
            raise FileProblem(path, problem) from problem
    return found


def _count_errors(checked: Checked) -> int:
    return sum(one.severity is Severity.ERROR for one in checked.diagnostics)


def _find_version(project: Project, name: str) -> Version | None:
    """The version whose hash begins with `name`, or the current one; None where there is none."""
    if name == CURRENT:
        return current_version(project) if current_name(project) else None
    if len(name) < _SHORTEST_PREFIX or not set(name) <= set("0123456789abcdef"):
        return None
    folders = {
        path.name.split("-")[0]: path for path in version_folders(project) if path.name.startswith(name)
    }
    if len(folders) > 1:
        raise UsageError(
            phrase("`{name}` begins the hashes of {n} versions", name=name, n=len(folders)),
            help=phrase("write more of its digits: {hashes}", hashes=", ".join(sorted(folders))),
        )
    for digest, folder in folders.items():
        return Version(folder, digest, read_manifest(folder))
    return None


def _of_version(version: Version) -> Side:
    facts = version.manifest.facts
    with version.hold():
        try:
            lines = version.quads.read_text(encoding="utf-8").splitlines(keepends=True)
        except OSError as problem:
            raise FileProblem(version.quads, problem) from problem
    return Side(
        phrase("version {hash}", hash=version.sha256[:12]),
        version.manifest.base,
        tuple(lines),
        facts.redirects,
        facts.removed,
    )
