"""A site that is made while its server answers already: who comes early waits, and nothing is uncounted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from typing import Any

import pytest
from patience import within

from kg.web.http.later import Application, Count, LaterSite
from kg.web.http.request_log import Exchange


def an_exchange(number: int) -> Exchange:
    return Exchange("GET", "/", f"/{number}", 200, 0.001, 5)


def answer(_environment: dict[str, Any], _start: Any) -> Iterable[bytes]:
    return [b"an answer"]


def test_who_asks_early_is_answered_when_the_site_is_made() -> None:
    made = threading.Event()

    def make() -> tuple[Application, Count]:
        assert made.wait(within(5))
        return answer, lambda _: None

    failed: list[str] = []
    site = LaterSite(make, lambda: failed.append("failed"))
    site.start()
    bodies: list[bytes] = []
    asking = threading.Thread(target=lambda: bodies.extend(site({}, None)))
    asking.start()
    asking.join(0.1)
    assert bodies == []
    made.set()
    asking.join(within(5))
    assert bodies == [b"an answer"]
    assert list(site({}, None)) == [b"an answer"]
    assert (site.problem, failed) == (None, [])


def test_requests_before_the_site_are_logged_at_once_and_counted_with_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made, counted = threading.Event(), list[str]()

    def make() -> tuple[Application, Count]:
        assert made.wait(within(5))
        return answer, lambda exchange: counted.append(exchange.path)

    site = LaterSite(make, lambda: None)
    site.start()
    with caplog.at_level(logging.INFO, "kg.requests"):
        for number in range(3):
            site.note(an_exchange(number))
        assert (len(caplog.records), counted) == (3, [])
        made.set()
        assert list(site({}, None)) == [b"an answer"]
        site.note(an_exchange(3))
    assert counted == ["/0", "/1", "/2", "/3"]
    assert len(caplog.records) == 4


def test_a_site_that_cannot_be_made_is_told_to_the_server_and_to_who_waits() -> None:
    told = threading.Event()

    def make() -> tuple[Application, Count]:
        raise ImportError("no such module")

    site = LaterSite(make, told.set)
    site.start()
    assert told.wait(within(5))
    with pytest.raises(RuntimeError, match="could not be made"):
        site({}, None)
    assert isinstance(site.problem, ImportError)
