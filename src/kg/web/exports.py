"""Export files of the served version, each made once and then kept on disk.

They lie in `build/exports/<version>/`, or in a temporary folder where the project folder may not be
written to.  A file is whole or not there: it is written beside its place and then moved.  The files
of the version before stay, for requests that began when it was served.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from kg.endpoint.description import Dump
from kg.endpoint.formats import GRAPH_FORMATS
from kg.graph.export import EXPORT_FORMATS, ExportFormat, export
from kg.graph.version import Version
from kg.graph.version.durable import sha256_of
from kg.model.errors import EndpointBusy, UsageError
from kg.model.project import Project

STEM = "graph"
MOST_TO_MEASURE = 200_000  # triples or quads; all files of so many take some seconds
PATIENCE_SECONDS = 1.5  # for a file that another request makes; whoever waits holds a thread
_VERSIONS_KEPT = 2


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One export on disk."""

    name: str
    format: ExportFormat
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A Turtle file of the project itself; `kind` is its folder, `ontology` or `shapes`."""

    name: str
    kind: str
    path: Path
    size: int
    sha256: str


class Exports:
    """Makes and keeps the exports of one project; safe to use from many threads."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._lock = Lock()
        self._making: dict[Path, Lock] = {}
        self._known: dict[Path, ExportFile] = {}
        self._refused: dict[Path, tuple[str, str]] = {}
        self._temporary: tempfile.TemporaryDirectory[str] | None = None

    def source(self, name: str) -> SourceFile | None:
        """The ontology or shapes file of the project with this name, or None."""
        return next((one for one in self.sources() if one.name == name), None)

    def sources(self) -> list[SourceFile]:
        """The project's own Turtle files: ontology and shapes."""
        return [
            SourceFile(path.name, kind, path, path.stat().st_size, sha256_of(path))
            for kind in ("ontology", "shapes")
            for path in self.project.files(f"{kind}/*.ttl")
        ]

    def file(self, version: Version, name: str) -> ExportFile | None:
        """The export called `name` (`graph.ttl`), made if need be; None for an unknown name.

        Raises EndpointBusy when another thread makes it and is not soon done, UsageError when the
        format cannot say what is in the graph, KgError when the version cannot be read.
        """
        form = next((one for one in EXPORT_FORMATS.values() if file_name(one) == name), None)
        if form is None:
            return None
        with self._lock:
            path = self._folder(version) / name
            making = self._making.setdefault(path, Lock())
        found = self._found(path)
        if found is None:
            with _soon(making):
                found = self._found(path) or self._make_once(version, form, path)
        return found

    def _found(self, path: Path) -> ExportFile | None:
        """What was made already.  Raises UsageError when that cannot be."""
        if path in self._refused:
            message, help = self._refused[path]
            raise UsageError(message, help=help)
        known = self._known.get(path)
        return known if known is not None and path.is_file() else None

    def _make_once(self, version: Version, form: ExportFormat, path: Path) -> ExportFile:
        try:
            made = self._known[path] = self._make(version, form, path)
        except UsageError as refused:
            self._refused[path] = refused.message, refused.help
            raise
        return made

    def _make(self, version: Version, form: ExportFormat, path: Path) -> ExportFile:
        digest = hashlib.sha256()
        size = 0
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with version.hold(), beside.open("wb") as file:
                for block in export(version, form.name, namespaces=self.project.namespaces):
                    digest.update(block)
                    size += len(block)
                    file.write(block)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        return ExportFile(path.name, form, path, size, digest.hexdigest())

    def _folder(self, version: Version) -> Path:
        """The folder of a version's exports; those of versions before the last one are deleted."""
        try:
            return self._folder_in(self.project.build / "exports", version)
        except OSError:
            if self._temporary is None:
                self._temporary = tempfile.TemporaryDirectory(prefix="kg-exports-")
            return self._folder_in(Path(self._temporary.name), version)

    def _folder_in(self, exports: Path, version: Version) -> Path:
        folder = exports / version.sha256
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            others = sorted((one for one in exports.iterdir() if one != folder), key=_changed, reverse=True)
            for old in others[_VERSIONS_KEPT - 1 :]:
                self._delete(old)
        if not os.access(folder, os.W_OK):
            raise PermissionError
        return folder

    def _delete(self, old: Path) -> None:
        """Delete a folder in which nothing is being made."""
        paths = [path for path in self._making if path.parent == old]
        if any(self._making[path].locked() for path in paths):
            return
        shutil.rmtree(old, ignore_errors=True)
        for path in paths:
            del self._making[path]
            self._known.pop(path, None)
            self._refused.pop(path, None)


@contextmanager
def _soon(lock: Lock) -> Iterator[None]:
    """Hold a lock.  Raises EndpointBusy when another thread keeps it."""
    if not lock.acquire(timeout=PATIENCE_SECONDS):
        raise EndpointBusy(
            "this file is being made for another request",
            help="ask again in a moment; a large graph takes minutes the first time",
        )
    try:
        yield
    finally:
        lock.release()


def _changed(path: Path) -> float:
    """When a folder was changed last; one that is gone is the oldest."""
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def list_dumps(exports: Exports, version: Version, *, address: str) -> list[Dump]:
    """The downloads of a version for its description; `address` is that of the site.

    Sizes and hashes are told where the files exist or are soon made; a format that cannot say what is
    in the graph is left out.  Raises KgError as `Exports.file`.
    """
    formats = {format.name: format for format in GRAPH_FORMATS}
    measure = is_soon_made(version)
    found = []
    for form in EXPORT_FORMATS.values():
        name = file_name(form)
        try:
            file = exports.file(version, name) if measure else None
        except UsageError:
            continue
        size, sha256 = (file.size, file.sha256) if file else (None, "")
        found.append(Dump(f"{address}export/{name}", formats[form.name], size, sha256))
    return found


def is_soon_made(version: Version) -> bool:
    """Whether the exports of a version are made while somebody waits, just to tell their sizes."""
    counts = version.manifest.counts
    return max(counts.quads, counts.triples) <= MOST_TO_MEASURE


def file_name(form: ExportFormat) -> str:
    """The file name of an export."""
    return f"{STEM}.{form.suffix}"
