"""What the server refuses before the site sees it: framing, sizes, and how it says so."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from operation.sockets import SMALL, Response, connect, get, read_response, send

from kg.web.http.arriving import MAX_ADDRESS_BYTES, MAX_BODY_BYTES, MAX_HEADER_BYTES


@pytest.fixture
def port(run_server: Callable[..., object]) -> Iterator[int]:
    running = run_server()
    yield running.port  # type: ignore[attr-defined]


def assert_problem(response: Response, status: int, kind: str) -> None:
    """The response is a problem document (RFC 9457) with the headers that every response carries."""
    assert response.status == status, response.body
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.body)
    assert (problem["status"], problem["type"]) == (status, f"/problems/{kind}")
    assert problem["title"]
    assert problem["detail"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Connection"] == "close"
    assert "Server" not in response.headers


def test_a_connection_is_kept_and_names_no_server(port: int) -> None:
    with connect(port) as client:
        for _ in range(3):
            client.sendall(SMALL)
            response = read_response(client)
            assert (response.status, response.body) == (200, b"small")
            assert "Server" not in response.headers
            assert "Connection" not in response.headers


def test_an_address_may_be_long_but_not_longer_than_the_limit(port: int) -> None:
    most = "/small?" + "q" * (MAX_ADDRESS_BYTES - 7)
    assert get(port, most).status == 200
    for longer in (MAX_ADDRESS_BYTES + 100, MAX_ADDRESS_BYTES + MAX_HEADER_BYTES, 3_000_000):
        assert_problem(get(port, "/small?" + "q" * longer), 414, "address-too-long")


def test_headers_may_be_large_but_not_larger_than_the_limit(port: int) -> None:
    assert get(port, "/small", X_Large="x" * (MAX_HEADER_BYTES - 200)).status == 200
    for longer in (MAX_HEADER_BYTES, MAX_HEADER_BYTES + MAX_ADDRESS_BYTES, 3_000_000):
        assert_problem(get(port, "/small", X_Large="x" * longer), 431, "headers-too-large")
    many = {f"X_{number}": "x" for number in range(20_000)}
    assert_problem(get(port, "/small", **many), 431, "headers-too-large")


def post(port: int, body: bytes, *headers: bytes) -> Response:
    lines = b"".join(header + b"\r\n" for header in (b"Host: localhost", *headers))
    return send(port, b"POST /small HTTP/1.1\r\n" + lines + b"\r\n" + body)


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def test_a_body_of_the_limit_is_read_and_a_larger_one_is_refused(port: int) -> None:
    most = bytes(MAX_BODY_BYTES)
    assert post(port, most, b"Content-Length: %d" % len(most)).body == str(MAX_BODY_BYTES).encode()
    framed = chunked(most[: MAX_BODY_BYTES - 100])  # the framing counts
    assert post(port, framed, b"Transfer-Encoding: chunked").body == str(MAX_BODY_BYTES - 100).encode()
    for size in (MAX_BODY_BYTES + 1, 12_000_000):
        body = bytes(size)
        assert_problem(post(port, body, b"Content-Length: %d" % size), 413, "query-too-large")
        assert_problem(post(port, chunked(body), b"Transfer-Encoding: chunked"), 413, "query-too-large")


def test_who_asks_before_sending_a_large_body_is_refused_without_it(port: int) -> None:
    response = post(port, b"", b"Content-Length: 5000000", b"Expect: 100-continue")
    assert_problem(response, 413, "query-too-large")
    assert response.seconds < 5


@pytest.mark.parametrize(
    "length", ["abc", "-1", "+5", "1e3", "0x10", "5, 5", "5, 6", "", "1_000", "٣", "9" * 5_000]
)
def test_a_length_that_is_none_is_refused(port: int, length: str) -> None:
    assert_problem(post(port, b"hello", f"Content-Length: {length}".encode()), 400, "bad-request")


def test_a_length_of_many_digits_is_too_large(port: int) -> None:
    assert_problem(post(port, b"hello", b"Content-Length: " + b"9" * 40), 413, "query-too-large")


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([b"Transfer-Encoding: gzip"], 501),
        ([b"Transfer-Encoding: gzip, chunked"], 501),
        ([b"Transfer-Encoding: chunked, identity"], 501),
        ([b"Transfer-Encoding: chunked", b"Content-Length: 5"], 400),
        ([b"Content-Length: 5", b"Content-Length: 6"], 400),
        ([b"Content-Length : 5"], 400),
    ],
)
def test_a_body_that_could_be_read_in_two_ways_is_refused(port: int, lines: list[bytes], status: int) -> None:
    assert_problem(post(port, chunked(b"hello"), *lines), status, "http" if status == 501 else "bad-request")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"POST /small HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET /small HTTP/2.0\r\nHost: localhost\r\n\r\n", 505),
        (b"GET /small HTTP/9.9\r\nHost: localhost\r\n\r\n", 505),
        (b"GET /small\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        (b"get /small HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET  /small HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET http://[/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET /small HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n", 400),
        (b"GET /small HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n", 400),
        (b"GET /small HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n", 400),
        (b"GET /small HTTP/1.1\r\nHost: localhost\r\n: nameless\r\n\r\n", 400),
    ],
)
def test_what_is_not_http_is_refused(port: int, request_bytes: bytes, status: int) -> None:
    assert_problem(send(port, request_bytes), status, "http" if status == 505 else "bad-request")


def test_the_host_of_an_absolute_address_counts_and_not_the_header(port: int) -> None:
    request = b"GET http://other.example/host HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert send(port, request).body == b"other.example"


def test_nothing_behind_a_refused_request_is_answered(port: int) -> None:
    hidden = SMALL.replace(b"/small", b"/host")
    with connect(port) as client:
        client.sendall(
            b"POST /small HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Length: 5\r\n\r\n0\r\n\r\n" + hidden
        )
        assert_problem(read_response(client), 400, "bad-request")
        assert client.recv(1) == b""


def test_a_refusal_arrives_though_the_client_sends_on(port: int) -> None:
    with connect(port) as client:
        client.sendall(b"POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30000000\r\n\r\n")
        for _ in range(100):
            client.sendall(bytes(100_000))
            time.sleep(0.005)
        assert_problem(read_response(client), 413, "query-too-large")


def test_an_error_of_the_application_says_nothing_of_the_inside(port: int) -> None:
    response = get(port, "/fails")
    assert_problem(response, 500, "internal")
    assert not re.search(rb"secret|Traceback|waitress", response.body)


def test_head_of_a_refused_request_has_no_body(port: int) -> None:
    with connect(port) as client:
        client.sendall(b"HEAD /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n")
        received = client.recv(65_536)
        assert received.startswith(b"HTTP/1.1 413 ")
        assert received.endswith(b"\r\n\r\n")


def test_refusals_are_noted_for_the_log_and_the_counts(run_server: Callable[..., object]) -> None:
    running = run_server()
    get(running.port, "/small?" + "q" * 70_000)  # type: ignore[attr-defined]
    (noted,) = running.noted  # type: ignore[attr-defined]
    assert (noted.method, noted.path, noted.status, noted.outcome) == (
        "GET",
        "/small",
        414,
        "address-too-long",
    )


@pytest.mark.parametrize("options", ["close", "TE, close", "Upgrade,Close"])
def test_a_client_that_wants_the_connection_closed_gets_that(
    run_server: Callable[..., Any], options: str
) -> None:
    with connect(run_server().port) as client:
        client.sendall(f"GET /small HTTP/1.1\r\nHost: localhost\r\nConnection: {options}\r\n\r\n".encode())
        assert read_response(client).status == 200
        assert client.recv(1) == b""
