"""`/sparql` and its neighbours as bytes on the wire: methods, CORS, addresses, errors, caching.

Every request goes to a real server process and is written out as it is sent.  Follows SPARQL 1.1
Protocol, RFC 9110, RFC 9457 and the Fetch standard.
"""

from __future__ import annotations

import gzip
import re
from urllib.parse import quote

import pytest
from clients.asking import (
    BROWSER,
    DESCRIBE,
    GRAPH,
    RESULTS,
    SELECT,
    ask,
    problem,
    rows,
)
from clients.running import send

from kg.web.app import METHODS, ROUTES

pytestmark = pytest.mark.slow

FILLED = {"local": "autumn-ferry", "name": "m001", "kind": "syntax", "file": "site.css"}
FLEETING = ("Date", "Expires", "Kg-Elapsed-Ms", "Cache-Status")


def addresses() -> list[str]:
    """One address of every route."""
    return [re.sub(r"<(?:path:)?(\w+)>", lambda found: FILLED[found[1]], rule) for rule, _, _ in ROUTES]


@pytest.mark.parametrize("address", addresses())
def test_head_is_get_without_the_body_on_every_route(site: str, address: str) -> None:
    address = address.replace("/export/m001", "/export/graph.ttl")
    for headers in ({}, {"Accept": BROWSER}, {"Accept": "text/turtle", "Accept-Encoding": "gzip"}):
        got, head = (send(site, method, address, headers) for method in ("GET", "HEAD"))
        assert head.body == b""
        assert head.status == got.status
        for one in (got, head):
            policy = one.headers["Content-Security-Policy"]
            one.headers.replace_header(
                "Content-Security-Policy", re.sub(r"'nonce-[\w-]+'", "a nonce", policy)
            )
            for name in FLEETING:
                del one.headers[name]
        assert sorted(head.headers.items()) == sorted(got.headers.items()) or address == "/metrics"


@pytest.mark.parametrize(
    "query",
    [SELECT, DESCRIBE, "SELEKT", "SELECT * { SERVICE <http://a/> {} }", "SELECT * { ?s ?p ?o ; ?q ?r }"],
)
def test_head_is_get_without_the_body_for_queries(site: str, query: str) -> None:
    for accept in ("*/*", "text/csv", "image/png", BROWSER):
        address = f"/sparql?query={quote(query)}"
        got, head = (send(site, method, address, {"Accept": accept}) for method in ("GET", "HEAD"))
        assert (head.body, head.status) == (b"", got.status)
        for name in FLEETING:
            del got.headers[name], head.headers[name]
        assert accept == BROWSER or sorted(head.headers.items()) == sorted(got.headers.items())


@pytest.mark.parametrize(
    ("address", "name"), list(zip(addresses(), [name for _, name, _ in ROUTES], strict=True))
)
def test_other_methods_are_refused_and_the_known_ones_named(site: str, address: str, name: str) -> None:
    known = {*METHODS.get(name, ["GET"]), "OPTIONS"}
    known |= {"HEAD"} if "GET" in known else set()
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "MADEUP"} - known:
        got = send(site, method, address, body=b"")
        assert problem(got) == (405, "method-not-allowed"), method
        assert set(got.headers["Allow"].split(", ")) == known
    options = send(site, "OPTIONS", address)
    assert (options.status, options.body) == (200, b"")
    assert set(options.headers["Allow"].split(", ")) == known


def test_a_page_of_another_site_may_ask_with_its_own_headers(site: str) -> None:
    asked = "content-type, x-requested-with, traceparent"
    got = send(
        site,
        "OPTIONS",
        "/sparql",
        {
            "Origin": "https://else.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": asked,
        },
    )
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert got.headers["Access-Control-Allow-Headers"] == asked
    assert "POST" in got.headers["Access-Control-Allow-Methods"].split(", ")
    assert int(got.headers["Access-Control-Max-Age"]) > 0
    assert "Access-Control-Allow-Credentials" not in got.headers
    bare = send(site, "OPTIONS", "/sparql", {"Origin": "https://else.example"})
    assert {"Accept", "Content-Type"} <= set(bare.headers["Access-Control-Allow-Headers"].split(", "))
    odd = send(site, "OPTIONS", "/sparql", {"Access-Control-Request-Headers": 'a"b, x-good, ' + "y" * 99})
    assert odd.headers["Access-Control-Allow-Headers"] == "x-good"


def test_answers_and_errors_can_be_read_from_another_site(site: str) -> None:
    for query, status in ((SELECT, 200), ("SELEKT", 400), ("SELECT * { SERVICE <http://a/> {} }", 403)):
        got = ask(site, query, Origin="https://else.example")
        assert (got.status, got.headers["Access-Control-Allow-Origin"]) == (status, "*")
        exposed = set(got.headers["Access-Control-Expose-Headers"].split(", "))
        assert {"Kg-Version", "Kg-Solutions", "Kg-Capped", "Kg-Limit-Seconds", "Kg-Elapsed-Ms"} <= exposed
        assert {"Kg-Notice", "ETag", "Retry-After", "Cache-Status"} <= exposed
        assert exposed & set(got.headers) >= {"Kg-Version", "Kg-Limit-Seconds", "Kg-Elapsed-Ms"}


