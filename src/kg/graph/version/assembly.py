"""Writing the folder of a version: quads, stores, index of names and manifest, all of it or nothing.

The folder is filled under another name, brought to the disk and read back before it is given its
own, so a folder with the name of a version is a whole version.
"""

from __future__ import annotations

import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kg.graph.name_index import check_index, write_index
from kg.graph.nquads import merged_lines
from kg.graph.version.build_folder import BUILDING
from kg.graph.version.disk_store import check_stores, store_format, write_stores
from kg.graph.version.durable import sync_folder, sync_tree
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
from kg.model.errors import KgError, VersionDamaged
from kg.model.project import Project
from kg.model.wording import phrase

Progress = Callable[[str, int, int], None]
_STEPS = 5


def assemble(
    folder: Path, lines: Sequence[str], *, sha256: str, project: Project, facts: Facts, progress: Progress
) -> Manifest:
    """Write the version of canonical N-Quads lines, whose hash is `sha256`, into `folder`.

    A damaged version of that name is replaced.  The caller holds the build lock.  Raises OSError when
    the disk is full, VersionDamaged when it does not read back what was written, KgError when the
    lines are not RDF or a reader has the damaged version open.
    """
    done = iter(range(_STEPS))

    def step(words: str) -> None:
        progress(words, next(done), _STEPS)

    beside = folder.with_name(f"{BUILDING}{secrets.token_hex(8)}")
    try:
        beside.mkdir()
        step("writing the graph")
        _write_lines(beside / QUADS, lines)
        merged = beside / "merged.nt"
        triples = _write_lines(merged, merged_lines(lines))
        write_stores(beside, quads=beside / QUADS, triples=merged, step=step)
        merged.unlink()
        step("writing the index of names")
        names = write_index(beside, lines, base=project.base)
        step("reading back")
        graphs = Counter(line[line.rfind(" <") + 2 : -4] for line in lines)
        counts = Counts(dict(sorted(graphs.items())), len(lines), triples)
        manifest = make_manifest(project, sha256, counts, facts, describe_files(beside))
        _check(beside, manifest)
        check_index(beside, names)
        (beside / MANIFEST).write_text(to_json(manifest), encoding="utf-8", newline="")
        sync_tree(beside)
        _move(beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return manifest


def _write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write lines and return how many there were."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in lines:
            file.write(line)
            count += 1
    return count


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
