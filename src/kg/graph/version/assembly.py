"""Writing the folder of a version: quads, stores, index of names and manifest, all of it or nothing.

The folder is filled under another name, brought to the disk and read back before it is given its
own, so a folder with the name of a version is a whole version.  Lines are taken once, as they come;
everything after that is read from the file that they make, in little memory.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Event

from kg.graph.hold import discard
from kg.graph.name_index import check_index, write_index
from kg.graph.progress import Progress
from kg.graph.version.build_folder import BUILDING
from kg.graph.version.disk_store import check_stores, store_format, write_default_store, write_full_store
from kg.graph.version.durable import sync_folder, sync_tree
from kg.graph.version.graph_counts import write_graph_counts
from kg.graph.version.manifest import (
    MANIFEST,
    QUADS,
    Counts,
    Facts,
    Manifest,
    Stored,
    describe_files,
    to_json,
)
from kg.model.errors import KgError, VersionDamaged
from kg.model.project import Project
from kg.model.release import engine_versions
from kg.model.wording import phrase

_BATCH = 10_000


@contextmanager
def folder_beside(versions: Path) -> Iterator[Path]:
    """A new folder for a version that is being made; what still has that name at the end is deleted.

    The caller holds the build lock.  Raises OSError.
    """
    beside = versions / f"{BUILDING}{secrets.token_hex(8)}"
    try:
        beside.mkdir()
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Written:
    """A file of canonical N-Quads that has been written: the SHA-256 of its bytes, and its lines."""

    sha256: str
    lines: int


def write_quads(path: Path, lines: Iterable[str], *, count: int | None, progress: Progress) -> Written:
    """Write sorted canonical N-Quads lines, taking each once.

    `count` is how many there are, None where that is not known.  Raises OSError when the disk is full.
    """
    digest = hashlib.sha256()
    remaining = iter(lines)
    done = 0
    with path.open("wb") as file:
        progress("writing the graph", 0, 1 if count is None else count)
        while some := list(islice(remaining, _BATCH)):
            data = "".join(some).encode()
            digest.update(data)
            file.write(data)
            done += len(some)
            if count is not None:
                progress("writing the graph", done, count)
    if count is None:
        progress("writing the graph", 1, 1)
    return Written(digest.hexdigest(), done)


def assemble(
    beside: Path,
    folder: Path,
    *,
    written: Written,
    project: Project,
    facts: Facts,
    progress: Progress,
) -> Manifest:
    """Make a version of the canonical N-Quads in `beside`, as they were `written`, and name it `folder`.

    A damaged version of that name is replaced.  The caller holds the build lock.  Raises OSError when the
    disk is full, VersionDamaged when the disk does not read back what was written, KgError when the lines
    are not RDF or a reader has the damaged version open.
    """
    quads, base = beside / QUADS, project.base
    counts, graph_counts = write_default_store(
        beside, quads, base=base, lines=written.lines, progress=progress
    )
    write_graph_counts(beside, graph_counts)
    # Stores are written and files hashed without Python's lock, so another thread has work meanwhile.
    with _another_thread() as (other, unwanted):
        index = other.submit(write_index, beside, quads, base=base, unwanted=unwanted)
        write_full_store(beside, quads, lines=written.lines, progress=progress)
        progress("writing the index of names", 0, 1)
        names = index.result()
        progress("writing the index of names", 1, 1)
        progress("reading back", 0, 1)
        files = other.submit(describe_files, beside)
        check_stores(beside, counts)
        manifest = make_manifest(project, written.sha256, counts, facts, files.result())
    if manifest.files[QUADS].sha256 != written.sha256:
        graph = phrase("the graph")
        raise VersionDamaged(
            phrase("{path} does not read back as it was written; is the disk sound?", path=graph)
        )
    check_index(beside, names)
    (beside / MANIFEST).write_text(to_json(manifest), encoding="utf-8", newline="")
    sync_tree(beside)
    _move(beside, folder)
    progress("reading back", 1, 1)
    return manifest


@contextmanager
def _another_thread() -> Iterator[tuple[Executor, Callable[[], bool]]]:
    """A thread beside a block, and a function that says whether its work is wanted no more: the block has
    ended by an error or Ctrl+C."""
    ended = Event()
    with ThreadPoolExecutor(1) as other:
        try:
            yield other, ended.is_set
        finally:
            ended.set()


def make_manifest(
    project: Project,
    sha256: str,
    counts: Counts,
    facts: Facts,
    files: dict[str, Stored],
    *,
    canonical: bool = True,
) -> Manifest:
    """The manifest of a version that is built now."""
    return Manifest(
        sha256=sha256,
        format=store_format(),
        title=project.title,
        base=project.base,
        license=project.license,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        engine=engine_versions(),
        counts=counts,
        files=files,
        facts=facts,
        canonical=canonical,
    )


def _move(beside: Path, folder: Path) -> None:
    if folder.exists() and not discard(folder, marked=QUADS):
        words = phrase("{folder} is damaged, but a reader has it open", folder=folder)
        raise KgError(words, help=phrase("stop `kg serve` and try again"))
    beside.rename(folder)
    sync_folder(folder.parent)
