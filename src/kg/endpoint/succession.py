"""Which version is served, and how the next one takes over.

`Serving` is one version with its workers; `Succession` keeps the current one.  Whoever answers holds
a lease, so that a version ends only when its last query has; a version that cannot be opened is
refused, and the old one stays.  A caretaker thread looks after both, and nothing ends it but `close`.
"""

from __future__ import annotations

import errno
import logging
import math
import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.endpoint.answer import Answer
from kg.endpoint.answering import Answering
from kg.endpoint.cache import Cache
from kg.endpoint.counting import NOTHING_COUNTED, Counted, count_graph, noted_counts
from kg.endpoint.jobs import Setup
from kg.endpoint.pool import Pool
from kg.endpoint.withdrawn import Withdrawn
from kg.graph.hold import Hold
from kg.graph.version import Version, current_version, verify_files
from kg.graph.version.build_folder import current_name, versions_folder
from kg.graph.version.inputs import forget_inputs
from kg.graph.version.manifest import MANIFEST
from kg.model.errors import (
    EngineError,
    EngineUnavailable,
    FileProblem,
    KgError,
    NoVersion,
    VersionDamaged,
    WorkersNotStarted,
)
from kg.model.project import Project
from kg.model.wording import phrase

if TYPE_CHECKING:  # a server without an engine elsewhere needs no HTTP client
    from kg.endpoint.remote.elsewhere import Elsewhere
    from kg.endpoint.remote.freshness import Freshness, Held
    from kg.endpoint.remote.pool import RemotePool

_LAST_LOOK_SECONDS = 5.0
OWN_QUEUE = 16  # how many of the site's own look-ups may wait
_LONGEST_PAUSE = 60.0  # seconds between two attempts at a version that could not be opened
_NOT_OPENED = "a newer version could not be opened; it is tried again, and the log says why"
_NOT_TENDED = "a worker process could not be replaced; it is tried again, and the log says why"
_NOT_READ = "the version that is served could not be read whole; it is tried again, and the log says why"
_SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
_log = logging.getLogger("kg.endpoint")


@dataclass(slots=True)
class Serving:
    """One version with its workers: `public` for everybody's queries, `own` for the site's pages.

    `withdrawn` is what was found to be wrong with it while it was served: nobody is served from it then.
    `answers` keeps what was answered from this version; `counted` is how much there is in it;
    `freshness` watches the engine elsewhere, where one answers.
    """

    version: Version
    public: Answering
    own: Answering
    hold: Hold
    answers: Cache[Answer]
    leases: int = 0
    retired: bool = False
    counted: Counted = NOTHING_COUNTED
    withdrawn: KgError | None = None
    freshness: Freshness | None = None

    def close(self) -> None:
        """End the workers and let the version go."""
        self.public.close()
        self.own.close()
        self.hold.close()


