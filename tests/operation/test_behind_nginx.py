"""The shipped nginx site in front of the shipped server: slow, greedy and forging clients."""

from __future__ import annotations

import json
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from operation.proxy import free_port, proxying, render
from operation.served import LONG, Served, serving, set_settings
from operation.sockets import Response, read_response, seconds_until_closed
from patience import within
from tools import tool

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs the many loopback addresses of Linux"),
]
HOST = "graph.example"
# Every pair of triples: an answer of some megabytes.
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000"


class Behind:
    """A server with nginx before it; clients come from addresses of their own."""

    def __init__(self, served: Served, port: int) -> None:
        self.served = served
        self.port = port

    def connect(self, address: str, *, timeout: float = 30, buffer: int | None = None) -> socket.socket:
        client = socket.socket()
        if buffer is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        client.settimeout(timeout)
        client.bind((address, 0))
        client.connect(("127.0.0.1", self.port))
        return client

    def send(self, address: str, request: bytes) -> Response:
        with self.connect(address) as client:
            client.sendall(request)
            return read_response(client)

    def get(self, address: str, path: str, **headers: str) -> Response:
        return self.send(address, to_get(path, **headers))

    def assert_neighbour_is_answered(self, address: str) -> None:
        """Another client's query and page are answered right, within a second each."""
        seconds = []
        for _ in range(3):
            started = time.monotonic()
            answer = self.get(address, "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D")
            assert json.loads(answer.body)["boolean"] is True
            assert self.get(address, "/healthz").body == b"ok\n"
            seconds.append(time.monotonic() - started)
        assert max(seconds) < within(2), seconds
        assert statistics.median(seconds) < 2, seconds