def test_headers_that_would_change_the_method_are_ignored(site: str) -> None:
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        assert ask(site, SELECT, **{name: "DELETE"}).status == 200
        assert problem(send(site, "DELETE", "/sparql", {name: "GET"}))[0] == 405
    assert send(site, "GET", "/sparql?query=ASK%7B%7D&_method=DELETE").status == 200


def test_slashes_do_not_matter_and_lead_nowhere_else(site: str) -> None:
    query = f"query={quote(SELECT)}&format=csv"
    plain = send(site, "GET", f"/sparql?{query}").body
    assert send(site, "GET", f"/sparql/?{query}").body == plain
    for doubled in ("/sparql//", "//sparql", "/%2Fsparql", "//else.example//sparql"):
        got = send(site, "GET", f"{doubled}?{query}")
        assert (got.body == plain) if got.status == 200 else problem(got)[0] == 404
    for nowhere in (
        "/SPARQL",
        "/sparql/x",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/id/%2e%2e%2f",
        "/id/a%00b",
    ):
        assert problem(send(site, "GET", nowhere))[0] == 404


def test_parameters_are_decoded_once_and_bodies_not_at_all(site: str) -> None:
    text = 'SELECT ("%25 + %2B й 林" AS ?x) {}'
    assert rows(ask(site, text, "text/csv")) == [["%25 + %2B й 林"]]
    assert rows(ask(site, text, "text/csv", way="form")) == [["%25 + %2B й 林"]]
    assert rows(ask(site, text, "text/csv", way="direct")) == [["%25 + %2B й 林"]]
    twice = send(site, "GET", "/sparql?query=SELECT+(%22%2525%2B+%22+AS+%3Fx)+%7B%7D", {"Accept": "text/csv"})
    assert rows(twice) == [["%25+ "]]
    broken = send(site, "GET", "/sparql?query=SELECT+(%22%zz%4%22+AS+%3Fx)+%7B%7D", {"Accept": "text/csv"})
    assert rows(broken) == [["%zz%4"]], "what is no escape stays, as the URL standard says"
    assert problem(send(site, "GET", "/sparql?query=%FF"))[0] == 400


@pytest.mark.parametrize(
    "address",
    [
        "/id/nope.ttl",
        "/id/nope.json",
        "/id/autumn-ferry.zip",
        "/graph/nope.nq",
        "/export/nope",
        "/nope",
        "/static/nope",
        "/problems/nope",
        "/.well-known/nope",
        "/sparql?query=SELEKT",
        "/sparql?query=SELEKT&format=csv",
    ],
)
def test_an_error_is_a_problem_document_unless_its_reader_names_another_type(site: str, address: str) -> None:
    status = 400 if "SELEKT" in address else 404
    for accept in (
        None,
        "*/*",
        "text/turtle, */*;q=0.1",
        RESULTS,
        "application/json",
        "text/csv",
        "image/png",
    ):
        got = send(site, "GET", address, {"Accept": accept} if accept else {})
        assert problem(got)[0] == status
        assert got.headers["Cache-Control"] == "no-store"
    text = send(site, "GET", address, {"Accept": "text/plain"})
    assert (text.status, text.media_type) == (status, "text/plain")
    page = send(site, "GET", address, {"Accept": BROWSER})
    assert (page.status, page.media_type) == (status, "text/html")


def test_an_unchanged_answer_is_not_sent_again(site: str) -> None:
    first = ask(site, SELECT, RESULTS)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = ask(site, SELECT, RESULTS, **{"If-None-Match": known})
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Vary"] == first.headers["Vary"]
        assert again.headers["Kg-Version"] == first.headers["Kg-Version"]
    for query, accept, more in (
        (SELECT, "text/csv", ""),
        (SELECT + " LIMIT 1", RESULTS, ""),
        (SELECT, RESULTS, f"&default-graph-uri={GRAPH}m001"),
        (SELECT, RESULTS, "&cap=partial"),
    ):
        assert ask(site, query, accept, more=more, **{"If-None-Match": tag}).status == 200
    assert ask(site, SELECT, RESULTS, **{"If-None-Match": "*"}).status == 200
    assert problem(ask(site, "SELEKT", **{"If-None-Match": "*"})) == (400, "syntax")
    assert "ETag" not in ask(site, SELECT, way="form").headers


def test_a_packed_answer_is_the_same_answer(site: str) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 200"
    plain = ask(site, query, "text/csv")
    packed = ask(site, query, "text/csv", **{"Accept-Encoding": "br;q=1, gzip;q=0.8"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["ETag"] == plain.headers["ETag"]
    for refused in ("gzip;q=0", "identity", "deflate"):
        assert "Content-Encoding" not in ask(site, query, "text/csv", **{"Accept-Encoding": refused}).headers
