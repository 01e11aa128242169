"""Asking a store: connections are kept, every wait ends, and nothing that is cut is taken for whole."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from engine.between import Between, Request, between
from engine.conftest import Store
from patience import within
from tools import tool
from virtuoso import Virtuoso

from kg.engine import line
from kg.engine.connection import EngineAddress
from kg.engine.credentials import Credentials
from kg.engine.dialects import DIALECTS
from kg.engine.querying import Asker, Reply
from kg.model.errors import EngineUnavailable, QueryCancelled, QueryError, QueryTimeout

pytestmark = pytest.mark.slow

LENGTH = 2_000
LONG = "SELECT (STRLEN(?a) AS ?n) ?a { VALUES ?a { " + " ".join(f'"{n:0200}"' for n in range(LENGTH)) + " } }"


def never() -> bool:
    return False


@contextmanager
def asking(url: str, credentials: Credentials = Credentials(), *, kind: str = "oxigraph") -> Iterator[Asker]:  # noqa: B008
    """Somebody who asks the query endpoint at a URL."""
    dialect = DIALECTS[kind]
    address = EngineAddress(url, "", dialect, dialect.default_graph)
    asker = Asker(address, credentials, connections=4)
    try:
        yield asker
    finally:
        asker.close()


def ask(
    asker: Asker,
    text: str = "ASK {}",
    *,
    seconds: float = 60,
    size: int = 10**7,
    gone: Callable[[], bool] = never,
) -> Reply:
    """One query under a deadline."""
    return asker.ask(text, deadline=time.monotonic() + seconds, size=size, gone=gone)


@pytest.fixture
def proxy(oxigraph: Store) -> Iterator[Between]:
    with between(oxigraph.url) as found:
        yield found


def test_one_connection_is_enough_for_queries_one_after_another(proxy: Between) -> None:
    with asking(f"{proxy.url}/query") as asker:
        for number in range(20):
            assert b"true" in ask(asker, f"ASK {{ FILTER({number} = {number}) }}").body
    assert proxy.connections == 1
    assert len(proxy.requests) == 20


def test_queries_at_once_have_connections_of_their_own_and_some_are_kept(proxy: Between) -> None:
    together = threading.Barrier(8)
    proxy.before = lambda _: together.wait(60) and None
    with asking(f"{proxy.url}/query") as asker:
        replies: list[Reply] = []
        threads = [threading.Thread(target=lambda: replies.append(ask(asker))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(replies) == 8
        assert proxy.connections == 8
        proxy.before = None
        for _ in range(4):
            ask(asker)
        assert proxy.connections == 8


def test_a_connection_that_rested_long_is_not_used_again(
    proxy: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "REST_SECONDS", 0.0)
    with asking(f"{proxy.url}/query") as asker:
        for _ in range(3):
            ask(asker)
    assert proxy.connections == 3


@pytest.mark.parametrize("goodbye", ["Connection: close\r\n", ""])
def test_a_store_that_closes_a_connection_is_asked_on_another(goodbye: str) -> None:
    body = b'{"head":{},"boolean":true}'
    said = f"HTTP/1.1 200 OK\r\n{goodbye}Content-Length: {len(body)}\r\n\r\n".encode() + body
    closed = threading.Semaphore(0)

    def answer(server: socket.socket) -> None:
        for _ in range(3):
            client, _ = server.accept()
            with client:
                client.recv(1 << 16)
                client.sendall(said)
            closed.release()

    with (
        closing(socket.create_server(("127.0.0.1", 0))) as server,
        asking(f"http://127.0.0.1:{server.getsockname()[1]}/query") as asker,
    ):
        threading.Thread(target=answer, args=(server,), daemon=True).start()
        for _ in range(3):
            assert ask(asker) == Reply(body, whole=True)
            assert closed.acquire(timeout=60)


def test_a_long_answer_comes_whole(proxy: Between) -> None:
    with asking(f"{proxy.url}/query") as asker:
        reply = ask(asker, LONG)
    rows = json.loads(reply.body)["results"]["bindings"]
    assert reply.whole
    assert [int(row["a"]["value"]) for row in rows] == list(range(LENGTH))


def test_an_answer_over_the_cap_is_a_part_and_ends_its_connection(proxy: Between) -> None:
    with asking(f"{proxy.url}/query") as asker:
        whole = ask(asker, LONG).body
        reply = ask(asker, LONG, size=1000)
        assert (reply.body, reply.whole) == (whole[:1000], False)
        assert ask(asker, LONG).body == whole
        assert proxy.connections == 2


def test_a_wait_ends_at_its_deadline_and_when_nobody_waits(proxy: Between) -> None:
    release = threading.Event()
    proxy.before = lambda _: release.wait(60) and None
    try:
        with asking(f"{proxy.url}/query") as asker:
            begun = time.monotonic()
            with pytest.raises(QueryTimeout):
                ask(asker, seconds=0.5)
            assert 0.4 < time.monotonic() - begun < within(0.6)
            begun = time.monotonic()
            with pytest.raises(QueryCancelled):
                ask(asker, gone=lambda: time.monotonic() - begun > 0.2)
            assert time.monotonic() - begun < within(0.4)
            with pytest.raises(QueryTimeout):
                ask(asker, seconds=0)
    finally:
        release.set()


def test_an_answer_that_stops_in_the_middle_ends_at_its_deadline() -> None:
    kept: list[socket.socket] = []

    def answer(server: socket.socket) -> None:
        client, _ = server.accept()
        kept.append(client)
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")

    with (
        closing(socket.create_server(("127.0.0.1", 0))) as server,
        asking(f"http://127.0.0.1:{server.getsockname()[1]}/query") as asker,
    ):
        threading.Thread(target=answer, args=(server,), daemon=True).start()
        with pytest.raises(QueryTimeout):
            ask(asker, seconds=0.5)
        with kept[0] as client:
            client.settimeout(within(5))
            while client.recv(1 << 16):  # the query, and then the end of the connection
                pass


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", b"220 mail.example ESMTP\r\n"]
)
def test_a_store_that_breaks_off_is_no_answer(said: bytes) -> None:
    def answer(server: socket.socket) -> None:
        client, _ = server.accept()
        with client:
            client.recv(1 << 16)
            client.sendall(said)

    with (
        closing(socket.create_server(("127.0.0.1", 0))) as server,
        asking(f"http://127.0.0.1:{server.getsockname()[1]}/query") as asker,
    ):
        threading.Thread(target=answer, args=(server,), daemon=True).start()
        with pytest.raises(EngineUnavailable, match="does not answer"):
            ask(asker)


def test_a_host_that_lets_nobody_in_holds_nobody_up() -> None:
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(8)]  # which fill its queue, so that no more are greeted
        for one in waiting:
            one.settimeout(0)
            one.connect_ex(server.getsockname())
        try:
            with asking(f"http://127.0.0.1:{server.getsockname()[1]}/query") as asker:
                begun = time.monotonic()
                with pytest.raises(QueryTimeout):
                    ask(asker, seconds=0.5)
                with pytest.raises(QueryCancelled):
                    ask(asker, gone=lambda: True)
                assert time.monotonic() - begun < within(0.8)
        finally:
            for one in waiting:
                one.close()


def test_nobody_waits_for_a_server_that_stops(proxy: Between) -> None:
    release = threading.Event()
    proxy.before = lambda _: release.wait(60) and None
    failed: list[QueryError] = []

    def wait(asker: Asker) -> None:
        try:
            ask(asker)
        except QueryError as problem:
            failed.append(problem)

    try:
        with asking(f"{proxy.url}/query") as asker:
            thread = threading.Thread(target=wait, args=(asker,))
            thread.start()
            while not proxy.requests:
                time.sleep(0.01)
        thread.join(within(1))
        assert [one.message for one in failed] == ["this server is stopping"]
    finally:
        release.set()


def test_a_name_and_its_password_are_shown_when_they_are_asked_for(virtuoso: Virtuoso) -> None:
    url = f"{virtuoso.url}/sparql-auth"
    with asking(url, Credentials("dba", "dba"), kind="virtuoso") as asker:
        for _ in range(3):
            assert b"__ASK_RETVAL" in ask(asker).body
    for wrong in (Credentials("dba", "another"), Credentials()):
        with asking(url, wrong, kind="virtuoso") as asker, pytest.raises(EngineUnavailable):
            ask(asker)


def test_basic_authentication_and_a_token_go_with_each_query(proxy: Between) -> None:
    def basic(_: Request) -> tuple[int, dict[str, str], bytes] | None:
        if proxy.headers[-1].get("authorization") == "Basic dTpwYXNz":  # u:pass
            return None
        return 401, {"WWW-Authenticate": 'Basic realm="store"'}, b"who is there?"

    proxy.answer = basic
    with asking(f"{proxy.url}/query", Credentials("u", "pass")) as asker:
        assert b"true" in ask(asker).body
        assert b"true" in ask(asker).body
    assert len(proxy.requests) == 3  # the first one was asked again
    assert proxy.connections == 1
    proxy.answer = None
    with asking(f"{proxy.url}/query", Credentials(token="secret")) as asker:  # noqa: S106
        assert b"true" in ask(asker).body
    assert proxy.headers[-1]["authorization"] == "Bearer secret"


def test_over_tls_a_connection_is_kept_and_a_certificate_that_nobody_vouches_for_is_refused(
    oxigraph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    names = ("-keyout", str(key), "-out", str(certificate), "-days", "1")
    subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    make = [tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names, *subject]
    subprocess.run(make, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with between(oxigraph.url, tls) as store:
        with asking(f"{store.url}/query") as asker, pytest.raises(EngineUnavailable):
            ask(asker)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with asking(f"{store.url}/query") as asker:
            connections = store.connections
            for _ in range(3):
                assert b"true" in ask(asker).body
            assert len(json.loads(ask(asker, LONG).body)["results"]["bindings"]) == LENGTH
            assert store.connections == connections + 1
            store.before = lambda _: time.sleep(2)
            with pytest.raises(QueryTimeout):
                ask(asker, seconds=0.3)


def test_a_query_goes_with_its_graphs_and_as_a_form(oxigraph: Store) -> None:
    with asking(f"{oxigraph.url}/query") as asker:
        found = asker.ask(
            "SELECT ?é { ?é ?p '+&=%;é' }",
            default_graphs=("urn:a", "urn:b"),
            named_graphs=("urn:c",),
            deadline=time.monotonic() + 60,
            size=10**6,
            gone=never,
        )
    assert found == Reply(b'{"head":{"vars":["\xc3\xa9"]},"results":{"bindings":[]}}', whole=True)
