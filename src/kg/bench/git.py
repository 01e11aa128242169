"""Reading a Git repository that may be a stranger's, through the program `git`.

Only plumbing that reads objects, names and the index is called, and nothing that a repository or its
settings may ask to be run: no hooks, filters, external diffs, monitors or transports.  What comes
back is bounded in size and time, and no text from outside can become an option.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.model.errors import KgError, UsageError
from kg.model.wording import phrase

MOST_OUTPUT = 64 << 20  # bytes that one call may write, contents of files aside
_SECONDS = 600
_ERRORS_SHOWN = 4_000

# A repository's own settings can name programs; the command line overrides them.
_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.quotePath=false",
    "protocol.allow=never",
)
# Set by git for the hooks it runs; they would lead to another repository than that of the project.
_MISLEADING = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
)


class GitFailed(KgError):
    """A call of git that ended with an error; `said` is what it wrote about it, in English."""

    def __init__(self, said: str) -> None:
        super().__init__(phrase("git could not do it: {said}", said=_last_line(said)))
        self.said = said


def ask(folder: Path, *arguments: str) -> bytes:
    """What a call of git in `folder` writes, at most `MOST_OUTPUT` bytes.

    Raises GitFailed when it ends with an error; UsageError where there is no git, no repository, or
    one that git does not trust, and when it writes or takes too much.
    """
    with calling(folder, arguments) as output:
        written = output.read(MOST_OUTPUT + 1)
        if len(written) > MOST_OUTPUT:
            raise UsageError(
                phrase(
                    "git writes more than {n} MB about this repository: it is no repository of a project",
                    n=MOST_OUTPUT >> 20,
                )
            )
    return written


@contextmanager
def calling(folder: Path, arguments: Sequence[str], *, given: bytes = b"") -> Iterator[IO[bytes]]:
    """The output of a call of git while it runs; `given` is its input.

    The call is ended when the block is left early.  Raises as `ask` does.
    """
    program = shutil.which("git")
    if program is None:
        raise UsageError(
            phrase("git is not installed, and a revision is read with it"),
            help=phrase("install git: https://git-scm.com/downloads"),
        )
    options = [part for setting in _SETTINGS for part in ("-c", setting)]
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as errors:
        stdin.write(given)
        stdin.seek(0)
        process = subprocess.Popen(  # noqa: S603 - no shell, and no argument from outside can be an option
            [program, "--no-pager", "--literal-pathspecs", *options, *arguments],
            cwd=folder,
            env=_environment(),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        whole = False
        overdue = threading.Timer(_SECONDS, process.kill)
        overdue.start()
        try:
            if process.stdout is None:  # which Popen never leaves out when asked for a pipe
                raise ValueError("no output")
            yield process.stdout
            whole = not process.stdout.read(1)
        finally:
            overdue.cancel()
            if not whole:
                process.kill()
            if process.stdout is not None:
                process.stdout.close()
            code = process.wait()
        errors.seek(0)
        said = errors.read(_ERRORS_SHOWN).decode("utf-8", errors="replace")
    if whole and code:
        raise _problem(folder, said)


def is_safe_argument(text: str) -> bool:
    """Whether a text from outside may be given to git: no option, no control character, not endless."""
    return bool(text) and not text.startswith("-") and len(text) <= 1_000 and not _CONTROL.search(text)


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    return {
        **kept,
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
    }


def _problem(folder: Path, said: str) -> KgError:
    if "dubious ownership" in said or "unsafe repository" in said:
        return UsageError(
            phrase(
                "git does not trust the repository of {folder}: it belongs to another user", folder=folder
            ),
            help=phrase(
                "if you trust it: git config --global --add safe.directory {folder}",
                folder=_named(said, folder),
            ),
        )
    if "not a git repository" in said:
        return UsageError(
            phrase("{folder} is in no Git repository, so it has no revisions", folder=folder),
            help=phrase("`git init`, then `git add` and `git commit`, begin its history"),
        )
    if "must be run in a work tree" in said:
        return UsageError(
            phrase("{folder} is in a bare Git repository, which has no files to compare with", folder=folder),
            help=phrase("clone it, and go to the clone"),
        )
    return GitFailed(said)


def _named(said: str, folder: Path) -> str:
    """The folder that git itself asks to be trusted."""
    found = re.search(r"safe\.directory '?([^\n']+)'?", said)
    return found[1].strip() if found else str(folder)


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return (fatal or lines or ["no reason given"])[0].removeprefix("fatal: ").removeprefix("error: ")
