"""One look at the record of a push is for all answers that were there when it began, and for no other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from kg.endpoint.remote.freshness import SHARED_SECONDS, Freshness, Held
from kg.model.errors import EngineUnavailable, QueryTimeout

HELD = Held("v1", "whole")


class Looks:
    """A record that takes some time to be looked at; `held` is what it says."""

    def __init__(self) -> None:
        self.held = HELD
        self.seconds = 0.0
        self.begun: list[float] = []

    def __call__(self, _deadline: float, _gone: Callable[[], bool]) -> Held:
        self.begun.append(time.monotonic())
        held = self.held
        time.sleep(self.seconds)
        return held


@pytest.fixture
def looks() -> Looks:
    return Looks()


def confirm(freshness: Freshness, *, since: float | None = None, shared: bool = False) -> float:
    """When an answer that arrived at a time, by default now, was confirmed."""
    arrived = time.monotonic() if since is None else since
    freshness.confirm(since=arrived, deadline=arrived + 60, shared=lambda: shared)
    return time.monotonic()


def test_an_answer_counts_after_a_look_that_began_behind_it(looks: Looks) -> None:
    freshness = Freshness(looks, HELD)
    arrived = time.monotonic()
    confirm(freshness, since=arrived)
    assert len(looks.begun) == 1
    assert looks.begun[0] >= arrived
    confirm(freshness, since=arrived)  # which that look has seen as well
    assert len(looks.begun) == 1
    confirm(freshness)
    assert len(looks.begun) == 2


def test_many_answers_at_once_share_a_look(looks: Looks) -> None:
    looks.seconds = 0.05
    freshness = Freshness(looks, HELD)
    threads = [threading.Thread(target=confirm, args=(freshness,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looks.begun) < 10


def test_a_look_waits_a_moment_for_others_only_where_there_are_some(looks: Looks) -> None:
    freshness = Freshness(looks, HELD)
    confirm(freshness, shared=True)
    confirm(freshness, shared=True)
    assert looks.begun[1] - looks.begun[0] >= SHARED_SECONDS * 0.9
    before = time.monotonic()
    for _ in range(50):
        confirm(freshness)
    assert len(looks.begun) == 52
    assert time.monotonic() - before < 50 * SHARED_SECONDS


def test_an_answer_from_before_a_push_does_not_count_after_it(looks: Looks) -> None:
    freshness = Freshness(looks, HELD)
    arrived = time.monotonic()
    looks.held = Held("", "begun")
    with pytest.raises(EngineUnavailable):
        confirm(freshness, since=arrived, shared=True)
    assert freshness.moved


def test_a_look_that_takes_long_holds_nobody_up_for_longer_than_the_deadline(looks: Looks) -> None:
    looks.seconds = 3.0
    freshness = Freshness(looks, HELD)
    first = threading.Thread(target=confirm, args=(freshness,))
    first.start()
    while not looks.begun:
        time.sleep(0.001)
    now = time.monotonic()
    with pytest.raises(QueryTimeout):
        freshness.confirm(since=now, deadline=now + 0.2)
    assert time.monotonic() - now < 2.0
    first.join()
