"""Workers that are slow to take what is long, and those that cannot open what is theirs."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from endpoint.library import NUMBERS, library, publish
from endpoint.test_pool import workers
from patience import within

import kg.endpoint.succession as succession_module
from kg.endpoint.formats import CSV
from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint
from kg.graph.version import Version, current_version, verify_files
from kg.model.errors import FileProblem

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]

SMALL = "SELECT (COUNT(*) AS ?n) { ?s lib:value ?o }"


def eventually(condition: Callable[[], bool], *, seconds: float = 5) -> bool:
    end = time.monotonic() + within(seconds)
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_a_worker_that_takes_a_long_query_late_is_not_replaced(tmp_path: Path) -> None:
    project = library(tmp_path)
    project = replace(project, limits=replace(project.limits, seconds=20))
    publish(project)
    others = workers()
    with Endpoint(project, check_seconds=600) as endpoint:
        ours = workers() - others
        for pid in ours:
            os.kill(pid, signal.SIGSTOP)

        def go_on() -> None:
            for pid in ours:
                os.kill(pid, signal.SIGCONT)

        later = threading.Timer(1.5, go_on)
        later.start()
        try:
            long = f"# {'讀' * 120_000}\n{SMALL}"  # more bytes than a socket holds
            began = time.monotonic()
            assert int(endpoint.answer(Query(long), CSV).body.splitlines()[1]) == NUMBERS
            assert time.monotonic() - began > 1.0
        finally:
            later.join()
        assert endpoint.state().replaced == 0


def test_a_worker_that_cannot_open_its_stores_takes_the_place_of_none(tmp_path: Path) -> None:
    project = library(tmp_path)
    publish(project)
    with Endpoint(project, check_seconds=600, verify=False) as endpoint:
        place = endpoint._succession.current.public._workers[0]  # type: ignore[union-attr]
        before = place._running
        version = current_version(project)
        aside = version.merged_store.with_name("aside")
        version.merged_store.rename(aside)
        try:
            place.worn = True
            with pytest.raises(OSError, match="a store cannot be opened"):
                place.renew()
        finally:
            aside.rename(version.merged_store)
        assert place._running is before
        assert int(endpoint.answer(Query(SMALL), CSV).body.splitlines()[1]) == NUMBERS
        place.renew()
        assert place._running is not before
        assert endpoint.state().replaced == 0


@pytest.mark.parametrize("kind", ["descriptors", "memory"])
def test_a_version_that_cannot_be_read_for_a_reason_that_passes_is_not_withdrawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    project = library(tmp_path)
    publish(project)
    attempts: list[Version] = []

    def held_up(version: Version) -> None:
        attempts.append(version)
        if len(attempts) < 3:
            if kind == "memory":
                raise MemoryError
            problem = OSError(errno.EMFILE, "too many open files")
            raise FileProblem(version.quads, problem) from problem
        if len(attempts) == 3:
            eventually(lambda: len(seen) > 0)
        verify_files(version)

    seen: list[str] = []
    monkeypatch.setattr(succession_module, "verify_files", held_up)
    with Endpoint(project, check_seconds=0.05) as endpoint:
        assert eventually(lambda: "could not be read whole" in endpoint.state().problem)
        seen.append(endpoint.state().problem)
        assert int(endpoint.answer(Query(SMALL), CSV).body.splitlines()[1]) == NUMBERS
        assert eventually(lambda: endpoint.state().problem == "")
        assert len(attempts) == 3


def test_a_version_whose_files_cannot_be_read_at_all_is_withdrawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = library(tmp_path)
    publish(project)

    def broken(version: Version) -> None:
        problem = OSError(errno.EIO, "input/output error")
        raise FileProblem(version.quads, problem) from problem

    monkeypatch.setattr(succession_module, "verify_files", broken)
    with Endpoint(project, check_seconds=600) as endpoint:
        assert eventually(lambda: endpoint._succession.current.withdrawn is not None)
