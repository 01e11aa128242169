"""A version is served at once and read whole meanwhile: what is damaged is withdrawn, and says so."""

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from endpoint.library import another, library, publish
from patience import within
from projects import ROOT

import kg.endpoint.succession as succession_module
from kg.endpoint.counting import count_graph, noted_counts
from kg.endpoint.formats import CSV
from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint
from kg.endpoint.succession import entity_space
from kg.graph.pipeline import build
from kg.graph.version import Version, current_version, verify_files
from kg.model.errors import VersionDamaged
from kg.model.project import Project, read_project
from kg.web import create_app

pytestmark = pytest.mark.slow


def eventually(condition: Callable[[], bool], *, seconds: float = 10) -> bool:
    end = time.monotonic() + within(seconds)
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


@pytest.fixture
def fresh(tmp_path: Path) -> Project:
    return library(tmp_path)


def damage(project: Project) -> Path:
    """Change a byte that no query reads; the length stays."""
    quads = current_version(project).path / "graph.nq"
    whole = quads.read_bytes()
    quads.write_bytes(whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:])
    return quads


def test_a_version_is_served_while_it_is_read_and_withdrawn_when_it_is_damaged(
    fresh: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(fresh)
    damage(fresh)
    read_on = threading.Event()

    def held_up(version: Version) -> None:
        read_on.wait(within(20))
        verify_files(version)

    monkeypatch.setattr(succession_module, "verify_files", held_up)
    with Endpoint(fresh, check_seconds=0.05) as endpoint:
        assert endpoint.answer(Query("ASK { ?s ?p ?o }"), CSV).body == b"true"
        site = create_app(fresh, endpoint).test_client()
        assert site.get("/readyz").status_code == 200
        read_on.set()
        assert eventually(lambda: "graph.nq is not as it was written" in endpoint.state().problem)
        with pytest.raises(VersionDamaged):
            endpoint.answer(Query("ASK { ?s ?p ?o }"), CSV)  # what was kept is not told either
        with pytest.raises(VersionDamaged):
            endpoint.ask("ASK {}")
        for path in ("/sparql?query=ASK%7B%7D", "/", "/downloads"):
            assert site.get(path, headers={"Accept": "application/json"}).status_code == 503, path
        ready = site.get("/readyz")
        assert (ready.status_code, ready.get_json()["alive"]) == (503, 0)
        assert str(fresh.root) not in ready.text
        assert site.get("/healthz").status_code == 200
        monkeypatch.setattr(succession_module, "verify_files", verify_files)
        second = publish(fresh, another(1))
        assert eventually(lambda: endpoint.state().problem == "")
        assert endpoint.answer(Query("ASK { ?s ?p ?o }"), CSV).version == second


def test_a_withdrawn_version_that_is_built_again_is_served_again(fresh: Project) -> None:
    first = publish(fresh)
    quads = damage(fresh)
    with Endpoint(fresh, check_seconds=0.05) as endpoint:
        assert eventually(lambda: endpoint.state().problem != "")
        assert publish(fresh) == first
        assert eventually(lambda: endpoint.state().problem == "")
        assert endpoint.answer(Query("ASK { ?s ?p ?o }"), CSV).version == first
        assert quads.exists()


def test_a_whole_version_is_not_withdrawn(fresh: Project) -> None:
    publish(fresh)
    with Endpoint(fresh, check_seconds=0.05) as endpoint:
        assert eventually(lambda: "kg-verify" not in {one.name for one in threading.enumerate()})
        assert endpoint.state().problem == ""
        assert endpoint.answer(Query("ASK { ?s ?p ?o }"), CSV).body == b"true"


@pytest.mark.parametrize("name", ["library", "museum"])
def test_the_counts_that_a_build_noted_are_those_that_queries_find(
    fresh: Project, tmp_path: Path, name: str
) -> None:
    project = fresh
    if name == "museum":
        shutil.copytree(ROOT / "tests" / "project", tmp_path / name, ignore=shutil.ignore_patterns("build"))
        project = read_project(tmp_path / name)
        build(project)
    else:
        publish(project)
    with Endpoint(project) as endpoint:
        noted = noted_counts(endpoint.built)
        assert noted is not None
        pool = endpoint._succession.current.public
        assert noted == count_graph(pool, space=entity_space(project), seconds=60)
