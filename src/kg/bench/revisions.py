"""The project as it was committed: at any revision, and what has changed since.

The files of a revision are read as Git keeps them, byte for byte: nothing that attributes ask for is
applied, no link is followed out of the project, and nothing is run.  The working tree is never touched.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kg.bench.git import GitFailed, ask, calling, is_safe_argument
from kg.bench.tree_listing import Entry, list_tree, with_links
from kg.model.diagnostics import nearest
from kg.model.errors import FileProblem, UsageError
from kg.model.project import SETTINGS_FILE, Project, read_project
from kg.model.wording import Message, phrase

PARTS = (SETTINGS_FILE, "ontology", "shapes", "seeds", "queries")
TEXTS = "articles"
LARGEST_FILE = 64 << 20
LARGEST_PROJECT = 1 << 30
_MOST_NAMES = 2_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the repository that a project lies in: how it was asked for, and its hash."""

    asked: str
    hash: str

    @property
    def short(self) -> str:
        """The first digits of the hash."""
        return self.hash[:12]


@contextmanager
def project_at(project: Project, revision: str) -> Iterator[Project]:
    """The project as it was committed at a revision, for as long as the block runs.

    It stands in a temporary folder, and has the article texts of `project` as they are now.  Raises
    UsageError where there is no such revision, no git, no repository, or no project at that revision;
    ProjectRejected when its kg.toml is not in order; FileProblem.
    """
    with project_of(project, find_commit(project, revision)) as found:
        yield found


@contextmanager
def project_of(project: Project, commit: Commit) -> Iterator[Project]:
    """The project as it was at a commit.  Raises as `project_at` does."""
    inside = _place_in_repository(project)
    entries = list_tree(project.root, commit.hash, [inside + part for part in PARTS])
    files = with_links(project.root, entries, inside, commit.asked)
    if not any(one.path == inside + SETTINGS_FILE for one in files):
        raise UsageError(
            phrase("{folder} was no project at {revision}", folder=project.root, revision=commit.asked),
            help=phrase("name a later revision; there was no kg.toml then"),
        )
    _keep_bounds(files, commit.asked)
    with tempfile.TemporaryDirectory(prefix="kg-revision-", ignore_cleanup_errors=True) as folder:
        _write(project.root, Path(folder), inside, files)
        yield replace(read_project(Path(folder)), texts=project.articles)


def changed_files(project: Project, revision: str) -> tuple[str, ...]:
    """The files of the project that differ between a revision and the working tree, sorted.

    Paths are relative to the project, with forward slashes: files that were changed, added (tracked or
    not), deleted, and both names of one that was renamed.  Raises as `project_at` does.
    """
    commit = find_commit(project, revision)
    inside = _place_in_repository(project)
    parts = [*PARTS, TEXTS]
    listed = ask(
        project.root, "diff-index", "--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=all",
        commit.hash, "--", *parts,
    )  # fmt: skip
    fields = listed.decode("utf-8", errors="surrogateescape").split("\0")
    changed = {
        path[len(inside) :]
        for about, path in zip(fields[::2], fields[1::2], strict=False)
        if path.startswith(inside) and not _is_as_committed(project, about, path[len(inside) :])
    }
    # What a project reads it reads whether git ignores it or not; texts, which are no part of the
    # repository as a rule, are told apart by being ignored.
    changed |= _untracked(project, PARTS)
    changed |= _untracked(project, (TEXTS,), "--exclude-standard")
    return tuple(sorted(changed))


def find_commit(project: Project, revision: str) -> Commit:
    """The commit that a revision stands for; `A...B` is the last one that both have.

    Raises UsageError, with the nearest branch or tag, where there is none.
    """
    first, dots, second = revision.partition("...")
    if not dots:
        return Commit(revision, _resolve(project, revision))
    ends = [_resolve(project, end or "HEAD") for end in (first, second)]
    try:
        found = ask(project.root, "merge-base", *ends).decode("ascii").split()
    except GitFailed as problem:
        raise UsageError(
            phrase("{first} and {second} have no commit in common", first=first, second=second),
            help=_if_shallow(project) or phrase("name one revision"),
        ) from problem
    return Commit(revision, found[0])


def knows_commit(project: Project, revision: str) -> bool:
    """Whether `find_commit` would find one; False also where there is no git and no repository."""
    try:
        find_commit(project, revision)
    except UsageError:
        return False
    return True


