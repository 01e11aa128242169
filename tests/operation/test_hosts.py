"""Which host names are answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.model.project import Project
from kg.web.http.hosts import allowed_hosts, host_problem, transport_security

PROJECT = Project(
    Path(), title="", base="", public_url="https://Graph.example:8443/x/", hosts=("other.example",)
)
ALLOWED = allowed_hosts(PROJECT, "Machine.lan")


def status(header: str | None, *, protocol: str = "HTTP/1.1") -> int:
    """The status of the problem with a Host header, 200 for none."""
    problem = host_problem(header, protocol=protocol, allowed=ALLOWED)
    return problem.status if problem else 200


@pytest.mark.parametrize(
    "header",
    [
        "graph.example",
        "GRAPH.example:443",
        "graph.example.",
        "other.example:80",
        "machine.lan:8000",
        "localhost",
        "localhost:8000",
        "127.0.0.1:8000",
        "192.0.2.7",
        "[::1]:8000",
        "[2001:db8::1]",
    ],
)
def test_names_of_the_operator_and_addresses_are_answered(header: str) -> None:
    assert status(header) == 200


@pytest.mark.parametrize(
    "header",
    [
        "evil.example",
        "graph.example.evil.example",
        "evilgraph.example",
        "a.graph.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "2130706433",
        "0x7f.1",
        "127.1",
        "graph.example..",
        "[1]",
        "a_b",
    ],
)
def test_other_names_are_misdirected(header: str) -> None:
    assert status(header) == 421


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "graph.example, other.example",
        "graph.example/",
        "user@graph.example",
        "graph.example:port",
        "graph.example:99999",
        "graph.example:123456",
        "[::1",
        "::1",
        "graph.example#",
        "граф.example",
        "graph.example\t",
        "graph.example\x00",
    ],
)
def test_what_is_no_host_is_malformed(header: str) -> None:
    assert status(header) == 400


def test_only_http_1_0_may_leave_the_header_out() -> None:
    assert status(None) == 400
    assert status(None, protocol="HTTP/1.0") == 200


def test_encryption_is_demanded_under_the_public_name_alone() -> None:
    assert transport_security("graph.example:8443", public_url=PROJECT.public_url) == "max-age=31536000"
    assert transport_security("127.0.0.1", public_url=PROJECT.public_url) is None
    assert transport_security("graph.example", public_url="http://graph.example/") is None
    assert transport_security(None, public_url="") is None


def test_a_wrong_host_is_told_which_setting_helps(site: FlaskClient) -> None:
    response = site.get("/sparql", headers={"Host": "evil.example"})
    assert response.status_code == 421
    problem = json.loads(response.data)
    assert problem["type"] == "/problems/wrong-host"
    assert "`hosts`" in problem["help"]
    assert "evil.example" not in response.get_data(as_text=True)
    page = site.get("/", headers={"Host": "evil.example", "Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (421, "text/html")
    assert "evil.example" not in page.get_data(as_text=True)


def test_load_balancers_may_ask_for_health_under_any_name(site: FlaskClient) -> None:
    for host in ("evil.example", "10.0.0.7:8000", "a_b"):
        assert site.get("/healthz", headers={"Host": host}).data == b"ok\n"


def test_what_a_proxy_says_of_the_host_is_not_believed(site: FlaskClient) -> None:
    claims = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    response = site.get("/sparql", headers={"Accept": "text/turtle", **claims})
    assert response.status_code == 200
    assert "evil.example" not in response.get_data(as_text=True)
    assert site.get("/", headers={"Host": "evil.example", "X-Forwarded-Host": "localhost"}).status_code == 421
