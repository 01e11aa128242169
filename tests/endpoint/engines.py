"""Engines elsewhere for tests: real stores that were given the version of a project by a real push."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kg.endpoint.remote.elsewhere import Elsewhere
from kg.engine.connection import Connection
from kg.engine.contents import open_contents
from kg.engine.credentials import credentials_from
from kg.engine.finding import find_engine
from kg.engine.names import merged_graph
from kg.engine.pushing import Push
from kg.graph.version import current_version
from kg.model.project import Project


def push(project: Project, url: str, environment: dict[str, str]) -> None:
    """Push the current version of a project to a store."""
    credentials = credentials_from(environment)
    version = current_version(project)
    with Connection(url, credentials) as connection:
        address = find_engine(url, project.engine, connection, credentials)
        with open_contents(
            version.quads,
            merged=merged_graph(project.base),
            key=address.dialect.key,
            note=lambda _: None,
        ) as contents:
            Push(
                contents,
                sha256=version.sha256,
                base=project.base,
                connection=connection,
                address=address,
                progress=lambda *_: None,
            ).run(project.build)


@contextmanager
def answering(project: Project, url: str, environment: dict[str, str]) -> Iterator[Elsewhere]:
    """The store at a URL, holding the current version of a project."""
    push(project, url, environment)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("KG_ENGINE_USER", "KG_ENGINE_PASSWORD", "KG_ENGINE_TOKEN"):
            patch.delenv(name, raising=False)  # whoever asks needs no password
        with Elsewhere(url, project) as elsewhere:
            yield elsewhere
