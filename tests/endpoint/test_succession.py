"""Versions that take over from each other while queries run."""

import json
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from endpoint.library import another, library, publish

from kg.endpoint.admission import Caller
from kg.endpoint.counting import count_graph
from kg.endpoint.formats import CSV
from kg.endpoint.jobs import Caps, Job
from kg.endpoint.pool import Pool
from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint
from kg.graph.version.manifest import MANIFEST, read_manifest
from kg.model.errors import NoVersion, QueryCancelled, QueryError, VersionDamaged, WorkersNotStarted
from kg.model.project import Project

pytestmark = pytest.mark.slow

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} lib:value ?o{i} ." for i in range(6)) + " }"
EXTRAS = "SELECT (COUNT(*) AS ?n) { ?s lib:value 'extra' }"


def eventually(condition: Callable[[], bool], *, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


@pytest.fixture
def fresh(tmp_path: Path) -> Project:
    return library(tmp_path)


def test_without_a_version_there_is_no_endpoint(fresh: Project) -> None:
    with pytest.raises(NoVersion):
        Endpoint(fresh)


def test_a_store_that_cannot_be_opened_is_a_damaged_version(fresh: Project) -> None:
    publish(fresh)
    (current,) = (fresh.build / "versions").iterdir()
    (current / "merged" / "CURRENT").write_bytes(b"nonsense\n".ljust(16, b" "))
    with pytest.raises(VersionDamaged):
        Endpoint(fresh)


def test_a_new_version_is_taken_up_without_losing_or_mixing_an_answer(fresh: Project) -> None:
    first = publish(fresh)
    hashes = {first: 0}
    with Endpoint(fresh, check_seconds=0.05) as endpoint, ThreadPoolExecutor(4) as crowd:
        stop = []

        def keep_asking() -> list[tuple[str, int]]:
            answers = []
            while not stop:
                answer = endpoint.answer(Query(EXTRAS), CSV)
                answers.append((answer.version, int(answer.body.splitlines()[1])))
            return answers

        asking = [crowd.submit(keep_asking) for _ in range(3)]
        for number in range(1, 3):
            sha256 = publish(fresh, *(another(i) for i in range(number)))
            hashes[sha256] = number
            assert eventually(lambda expected=sha256: endpoint.version == expected)  # type: ignore[misc]
        time.sleep(0.2)
        stop.append(True)
        answers = [answer for future in asking for answer in future.result()]
        assert endpoint.state().problem == ""
    assert {version for version, _ in answers} == set(hashes)
    assert all(hashes[version] == found for version, found in answers)


def test_a_damaged_new_version_is_refused_and_the_old_one_stays(fresh: Project) -> None:
    first = publish(fresh)
    with Endpoint(fresh, check_seconds=0.05) as endpoint:
        (fresh.build / "current").write_text("0" * 64 + "-1-oxigraph-0.5\n")
        assert eventually(lambda: endpoint.state().problem != "")
        assert endpoint.version == first
        assert endpoint.answer(Query(EXTRAS), CSV).version == first
        second = publish(fresh, another(1))
        assert eventually(lambda: endpoint.version == second)
        assert endpoint.state().problem == ""


def test_facts_beside_the_graph_change_without_new_workers(fresh: Project) -> None:
    publish(fresh)
    with Endpoint(fresh, check_seconds=0.05) as endpoint:
        before = endpoint.built.manifest.title
        publish(library(fresh.root, title="Other libraries"))
        assert eventually(lambda: endpoint.built.manifest.title != before)
        assert endpoint.state().replaced == 0


def current(project: Project) -> Path:
    """The folder of the version that is named as current."""
    return project.build / "versions" / (project.build / "current").read_text().strip()


@pytest.mark.parametrize(
    ("member", "value"),
    [
        (("counts", "quads"), "many"),
        (("counts", "triples"), None),
        (("counts", "graphs"), 3),
        (("counts", "graphs"), {"https://g.example/a": "3"}),
        (("counts", "unnamed"), True),
        (("facts", "redirects"), ["a"]),
        (("facts", "removed"), {"a": 1}),
        (("facts", "quotes_from_lock"), 1.5),
        (("files",), {"../elsewhere": {"size": 1, "sha256": ""}}),
        (("files",), {"a\0b": {"size": 1, "sha256": ""}}),
        (("files",), {"\ud800": {"size": 1, "sha256": ""}}),
        (("files",), {"graph.nq": {"size": "1", "sha256": ""}}),
        (("files",), {"graph.nq": {"size": 1, "sha256": None}}),
        (("files",), []),
        (("engine",), "kg"),
        (("sha256",), 5),
        (("title",), {}),
        (("canonical",), "yes"),
    ],
)
def test_a_manifest_with_a_mistyped_member_is_damaged(
    fresh: Project, member: tuple[str, ...], value: object
) -> None:
    publish(fresh)
    path = current(fresh) / MANIFEST
    whole = json.loads(path.read_text())
    assert read_manifest(path.parent).canonical
    place = whole
    for name in member[:-1]:
        place = place[name]
    place[member[-1]] = value
    path.write_text(json.dumps(whole))
    with pytest.raises(VersionDamaged):
        read_manifest(path.parent)


def test_a_manifest_too_deep_to_read_is_refused_and_the_next_version_is_taken_up(fresh: Project) -> None:
    first = publish(fresh)
    good = (fresh.build / "current").read_text()
    publish(fresh, another(1))
    (current(fresh) / MANIFEST).write_text("[" * 200_000)
    bad = (fresh.build / "current").read_text()
    (fresh.build / "current").write_text(good)
    with Endpoint(fresh, check_seconds=0.05) as endpoint:
        (fresh.build / "current").write_text(bad)
        assert eventually(lambda: "is not a manifest" in endpoint.state().problem)
        assert str(fresh.root) not in endpoint.state().problem
        assert endpoint.version == first
        third = publish(fresh, another(2))
        assert eventually(lambda: endpoint.version == third)
        assert endpoint.state().problem == ""


def test_nothing_that_happens_ends_the_caretaker(fresh: Project) -> None:
    publish(fresh)
    with Endpoint(fresh, check_seconds=0.05) as endpoint:
        succession = endpoint._succession
        succession._project = None  # type: ignore[assignment]  # any defect will do
        assert eventually(lambda: endpoint.state().problem != "")
        assert "None" not in endpoint.state().problem, "no internals"
        succession._project = fresh
        second = publish(fresh, another(1))
        assert eventually(lambda: endpoint.version == second)
        assert endpoint.state().problem == ""


def test_a_version_refused_for_a_passing_reason_is_tried_again(fresh: Project) -> None:
    publish(fresh)
    good = (fresh.build / "current").read_text()
    second = publish(fresh, another(1))
    folder, name = current(fresh), (fresh.build / "current").read_text()
    (fresh.build / "current").write_text(good)
    with Endpoint(fresh, check_seconds=0.05) as endpoint:
        (folder / "merged").rename(folder / "aside")
        (folder / "merged").write_text("no folder")
        (fresh.build / "current").write_text(name)
        assert eventually(lambda: endpoint.state().problem != "")
        (folder / "merged").unlink()
        (folder / "aside").rename(folder / "merged")  # the manifest is what it was
        assert eventually(lambda: endpoint.version == second)
        assert endpoint.state().problem == ""


def test_the_pauses_between_attempts_grow(fresh: Project) -> None:
    publish(fresh)
    with Endpoint(fresh, check_seconds=600) as endpoint:
        succession = endpoint._succession
        succession._check_seconds = 1.0
        publish(fresh, another(1))
        folder = current(fresh)
        (folder / "merged").rename(folder / "aside")
        (folder / "merged").write_text("no folder")
        pauses = []
        for _ in range(8):
            succession.take_up()
            assert succession._try_again > time.monotonic()
            pauses.append(round(succession._try_again - time.monotonic()))
            succession._try_again = 0.0
        assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
        (folder / MANIFEST).write_text("{}")
        succession.take_up()
        assert succession._try_again == float("inf"), "a damaged version is not looked at again"


@contextmanager
def no_descriptors(*, but: int) -> Iterator[None]:
    """This process can open only so many files more.

    All that the limit leaves are taken, and the limit stays high enough for a worker: a fork server
    that ends for want of descriptors is started again with the limit of the moment, and keeps it.
    """
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(int(path.name) for path in Path("/proc/self/fd").iterdir())
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(highest + but + 10, 512), hard))
    taken: list[int] = []
    try:
        try:
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        except OSError:
            for _ in range(but):
                os.close(taken.pop())
        yield
    finally:
        for each in taken:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.skipif(sys.platform != "linux", reason="looks at descriptors in /proc")
