"""Versions of the graph: written whole beside the old one, read back, then switched to.

A version is a folder `<sha256 of graph.nq>-<store format>` below `build/versions/` and never changes,
but for the facts in its manifest, which are replaced as a whole.  Whatever happens to a build
(killed, disk full, a second one at the same time), `build/current` names a whole version.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kg.graph.dataset import Dataset
from kg.graph.hold import Hold, take_hold
from kg.graph.progress import Progress, silent
from kg.graph.version.build_folder import build_lock, current_name, switch_current, versions_folder
from kg.graph.version.disk_store import FULL, MERGED, check_stores, store_format
from kg.graph.version.durable import replace_text, sha256_of
from kg.graph.version.graph_counts import GraphCounts, read_graph_counts
from kg.graph.version.manifest import MANIFEST, QUADS, Manifest, Stored, read_manifest, to_json
from kg.graph.version.manifest import Facts as Facts
from kg.graph.version.retention import Forgotten as Forgotten
from kg.graph.version.retention import clear_leftovers, prune
from kg.graph.version.retention import forget as forget
from kg.model.errors import FileProblem, NoVersion, VersionDamaged
from kg.model.project import Project
from kg.model.wording import NOTHING, Message, phrase


@dataclass(frozen=True, slots=True)
class Version:
    """A built version: its folder, the SHA-256 of its canonical N-Quads, and its manifest."""

    path: Path
    sha256: str
    manifest: Manifest

    @property
    def quads(self) -> Path:
        """The named graphs as canonical N-Quads."""
        return self.path / QUADS

    @property
    def merged_store(self) -> Path:
        """The store of the default graph alone."""
        return self.path / MERGED

    @property
    def full_store(self) -> Path:
        """The store of the default graph and the named graphs."""
        return self.path / FULL

    @property
    def name_index(self) -> Path:
        """The index of names; versions of plain files have none."""
        from kg.graph.name_index import NAMES  # what reads names is much, and an export needs none of it

        return self.path / NAMES

    def graph_counts(self) -> GraphCounts | None:
        """What there is of what in the default graph; versions of plain files have no such counts.

        Raises VersionDamaged, FileProblem.
        """
        return read_graph_counts(self.path)

    def hold(self) -> Hold:
        """Keep this version from being deleted until the answer is closed or the process ends.

        Raises NoVersion when it is gone already.
        """
        return take_hold(self.quads)


def current_version(project: Project) -> Version:
    """The version that is served.

    Looks at the manifest and at the sizes of the files; `verify` reads them whole.  Raises NoVersion
    when nothing has been built, VersionDamaged, FileProblem.
    """
    name = current_name(project)
    if name is None:
        raise NoVersion(phrase("nothing has been built yet"), help=phrase("run `kg build`"))
    version = _read_version(versions_folder(project) / name)
    if version.manifest.format != store_format():
        raise VersionDamaged(
            phrase(
                "the current version was written for the store format {written}, "
                "and this engine reads {read}",
                written=version.manifest.format,
                read=store_format(),
            ),
            help=phrase("run `kg build`"),
        )
    return version


def _read_version(folder: Path) -> Version:
    manifest = read_manifest(folder)
    if folder.name != f"{manifest.sha256}-{manifest.format}":
        words = phrase("the manifest in {folder} belongs to another version", folder=folder)
        raise VersionDamaged(words, help=phrase("run `kg build`"))
    for name, stored in manifest.files.items():
        try:
            size = (folder / name).stat().st_size
        except FileNotFoundError:
            size = -1
        except OSError as problem:
            raise FileProblem(folder / name, problem) from problem
        if size != stored.size:
            raise VersionDamaged(
                phrase("{path} is missing or not as long as it was", path=folder / name),
                help=phrase("run `kg build`"),
            )
    return Version(folder, manifest.sha256, manifest)


def verify(version: Version) -> None:
    """Read a version whole: every hash of its manifest, and the counts of both stores.

    Raises VersionDamaged for what does not match, FileProblem for what cannot be read.
    """
    verify_files(version)
    check_stores(version.path, version.manifest.counts)


def verify_files(version: Version) -> None:
    """Compare every file of a version with its hash in the manifest; no store is opened.

    Raises VersionDamaged for what does not match, FileProblem for what cannot be read.
    """
    files = version.manifest.files
    if files.get(QUADS, Stored(0, "")).sha256 != version.sha256:
        words = phrase("the manifest in {folder} contradicts itself", folder=version.path)
        raise VersionDamaged(words, help=phrase("run `kg build`"))
    for name, stored in files.items():
        path = version.path / name
        try:
            found = sha256_of(path)
        except OSError as problem:
            raise FileProblem(path, problem) from problem
        if found != stored.sha256:
            raise VersionDamaged(
                phrase("{path} is not as it was written", path=path), help=phrase("run `kg build`")
            )


def write_version(
    project: Project,
    source: Dataset | Iterable[str],
    facts: Facts,
    *,
    count: int | None = None,
    progress: Progress = silent,
) -> Version:
    """Publish a dataset, or the sorted lines of its canonical N-Quads, as the current version.

    Lines are taken once and never held all together; `count` is how many there are, where the caller
    knows.  A version with the same bytes is not built again:
    it becomes current, with the facts of today.  Raises BuildBusy at once when another build runs,
    FileProblem when the disk is full, KgError when the dataset is not RDF; in all these cases the
    current version stays what it was.
    """
    from kg.graph.version.assembly import assemble, folder_beside, write_quads  # readers need none of it

    if isinstance(source, Dataset):
        count, source = source.count_quads(), source.sorted_quads()
    with build_lock(project):
        try:
            versions = versions_folder(project)
            versions.mkdir(parents=True, exist_ok=True)
            clear_leftovers(project)
            with folder_beside(versions) as beside:
                written = write_quads(beside / QUADS, source, count=count, progress=progress)
                folder = versions / f"{written.sha256}-{store_format()}"
                found = _existing(folder)
                if found is None:
                    manifest = assemble(
                        beside, folder, written=written, project=project, facts=facts, progress=progress
                    )
                else:
                    manifest = _refresh(found, project, facts)
            if _named(project) != folder.name:
                os.utime(folder / MANIFEST)  # versions are as old as their last publication
                switch_current(project, folder.name)
            prune(project, current=folder.name)
        except OSError as problem:
            raise disk_problem(project, problem) from problem
    return Version(folder, written.sha256, manifest)


def _existing(folder: Path) -> Version | None:
    """The version in a folder if it is there and whole."""
    if not folder.exists():
        return None
    try:
        version = _read_version(folder)
        verify(version)
    except (VersionDamaged, FileProblem):
        return None
    return version


def _named(project: Project) -> str | None:
    try:
        return current_name(project)
    except VersionDamaged:
        return None


def _refresh(version: Version, project: Project, facts: Facts) -> Manifest:
    """Bring what a version's manifest says beside the graph up to today."""
    today = replace(
        version.manifest, title=project.title, base=project.base, license=project.license, facts=facts
    )
    if to_json(today) != to_json(version.manifest):
        replace_text(version.path / MANIFEST, to_json(today))
    return today


def disk_problem(project: Project, problem: OSError, *, help: Message = NOTHING) -> FileProblem:
    """The error of a disk that is full or refuses to be written; the store says why in words alone."""
    reason = problem.strerror or str(problem)
    causes = (os.strerror(code) for code in (errno.ENOSPC, errno.EFBIG, errno.EROFS, errno.EACCES))
    reason = next((cause for cause in causes if cause in reason), reason)
    path = Path(problem.filename) if isinstance(problem.filename, str) else project.build
    stays = phrase("the last version stays as it was; make room and build again")
    return FileProblem(path, OSError(problem.errno, reason), help=help or stays)
