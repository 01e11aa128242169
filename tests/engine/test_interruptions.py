"""A push that is killed, cut off or overtaken: nothing false is claimed, and the next one goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.shell import call_kg, environment, kg_command
from engine.between import Between, Request, between
from engine.conftest import Store
from engine.oxigraph_server import running_oxigraph
from engine.shelves import publish
from patience import within

from kg.engine.connection import Connection
from kg.engine.credentials import Credentials
from kg.engine.finding import find_engine
from kg.engine.names import TOKEN, record_graph
from kg.engine.record import State, Status, read_status
from kg.model.engine_settings import EngineSettings
from kg.model.project import Project

pytestmark = pytest.mark.slow

Make = Callable[..., Project]


def status_of(store: Store, project: Project) -> Status:
    """What a reader learns from the store."""
    with Connection(store.url, Credentials()) as connection:
        address = find_engine(store.url + store.query, EngineSettings(), connection, Credentials())
        return read_status(connection, address, project.base)


def kill_at(store: Store, project: Project, proxy: Between, write: int) -> None:
    """Run `kg push` and kill it, without any warning, when its write of that number arrives."""
    arrived = threading.Event()
    writes = 0

    def count(request: Request) -> None:
        nonlocal writes
        if request.graph and request.method != "GET":
            writes += 1
            if writes == write:
                arrived.set()
                time.sleep(0.05)

    proxy.before = count
    process = subprocess.Popen(
        kg_command("push", proxy.url + store.query),
        cwd=project.root,
        env=environment(**store.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert arrived.wait(within(30)), process.communicate(timeout=within(30))[0].decode()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=within(30))
    proxy.before = None
    time.sleep(0.2)  # what was under way arrives


@pytest.mark.parametrize(
    ("store", "write"),
    [*(("oxigraph", write) for write in (1, 2, 5, 12, 13, 14, 15)), ("virtuoso", 3), ("virtuoso", 13)],
    indirect=["store"],
)
def test_killed_at_any_moment_it_claims_nothing_and_the_next_push_makes_it_whole(
    store: Store, make: Make, write: int
) -> None:
    project = make()
    publish(project, 4)
    with between(store.url) as proxy:
        assert call_kg("push", proxy.url + store.query, cwd=project.root, **store.environment).returncode == 0
        before = status_of(store, project).version
        # 15 writes: the record, 9 articles and what is derived, an article deleted, what was done, the record
        after = publish(project, 12, first=1, notes={2: "новая"})
        kill_at(store, project, proxy, write)
        status = status_of(store, project)
        assert (status.state, status.version) in {
            (State.WHOLE, before),
            (State.BEGUN, after),
            (State.WHOLE, after),
        }
        if write > 2:
            assert status.state is not State.WHOLE or status.version == after
        found = call_kg("push", proxy.url + store.query, cwd=project.root, **store.environment)
        assert found.returncode == 0, found.stderr.decode()
    checked = call_kg("push", store.url + store.query, "--check", cwd=project.root, **store.environment)
    assert checked.returncode == 0, checked.stdout.decode()
    status = status_of(store, project)
    assert (status.state, status.version) == (State.WHOLE, after)


def test_back_to_the_old_version_after_a_kill_trusts_no_graph_that_was_being_written(
    oxigraph: Store, make: Make
) -> None:
    project = make()
    publish(project, 4)
    with between(oxigraph.url) as proxy:
        call_kg("push", proxy.url + "/query", cwd=project.root)
        publish(project, 4, notes={0: "новая", 1: "новая"})
        kill_at(oxigraph, project, proxy, 4)
        publish(project, 4)  # the digests in the first record would all fit
        assert call_kg("push", proxy.url + "/query", cwd=project.root).returncode == 0
    assert call_kg("push", f"{oxigraph.url}/query", "--check", cwd=project.root).returncode == 0


def test_a_resumed_push_sends_only_what_is_left(oxigraph: Store, make: Make) -> None:
    project = make()
    publish(project, 600)
    with between(oxigraph.url) as proxy:
        kill_at(oxigraph, project, proxy, 450)
        proxy.requests.clear()
        assert call_kg("push", proxy.url + "/query", cwd=project.root).returncode == 0
        # 444 graphs and 4 notes had arrived; at most what stands after the last note is sent again.
        assert 150 <= len(proxy.written()) <= 603 - 400


def test_a_store_that_restarts_is_waited_for(make: Make, tmp_path: Path) -> None:
    project = make()
    publish(project, 300)
    folder = tmp_path / "restarted"
    with running_oxigraph(folder) as first, between(first) as proxy:
        away = 0

        def sometimes(request: Request) -> tuple[int, dict[str, str], bytes] | None:
            nonlocal away
            if request.graph.endswith("a00150") and away < 2:
                away += 1
                return 503, {}, b"starting up"
            return None

        proxy.answer = sometimes
        found = call_kg("push", proxy.url + "/query", cwd=project.root)
        assert found.returncode == 0, found.stderr.decode()
        assert away == 2
    with running_oxigraph(folder) as again:  # what was pushed was kept
        assert call_kg("push", f"{again}/query", "--check", cwd=project.root).returncode == 0


def test_two_pushes_from_one_folder_do_not_run_at_once(oxigraph: Store, make: Make) -> None:
    project = make()
    publish(project, 5)
    found = []

    def second(request: Request) -> None:
        if request.graph.endswith("a00002") and not found:
            found.append(
                subprocess.run(
                    kg_command("push", proxy.url + "/query"),
                    cwd=project.root,
                    env=environment(),
                    capture_output=True,
                    timeout=within(60),
                    check=False,
                )
            )

    with between(oxigraph.url) as proxy:
        proxy.before = second
        assert call_kg("push", proxy.url + "/query", cwd=project.root).returncode == 0
    assert found[0].returncode == 2
    assert b"another push of this project to this store is running here" in found[0].stderr


def test_a_push_of_another_machine_is_left_alone_until_it_is_taken_over(oxigraph: Store, make: Make) -> None:
    project = make()
    publish(project, 5)
    with between(oxigraph.url) as proxy:
        kill_at(oxigraph, project, proxy, 4)
        for note in project.build.glob("push-*.token"):
            note.unlink()  # as on another machine
        found = call_kg("push", proxy.url + "/query", cwd=project.root)
        assert found.returncode == 2
        assert status_of(oxigraph, project).token in found.stderr.decode()
        assert b"another push to this store has begun" in found.stderr
        assert b"--takeover" in found.stderr
        assert call_kg("push", proxy.url + "/query", "--takeover", cwd=project.root).returncode == 0
    assert status_of(oxigraph, project).state is State.WHOLE


def test_a_push_that_is_taken_over_stops(oxigraph: Store, make: Make) -> None:
    import httpx

    project = make()
    publish(project, 250)
    record = record_graph(project.base)

    def overtake(request: Request) -> None:
        if request.graph.endswith("a00050"):
            httpx.put(
                f"{oxigraph.url}/store",
                params={"graph": record},
                content=f'<{record}> <{TOKEN}> "somebodyelse" .',
                headers={"Content-Type": "application/n-triples"},
                trust_env=False,
            ).raise_for_status()

    with between(oxigraph.url) as proxy:
        proxy.before = overtake
        found = call_kg("push", proxy.url + "/query", cwd=project.root)
        assert found.returncode == 2
        assert b"another push to this store has taken over: somebodyelse" in found.stderr
        assert len(proxy.written()) < 150
