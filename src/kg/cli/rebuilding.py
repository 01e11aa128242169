"""What `kg serve` does about a project that is not as it was when its version was built.

Nothing is built where nothing has changed.  A build runs in a process of its own, so that a long one keeps
nobody from the last good version: the server takes the new one up when it is published.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import click

import kg
from kg.cli.progress import shown_progress
from kg.graph.version import Version, current_version
from kg.graph.version.inputs import is_built
from kg.model.errors import FileProblem, NoVersion, VersionDamaged
from kg.model.project import Project
from kg.model.wording import phrase

PATIENCE = 5.0  # seconds that a start waits for a short build, so that a small project is served as it is
_END_SECONDS = 5.0
_LESS_URGENT = 10  # than answers
_REPORTED_LINES = 50
_REPORTED_BYTES = 100_000
_REJECTED = 1  # the exit code for errors in files
# No folder of the user's stands in the way of what is imported (`-P`), and kg is where it is here.
_CALL = "import sys; sys.path.append(sys.argv.pop(1)); from kg.cli import main; main()"
_log = logging.getLogger("kg.build")


class Rebuild:
    """A build beside the server; `close` ends it when it has not ended."""

    def __init__(self, project: Project, *, language: str) -> None:
        """Start it.  Raises OSError."""
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this
        self._closed = False
        home = str(Path(kg.__file__).parents[1])
        self._process = subprocess.Popen(  # noqa: S603 - kg itself
            [sys.executable, "-P", "-c", _CALL, home, "build", "--lang", language, "--", str(project.root)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
        )
        if sys.platform != "win32":
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, _LESS_URGENT)

    def wait(self, seconds: float | None) -> int | None:
        """The exit code of the build; None when it has not ended within so many seconds."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def report(self) -> str:
        """What an ended build has said, at most its beginning."""
        self._said.seek(0)
        return self._said.read(_REPORTED_BYTES).decode("utf-8", "replace")

    def watch(self) -> None:
        """Write into the log what becomes of it."""
        threading.Thread(target=self._tell, name="kg-rebuild", daemon=True).start()

    def close(self) -> None:
        """End it."""
        self._closed = True
        if self._process.poll() is None:
            self._process.terminate()
            if self.wait(_END_SECONDS) is None:
                self._process.kill()
                self._process.wait()
        self._said.close()

    def _tell(self) -> None:
        code = self.wait(None)
        if self._closed:
            return
        if code == 0:
            _log.info("the project is built, and is served as it was at the start")
            return
        said = self.report().splitlines()
        why = "has errors" if code == _REJECTED else "could not be built"
        _log.error("the project %s; the last good version stays", why)
        for line in said[:_REPORTED_LINES]:
            _log.error("%s", line)
        if len(said) > _REPORTED_LINES:
            _log.error("there is more: run `kg check`")


def prepare(project: Project, *, fresh: bool, language: str) -> Rebuild | None:
    """See to it that there is a version to serve; a build that goes on beside the server is returned.

    The last good version is good enough while another is built: that is waited for a moment, or, where it
    is to be `fresh`, to its end.  Raises ProjectRejected and whatever else a build raises when there is
    no version yet.
    """
    try:
        last = current_version(project)
    except (NoVersion, VersionDamaged, FileProblem):
        _build_first(project)
        return None
    if is_built(project):
        return None
    rebuild = Rebuild(project, language=language)
    code: int | None = -1
    try:
        code = rebuild.wait(None if fresh else PATIENCE)
        if code is not None and code != 0:
            click.echo(rebuild.report(), nl=False, err=True)
        if code != 0:
            click.echo(_excuse(code, last, language), err=True)
    finally:
        if code is not None:
            rebuild.close()
    return rebuild if code is None else None


def _build_first(project: Project) -> None:
    # What builds is imported where something is built: it takes longer than all that serves.
    from kg.graph.cache.place import open_cache
    from kg.graph.pipeline import build

    with shown_progress() as progress:
        build(project, progress=progress, cache=open_cache(project))


def _excuse(code: int | None, last: Version, language: str) -> str:
    """Why the last good version is served."""
    version, built = last.sha256[:12], last.manifest.built
    if code is None:
        words = phrase(
            "the project has changed since {version} of {built}, "
            "which is served until the new version is built",
            version=version,
            built=built,
        )
    elif code == _REJECTED:
        words = phrase(
            "warning: the project has errors; the last good version is served, {version} of {built}",
            version=version,
            built=built,
        )
    else:
        words = phrase(
            "warning: the project could not be built; the last good version is served, {version} of {built}",
            version=version,
            built=built,
        )
    return words.in_language(language)
