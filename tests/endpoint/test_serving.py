"""Versions that take over from each other while queries run."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from endpoint.library import another, library, publish

from kg.endpoint.formats import CSV
from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint
from kg.model.errors import NoVersion, VersionDamaged
from kg.model.project import Project

pytestmark = pytest.mark.slow

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