def _resolve(project: Project, revision: str) -> str:
    if not is_safe_argument(revision):
        raise UsageError(
            phrase("`{revision}` is no revision", revision=revision),
            help=phrase("for example main, HEAD~1, a tag, or the beginning of a hash"),
        )
    # Asked first, so that what is wrong with the repository is not taken for an unknown revision.
    ask(project.root, "rev-parse", "--is-inside-work-tree", "--show-toplevel")
    try:
        found = ask(project.root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    except GitFailed as problem:
        raise _unknown(project, revision) from problem
    commit = found.decode("ascii").strip()
    if not commit.isalnum():  # `^main` stands for all commits but those of main
        raise _unknown(project, revision)
    return commit


def _unknown(project: Project, revision: str) -> UsageError:
    listed = ask(
        project.root,
        "for-each-ref",
        f"--count={_MOST_NAMES}",
        "--format=%(refname:short)",
        "refs/heads",
        "refs/tags",
        "refs/remotes",
    )
    names = listed.decode("utf-8", errors="replace").split("\n")
    near = nearest(revision, (name for name in names if name))
    if near:
        help = phrase("did you mean `{near}`?", near=near)
    elif not any(names):
        help = phrase("the repository has no commit yet: `git commit` makes the first one")
    else:
        help = _if_shallow(project) or phrase("`git log --oneline` and `git tag` list what there is")
    return UsageError(phrase("there is no revision `{revision}` here", revision=revision), help=help)


def _if_shallow(project: Project) -> Message | None:
    if ask(project.root, "rev-parse", "--is-shallow-repository").strip() != b"true":
        return None
    return phrase(
        "this clone holds a part of the history: `git fetch --unshallow` brings the rest; in a GitHub "
        "workflow, actions/checkout needs `fetch-depth: 0`"
    )


def _place_in_repository(project: Project) -> str:
    """The way from the top of the repository to the project: empty, or ending in a slash."""
    prefix = ask(project.root, "rev-parse", "--show-prefix")
    return prefix.decode("utf-8", errors="surrogateescape").removesuffix("\n")


def _untracked(project: Project, parts: Iterable[str], *options: str) -> set[str]:
    listed = ask(project.root, "ls-files", "-z", "--others", *options, "--", *parts)
    return {
        one for one in listed.decode("utf-8", errors="surrogateescape").split("\0") if one and one[-1] != "/"
    }


def _is_as_committed(project: Project, about: str, path: str) -> bool:
    """Whether a file that looks changed to git has the bytes of the commit all the same.

    Git asks its filters about a file whose times alone have changed; here it is read as it is.
    """
    found = re.fullmatch(r":(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) M", about)
    file = project.root / path
    if found is None or file.is_symlink() or not file.is_file():
        return False
    algorithm = hashlib.sha256 if len(found[3]) == 64 else hashlib.sha1
    try:
        data = file.read_bytes()
    except OSError:
        return False
    return algorithm(b"blob %d\0" % len(data) + data).hexdigest() == found[3]


def _keep_bounds(files: Iterable[Entry], revision: str) -> None:
    total = 0
    for one in files:
        total += one.size
        if one.size > LARGEST_FILE:
            raise UsageError(
                phrase(
                    "{path} at {revision} is larger than {n} MB",
                    path=one.path, revision=revision, n=LARGEST_FILE >> 20,
                )
            )  # fmt: skip
    if total > LARGEST_PROJECT:
        raise UsageError(
            phrase(
                "the project at {revision} is larger than {n} MB", revision=revision, n=LARGEST_PROJECT >> 20
            )
        )


def _write(repository: Path, folder: Path, inside: str, files: Iterable[Entry]) -> None:
    """Write the files of a revision below a folder, as they are in the objects of the repository."""
    wanted = list(files)
    asked = "".join(f"{one.hash}\n" for one in wanted).encode("ascii")
    try:
        with calling(repository, ["cat-file", "--batch"], given=asked) as output:
            for one in wanted:
                head = output.readline(_CHUNK).split()
                if len(head) != 3 or head[1] != b"blob" or int(head[2]) != one.size:
                    raise UsageError(
                        phrase("the object of {path} is not in this clone", path=one.path),
                        help=phrase("fetch the whole history: `git fetch --refetch` without a filter"),
                    )
                path = folder / one.path[len(inside) :]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(output.read(one.size))
                output.read(1)  # a line feed behind each object
    except OSError as problem:
        raise FileProblem(folder, problem) from problem