def test_without_descriptors_for_workers_the_old_version_stays_until_there_are_some(
    fresh: Project, caplog: pytest.LogCaptureFixture
) -> None:
    first = publish(fresh)
    good = (fresh.build / "current").read_text()
    second = publish(fresh, another(1))
    name = (fresh.build / "current").read_text()
    (fresh.build / "current").write_text(good)
    with Endpoint(fresh, check_seconds=0.1, verify=False) as endpoint:
        with no_descriptors(but=8):
            before = _open_files()
            (fresh.build / "current").write_text(name)
            assert eventually(lambda: endpoint.state().problem == "a worker does not start", seconds=30)
            assert eventually(lambda: caplog.text.count("could not be opened") > 2, seconds=30), "tried again"
            assert endpoint.version == first
        assert eventually(lambda: endpoint.version == second, seconds=20)
        assert eventually(lambda: endpoint.state().problem == "")
        assert eventually(lambda: _open_files() <= before + 4, seconds=20), "nothing is left of the attempts"
        assert endpoint.answer(Query(EXTRAS), CSV).version == second


@pytest.mark.skipif(sys.platform != "linux", reason="looks at descriptors in /proc")
def test_workers_that_cannot_be_replaced_are_replaced_later(fresh: Project) -> None:
    publish(fresh)
    with Endpoint(fresh, check_seconds=0.05) as endpoint:
        places = endpoint._succession.current.public._workers
        with ExitStack() as kept:
            for _ in places:  # as if each had a query, so that none is replaced before all have ended
                kept.enter_context(endpoint._succession.current.public._admission.worker(deadline=math.inf))
            for place in places:
                assert place._running is not None
                place._running.end()
            with no_descriptors(but=2):  # enough to look at the version, not for a process
                kept.close()
                assert eventually(lambda: "could not be replaced" in endpoint.state().problem)
                assert endpoint.state().alive == 0
        assert eventually(lambda: endpoint.state().alive == 2 and endpoint.state().problem == "")
        assert endpoint.answer(Query(EXTRAS), CSV).solutions == 1


