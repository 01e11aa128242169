"""Engines elsewhere for tests: real stores that were given the version of a project by a real push."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from engine.oxigraph_server import running_oxigraph
from projects import ROOT
from virtuoso import Virtuoso

from kg.endpoint.remote.elsewhere import Elsewhere
from kg.engine.connection import Connection
from kg.engine.contents import open_contents
from kg.engine.credentials import credentials_from
from kg.engine.finding import find_engine
from kg.engine.names import merged_graph
from kg.engine.pushing import Push
from kg.graph.pipeline import build
from kg.graph.version import current_version
from kg.model.project import Project, read_project

ENGINES = ("oxigraph", "virtuoso")


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


@contextmanager
def answered_by(request: pytest.FixtureRequest, project: Project, folder: Path) -> Iterator[Elsewhere]:
    """The engine that is the parameter of a fixture, holding the current version of a project.

    Oxigraph is started for it in a folder; of Virtuoso there is one for all tests.
    """
    if request.param == "virtuoso":
        running: Virtuoso = request.getfixturevalue("virtuoso")
        with answering(project, running.sparql, running.environment) as elsewhere:
            yield elsewhere
        return
    with running_oxigraph(folder / "data") as url, answering(project, f"{url}/query", {}) as elsewhere:
        yield elsewhere


def shipped_project(folder: Path) -> Project:
    """The shipped project, built in a new folder, with time enough for a busy machine."""
    folder.mkdir()
    for name in ("kg.toml", "ontology", "shapes", "seeds", "queries"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("KG_ARTICLES", raising=False)
        project = read_project(folder)
        build(project)
    return replace(project, limits=replace(project.limits, seconds=60, workers=1))
