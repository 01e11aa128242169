"""Clients that are slow, idle, many or gone cost memory within bounds, and never the others' answers."""

from __future__ import annotations

import logging
import random
import socket
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from operation.sockets import SMALL, connect, get, read_response, seconds_until_closed, send
from patience import within

if TYPE_CHECKING:
    from operation.conftest import Running

pytestmark = pytest.mark.slow

Start = Callable[..., "Running"]
HELD = SMALL.replace(b"/small", b"/held")
LARGE = SMALL.replace(b"/small", b"/large")
HALF_A_HEADER = b"GET /small HTTP/1.1\r\nHost: loc"
HALF_A_BODY = b"POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf"


def assert_neighbours_are_answered(port: int) -> None:
    """Small requests on fresh connections are answered within a second each."""
    seconds = []
    for _ in range(5):
        started = time.monotonic()
        assert get(port, "/small").body == b"small"
        seconds.append(time.monotonic() - started)
    assert max(seconds) < within(1), seconds
    assert statistics.median(seconds) < 1, seconds


def test_hundreds_of_idle_and_half_open_connections_hold_nobody_up(run_server: Start) -> None:
    port = run_server(threads=2).port
    with ExitStack() as clients:
        for beginning in (b"", HALF_A_HEADER, HALF_A_BODY):
            for _ in range(200):
                client = clients.enter_context(connect(port))
                client.sendall(beginning)
        assert_neighbours_are_answered(port)


@pytest.mark.parametrize(
    ("beginning", "bounds"),
    [
        (HALF_A_HEADER, {"header_seconds": 1, "request_seconds": 20}),
        (HALF_A_BODY, {"header_seconds": 20, "request_seconds": 1}),
    ],
)
def test_a_request_that_trickles_in_is_ended_in_time(
    run_server: Start, beginning: bytes, bounds: dict[str, int]
) -> None:
    port = run_server(**bounds).port
    with connect(port) as client:
        client.sendall(beginning)
        started = time.monotonic()
        client.settimeout(0.2)
        received = b""
        while not received and time.monotonic() - started < 10:
            client.sendall(b"a")  # never inactive, never done
            try:
                received = client.recv(65_536)
            except TimeoutError:
                continue
        ended = time.monotonic() - started
        client.settimeout(5)
        while chunk := client.recv(65_536):  # until the server closes
            received += chunk
        assert received.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
        assert b"/problems/too-slow" in received
        assert 0.9 < ended < 5


def test_an_idle_connection_is_closed_in_time_and_not_before(run_server: Start) -> None:
    port = run_server(idle_seconds=2).port
    with connect(port) as never_used, connect(port) as used:
        used.sendall(SMALL)
        read_response(used)
        assert 1.5 < seconds_until_closed(used, patience=10) < 6
        assert seconds_until_closed(never_used, patience=10) < 6


def test_readers_who_take_nothing_hold_no_thread_and_lose_the_answer_in_time(run_server: Start) -> None:
    port = run_server(threads=2, output_seconds=1, output_bytes_a_second=6_000_000).port
    with ExitStack() as clients:
        readers = [clients.enter_context(connect(port, receive_buffer=4_096)) for _ in range(10)]
        for reader in readers:
            reader.sendall(LARGE)
        time.sleep(0.5)
        assert_neighbours_are_answered(port)
        time.sleep(4)
        for reader in readers:
            with pytest.raises((AssertionError, OSError)):
                _take(reader, 6_000_000)
        assert len(get(port, "/large").body) == 6_000_000


def _take(reader: socket.socket, size: int, *, until: int | None = None) -> None:
    taken = 0
    while (until is None or taken <= until) and (chunk := reader.recv(65_536)):
        taken += len(chunk)
    assert taken > size


def test_a_slow_reader_who_takes_its_answer_gets_it_whole(run_server: Start) -> None:
    port = run_server().port
    with connect(port, receive_buffer=65_536) as reader:
        reader.sendall(LARGE)
        taken = 0
        while taken < 6_000_000:
            chunk = reader.recv(300_000)
            assert chunk, taken
            taken += len(chunk)
            time.sleep(0.01)


