"""Real worker processes: deadlines, deaths, limits, the queue."""

import os
import signal
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from endpoint.library import NUMBERS
from patience import within

from kg.endpoint.formats import CSV
from kg.endpoint.jobs import Answered, Caps, Job, Setup
from kg.endpoint.pool import Pool
from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint
from kg.graph.version import current_version
from kg.model.errors import EndpointBusy, EngineStopped, QueryError, QueryOutOfMemory, QueryTimeout
from kg.model.project import Project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]

LIMIT = 2.0
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} lib:value ?o{i} ." for i in range(6)) + " }"
GREEDY = "SELECT * { ?a lib:value ?x . ?b lib:value ?y . ?c lib:value ?z } ORDER BY ?x ?y"
DEEP = "ASK { FILTER(" + "STR(" * 5_000 + "1" + ")" * 5_000 + ") }"
SMALL = "SELECT (COUNT(*) AS ?n) { ?s lib:value ?o }"


def count(endpoint: Endpoint) -> int:
    return int(endpoint.answer(Query(SMALL), CSV).body.splitlines()[1])


def workers() -> set[int]:
    """The processes that have this one, or its fork server, as an ancestor and answer queries."""
    found: dict[int, int] = {}
    names: dict[int, str] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                names[int(folder.name)] = (folder / "cmdline").read_text()
            except OSError:
                continue
            if fields[0] != "Z":
                found[int(folder.name)] = int(fields[1])
    servers = {pid for pid, parent in found.items() if parent == os.getpid() and "forkserver" in names[pid]}
    return {pid for pid, parent in found.items() if parent in servers}


def eventually(condition: Callable[[], bool], *, seconds: float = 3) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


@pytest.fixture(scope="module")
def endpoint(project: Project) -> Iterator[Endpoint]:
    """An endpoint whose workers may be killed."""
    with Endpoint(project) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def others(request: pytest.FixtureRequest) -> set[int]:
    """Workers of other tests, which are let alone."""
    found = workers()
    request.getfixturevalue("endpoint")
    return found


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(40) as crowd:
        yield crowd


def test_a_worker_that_is_killed_costs_its_own_query_alone(
    others: set[int], endpoint: Endpoint, crowd: ThreadPoolExecutor
) -> None:
    before = workers() - others
    running: Future[object] = crowd.submit(endpoint.answer, Query(ENDLESS), CSV)
    assert eventually(lambda: endpoint.state().busy == 1)
    time.sleep(0.3)
    os.kill(max(before, key=_ticks), signal.SIGKILL)
    with pytest.raises(EngineStopped):
        running.result(within(2))
    assert count(endpoint) == NUMBERS
    assert eventually(lambda: len(workers() - others) == len(before), seconds=within(2))


def test_idle_workers_that_are_killed_are_replaced(others: set[int], endpoint: Endpoint) -> None:
    before = workers() - others
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert count(endpoint) == NUMBERS
    assert endpoint.ask("ASK {}")
    assert eventually(lambda: len(workers() - others) == len(before) and not workers() & before)


def test_a_query_ends_at_its_deadline_and_the_next_one_works(endpoint: Endpoint) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTimeout):
        endpoint.answer(Query(ENDLESS), CSV)
    assert LIMIT - 0.1 <= time.monotonic() - started < within(LIMIT + 0.5)
    started = time.monotonic()
    assert count(endpoint) == NUMBERS
    assert time.monotonic() - started < within(1)


def test_a_client_can_lower_its_deadline_but_not_raise_it(endpoint: Endpoint) -> None:
    seconds = []
    for number in range(5):
        started = time.monotonic()
        with pytest.raises(QueryTimeout):
            endpoint.answer(Query(f"{ENDLESS} #{number}", timeout=0.3), CSV)
        seconds.append(time.monotonic() - started)
    assert max(seconds) < within(0.3 + 0.5)
    assert statistics.median(seconds) < 0.3 + 0.5, "which no limit of two seconds keeps"
    assert endpoint.answer(Query(SMALL, timeout=999), CSV).solutions == 1


