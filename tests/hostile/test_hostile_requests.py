"""Requests that HTTP does not allow or nobody should send; after each the server is well."""

from __future__ import annotations

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from urllib.parse import quote, urlencode

import pytest
from hostile.queries import CROSS, HEAVY
from hostile.raw import BODIES, FORM, HEADERS, PARAMETERS, TARGETS, Raw, get, post
from hostile.site import GRACE, NEIGHBOUR, SECONDS, Reply, Site, assert_problem, assert_tells_nothing
from operation.sockets import connect
from patience import within

CANCELLED = 'kg_queries_total{outcome="cancelled"'
SLOW = get("/sparql?query=" + quote(HEAVY["cartesian count"]))


def send(site: Site, raw: bytes, *, patience: float) -> Reply | None:
    """The first response to these bytes, or None when there is none within so many seconds."""
    started = time.monotonic()
    with connect(site.served.port, timeout=patience) as client:
        with suppress(ConnectionError):  # the server may answer and close before all is sent
            client.sendall(raw)
        response = http.client.HTTPResponse(client, method="GET")
        try:
            response.begin()
            body = response.read()
        except (ConnectionError, TimeoutError, http.client.BadStatusLine):
            return None
        finally:
            response.close()
        return Reply(response.status, response.headers, body, time.monotonic() - started)


def check(site: Site, raw: Raw) -> None:
    reply = send(site, raw.sent, patience=1 if raw.silence else 20)
    if reply is None:
        assert raw.silence
        return
    assert reply.status in raw.statuses, (reply.status, reply.body[:500])
    assert "X-Evil" not in reply.headers
    assert_tells_nothing(reply)
    if reply.status >= 400 and reply.headers.get_content_type() != "text/html":
        assert_problem(reply)


@pytest.mark.parametrize("name", BODIES)
def test_an_odd_body_is_refused_in_order(attacked: Site, name: str) -> None:
    check(attacked, BODIES[name])


@pytest.mark.parametrize("name", PARAMETERS)
def test_an_odd_parameter_is_refused_in_order(attacked: Site, name: str) -> None:
    check(attacked, PARAMETERS[name])


@pytest.mark.parametrize("name", TARGETS)
def test_an_odd_target_is_refused_in_order(attacked: Site, name: str) -> None:
    check(attacked, TARGETS[name])


@pytest.mark.parametrize("name", HEADERS)
def test_an_odd_header_is_refused_in_order(attacked: Site, name: str) -> None:
    check(attacked, HEADERS[name])


def test_half_a_body_holds_nobody_up(attacked: Site) -> None:
    with ExitStack() as stack:
        for _ in range(60):
            client = stack.enter_context(connect(attacked.served.port))
            client.sendall(post(b"query=ASK{", length=100))
        attacked.assert_well()


def test_idle_connections_hold_nobody_up(attacked: Site) -> None:
    with ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(connect(attacked.served.port))
        attacked.assert_well()


def test_headers_that_come_letter_by_letter_hold_nobody_up(attacked: Site) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(attacked.served.port)) for _ in range(100)]
        for letter in b"GET /sparql":
            for client in clients:
                client.sendall(bytes([letter]))
        attacked.assert_well()


def test_answers_that_nobody_takes_hold_nobody_up(attacked: Site) -> None:
    large = get("/sparql?format=csv&query=" + quote("SELECT * { ?s ?p ?o } LIMIT 2000"))
    with ExitStack() as stack:
        for _ in range(40):
            client = stack.enter_context(connect(attacked.served.port, receive_buffer=1_024))
            client.sendall(large)
        time.sleep(0.5)
        attacked.assert_well()


def test_many_requests_at_once_on_one_connection_hold_nobody_up(attacked: Site) -> None:
    with connect(attacked.served.port) as client:
        client.sendall(get("/healthz") * 300)
        attacked.assert_well()
        client.settimeout(10)
        received = b""
        while received.count(b"HTTP/1.1 200 OK") < 300:
            part = client.recv(65_536)
            assert part, "the connection ended early"
            received += part


def test_a_client_that_goes_frees_its_worker_before_the_deadline(attacked: Site) -> None:
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(connect(attacked.served.port)).sendall(SLOW)
        assert attacked.wait_until(within=SECONDS, busy=2)["busy"] == 2
        before = cancelled(attacked)
    left = time.monotonic()
    state = attacked.wait_until(within=within(SECONDS + GRACE), busy=0, waiting=0)
    assert (state["busy"], state["waiting"]) == (0, 0)
    assert time.monotonic() - left < within(1)
    end = time.monotonic() + within(1)
    while cancelled(attacked) == before and time.monotonic() < end:
        time.sleep(0.05)
    assert cancelled(attacked) > before, "and not all ended by their limit"


def cancelled(site: Site) -> float:
    """How many queries the server has counted whose clients went."""
    lines = site.send("GET", "/metrics").body.decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(CANCELLED))


def test_clients_that_come_and_go_wear_nothing_out(attacked: Site) -> None:
    def come_and_go(number: int) -> None:
        with connect(attacked.served.port) as client, suppress(OSError):
            client.sendall(SLOW[: 10 + number % len(SLOW)] if number % 3 else SLOW)

    with ThreadPoolExecutor(8) as crowd:
        for _ in crowd.map(come_and_go, range(400)):
            pass


MARKS = "a" + "\u0315\u0316" * 25_000
TERM = "https://museum.example/ontology#"
COSTLY = {
    "a filter over a run of marks": (
        "/sparql?filter=zz",
        f"SELECT ?a {{ VALUES ?a {{ '{MARKS}' {'1 ' * 9} }} }}",
    ),
    "an order by a run of marks": ("/sparql?sort=a", f"SELECT ?a {{ VALUES ?a {{ '{MARKS}' {'1 ' * 9} }} }}"),
    "8,000 columns": ("/sparql", f"SELECT {' '.join(f'?c{n}' for n in range(8_000))} {{}}"),
    "100 columns of a long query": (
        "/sparql",
        f"SELECT {' '.join(f'?c{n}' for n in range(100))} {{ VALUES ?c1 {{ 1 }} }} #{'x' * 100_000}",
    ),
    "a check of an endless name": ("/sparql/check", f"SELECT * {{ ?s <{TERM}{'ab' * 50_000}> ?o }}"),
    "a check of a name of marks": ("/sparql/check", f"SELECT * {{ ?s <{TERM}{MARKS}> ?o }}"),
    "a check of a prefix of marks": ("/sparql/check", f"ASK {{ ?s {MARKS}:x ?o }}"),
    "a check of 5,000 empty columns": (
        "/sparql/check",
        "SELECT {} {{ VALUES ({}) {{}} }}".format(
            *(" ".join(f"?{c}{n}" for n in range(5_000)) for c in "cd")
        ),
    ),
}


@pytest.mark.parametrize("name", COSTLY)
def test_no_request_of_one_client_holds_the_process_up(attacked: Site, name: str) -> None:
    address, text = COSTLY[name]
    body = urlencode({"query": text}).encode()
    with ThreadPoolExecutor(1) as crowd:
        asked = crowd.submit(
            attacked.send, "POST", address, body, Content_Type=FORM, Accept="text/html", timeout=60
        )
        waits = []
        while not asked.done():
            waits.append(attacked.send("GET", "/healthz", client=NEIGHBOUR).seconds)
            time.sleep(0.02)
        reply = asked.result()
    assert reply.status in (200, 400)
    assert len(reply.body) < 20_000_000
    assert reply.seconds < within(2)
    assert max(waits, default=0) < within(0.5)


def test_the_queue_is_short_and_says_so(attacked: Site) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }} #"
    with ThreadPoolExecutor(30) as crowd:
        replies = list(crowd.map(lambda number: attacked.ask(query + str(number)), range(30)))
    busy = [reply for reply in replies if reply.kind == "busy"]
    assert {reply.status for reply in replies} == {503}
    assert len(busy) >= 20
    assert sorted(reply.seconds for reply in busy)[len(busy) // 2] < 1
    for reply in replies:
        assert_problem(reply)
        assert reply.seconds < within(SECONDS + GRACE)
