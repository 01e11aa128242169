"""Queries that are cancelled, abandoned or too many, against a real server: none holds a worker up."""

from __future__ import annotations

import json
import shutil
import socket
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from operation.served import LONG, Served, query_running, serving
from operation.sockets import Response, connect, read_response
from patience import within
from projects import replaced

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs the many loopback addresses of Linux"),
]

LIMITS = {"seconds": 30, "workers": 3, "queue": 6}  # seconds: much more than anything here may take
SHARE = 2 + 3  # of one client: one worker is left to the others, and half of the queue
NAME = "0123456789abcdef-of-a-page"  # the token of a query
GREEDY, NEIGHBOUR = "127.0.0.2", "127.0.0.3"


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose heavy queries would run for long if nobody ended them."""
    folder = Path(shutil.copytree(built, tmp_path_factory.mktemp("cancelling") / "museum"))
    text = (folder / "kg.toml").read_text("utf-8")
    for (name, value), usual in zip(LIMITS.items(), (3, 2, 4), strict=True):
        text = replaced(text, f"{name} = {usual}\n", f"{name} = {value}\n")
    (folder / "kg.toml").write_text(text, encoding="utf-8")
    with serving(folder) as served:
        yield served


@pytest.fixture(autouse=True)
def _at_rest(served: Served) -> Iterator[None]:
    """Whatever a test begins has ended long before its limit when the test is over."""
    yield
    assert eventually(lambda: load(served) == (0, 0)), served.state()


def load(served: Served) -> tuple[int, int]:
    """How many queries run, and how many wait."""
    state = served.state()
    return int(state["busy"]), int(state["waiting"])


def eventually(condition: Callable[[], bool], *, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def begin(served: Served, address: str, query: str) -> socket.socket:
    """Send a query from one of the addresses of this machine."""
    client = socket.socket()
    client.settimeout(60)
    client.bind((address, 0))
    client.connect(("127.0.0.1", served.port))
    client.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return client


def cancel(served: Served, token: str) -> Response:
    body = f"token={token}"
    request = (
        "POST /sparql/cancel HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )
    with connect(served.port) as client:
        client.sendall(request.encode())
        return read_response(client)


def assert_problem(response: Response, status: int, kind: str) -> None:
    assert response.headers["Content-Type"] == "application/problem+json", response.body
    problem = json.loads(response.body)
    assert (response.status, problem["status"], problem["type"].rpartition("/")[2]) == (status, status, kind)


def test_a_running_query_is_cancelled_by_its_token(served: Served) -> None:
    seconds = []
    for round in range(3):
        token = f"{NAME}-{round}"
        with connect(served.port, timeout=60) as client:
            target = f"/sparql?token={token}&query={quote(LONG)}"
            client.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert eventually(lambda: load(served) == (1, 0))
            assert cancel(served, f"{token}-of-another").status == 404
            assert load(served) == (1, 0), "whoever guesses a token ends nothing"
            started = time.monotonic()
            assert cancel(served, token).status == 204
            response = read_response(client)
            seconds.append(time.monotonic() - started)
        assert_problem(response, 503, "cancelled")
        assert eventually(lambda: load(served) == (0, 0), seconds=within(1))
        assert cancel(served, token).status == 404
    assert max(seconds) < within(1), seconds
    assert statistics.median(seconds) < 1, seconds
    assert served.state()["alive"] == LIMITS["workers"]


def test_a_query_that_waits_is_cancelled_too(served: Served) -> None:
    with ExitStack() as held:
        for number in range(2):
            held.enter_context(begin(served, "127.0.0.1", f"{LONG} #{number}"))
        assert eventually(lambda: load(served) == (2, 0))
        waiting = held.enter_context(connect(served.port, timeout=60))
        target = f"/sparql?token={NAME}&query={quote(LONG)}"
        waiting.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert eventually(lambda: load(served) == (2, 1))
        started = time.monotonic()
        assert cancel(served, NAME).status == 204
        assert_problem(read_response(waiting), 503, "cancelled")
        assert time.monotonic() - started < within(1)
        assert load(served) == (2, 0)


def test_a_client_that_hangs_up_frees_its_worker(served: Served) -> None:
    seconds = []
    for round in range(3):
        with query_running(served, f"{LONG} # hangs up {round}"):
            assert load(served) == (1, 0)
        started = time.monotonic()
        assert eventually(lambda: load(served) == (0, 0), seconds=within(1))
        seconds.append(time.monotonic() - started)
    assert statistics.median(seconds) < 1, seconds
    assert eventually(lambda: len(served.records(outcome="cancelled")) >= 3)
    assert not served.records(outcome="timeout")


def test_of_forty_heavy_queries_all_but_a_share_hear_at_once_that_it_is_busy(served: Served) -> None:
    with ExitStack() as held:
        started = time.monotonic()
        clients = [held.enter_context(begin(served, GREEDY, f"{LONG} #{number}")) for number in range(40)]
        refused, seconds = {}, []
        while len(refused) < 40 - SHARE and time.monotonic() - started < LIMITS["seconds"] / 2:
            for number, client in enumerate(clients):
                if number not in refused and readable(client):
                    refused[number] = read_response(client)
                    seconds.append(time.monotonic() - started)
            time.sleep(0.01)
        assert len(refused) == 40 - SHARE
        assert load(served) == (2, 3)
        for response in refused.values():
            assert_problem(response, 503, "busy")
            assert int(response.headers["Retry-After"]) > 0
        assert max(seconds) < within(1), seconds
        assert statistics.median(seconds) < 1, seconds


def test_whoever_holds_a_share_holds_up_nobody_else(served: Served) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s a ?type }"
    with begin(served, NEIGHBOUR, f"{query} # alone") as client:
        alone = json.loads(read_response(client).body)["results"]
    assert int(alone["bindings"][0]["n"]["value"]) > 10
    with ExitStack() as held:
        for number in range(SHARE + 5):
            held.enter_context(begin(served, GREEDY, f"{LONG} #{number}"))
        assert eventually(lambda: load(served) == (2, 3))
        seconds = []
        for number in range(7):
            started = time.monotonic()
            with begin(served, NEIGHBOUR, f"{query} # {number}") as client:
                response = read_response(client)
            seconds.append(time.monotonic() - started)
            assert response.status == 200, response.body
            assert "kg; hit" not in response.headers["Cache-Status"]
            assert json.loads(response.body)["results"] == alone
        assert max(seconds) < within(1), seconds
        assert statistics.median(seconds) < 1, seconds
        with begin(served, GREEDY, f"{query} # greedy") as client:
            assert_problem(read_response(client), 503, "busy")


def readable(client: socket.socket) -> bool:
    """Whether something has come."""
    client.settimeout(0)
    try:
        return bool(client.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        client.settimeout(60)