def test_answers_that_nobody_takes_have_bounded_memory(run_server: Start) -> None:
    running = run_server(held_bytes=30_000_000, connections=100)
    with ExitStack() as clients:
        readers = [clients.enter_context(connect(running.port, receive_buffer=4_096)) for _ in range(20)]
        for reader in readers:
            reader.sendall(LARGE)
            time.sleep(0.05)
        time.sleep(1)
        held = sum(each.held_bytes for each in running.server.active_channels.values())
        assert 6_000_000 < held <= 30_000_000
        assert len(get(running.port, "/large").body) == 6_000_000


def test_a_slow_download_of_a_file_takes_no_memory_and_is_not_let_go(
    run_server: Start, tmp_path: Path
) -> None:
    running = run_server(held_bytes=10_000_000, connections=100)
    running.application.file = tmp_path / "download"
    running.application.file.write_bytes(bytes(30_000_000))
    with connect(running.port, receive_buffer=65_536) as reader:
        reader.sendall(SMALL.replace(b"/small", b"/file"))
        assert reader.recv(10)
        for _ in range(3):
            assert len(get(running.port, "/large").body) == 6_000_000
        time.sleep(1.5)  # whoever is let go is so by now
        held = [each.held_bytes for each in running.server.active_channels.values()]
        assert max(held) < 10_000
        reader.settimeout(20)
        _take(reader, 30_000_000, until=30_000_000)


@pytest.mark.parametrize("path", [b"/204", b"/304"])
@pytest.mark.parametrize(
    ("version", "connection", "stays"),
    [(b"1.1", b"", True), (b"1.1", b"Connection: close\r\n", False), (b"1.0", b"", False)],
)
def test_a_response_without_a_body_leaves_the_connection_open(
    run_server: Start, path: bytes, version: bytes, connection: bytes, stays: bool
) -> None:
    with connect(run_server().port) as client:
        for _ in range(2 if stays else 1):
            client.sendall(
                b"GET " + path + b" HTTP/" + version + b"\r\nHost: localhost\r\n" + connection + b"\r\n"
            )
            response = read_response(client)
            assert response.status == int(path[1:])
            assert response.headers["Content-Length"] is response.headers["Transfer-Encoding"] is None
            assert (response.headers["Connection"] == "close") is not stays
        if stays:
            client.sendall(SMALL)
            assert read_response(client).body == b"small"
        else:
            assert client.recv(1) == b""


def test_when_connections_run_out_the_idlest_goes(run_server: Start) -> None:
    port = run_server(connections=20).port
    with ExitStack() as clients:
        first = clients.enter_context(connect(port))
        first.sendall(SMALL)
        read_response(first)
        for beginning in [b""] * 30 + [HALF_A_HEADER] * 30:
            clients.enter_context(connect(port)).sendall(beginning)
        assert_neighbours_are_answered(port)
        assert seconds_until_closed(first, patience=5) < 5


def test_a_running_request_is_not_let_go_for_newcomers(run_server: Start) -> None:
    running = run_server(connections=10)
    with ExitStack() as clients:
        busy = clients.enter_context(connect(running.port))
        busy.sendall(HELD)
        assert running.application.entered.acquire(timeout=10)
        for _ in range(50):
            clients.enter_context(connect(running.port)).sendall(HALF_A_HEADER)
        assert_neighbours_are_answered(running.port)
        running.application.go_on.set()
        assert read_response(busy).status == 200


