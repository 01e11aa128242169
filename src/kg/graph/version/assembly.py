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
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from kg.graph.name_index import check_index, write_index
from kg.graph.version.build_folder import BUILDING
from kg.graph.version.disk_store import check_stores, store_format, write_stores
from kg.graph.version.durable import sync_folder, sync_tree
from kg.graph.version.graph_counts import write_graph_counts
from kg.graph.version.hold import discard
from kg.graph.version.manifest import (
    MANIFEST,
    QUADS,
    Counts,
    Facts,
    Manifest,
    Stored,
    describe_files,
    engine_versions,
    to_json,
)
from kg.graph.version.merging import write_merged
from kg.model.errors import KgError, VersionDamaged
from kg.model.project import Project
from kg.model.wording import phrase

Progress = Callable[[str, int, int], None]
STEPS = 5
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


def write_quads(path: Path, lines: Iterable[str]) -> str:
    """Write sorted canonical N-Quads lines, taking each once, and return the SHA-256 of the file's bytes.

    Raises OSError when the disk is full.
    """
    digest = hashlib.sha256()
    remaining = iter(lines)
    with path.open("wb") as file:
        while some := "".join(islice(remaining, _BATCH)).encode():
            digest.update(some)
            file.write(some)
    return digest.hexdigest()


def assemble(
    beside: Path,
    folder: Path,
    *,
    sha256: str,
    project: Project,
    facts: Facts,
    step: Callable[[str], None],
) -> Manifest:
    """Make a version of the canonical N-Quads in `beside`, whose hash is `sha256`, and name it `folder`.

    `step` hears what is done next.  A damaged version of that name is replaced.  The caller holds the
    build lock.  Raises OSError when the disk is full, VersionDamaged when the disk does not read back
    what was written, KgError when the lines are not RDF or a reader has the damaged version open.
    """
    quads, merged = beside / QUADS, beside / "merged.nt"
    counts, graph_counts = write_merged(quads, merged, base=project.base)
    write_graph_counts(beside, graph_counts)
    # The stores are written without Python's lock, so both go on at once where there are two cores.
    with ThreadPoolExecutor(1) as other:
        index = other.submit(write_index, beside, quads, base=project.base)
        write_stores(beside, quads=quads, triples=merged, step=step)
        step("writing the index of names")
        names = index.result()
    merged.unlink()
    step("reading back")
    manifest = make_manifest(project, sha256, counts, facts, describe_files(beside))
    _check(beside, manifest)
    check_index(beside, names)
    (beside / MANIFEST).write_text(to_json(manifest), encoding="utf-8", newline="")
    sync_tree(beside)
    _move(beside, folder)
    return manifest


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


def _check(folder: Path, manifest: Manifest) -> None:
    if manifest.files[QUADS].sha256 != manifest.sha256:
        raise VersionDamaged(
            phrase(
                "{path} does not read back as it was written; is the disk sound?", path=phrase("the graph")
            )
        )
    check_stores(folder, manifest.counts)


def _move(beside: Path, folder: Path) -> None:
    if folder.exists() and not discard(folder, marked=QUADS):
        words = phrase("{folder} is damaged, but a reader has it open", folder=folder)
        raise KgError(words, help=phrase("stop `kg serve` and try again"))
    beside.rename(folder)
    sync_folder(folder.parent)
