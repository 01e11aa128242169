"""Headers that every response carries, whatever made it, and bodies that are refused by their headers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from operation.served import Served

from kg.endpoint.service import Endpoint
from kg.model.project import read_project
from kg.web import create_app

BROWSER = {"Accept": "text/html"}
REQUESTS = [
    ("GET", "/", BROWSER, 200),
    ("HEAD", "/", BROWSER, 200),
    ("OPTIONS", "/sparql", {}, 200),
    ("GET", "/static/site.css", {}, 200),
    ("GET", "/static/nothing.css", {}, 404),
    ("GET", "/sparql?query=ASK%7B%7D", {}, 200),
    ("GET", "/sparql?query=ASK", {}, 400),
    ("GET", "/sparql?query=ASK", BROWSER, 400),
    ("POST", "/about", {}, 405),
    ("GET", "/nothing", BROWSER, 404),
    ("GET", "/favicon.ico", {}, 308),
    ("GET", "/robots.txt", {}, 200),
    ("GET", "/healthz", {}, 200),
    ("GET", "/readyz", {}, 200),
    ("GET", "/metrics", {}, 200),
    ("GET", "/", {"Host": "evil.example"}, 421),
    ("GET", "/", {"Host": "a b"}, 400),
]


@pytest.mark.parametrize(("method", "path", "headers", "status"), REQUESTS)
def test_every_response_is_secure(
    site: FlaskClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    with site.open(path, method=method, headers=headers) as response:
        assert response.status_code == status, response.get_data(as_text=True)
        found = response.headers
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "default-src 'none'" in found["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in found["Content-Security-Policy"]
    assert found["Cross-Origin-Opener-Policy"] == "same-origin"
    assert found["Access-Control-Allow-Origin"] == "*"
    assert "Cache-Control" in found
    assert "Server" not in found
    assert "Strict-Transport-Security" not in found
    assert "Set-Cookie" not in found


def test_exports_and_unchanged_answers_are_secure_too(site: FlaskClient) -> None:
    page = site.get("/downloads").get_data(as_text=True)
    (address, *_) = [part for part in page.split('"') if part.startswith("/export/")]
    with site.get(address) as export:
        assert export.status_code == 200
        assert export.headers["X-Content-Type-Options"] == "nosniff"
        tag = export.headers["ETag"]
    with site.get(address, headers={"If-None-Match": tag}) as unchanged:
        assert unchanged.status_code == 304
        assert unchanged.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_with_the_editor_allows_its_style_element_by_a_nonce(site: FlaskClient) -> None:
    found = [site.get("/sparql?query=ASK%7B%7D", headers=BROWSER).headers for _ in range(2)]
    policies = [one["Content-Security-Policy"] for one in found]
    nonces = [re.search(r"style-src 'self' 'nonce-([\w-]{22})';", policy) for policy in policies]
    assert nonces[0]
    assert nonces[1]
    assert nonces[0][1] != nonces[1][1]
    for policy in policies:
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
    # A 304 would bring the policy of a new nonce to the page that was kept with an old one.
    assert all("ETag" not in one for one in found)
    assert all(one["Cache-Control"] == "private, no-cache" for one in found)


@pytest.mark.parametrize("path", ["/", "/about", "/sparql?query=ASK%7B%7D&format=json", "/nothing"])
def test_only_the_page_with_the_editor_has_a_nonce(site: FlaskClient, path: str) -> None:
    with site.get(path, headers=BROWSER) as response:
        assert "nonce" not in response.headers["Content-Security-Policy"]


def test_encryption_is_kept_where_the_public_address_has_it(built: Path, endpoint: Endpoint) -> None:
    project = replace(read_project(built), public_url="https://graph.example/")
    site = create_app(project, endpoint).test_client()
    for path in ("/", "/healthz", "/nothing", "/sparql?query=ASK"):
        with site.get(path, headers={"Host": "graph.example"}) as response:
            assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    with site.get("/", headers={"Host": "127.0.0.1:8000"}) as response:
        assert "Strict-Transport-Security" not in response.headers


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, identity", "x-unknown", "GZIP"])
def test_a_packed_body_is_refused(site: FlaskClient, coding: str) -> None:
    response = site.post(
        "/sparql",
        data=b"\x1f\x8b\x08\x00",
        headers={"Content-Encoding": coding, "Content-Type": "application/sparql-query"},
    )
    assert response.status_code == 415
    assert json.loads(response.data)["type"].endswith("/problems/media-type")


def test_a_body_that_says_it_is_not_packed_is_read(site: FlaskClient) -> None:
    headers = {"Content-Encoding": "identity", "Content-Type": "application/sparql-query"}
    assert site.post("/sparql", data=b"ASK {}", headers=headers).status_code == 200


@pytest.mark.slow
def test_over_a_socket_no_server_is_named(served: Served) -> None:
    for path in ("/", "/nothing", "/sparql?query=ASK", "/?" + "q" * 70_000):
        response = served.get(path)
        assert "Server" not in response.headers
        assert "waitress" not in str(response.headers).lower() + response.body.decode().lower()