def test_signs_of_life_are_answered_while_every_thread_is_taken(run_server: Start) -> None:
    running = run_server(threads=2, queued=3)
    with ExitStack() as clients:
        held = [clients.enter_context(connect(running.port)) for _ in range(5)]
        for client in held[:2]:
            client.sendall(HELD)
            assert running.application.entered.acquire(timeout=10)
        for client in held[2:]:
            client.sendall(HELD)
        time.sleep(0.5)
        for path in ("/healthz", "/readyz", "/metrics"):
            assert get(running.port, path).status == 200
        refused = get(running.port, "/small")
        assert (refused.status, refused.headers["Retry-After"]) == (503, "2")
        assert refused.headers["Content-Type"] == "application/problem+json"
        running.application.go_on.set()
        assert [read_response(client).status for client in held] == [200] * 5


@pytest.mark.parametrize("how", ["closed", "reset", "half-closed"])
def test_the_application_hears_that_its_client_has_gone(run_server: Start, how: str) -> None:
    running = run_server()
    with connect(running.port) as client:
        client.sendall(SMALL.replace(b"/small", b"/until-gone"))
        assert running.application.entered.acquire(timeout=10)
        assert not running.application.told_gone.wait(0.3)
        if how == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        if how == "half-closed":
            client.shutdown(socket.SHUT_WR)
        else:
            client.close()
        assert running.application.told_gone.wait(3)


def test_who_ends_its_sending_at_once_still_gets_the_answer(run_server: Start) -> None:
    port = run_server().port
    for request in (SMALL, LARGE, SMALL + SMALL):
        with connect(port) as client:
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            assert read_response(client).status == 200
            if request == SMALL + SMALL:
                assert read_response(client).status == 200
            assert client.recv(1) == b""


def test_requests_in_a_row_on_one_connection_are_answered_in_order(run_server: Start) -> None:
    port = run_server().port
    with connect(port) as client:
        client.sendall((SMALL + SMALL.replace(b"/small", b"/host")) * 10)
        bodies = [read_response(client).body for _ in range(20)]
        assert bodies == [b"small", b"localhost"] * 10


def test_a_server_that_stops_answers_what_was_asked_and_takes_nothing_new(run_server: Start) -> None:
    running = run_server()
    with connect(running.port) as busy, connect(running.port) as idle, connect(running.port) as half:
        half.sendall(HALF_A_HEADER)
        idle.sendall(SMALL)
        read_response(idle)
        busy.sendall(HELD)
        assert running.application.entered.acquire(timeout=10)
        running.server.stop()
        assert seconds_until_closed(idle, patience=5) < 2
        with pytest.raises(OSError, match=r"refused|reset|timed out"):
            send(running.port, SMALL, timeout=2)
        assert seconds_until_closed(half, patience=5) < 4
        running.application.go_on.set()
        assert read_response(busy).status == 200
        assert busy.recv(1) == b""
    running.thread.join(5)
    assert not running.thread.is_alive()


def test_after_careless_clients_of_all_kinds_nothing_is_left_over(
    run_server: Start, caplog: pytest.LogCaptureFixture
) -> None:
    running = run_server(
        threads=4, connections=60, header_seconds=1, request_seconds=1, idle_seconds=1, output_seconds=1
    )
    ends = time.monotonic() + 8

    def be_careless(seed: int) -> None:
        chance = random.Random(seed)
        beginnings = (SMALL, SMALL * 3, LARGE, HALF_A_HEADER, HALF_A_BODY, b"nonsense\r\n\r\n", b"")
        while time.monotonic() < ends:
            with suppress(OSError), connect(running.port, timeout=0.3) as client:
                client.sendall(chance.choice(beginnings))
                if chance.random() < 0.3:
                    client.shutdown(socket.SHUT_WR)
                if chance.random() < 0.3:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                for _ in range(chance.randrange(4)):
                    client.recv(chance.choice((1, 1_000, 100_000)))

    with ThreadPoolExecutor(16) as crowd:
        list(crowd.map(be_careless, range(16)))
    assert_neighbours_are_answered(running.port)
    end = time.monotonic() + 10
    while len(running.server.active_channels) > 0 and time.monotonic() < end:
        time.sleep(0.1)
    assert not running.server.active_channels
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == []
