"""The short way to an answer beside the long one: the same status, headers and body for every request."""

import gc
import gzip
import http.client
import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from patience import within

from kg.endpoint.service import Endpoint, Prepared
from kg.model.project import Project
from kg.web import create_app
from kg.web.http.quick import QuickAnswers
from kg.web.http.request_log import Exchange
from kg.web.http.server import Server

pytestmark = pytest.mark.slow

SMALL = "SELECT ?s ?label { ?s skos:prefLabel ?label } ORDER BY ?s ?label LIMIT 3"
LARGE = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 400"
QUERIES = {
    "small": SMALL,
    "large": LARGE,
    "ask": "ASK { ?s ?p ?o }",
    "empty": "SELECT ?s { ?s a <https://nowhere.example/> }",
    "star": "SELECT * { ?z a ?a } ORDER BY ?z ?a LIMIT 2",
    "construct": "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 5",
    "describe": "DESCRIBE <https://nowhere.example/>",
    "chance": "SELECT (1 + 1 AS ?two) (NOW() > 0 AS ?later) {}",
    "unknown graph": "SELECT ?s FROM <https://nowhere.example/g> { ?s ?p ?o }",
    "unused column": "SELECT ?s ?nothing { ?s ?p ?o } ORDER BY ?s LIMIT 1",
    "over a cap": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "mistake": "SELECT ?s WHERE { ?s ?p }",
    "no form": "nothing",
    "unknown function": "SELECT (<https://nowhere.example/f>(1) AS ?x) {}",
    "service": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "update": "DELETE WHERE { ?s ?p ?o }",
    "no character": "ASK { FILTER('\U0010ffff' = 'a') }",
}
ACCEPTS = (
    None,
    "*/*",
    "text/csv",
    "application/sparql-results+xml;q=0.5, text/csv;q=0.4",
    "text/turtle",
    "text/html",
    "image/png",
    "application/json",
)
ODD = (
    "GET /sparql",
    "GET /sparql?",
    "GET /sparql?query=",
    "GET /sparql?query=ASK%7B%7D&query=ASK%7B%7D",
    "GET /sparql?query=ASK%7B%7D&update=x",
    "GET /sparql?query=%FF",
    "GET /sparql?query=ASK%7B%7D&format=csv",
    "GET /sparql?query=ASK%7B%7D&format=excel",
    "GET /sparql?query=ASK%7B%7D&format=nothing",
    "GET /sparql?query=ASK%7B%7D&timeout=0.5",
    "GET /sparql?query=ASK%7B%7D&timeout=-1",
    "GET /sparql?query=ASK%7B%7D&cap=partial",
    "GET /sparql?query=ASK%7B%7D&version=0123456789ab",
    "GET /sparql?query=ASK%7B%7D&token=0123456789abcdef",
    "GET /sparql?query=ASK%7B%7D&explain=empty",
    "GET /sparql?query=ASK%7B%7D&lang=zh",
    "GET /sparql?query=ASK%7B%7D&default-graph-uri=https://nowhere.example/",
    "GET /sparql?query=ASK%7B%7D&named-graph-uri=relative",
    "GET /sparql?query=SELECT+%28%22%C3%A9%22+AS+%3Fx%29+%7B%7D",
    "GET /sparql?query=SELECT+(%22é%22+AS+%3Fx)+%7B%7D".encode().decode("latin-1"),
    "GET /sparql?query=ASK%7B%7D#part",
    "GET http://localhost/sparql?query=ASK%7B%7D",
    "GET /sparql/?query=ASK%7B%7D",
    "GET /%73parql?query=ASK%7B%7D",
    "GET //sparql?query=ASK%7B%7D",
    "HEAD /sparql?query=ASK%7B%7D",
    "OPTIONS /sparql?query=ASK%7B%7D",
    "PUT /sparql?query=ASK%7B%7D",
)
HEADERS = (
    {},
    {"Accept-Encoding": "gzip"},
    {"Accept-Encoding": "gzip;q=0, deflate"},
    {"Host": "elsewhere.example"},
    {"Host": "localhost:99999"},
    {"Host": ""},
    {"Content-Encoding": "gzip"},
    {"If-None-Match": "*"},
    {"Connection": "close"},
    {"Connection": "keep-alive"},
    {"Accept-Language": "ru", "Origin": "https://nowhere.example"},
    {"Content-Length": "0"},
    {"Content-Length": "x"},
    {"Transfer-Encoding": "gzip"},
    {"Range": "bytes=0-3"},
    {"X-Forwarded-For": "192.0.2.7"},
)

Asked = Callable[[str, dict[str, str]], tuple[object, ...]]


@contextmanager
def served(project: Project, endpoint: Endpoint, noted: list[Exchange], *, quick: bool) -> Iterator[Server]:
    """The site on a socket, with the short way or without it."""
    application = create_app(project, endpoint)
    short = QuickAnswers(project, endpoint, noted.append) if quick else None
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(application, listener, note=noted.append, quick=short)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(within(5))
        server.close()


@pytest.fixture(scope="module")
def noted() -> list[Exchange]:
    return []


@pytest.fixture(scope="module")
def ways(project: Project, endpoint: Endpoint, noted: list[Exchange]) -> Iterator[tuple[Asked, Asked]]:
    """How to ask on the short way and on the long one; both have the same endpoint."""
    with (
        served(project, endpoint, noted, quick=True) as short,
        served(project, endpoint, [], quick=False) as long,
    ):
        yield ask(short.effective_port), ask(long.effective_port)


def ask(port: int) -> Asked:
    def asked(target: str, headers: dict[str, str]) -> tuple[object, ...]:
        lines = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "localhost", **headers}.items())
        with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
            client.sendall(f"{target} HTTP/1.1\r\n{lines}\r\n".encode("latin-1"))
            response = http.client.HTTPResponse(client, method=target.split()[0])
            response.begin()
            body = response.read()
        return (
            response.status,
            sorted((name, said(name, value)) for name, value in response.getheaders()),
            body,
        )

    return asked


def said(name: str, value: str) -> str:
    """What a header says, but for the time and for who came first."""
    if name in ("Kg-Elapsed-Ms", "Date"):
        return "…"
    return value


def same(ways: tuple[Asked, Asked], target: str, headers: dict[str, str]) -> tuple[object, ...]:
    """The response on both ways; asked twice on the first, so that what is kept is compared as well."""
    short, long = ways
    found = []
    for way in (long, short, long, short):
        status, fields, body = way(target, headers)
        assert isinstance(fields, list)
        if dict(fields).get("Content-Type", "").startswith("text/html"):  # tells how long it took
            fields, body = [("Content-Type", "text/html")], b""
        found.append((status, [one for one in fields if one[0] != "Cache-Status"], body))
    assert found[0] == found[1] == found[2] == found[3], (target, headers)
    return found[0]


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_has_the_same_response_on_both_ways(ways: tuple[Asked, Asked], name: str) -> None:
    target = f"GET /sparql?query={quote(QUERIES[name])}"
    for accept in ACCEPTS:
        same(ways, target, {} if accept is None else {"Accept": accept})
    same(ways, target, {"Accept-Encoding": "gzip", "Accept": "application/json"})


@pytest.mark.parametrize("target", ODD)
def test_odd_requests_have_the_same_response_on_both_ways(ways: tuple[Asked, Asked], target: str) -> None:
    for headers in HEADERS[:6]:
        same(ways, target, headers)


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: ", ".join(headers) or "none")
def test_odd_headers_have_the_same_response_on_both_ways(
    ways: tuple[Asked, Asked], headers: dict[str, str]
) -> None:
    for query in (SMALL, LARGE):
        same(ways, f"GET /sparql?query={quote(query)}", headers)


def test_an_answer_that_is_known_is_not_sent_again_on_either_way(ways: tuple[Asked, Asked]) -> None:
    target = f"GET /sparql?query={quote(SMALL)}"
    _, fields, _ = ways[0](target, {})
    assert isinstance(fields, list)
    tag = dict(fields)["Etag"]
    assert same(ways, target, {"If-None-Match": tag})[0] == 304


def test_the_first_answer_is_evaluated_and_the_next_is_kept(ways: tuple[Asked, Asked]) -> None:
    target = f"GET /sparql?query={quote(SMALL + ' # once')}"
    said = []
    for _ in range(2):
        _, fields, _ = ways[0](target, {})
        assert isinstance(fields, list)
        said.append(dict(fields)["Cache-Status"])
    assert said == ["kg; fwd=miss", "kg; hit"]


def test_ordinary_answers_take_the_short_way_and_are_noted(
    ways: tuple[Asked, Asked], noted: list[Exchange]
) -> None:
    query = SMALL + " # noted"
    noted.clear()
    ways[0](f"GET /sparql?query={quote(query)}", {"Accept": "text/csv"})
    (found,) = noted  # the application of this server notes elsewhere
    assert (found.method, found.route, found.status, found.outcome) == ("GET", "/sparql", 200, "ok")
    assert (found.query, found.form, found.format, found.cached) == (query, "SELECT", "csv", False)


def test_many_connections_at_a_time_each_get_their_own_answers(project: Project, endpoint: Endpoint) -> None:
    with served(project, endpoint, [], quick=True) as server:
        wrong: list[object] = []

        def client(number: int) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=60)
            for turn in range(40):
                wanted = f"{number}-{turn}"
                query = f"SELECT ('{wanted}' AS ?x) {{ ?s ?p ?o }} LIMIT 1"
                while True:
                    connection.request("GET", f"/sparql?query={quote(query)}", headers={"Accept": "text/csv"})
                    response = connection.getresponse()
                    body = response.read()
                    if response.status != 503:  # more than wait at a time
                        break
                    time.sleep(0.01)
                if body != f"x\r\n{wanted}\r\n".encode():
                    wrong.append((wanted, response.status, body))
            connection.close()

        clients = [threading.Thread(target=client, args=[number]) for number in range(12)]
        for each in clients:
            each.start()
        for each in clients:
            each.join(within(60))
        assert wrong == []
        assert endpoint.state().busy == 0
        assert endpoint.state().waiting == 0


def test_a_request_that_is_over_leaves_nothing_that_only_a_search_would_find(
    project: Project, endpoint: Endpoint
) -> None:
    def left() -> int:
        return sum(type(each).__name__ in ("_Exchange", "_Watch", "Underway") for each in gc.get_objects())

    with served(project, endpoint, [], quick=True) as server:
        asked = ask(server.effective_port)
        gc.collect()
        before = left()
        gc.disable()
        try:
            for number in range(20):
                assert asked(f"GET /sparql?query={quote(f'SELECT ({number} AS ?left) {{}}')}", {})[0] == 200
            end = time.monotonic() + within(5)
            while left() > before and time.monotonic() < end:
                time.sleep(0.01)
            assert left() <= before
        finally:
            gc.enable()


def test_a_worker_that_has_answered_begins_the_next_query_before_its_answer_is_sent(
    project: Project, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.web.http.quick.PATIENCE_SECONDS", within(5))
    steps: list[str] = []

    class Told(QuickAnswers):
        all_here = False

        def _offer(self, exchange: Any) -> None:
            steps.append("offered")
            super()._offer(exchange)

        def _arrived(self, exchange: Any) -> None:
            self.all_here = self.all_here or len(self._open) == 3
            if self.all_here:  # until then the answer stays where it is
                super()._arrived(exchange)

        def _answer(self, *arguments: Any) -> None:
            steps.append("sent")
            super()._answer(*arguments)

    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(create_app(project, endpoint), listener, quick=Told(project, endpoint, lambda _: None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    asked = ask(server.effective_port)
    with ThreadPoolExecutor(3) as crowd:
        targets = [f"GET /sparql?query={quote(f'SELECT ({number} AS ?begun) {{}}')}" for number in range(3)]
        assert [status for status, *_ in crowd.map(lambda target: asked(target, {}), targets)] == [200] * 3
    server.stop()
    thread.join(within(5))
    server.close()
    assert endpoint.state().workers == 1
    assert steps == ["offered", "offered", "sent", "offered", "sent", "sent"]


def test_requests_that_follow_at_once_are_answered_in_their_order(
    project: Project, endpoint: Endpoint
) -> None:
    texts = [f"SELECT ({number} AS ?x) {{}}" for number in range(8)]
    texts[3] = "nothing"  # goes the long way
    with (
        served(project, endpoint, [], quick=True) as server,
        socket.create_connection(("127.0.0.1", server.effective_port), timeout=20) as client,
    ):
        heads = (
            f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\n\r\n"
            for text in texts
        )
        client.sendall("".join(heads).encode())
        found = []
        for _ in texts:
            response = http.client.HTTPResponse(client)
            response.begin()
            found.append((response.status, response.read()))
    assert [status for status, _ in found] == [200, 200, 200, 400, 200, 200, 200, 200]
    assert [body for number, (_, body) in enumerate(found) if number != 3] == [
        f"x\r\n{number}\r\n".encode() for number in range(8) if number != 3
    ]


def test_a_query_that_takes_long_goes_on_in_a_thread_and_others_are_answered_meanwhile(
    project: Project, endpoint: Endpoint
) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(5)) + " }"
    with served(project, endpoint, [], quick=True) as server:
        asking = ask(server.effective_port)
        statuses: list[object] = []
        running = threading.Thread(
            target=lambda: statuses.append(asking(f"GET /sparql?query={quote(slow)}&timeout=2", {})[0])
        )
        started = time.monotonic()
        running.start()
        for number in itertools.count():
            assert asking(f"GET /sparql?query={quote(f'SELECT ({number} AS ?x) {{}}')}", {})[0] == 200
            if time.monotonic() - started > 1:
                break
        running.join(within(10))
        assert statuses == [503]
        assert endpoint.state().busy == 0


def test_a_large_answer_that_is_kept_is_packed_aside_and_then_sent_packed(
    project: Project, endpoint: Endpoint
) -> None:
    again = " ".join(f"(?s AS ?s{number})" for number in range(20))
    query = f"SELECT ?s ?p ?o {again} {{ ?s ?p ?o }} ORDER BY ?s ?p ?o LIMIT 90"
    target, headers = f"GET /sparql?query={quote(query)}", {"Accept": "application/json"}
    packing: list[int] = []

    class Packing(QuickAnswers):
        def _pack_kept(self, *arguments: Any) -> None:
            packing.append(threading.get_ident())
            super()._pack_kept(*arguments)

    listener = socket.create_server(("127.0.0.1", 0))
    short = Packing(project, endpoint, lambda _: None)
    server = Server(create_app(project, endpoint), listener, quick=short)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        asked = ask(server.effective_port)
        plain = asked(target, headers)
        assert len(plain[2]) > 65_536  # type: ignore[arg-type]
        packed = [asked(target, {**headers, "Accept-Encoding": "gzip"}) for _ in range(2)]
        end = time.monotonic() + within(5)
        while not short._endpoint.keeps_packed(kept(short, target)) and time.monotonic() < end:
            time.sleep(0.01)
        packed.append(asked(target, {**headers, "Accept-Encoding": "gzip"}))
        assert {gzip.decompress(one[2]) for one in packed} == {plain[2]}  # type: ignore[arg-type]
        assert len({one[2] for one in packed}) == 1
        assert packing, "nobody's answer waited for it in the thread that reads sockets"
        assert thread.ident not in packing
        assert len(packing) <= 2
    finally:
        server.stop()
        thread.join(within(5))
        server.close()


def kept(short: QuickAnswers, target: str) -> Prepared:
    """The query of a request, as it was read before."""
    found = short._read.peek((target.partition("?")[2], "application/json"))
    assert found is not None
    return found
