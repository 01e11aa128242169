"""Attacks on the thread that reads sockets: who asks much at once, and takes nothing, holds up nobody."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from operation.sockets import connect, get, read_response
from patience import within

from kg.endpoint.service import Endpoint
from kg.model.project import Project, read_project
from kg.web import create_app
from kg.web.http.connection import Bounds
from kg.web.http.quick import QuickAnswers
from kg.web.http.request_log import Exchange
from kg.web.http.server import Server

WORDS = "CONCAT(" + ", ".join(["STR(?p)"] * 20) + ")"
WIDE = f"SELECT ({WORDS} AS ?x) {{ ?s ?p ?o }} LIMIT 2000"


@pytest.fixture(scope="module")
def project(built: Path) -> Project:
    found = read_project(built)
    return replace(found, limits=replace(found.limits, seconds=30, cache_mb=200))


@pytest.fixture(scope="module")
def endpoint(project: Project) -> Iterator[Endpoint]:
    with Endpoint(project) as endpoint:
        yield endpoint


@contextmanager
def served(project: Project, endpoint: Endpoint, bounds: Bounds) -> Iterator[Server]:
    noted: list[Exchange] = []
    server = Server(
        create_app(project, endpoint),
        socket.create_server(("127.0.0.1", 0)),
        note=noted.append,
        bounds=bounds,
        quick=QuickAnswers(project, endpoint, noted.append),
    )
    thread = threading.Thread(target=server.run, kwargs={"drain_seconds": 0.0}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(within(10))
        server.close()
        assert not thread.is_alive()


def request_of(query: str, *lines: str) -> bytes:
    head = "".join(f"{line}\r\n" for line in ("Host: localhost", "Accept: text/csv", *lines))
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\n{head}\r\n".encode()


@pytest.mark.parametrize("quick", [True, False])
def test_who_asks_on_and_takes_nothing_has_bounded_memory(
    project: Project, endpoint: Endpoint, quick: bool
) -> None:
    bounds = Bounds(held_bytes=8_000_000, connections=100)
    with served(project, endpoint, bounds) as server, connect(int(server.effective_port)) as client:
        first = request_of(WIDE) if quick else request_of(WIDE, "If-None-Match: x")
        client.sendall(first)
        size = len(read_response(client).body)
        assert 1_000_000 < size < 4_000_000
        client.sendall(first * 60)  # in one piece, so that all are read
        most, end = 0, time.monotonic() + within(5)
        while server.active_channels and time.monotonic() < end:
            most = max(most, *(one.held_bytes for one in list(server.active_channels.values())), 0)
            time.sleep(0.005)
        assert most < bounds.held_bytes + 3 * size
        assert not server.active_channels, "who took nothing was let go of"
        assert get(int(server.effective_port), "/healthz").status == 200


def test_many_who_ask_much_at_once_let_others_be_answered(project: Project, endpoint: Endpoint) -> None:
    kept = request_of("SELECT ?s { ?s ?p ?o } LIMIT 1")
    with served(project, endpoint, Bounds()) as server, ExitStack() as crowd:
        assert get(int(server.effective_port), "/healthz").status == 200
        clients = [crowd.enter_context(connect(int(server.effective_port))) for _ in range(50)]
        for each in clients:
            each.settimeout(0)
        over = threading.Event()

        def press() -> None:
            while not over.is_set():
                for each in clients:
                    try:
                        each.send(kept * 100)
                    except BlockingIOError:
                        time.sleep(0.001)
                    except OSError:
                        return

        pressing = threading.Thread(target=press)
        pressing.start()
        try:
            seconds = []
            for _ in range(10):
                started = time.monotonic()
                assert get(int(server.effective_port), "/healthz").status == 200
                seconds.append(time.monotonic() - started)
        finally:
            over.set()
            pressing.join(within(5))
    assert statistics.median(seconds) < within(0.5)


def test_a_request_that_waits_for_a_word_it_does_not_need_is_answered(
    project: Project, endpoint: Endpoint
) -> None:
    with (
        served(project, endpoint, Bounds()) as server,
        connect(int(server.effective_port), timeout=5) as client,
    ):
        for _ in range(2):
            client.sendall(request_of("ASK {}", "Expect: 100-continue"))
            assert read_response(client).status == 200
        body = b"query=ASK{}"
        head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n"
        client.sendall(head.encode())
        assert client.recv(25, socket.MSG_WAITALL) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(body)
        assert read_response(client).status == 200


def test_what_takes_long_to_read_is_read_elsewhere(project: Project, endpoint: Endpoint) -> None:
    """The thread that reads sockets takes nothing whose reading grows with what a client sends."""
    taken: list[str] = []

    class Noting(QuickAnswers):
        def _begin(self, exchange: object) -> None:
            taken.append(exchange.request.query)  # type: ignore[attr-defined]
            super()._begin(exchange)  # type: ignore[arg-type]

    server = Server(
        create_app(project, endpoint),
        socket.create_server(("127.0.0.1", 0)),
        quick=Noting(project, endpoint, lambda _: None),
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        long = [
            request_of("ASK { FILTER(1 = " + "(" * 3_000 + "1" + ")" * 3_000 + ") }"),
            request_of("ASK {}", "Accept-Encoding: " + "a," * 10_000),
            request_of("ASK {}").replace(b"text/csv", b"text/csv" + b", a/b;q=0.5" * 1_000),
        ]
        for each in long:
            with connect(int(server.effective_port)) as client:
                client.sendall(each)
                assert read_response(client).status in (200, 400, 413, 414)
        assert taken == []
        with connect(int(server.effective_port)) as client:
            client.sendall(request_of("ASK {}"))
            assert read_response(client).status == 200
        assert len(taken) == 1
    finally:
        server.stop()
        thread.join(within(10))
        server.close()
