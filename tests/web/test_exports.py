"""Exports are made once, hold nobody up for long, and outlive the version that they are of for a while."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest
from endpoint.library import another, library, publish

from kg.graph.version import Version, current_version
from kg.model.errors import EndpointBusy
from kg.model.project import Project
from kg.web.exports import Exports
from kg.web.problems import from_error


@pytest.fixture
def shelf(tmp_path: Path) -> Project:
    return library(tmp_path)


def version(project: Project, number: int) -> Version:
    publish(project, another(number))
    return current_version(project)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="has no named pipes")
def test_who_finds_a_file_being_made_hears_busy_and_other_files_are_made(shelf: Project) -> None:
    served, exports = version(shelf, 1), Exports(shelf)
    first = exports.file(served, "graph.nq")
    assert first
    slow = first.path.with_name(f".graph.nt.{os.getpid()}")
    os.mkfifo(slow)  # what is written to it waits for who reads
    making = threading.Thread(target=exports.file, args=[served, "graph.nt"], daemon=True)
    making.start()
    reading = threading.Timer(8, slow.read_bytes)
    reading.start()
    time.sleep(0.5)
    started = time.monotonic()
    other = exports.file(served, "graph.ttl")
    assert other
    assert other.path.is_file()
    with pytest.raises(EndpointBusy) as busy:
        exports.file(served, "graph.nt")
    assert time.monotonic() - started < 6
    problem = from_error(busy.value)
    assert (problem.status, problem.retry_after) == (503, 2)
    reading.cancel()
    slow.read_bytes()
    making.join(10)
    made = exports.file(served, "graph.nt")
    assert made
    assert made.path.read_bytes().count(b"\n") > 400


def test_requests_at_the_same_time_get_one_file(shelf: Project) -> None:
    served, exports = version(shelf, 1), Exports(shelf)
    found: list[object] = []
    crowd = [
        threading.Thread(target=lambda: found.append(exports.file(served, "graph.ttl"))) for _ in range(8)
    ]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join(20)
    assert len(found) == 8
    assert found[0] is not None
    assert all(one is found[0] for one in found)


@pytest.mark.slow
def test_files_of_the_version_before_stay_and_older_ones_go(shelf: Project) -> None:
    exports = Exports(shelf)
    paths = []
    for number in range(3):
        file = exports.file(version(shelf, number), "graph.nt")
        assert file
        paths.append(file.path)
        assert [path.is_file() for path in paths] == [number - one < 2 for one in range(number + 1)]
        time.sleep(0.02)  # folders differ in their times
    assert len({path.parent for path in paths}) == 3
