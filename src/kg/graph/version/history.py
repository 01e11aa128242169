"""Since when each article is in the graph, and when what it says changed last.

A version's hash knows no time, so the times lie in the facts beside it and are carried over from the
version before.  An article whose triples are the same keeps its times, whatever else changed.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import UTC, datetime

from kg.graph.dataset import Dataset
from kg.graph.version.build_folder import current_name, versions_folder
from kg.graph.version.manifest import History, Manifest, read_manifest
from kg.model.errors import FileProblem, VersionDamaged
from kg.model.iris import RESERVED
from kg.model.project import Project
from kg.model.terms import iri_value


def article_histories(project: Project, dataset: Dataset, *, now: str = "") -> dict[str, History]:
    """The history of each article of a dataset that is about to be published, by its id.

    `now` is the time of this build, ISO 8601 in UTC.  A version before that cannot be read counts as
    none.
    """
    now = now or datetime.now(UTC).isoformat(timespec="seconds")
    before = _version_before(project)
    head = f"{project.base}graph/"
    found = {}
    for term in dataset.graph_names():
        name = iri_value(term).removeprefix(head)
        if name in RESERVED or not iri_value(term).startswith(head):
            continue
        digest = hashlib.sha256()
        triples = dataset.graph(term)
        for one in triples:
            digest.update(f"{one.subject} {one.predicate} {one.object} .\n".encode())
        known = before.facts.articles.get(name) if before else None
        if known is None:
            known = _assumed(before, iri_value(term), len(triples), digest.hexdigest(), now)
        changed = known.changed if known.sha256 == digest.hexdigest() else now
        found[name] = History(digest.hexdigest(), known.added, changed)
    return found


def _assumed(before: Manifest | None, graph: str, size: int, sha256: str, now: str) -> History:
    """The history of an article that has none yet.

    An engine that noted no times may have built it: then it is at least as old as that version, and
    counts as unchanged while it has as many triples.
    """
    if before is None or before.facts.articles or graph not in before.counts.graphs:
        return History(sha256, now, now)
    same = before.counts.graphs[graph] == size
    return History(sha256, before.built, before.built if same else now)


def _version_before(project: Project) -> Manifest | None:
    with suppress(VersionDamaged, FileProblem):
        name = current_name(project)
        return read_manifest(versions_folder(project) / name) if name else None
    return None
