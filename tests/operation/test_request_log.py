"""The log: JSON lines that tell what happened and nothing about who asked."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from operation.served import Served, serving, set_settings
from operation.sockets import send

from kg.web.http.request_log import Exchange, JsonLines, write_exchange

NAMES = "SELECT ?name { ?work <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } LIMIT 3"
slow = pytest.mark.slow


def written(exchange: Exchange) -> str:
    """The line that is logged."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("kg.requests")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        write_exchange(exchange)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
    return stream.getvalue()


@pytest.mark.parametrize(
    "path", ['/a\r\n{"status": 500}', "/\u2028\u0085\x1b[2J\x00", "/\udcff", "/景俊海", "/" + "a" * 70_000]
)
def test_a_request_is_one_line_of_ascii_whatever_its_path(path: str) -> None:
    line = written(Exchange("GET", "-", path, 404, 0.0123, 5, outcome="not-found"))
    assert line.endswith("\n")
    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert line[:-1].isprintable()
    assert len(line) < 2_000
    assert json.loads(line)["status"] == 404
    assert json.loads(line)["ms"] == 12.3


def test_an_error_is_one_line_too_with_its_traceback() -> None:
    try:
        json.loads("two\nlines")
    except ValueError:
        cause = sys.exc_info()
    record = logging.LogRecord("kg.web", logging.ERROR, "", 0, "a request failed: %s", ("x",), cause)
    line = JsonLines().format(record)
    assert len(line.splitlines()) == 1
    found = json.loads(line)
    assert (found["level"], found["message"]) == ("error", "a request failed: x")
    assert "JSONDecodeError" in found["traceback"]


@slow
def test_a_query_is_told_by_its_hash_and_its_answer_by_its_counts(served: Served) -> None:
    assert served.ask(NAMES, Accept="text/csv").status == 200
    assert served.ask(NAMES, Accept="text/csv").status == 200
    first, second = served.records(query=hashlib.sha256(NAMES.encode()).hexdigest()[:16])
    assert first["time"].endswith("Z")
    wanted = {
        "method": "GET",
        "path": "/sparql",
        "route": "/sparql",
        "status": 200,
        "outcome": "ok",
        "form": "SELECT",
        "format": "csv",
        "solutions": 3,
        "capped": False,
        "cached": False,
        "version": served.state()["version"][:12],
    }
    assert wanted.items() <= first.items()
    assert first["bytes"] > 10
    assert 0 < first["ms"] < 60_000
    assert second["cached"] is True


@slow
def test_neither_query_nor_address_nor_token_nor_header_is_written(served: Served) -> None:
    query = quote("SELECT * { ?secretword ?p ?o } LIMIT 1")
    token = "secret" + "0123456789abcdef" * 2
    headers = {"Referer": "http://secretreferer/", "Cookie": "secretcookie", "User_Agent": "secretagent"}
    served.get(f"/sparql?query={query}&token={token}", **headers)
    served.get("/?lang=en&x=secretparameter", **headers)
    body = f"token={token}".encode()
    lines = (b"POST /sparql/cancel HTTP/1.1", b"Host: localhost", b"Content-Length: %d" % len(body))
    kind = b"Content-Type: application/x-www-form-urlencoded"
    assert send(served.port, b"\r\n".join((*lines, kind, b"", body))).status == 404
    assert served.records(path="/sparql/cancel")
    text = served.log.read_text()
    assert "/sparql/cancel" in text
    assert "secret" not in text
    assert "127.0.0.1" not in text


@slow
def test_errors_and_refusals_of_the_server_are_told_by_their_kind(served: Served) -> None:
    served.ask("SELECT * { ?a ?b ")
    served.get("/nothing-here")
    served.get("/?" + "q" * 70_000)
    served.get("/sparql", Host="evil.example")
    assert served.records(outcome="syntax", status=400, form="SELECT") or served.records(outcome="syntax")
    assert served.records(outcome="not-found", status=404, route="-", path="/nothing-here")
    assert served.records(outcome="address-too-long", status=414)
    assert served.records(outcome="wrong-host", status=421, path="/sparql")
    assert all("outcome" not in one for one in served.records(path="/healthz"))


@slow
def test_the_address_is_written_where_the_project_says_so(museum: Path) -> None:
    set_settings(museum, "log_addresses = true", 'trusted_header = "X-Forwarded-For"')
    with serving(museum) as served:
        served.get("/healthz")
        served.get("/healthz", X_Forwarded_For="198.51.100.1, 192.0.2.7")
        assert [one["client"] for one in served.records(path="/healthz")] == ["127.0.0.1", "192.0.2.7"]


@slow
def test_a_worker_that_dies_of_memory_leaves_the_log_in_order(museum: Path) -> None:
    settings = (museum / "kg.toml").read_text("utf-8")
    (museum / "kg.toml").write_text(settings.replace("seconds = 3", "seconds = 60"), "utf-8")
    doubling = "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(40))
    with serving(museum) as served:
        found = served.ask(f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('{'a' * 64}' AS ?x0) {doubling} }}")
        assert json.loads(found.body)["type"].endswith("/problems/memory")
        assert served.records(outcome="memory")  # which reads every line of the log as JSON
