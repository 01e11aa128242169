"""A push that is killed half way: what lies in the engine then is never passed off as a version."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from cli.shell import call_kg
from endpoint.test_succession import eventually
from engine.between import between
from engine.conftest import Store, oxigraph, store
from engine.shelves import publish, shelves
from engine.test_interruptions import kill_at
from virtuoso import virtuoso

from kg.endpoint.formats import CSV
from kg.endpoint.protocol import Query
from kg.endpoint.remote.elsewhere import Elsewhere
from kg.endpoint.service import Endpoint
from kg.model.errors import EngineError, EngineUnavailable
from kg.model.project import Project

pytestmark = pytest.mark.slow
__all__ = ["oxigraph", "store", "virtuoso"]

COUNT = "SELECT (COUNT(DISTINCT ?g) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <urn:x:{0}>) }}"


@pytest.fixture
def project(tmp_path: Path, store: Store) -> Project:
    return shelves(tmp_path / "p", f"https://half-{store.query.strip('/')}.example/")


def asked_while(there: Endpoint, found: list[tuple[str, str]], done: threading.Event) -> None:
    """Ask again and again, never the same, and keep each answer with the version that it names."""
    number = 0
    while not done.is_set():
        number += 1
        try:
            answer = there.answer(Query(COUNT.format(number)), CSV)
        except EngineUnavailable:
            found.append(("", "unavailable"))
        else:
            found.append((answer.version, answer.body.decode().split()[1]))


def test_what_a_killed_push_left_is_no_version(project: Project, store: Store) -> None:
    def push(url: str) -> int:
        return call_kg("push", url + store.query, cwd=project.root, **store.environment).returncode

    first = publish(project, 4)
    assert push(store.url) == 0
    found: list[tuple[str, str]] = []
    done = threading.Event()
    with (
        Elsewhere(store.url + store.query, project) as elsewhere,
        Endpoint(project, check_seconds=0.1, elsewhere=elsewhere) as there,
        between(store.url) as proxy,
    ):
        kept = there.answer(Query("ASK { ?s ?p ?o }"), CSV)
        before = there.answer(Query(COUNT.format(0)), CSV).body.decode().split()[1]
        second = publish(project, 12)
        asking = threading.Thread(target=asked_while, args=(there, found, done))
        asking.start()
        try:
            kill_at(store, project, proxy, 6)
            assert eventually(lambda: found[-1][1] == "unavailable", seconds=20)
            half = len(found)
            time.sleep(0.5)
            with pytest.raises(EngineUnavailable):
                there.answer(Query("ASK { ?s ?p 1 }"), CSV)
            assert there.answer(Query("ASK { ?s ?p ?o }"), CSV).body == kept.body, "what is kept is given"
            assert there.version == first
            assert "is not finished" in there.state().problem
            assert there.state().alive == 0
            with (
                pytest.raises(EngineError, match="is not finished"),
                Elsewhere(store.url + store.query, project) as again,
            ):
                Endpoint(project, elsewhere=again)
            assert push(proxy.url) == 0
            assert eventually(lambda: there.version == second, seconds=30)
            assert eventually(lambda: found[-1][0] == second, seconds=20)
        finally:
            done.set()
            asking.join()
        after = there.answer(Query(COUNT.format(0)), CSV).body.decode().split()[1]
    assert {counted for version, counted in found if version == first} == {before}
    assert {counted for version, counted in found if version == second} == {after}
    assert int(after) - int(before) == 8
    assert [what for _, what in found[half:]][:1] == ["unavailable"]