def to_get(path: str, **headers: str) -> bytes:
    """A request; `_` in the names of headers stands for `-`."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join((*lines, "", "")).encode()


def to_ask(query: str, **headers: str) -> bytes:
    return to_get(f"/sparql?query={quote(query)}", **headers)


@pytest.fixture(scope="module")
def behind(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    tool("nginx")
    folder = Path(shutil.copytree(built, tmp_path_factory.mktemp("behind") / "museum"))
    text = (folder / "kg.toml").read_text("utf-8")
    text = text.replace("[limits]\n", "[limits]\nsolutions = 30_000\nmegabytes = 20\n")
    (folder / "kg.toml").write_text(text, encoding="utf-8")
    set_settings(
        folder,
        f'public_url = "https://{HOST}/"',
        'trusted_header = "X-Forwarded-For"',
        "log_addresses = true",
    )
    with (
        serving(folder) as served,
        proxying(tmp_path_factory.mktemp("nginx"), server_port=served.port) as port,
    ):
        yield Behind(served, port)


def test_the_whole_site_is_valid_with_its_certificates(tmp_path: Path) -> None:
    names = ("-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem"))
    subject = ("-subj", f"/CN={HOST}", "-days", "1")
    key = [tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names, *subject]
    subprocess.run(key, check=True, capture_output=True)
    ports = {"server_port": free_port(), "port": free_port(), "plain_port": free_port()}
    main = render(tmp_path, **ports, tls=True)
    call = [tool("nginx"), "-t", "-p", str(tmp_path), "-c", str(main)]
    checked = subprocess.run(call, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {"Accept": "text/html"}),
        ("/id/autumn-ferry", {"Accept": "text/html", "Accept_Language": "zh"}),
        ("/id/autumn-ferry", {"Accept": "text/turtle"}),
        ("/sparql", {"Accept": "text/turtle"}),
        ("/sparql?query=SELECT%20*%20%7B%3Fs%20a%20%3Fc%7D%20ORDER%20BY%20%3Fs", {"Accept": "text/csv"}),
        ("/sparql?query=SELECT%20%7B", {}),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}),
        ("/id//nothing%2Fhere", {}),
        ("/static/site.css", {}),
        ("/readyz", {"Accept": "text/plain"}),
    ],
)
def test_answers_are_those_of_the_server(behind: Behind, path: str, headers: dict[str, str]) -> None:
    through = behind.get("127.0.1.1", path, **headers)
    direct = behind.served.get(path, **{**headers, "Host": HOST})
    assert through.status == direct.status
    assert through.body == direct.body
    changing = {"Date", "Connection", "Kg-Elapsed-Ms", "Cache-Status"}
    assert {name: value for name, value in through.headers.items() if name not in changing | {"Server"}} == {
        name: value for name, value in direct.headers.items() if name not in changing
    }
    assert through.headers["Server"] == "nginx"
    assert direct.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_answers_are_packed_once(behind: Behind) -> None:
    packed = behind.get("127.0.1.1", "/", Accept="text/html", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.body[:2] == b"\x1f\x8b"
    assert int(packed.headers["Content-Length"]) == len(packed.body)


def test_what_nginx_refuses_is_a_problem_document(behind: Behind) -> None:
    body = bytes(2_000_000)
    head = f"POST /sparql HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with behind.connect("127.0.1.2") as client:
        with suppress(OSError):
            client.sendall(head + body)
        large = read_response(client)
    assert_problem(large, 413, "query-too-large")
    assert_problem(behind.get("127.0.1.2", "/?" + "q" * 200_000), 414, "address-too-long")
    assert_problem(behind.get("127.0.1.2", "/", X_Large="x" * 200_000), 431, "headers-too-large")


def test_what_the_server_refuses_comes_through(behind: Behind) -> None:
    body = bytes(1_050_000)
    head = f"POST /sparql HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    assert_problem(behind.send("127.0.1.2", head + body), 413, "query-too-large")
    assert_problem(behind.get("127.0.1.2", "/?" + "q" * 66_000), 414, "address-too-long")
    assert_problem(behind.get("127.0.1.2", "/", X_Large="x" * 40_000), 431, "headers-too-large")
    assert behind.get("127.0.1.2", "/healthz?" + "q" * 65_000).status == 200
    astray = behind.send("127.0.1.2", to_get("/about").replace(HOST.encode(), b"evil.example"))
    assert astray.status == 421


def test_the_counts_are_not_for_strangers(behind: Behind) -> None:
    assert behind.served.get("/metrics").status == 200
    for path in (
        "/metrics",
        "/metrics?x",
        "/%6Detrics",
        "//metrics",
        "/metrics/",
        "/./metrics",
        "/metrics%2F",
    ):
        assert b"kg_requests_total" not in behind.get("127.0.1.1", path).body


def assert_problem(response: Response, status: int, kind: str) -> None:
    assert response.status == status, response.body[:200]
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.body)
    assert (problem["status"], problem["type"].rpartition("/")[2]) == (status, kind)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@contextmanager
def many(behind: Behind, address: str, count: int, beginning: bytes) -> Iterator[list[socket.socket]]:
    """Connections from one address that have sent a beginning."""
    with ExitStack() as held:
        clients = [held.enter_context(behind.connect(address)) for _ in range(count)]
        for client in clients:
            client.sendall(beginning)
        yield clients


def test_headers_that_trickle_in_hold_nobody_up_and_are_ended(behind: Behind) -> None:
    half = f"GET /sparql?query=ASK HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: a".encode()
    with many(behind, "127.0.2.1", 200, half) as clients:
        started = time.monotonic()
        behind.assert_neighbour_is_answered("127.0.2.2")
        while time.monotonic() - started < 8:
            for client in clients[:20]:
                client.sendall(b"a")
            time.sleep(0.5)
        behind.assert_neighbour_is_answered("127.0.2.2")
        for client in clients:
            seconds_until_closed(client, patience=10)
        assert 9 < time.monotonic() - started < 20


def test_bodies_that_trickle_in_never_reach_the_server(behind: Behind) -> None:
    half = f"POST /sparql HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/sparql-query\r\n"
    half += "Content-Length: 1000\r\n\r\nASK"
    before = len(behind.served.records())
    with many(behind, "127.0.3.1", 20, half.encode()) as clients:
        behind.assert_neighbour_is_answered("127.0.3.2")
        for client in clients:
            client.sendall(b" ")
        behind.assert_neighbour_is_answered("127.0.3.2")
        assert seconds_until_closed(clients[0], patience=20) < 15
    assert all(one["method"] != "POST" for one in behind.served.records()[before:])


def test_one_address_has_no_more_than_its_connections(behind: Behind) -> None:
    half = f"POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n\r\nhalf".encode()
    with many(behind, "127.0.3.3", 30, half):
        time.sleep(0.5)
        refused = behind.get("127.0.3.3", "/healthz")
        assert_problem(refused, 429, "busy")
        assert refused.headers["Retry-After"] == "2"
        behind.assert_neighbour_is_answered("127.0.3.4")


def test_readers_who_take_nothing_do_not_keep_the_server(behind: Behind) -> None:
    size = len(behind.served.ask(LARGE, Accept="text/csv", Host=HOST).body)
    assert size > 3_000_000
    with ExitStack() as held:
        readers = [held.enter_context(behind.connect("127.0.4.1", buffer=4_096)) for _ in range(20)]
        for reader in readers:
            reader.sendall(to_ask(LARGE, Accept="text/csv"))
        time.sleep(1)
        behind.assert_neighbour_is_answered("127.0.4.2")
        end = time.monotonic() + 15
        while behind.served.state()["busy"] and time.monotonic() < end:
            time.sleep(0.1)
        assert behind.served.state()["busy"] == 0
        assert len(behind.get("127.0.4.2", f"/sparql?query={quote(LARGE)}", Accept="text/csv").body) == size


def test_two_hundred_idle_connections_hold_nobody_up(behind: Behind) -> None:
    with many(behind, "127.0.5.1", 200, b""), many(behind, "127.0.5.1", 25, to_get("/healthz")) as used:
        for client in used:
            assert read_response(client).status == 200
        behind.assert_neighbour_is_answered("127.0.5.1")
        behind.assert_neighbour_is_answered("127.0.5.2")


def test_who_asks_too_much_is_told_to_wait_and_others_are_not(behind: Behind) -> None:
    responses = [behind.send("127.0.6.1", to_ask("ASK { }")) for _ in range(60)]
    refused = [one for one in responses if one.status == 429]
    assert {one.status for one in responses} == {200, 429}
    assert len(refused) >= 20
    assert_problem(refused[0], 429, "busy")
    assert refused[0].headers["Retry-After"] == "2"
    behind.assert_neighbour_is_answered("127.0.6.2")
    time.sleep(2)
    assert behind.send("127.0.6.1", to_ask("ASK { }")).status == 200


def test_the_client_is_the_address_that_connected_whatever_it_claims(behind: Behind) -> None:
    claims = {
        "X_Forwarded_For": "198.51.100.7, 198.51.100.8",
        "Forwarded": "for=198.51.100.9;host=evil.example",
        "X_Real_IP": "198.51.100.10",
        "X_Forwarded_Host": "evil.example",
    }
    assert behind.get("127.0.7.1", "/about?claims", **claims).status == 200
    assert behind.served.records(path="/about")[-1]["client"] == "127.0.7.1"
    twice = to_get("/about", **claims).replace(b"\r\n\r\n", b"\r\nX-Forwarded-For: 198.51.100.11\r\n\r\n")
    assert behind.send("127.0.7.2", twice).status == 200
    assert behind.served.records(path="/about")[-1]["client"] == "127.0.7.2"


def test_no_claim_gains_a_share_of_the_workers(behind: Behind) -> None:
    with ExitStack() as held:
        for number in range(3):  # one runs, two wait: that is the share of one client here
            client = held.enter_context(behind.connect("127.0.8.1"))
            claim = f"198.51.100.{number}"
            client.sendall(to_ask(f"{LONG} #{number}", X_Forwarded_For=claim))
            time.sleep(0.3)
        started = time.monotonic()
        refused = behind.send("127.0.8.1", to_ask("ASK {}", X_Forwarded_For="198.51.100.99"))
        assert refused.status == 503
        assert time.monotonic() - started < within(1)
        assert json.loads(refused.body)["type"].endswith("/problems/busy")
        behind.assert_neighbour_is_answered("127.0.8.2")


def test_a_query_whose_client_hangs_up_at_nginx_is_ended(behind: Behind) -> None:
    def busy() -> int:
        return int(behind.served.state()["busy"])

    assert eventually(lambda: busy() == 0)
    with behind.connect("127.0.9.1") as client:
        client.sendall(to_ask(f"{LONG} # and hang up"))
        assert eventually(lambda: busy() == 1)
    started = time.monotonic()
    assert eventually(lambda: busy() == 0)
    assert time.monotonic() - started < within(1)
    assert eventually(lambda: bool(behind.served.records(client="127.0.9.1")))
    (record,) = behind.served.records(client="127.0.9.1")
    assert record["outcome"] == "cancelled", "and not ended by its limit"


def test_while_the_server_is_away_clients_are_told_so(built: Path, tmp_path: Path) -> None:
    with proxying(tmp_path, server_port=free_port()) as port:
        behind = Behind(None, port)  # type: ignore[arg-type]
        away = behind.get("127.0.10.1", "/")
        assert_problem(away, 502, "unavailable")
        assert away.headers["Retry-After"] == "10"


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 15
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()