def test_a_query_that_outgrows_its_memory_is_told_so(project: Project) -> None:
    unhurried = replace(project, limits=replace(project.limits, seconds=60))
    with Endpoint(unhurried) as endpoint:
        with pytest.raises(QueryOutOfMemory):
            endpoint.answer(Query(GREEDY), CSV)
        assert count(endpoint) == NUMBERS


def test_beyond_the_queue_everybody_hears_at_once_that_it_is_busy(
    endpoint: Endpoint, crowd: ThreadPoolExecutor
) -> None:
    eventually(lambda: endpoint.state().busy == 0)
    asked = [crowd.submit(_outcome, endpoint) for _ in range(30)]
    eventually(lambda: sum(future.done() for future in asked) >= 20, seconds=1)
    refused = [future for future in asked if future.done()]
    assert len(refused) == 30 - 2 - 8
    assert {future.result()[0] for future in refused} == {EndpointBusy}
    seconds = [future.result()[1] for future in refused]
    assert max(seconds) < within(1)
    assert statistics.median(seconds) < 1
    assert endpoint.ask("ASK { ?s lib:value 1 }"), "the site's own pages have a worker to themselves"
    late = [future.result() for future in asked if future not in refused]
    assert {kind for kind, _ in late} <= {QueryTimeout, EndpointBusy}
    assert max(seconds for _, seconds in late) < within(LIMIT + 0.5), "the deadline covers the wait"
    assert count(endpoint) == NUMBERS


@pytest.fixture
def pool(project: Project) -> Iterator[Pool]:
    version = current_version(project)
    setup = Setup(
        str(version.merged_store),
        str(version.full_store),
        "http://127.0.0.1/",
        prefixes=tuple(project.namespaces.items()),
        memory_mb=400,
        seconds=0,
    )
    pool = Pool(setup, workers=1, queue=1, max_tasks=5)
    pool.wait_until_open()
    yield pool
    pool.close()


def test_a_query_that_overflows_the_stack_ends_its_worker_alone(pool: Pool) -> None:
    with pytest.raises(EngineStopped):
        pool.evaluate(Job(DEEP, "json", Caps(1, 1, 1)), deadline=time.monotonic() + 5)
    assert pool.replaced == 1
    found = pool.evaluate(Job("ASK {}", "csv", Caps(1, 1, 1)), deadline=time.monotonic() + 5)
    assert found == Answered(b"true", 1)


def test_the_system_ends_a_query_that_nobody_ends(pool: Pool) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTimeout):
        pool.evaluate(Job(ENDLESS, "csv", Caps(1, 1, 1)), deadline=started + 20)
    assert time.monotonic() - started < 10


def test_a_worker_is_renewed_after_its_share_of_queries(pool: Pool) -> None:
    job = Job("ASK {}", "csv", Caps(1, 1, 1))
    for _ in range(12):
        assert pool.evaluate(job, deadline=time.monotonic() + 5) == Answered(b"true", 1)
    assert pool.replaced == 0


def test_many_threads_share_the_workers(endpoint: Endpoint, crowd: ThreadPoolExecutor) -> None:
    lock = threading.Semaphore(8)

    def polite() -> int:
        with lock:
            return count(endpoint)

    assert {future.result() for future in [crowd.submit(polite) for _ in range(100)]} == {NUMBERS}


def test_the_layers_of_isolation_are_named(endpoint: Endpoint) -> None:
    state = endpoint.state()
    assert (state.workers, state.busy, state.waiting, state.problem) == (2, 0, 0, "")
    assert "memory limit" in state.layers


def test_nothing_is_left_when_an_endpoint_closes(project: Project) -> None:
    before = workers()
    with Endpoint(project) as short:
        assert count(short) == NUMBERS
        assert len(workers()) == len(before) + 3
    assert eventually(lambda: workers() <= before)


def _ticks(pid: int) -> int:
    return int((Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[11])


def _outcome(endpoint: Endpoint) -> tuple[type[QueryError] | None, float]:
    started = time.monotonic()
    try:
        endpoint.answer(Query(ENDLESS), CSV)
    except QueryError as error:
        return type(error), time.monotonic() - started
    return None, time.monotonic() - started