class Succession:
    """Keeps one version served, and looks now and then whether there is another."""

    def __init__(
        self,
        project: Project,
        *,
        base_iri: str,
        check_seconds: float,
        verify: bool,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Open the current version; look for another every `check_seconds`.

        With `verify` the files of a newer version are read whole before it is served, and those of the
        first while it is: it is withdrawn when they are not what they were.  Where queries are answered
        `elsewhere`, a version is served when that engine holds it.

        Raises NoVersion, VersionDamaged, WorkersNotStarted, FileProblem, EngineError.
        """
        self._refusal = ""
        self._distress = ""
        self._unread = ""
        self._pause = 0.0
        self._try_again = math.inf
        self._project = project
        self._base_iri = base_iri
        self._check_seconds = check_seconds
        self._verify = verify
        self._elsewhere = elsewhere
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._seen: tuple[str | None, int, Held | None] = (*self._signature(), None)
        self._serving = self._open_first(current_version(project))
        self._caretaker = threading.Thread(target=self._take_care, name="kg-caretaker", daemon=True)
        self._caretaker.start()
        if verify:
            threading.Thread(target=self._verify_first, name="kg-verify", daemon=True).start()

    @contextmanager
    def lease(self) -> Iterator[Serving]:
        """The version that is served now, kept open until the block ends."""
        serving = self.lend()
        try:
            yield serving
        finally:
            self.take_back(serving)

    def lend(self) -> Serving:
        """The version that is served now, kept open until it is taken back, in whatever thread.

        Raises VersionDamaged when it was withdrawn.
        """
        with self._lock:
            serving = self._serving
            if serving.withdrawn is not None:
                raise serving.withdrawn
            serving.leases += 1
        return serving

    def take_back(self, serving: Serving) -> None:
        """End one lease of a version."""
        with self._lock:
            serving.leases -= 1
            finished = serving.retired and serving.leases == 0
        if finished:
            _close_in_background(serving)

    @property
    def current(self) -> Serving:
        """The version that is served now, for a look at it without a query."""
        return self._serving

    @property
    def problem(self) -> str:
        """Why nothing or no newer version is served, or a worker not replaced; empty when all is well."""
        withdrawn = self._serving.withdrawn
        return (
            (self._shown(withdrawn) if withdrawn else "") or self._refusal or self._distress or self._unread
        )

    def take_up(self) -> None:
        """Serve what `build/current` names, when that has changed since the last look.

        A damaged version is not looked at again until it changes; what was refused for a reason that may
        pass (memory, descriptors, time) is tried again, after pauses that grow.
        """
        signature = (*self._signature(), self._held_elsewhere())
        if signature != self._seen:
            self._pause = self._check_seconds
        elif time.monotonic() < self._try_again:
            return
        self._seen, self._try_again = signature, math.inf
        try:
            version = current_version(self._project)
            same = version.path == self._serving.version.path and self._serving.withdrawn is None
            if same and not self._moved:
                self._serving.version = version  # the facts beside the graph are new
            else:
                opened = self._open(version, verify=self._verify)
                self._refusal = ""  # before anybody can see the new version beside the old complaint
                self._replace(opened)
        except (NoVersion, VersionDamaged) as refused:
            self._refusal = self._shown(refused)
        except Exception as passing:  # noqa: BLE001 - most of what the system lacks has no class
            if self._closed.is_set():
                return
            before = self._refusal
            self._refusal = self._shown(passing) if isinstance(passing, KgError) else _NOT_OPENED
            self._try_again = time.monotonic() + self._pause
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)
            if not isinstance(passing, (EngineError, EngineUnavailable)):
                _log.warning("a newer version could not be opened", exc_info=passing)
            elif self._refusal != before:  # once: a push to the engine elsewhere may take an hour
                _log.warning("the version of the build is not served yet: %s", self._refusal)
        else:
            self._refusal = ""

    def close(self) -> None:
        """End all workers."""
        self._closed.set()
        self._caretaker.join(_LAST_LOOK_SECONDS)  # what it waits for may never come
        self._serving.close()

    def _open_first(self, version: Version) -> Serving:
        """Start the workers of the first version, before it is read whole."""
        try:
            return self._open(version, verify=False)
        except WorkersNotStarted:
            if self._verify:  # is it the system that lacks something, or the version?
                verify_files(version)
            raise

    def _verify_first(self) -> None:
        """Read the version whole that was served at once, and withdraw it when it is damaged.

        What hinders the reading and may pass is no reason to withdraw it: then it is read again later.
        """
        serving, pause = self._serving, self._check_seconds
        while not self._closed.is_set() and not serving.retired:
            try:
                verify_files(serving.version)
            except Exception as found:  # noqa: BLE001 - whatever it is, somebody has to hear of it
                if self._closed.is_set() or serving.retired:
                    return
                if isinstance(found, VersionDamaged) or (
                    isinstance(found, FileProblem) and not _passing(found)
                ):
                    self._withdraw(serving, found)
                    return
                if not self._unread:  # said once, not at every attempt
                    _log.error("the version that is served could not be read whole", exc_info=found)
                self._unread = _NOT_READ
            else:
                break
            self._closed.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        self._unread = ""

    def _withdraw(self, serving: Serving, reason: KgError) -> None:
        """Answer nothing from a version any more, neither anew nor from what was kept."""
        shown = VersionDamaged(self._shown(reason), help=phrase("run `kg build`"))
        _log.error("the version that is served is damaged, and is withdrawn: %s", reason.message)
        old = serving.public, serving.own
        with self._lock:
            serving.withdrawn = shown
            serving.public, serving.own = (Withdrawn(shown, layers=one.layers, size=one.size) for one in old)
            serving.answers = Cache(size=0)
        for one in old:
            one.close()
        serving.hold.close()  # so that a build can put it in order
        forget_inputs(self._project)  # so that the next start has it built

    def _open(self, version: Version, *, verify: bool) -> Serving:
        """Start the workers of a version; with `verify` its files are what its manifest says."""
        if verify:
            verify_files(version)
        project = self._project
        setup = Setup(
            merged=str(version.merged_store),
            full=str(version.full_store),
            base_iri=self._base_iri,
            prefixes=tuple(sorted(project.predeclared.items())),
            languages=project.languages,
            memory_mb=project.limits.memory_mb,
            seconds=project.limits.seconds,
            shown=tuple(sorted(project.namespaces.items())),
            union=not version.manifest.counts.unnamed,
        )
        limits, gone = project.limits, self._closed.is_set
        freshness: Freshness | None = None
        with ExitStack() as opened:
            hold = version.hold()
            opened.callback(hold.close)
            public: Pool | RemotePool
            own: Pool | RemotePool
            if self._elsewhere is not None:
                public, own, freshness = self._elsewhere.pools(
                    setup,
                    self._elsewhere.held(version.sha256),
                    workers=limits.workers,
                    queue=limits.queue,
                    own_queue=OWN_QUEUE,
                )
                opened.callback(public.close)
                opened.callback(own.close)
            else:
                public = Pool(replace(setup, patient=True), workers=limits.workers, queue=limits.queue)
                opened.callback(public.close)
                own = Pool(setup, workers=1, queue=OWN_QUEUE)
                opened.callback(own.close)
            public.wait_until_open(gone=gone)
            own.wait_until_open(gone=gone)
            counted = noted_counts(version)
            if counted is None:
                space = entity_space(project)
                counted = count_graph(public, space=space, seconds=limits.seconds, gone=gone)
            opened.pop_all()
        cache: Cache[Answer] = Cache(size=limits.cache_mb * 1_000_000)
        return Serving(version, public, own, hold, cache, counted=counted, freshness=freshness)

    def _replace(self, serving: Serving) -> None:
        with self._lock:
            old, self._serving = self._serving, serving
            old.retired = True
            finished = old.leases == 0
        if finished:
            _close_in_background(old)

    def _take_care(self) -> None:
        while not self._closed.wait(self._check_seconds):
            try:
                self.take_up()
            except Exception:  # noqa: BLE001 - nothing may end this thread
                if self._refusal != _NOT_OPENED:
                    _log.exception("the current version could not be looked at")
                self._refusal = _NOT_OPENED
                self._try_again = 0.0
            if self._serving.withdrawn is not None:
                continue
            try:
                with self.lease() as serving:
                    serving.public.tend()
                    serving.own.tend()
            except Exception:  # noqa: BLE001
                if not self._distress:  # said once, not every second
                    _log.exception("a worker process could not be replaced")
                self._distress = _NOT_TENDED
            else:
                self._distress = ""

    def _shown(self, refused: KgError) -> str:
        """The reason without the folder of the project: strangers read it."""
        return refused.message.replace(f"{self._project.root}{os.sep}", "")

    @property
    def _moved(self) -> bool:
        """Whether the engine elsewhere has been pushed to since the served version was taken up."""
        freshness = self._serving.freshness
        return freshness is not None and freshness.moved

    def _held_elsewhere(self) -> Held | None:
        """What the engine elsewhere holds; what it held before where it does not answer."""
        freshness = self._serving.freshness
        if freshness is None:
            return None
        return freshness.look() or self._seen[2]

    def _signature(self) -> tuple[str | None, int]:
        """Changes when another version, or another manifest of the same one, becomes current."""
        try:
            name = current_name(self._project)
        except KgError as problem:
            return problem.message, 0
        changed = 0
        with suppress(OSError):
            changed = (versions_folder(self._project) / str(name) / MANIFEST).stat().st_mtime_ns
        return name, changed


def entity_space(project: Project) -> str:
    """What the IRIs of a project's own entities begin with; empty for files without a project."""
    return "" if project.plain else f"{project.base}id/"


def _passing(problem: FileProblem) -> bool:
    """Whether the system lacked something when it was to read a file."""
    return isinstance(problem.__cause__, OSError) and problem.__cause__.errno in _SCARCE


def _close_in_background(serving: Serving) -> None:
    threading.Thread(target=serving.close, name="kg-drain", daemon=True).start()