def _open_files() -> int:
    try:
        return len(list(Path("/proc/self/fd").iterdir()))
    except OSError:  # an attempt has taken the last one
        return sys.maxsize


def test_workers_that_cannot_start_are_no_damage(fresh: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(fresh)
    monkeypatch.setattr("kg.endpoint.pool.START_SECONDS", 0.001)
    with pytest.raises(WorkersNotStarted):
        Endpoint(fresh)


def test_all_counts_together_have_one_time_limit_and_end_when_nobody_wants_them(fresh: Project) -> None:
    publish(fresh)
    with Endpoint(fresh, check_seconds=600) as endpoint:
        pool = endpoint._succession.current.own
        asked: list[float] = []

        class Unhurried:
            """The pool, half a second late with each answer."""

            def evaluate(self, job: Job, *, deadline: float, caller: Caller) -> object:
                asked.append(deadline)
                time.sleep(0.5)
                return pool.evaluate(job, deadline=deadline, caller=caller)

        counted = count_graph(Unhurried(), space="", seconds=1.2)  # type: ignore[arg-type]
        assert (counted.class_count, counted.subjects) == (1, None)
        assert len(asked) == 3
        assert len(set(asked)) == 1
        started = time.monotonic()
        place = threading.Thread(target=_keep_busy, args=[pool])
        place.start()
        assert eventually(lambda: pool.busy == 1)
        assert count_graph(pool, space="", seconds=60, gone=lambda: True).class_count is None
        assert time.monotonic() - started < 1.5, "does not wait for the worker"
        place.join()


def _keep_busy(pool: Pool) -> None:
    with suppress(QueryError):
        pool.evaluate(Job(ENDLESS, "csv", Caps(1, 1, 1)), deadline=time.monotonic() + 2)


def test_what_ends_just_as_its_client_leaves_costs_no_worker(fresh: Project) -> None:
    publish(fresh)
    with Endpoint(fresh, check_seconds=600) as endpoint:
        pool = endpoint._succession.current.own
        slow = Job("SELECT (COUNT(*) AS ?n) { ?a lib:value ?x . ?b lib:value ?y }", "csv", Caps(1, 1, 1))
        started = time.monotonic()
        pool.evaluate(slow, deadline=started + 20)
        took = time.monotonic() - started
        with suppress(QueryCancelled):
            pool.evaluate(
                slow, deadline=started + 20, caller=Caller(gone=lambda: not time.sleep(2 * took + 1))
            )
        assert pool.replaced == 0
        left = time.monotonic() + 0.5
        with pytest.raises(QueryCancelled):
            pool.evaluate(
                Job(ENDLESS, "csv", Caps(1, 1, 1)),
                deadline=time.monotonic() + 5,
                caller=Caller(gone=lambda: time.monotonic() > left),
            )
        assert pool.replaced == 1
