"""A version of quads that no project made: read once, written into stores that forget the project.

Nothing is sorted and nothing is compared with what was read, since the store writes a number in one
way whatever the file says; what the manifest counts is what the stores hold.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count

from pyoxigraph import DefaultGraph, Quad

from kg.graph.progress import Progress
from kg.graph.version.assembly import make_manifest
from kg.graph.version.build_folder import BUILDING, build_lock, switch_current, versions_folder
from kg.graph.version.disk_store import count_stores, store_format, write_plain_stores
from kg.graph.version.durable import sha256_of
from kg.graph.version.manifest import MANIFEST, QUADS, Facts, describe_files, to_json
from kg.graph.version.publishing import Version, disk_problem
from kg.model.project import Project
from kg.model.wording import phrase

_STEPS = 3


def load_version(
    project: Project, quads: Iterable[Quad], *, graphs: Iterable[str], progress: Progress
) -> Version:
    """Publish a stream of quads as the current version of a plain project and return it.

    Blank nodes keep their labels; `graphs` are named graphs that exist whatever is in them.  The
    folder is for one process and is gone with it, so nothing is brought to the disk for good.
    Raises FileProblem when the disk is full, and what the stream raises.
    """
    done = iter(range(_STEPS))

    def step(words: str) -> None:
        progress(words, next(done), _STEPS)

    unnamed = count()
    try:
        with build_lock(project):
            beside = versions_folder(project) / f"{BUILDING}{secrets.token_hex(8)}"
            beside.mkdir(parents=True)
            step("reading the files")
            stream = _counting(quads, unnamed.__next__)
            write_plain_stores(beside, quads=beside / QUADS, stream=stream, graphs=graphs, step=step)
            step("counting what is in them")
            sha256 = sha256_of(beside / QUADS)
            counts = replace(count_stores(beside), unnamed=next(unnamed))
            files = describe_files(beside)
            manifest = make_manifest(project, sha256, counts, Facts(), files, canonical=False)
            (beside / MANIFEST).write_text(to_json(manifest), encoding="utf-8", newline="")
            folder = beside.rename(beside.with_name(f"{sha256}-{store_format()}"))
            switch_current(project, folder.name)
    except OSError as problem:
        help = phrase("make room there, or name another folder in the environment variable TMPDIR")
        raise disk_problem(project, problem, help=help) from problem
    return Version(folder, sha256, manifest)


def _counting(quads: Iterable[Quad], note: Callable[[], int]) -> Iterator[Quad]:
    """The quads; `note` is called for each that stands in no named graph."""
    for quad in quads:
        if isinstance(quad.graph_name, DefaultGraph):
            note()
        yield quad
