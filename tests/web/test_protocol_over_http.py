"""`/sparql` as a program sees it: formats, errors, headers (SPARQL 1.1 Protocol, RFC 9457)."""

import gzip
import json

import pytest
from flask.testing import FlaskClient

QUERY = {"query": "SELECT ?s WHERE { ?s a <https://museum.example/ontology#Museum> } ORDER BY ?s"}


def test_an_answer_is_json_where_nothing_was_asked_for(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string=QUERY)
    assert (response.status_code, response.mimetype) == (200, "application/sparql-results+json")
    assert len(json.loads(response.get_data())["results"]["bindings"]) == 2


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/json", "application/json"),
        ("*/*", "application/sparql-results+json"),
    ],
)
def test_the_accept_header_chooses_the_format(client: FlaskClient, accept: str, media_type: str) -> None:
    response = client.get("/sparql", query_string=QUERY, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)


def test_queries_can_be_posted_as_a_form_and_directly(client: FlaskClient) -> None:
    asked = client.get("/sparql", query_string=QUERY).get_data()
    assert client.post("/sparql", data=QUERY).get_data() == asked
    direct = client.post("/sparql", data=QUERY["query"], content_type="application/sparql-query")
    assert direct.get_data() == asked
    assert "ETag" not in direct.headers


def test_headers_say_what_answered_and_how(client: FlaskClient) -> None:
    headers = client.get("/sparql", query_string=QUERY).headers
    assert len(headers["Kg-Version"]) == 64
    assert (headers["Kg-Solutions"], headers["Kg-Capped"], headers["Kg-Limit-Seconds"]) == ("2", "false", "5")
    assert int(headers["Kg-Elapsed-Ms"]) >= 0
    for name in ("Kg-Version", "Kg-Solutions", "Kg-Capped", "Kg-Notice"):
        assert name in headers["Access-Control-Expose-Headers"]


def test_every_response_may_be_read_from_another_site(client: FlaskClient) -> None:
    for address in (
        "/sparql?query=ASK%7B%7D",
        "/sparql?query=nonsense",
        "/nope",
        "/id/autumn-ferry.ttl",
        "/healthz",
    ):
        headers = client.get(address).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Content-Security-Policy" in headers


def test_a_preflight_is_answered(client: FlaskClient) -> None:
    response = client.options(
        "/sparql", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    )
    assert response.status_code == 200
    assert {"GET", "POST", "HEAD"} <= set(response.headers["Access-Control-Allow-Methods"].split(", "))
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


def test_head_has_the_headers_and_no_body(client: FlaskClient) -> None:
    response = client.head("/sparql", query_string=QUERY)
    assert (response.status_code, response.get_data()) == (200, b"")
    assert response.headers["Kg-Solutions"] == "2"


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/sparql", query_string=QUERY)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    again = client.get("/sparql", query_string=QUERY, headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")
    other = client.get("/sparql", query_string=QUERY, headers={"If-None-Match": tag, "Accept": "text/csv"})
    assert other.status_code == 200
    assert {"Accept", "Accept-Encoding", "Accept-Language"} <= set(first.vary)


def test_what_may_differ_is_not_kept(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "SELECT (RAND() AS ?x) WHERE {}"})
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_long_answers_are_packed_for_clients_that_accept_it(client: FlaskClient) -> None:
    query = {"query": "SELECT * WHERE { ?s ?p ?o } LIMIT 100", "format": "csv"}
    plain = client.get("/sparql", query_string=query)
    packed = client.get("/sparql", query_string=query, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.get_data()) == plain.get_data()


def test_an_error_is_a_problem_with_its_place(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "SELECT ?s WHERE {\n  ?s a mll:Museum }"})
    problem = json.loads(response.get_data())
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert problem["type"] == "https://site.example/problems/syntax"
    assert (problem["status"], problem["line"], problem["column"]) == (400, 2, 8)
    assert "`mll:`" in problem["detail"]
    assert client.get(problem["type"].removeprefix("https://site.example")).status_code == 200


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/plain", "text/plain"),
        ("application/json", "application/problem+json"),
        ("application/sparql-results+json", "application/problem+json"),
        ("text/csv", "application/problem+json"),
        ("text/html", "text/html"),
    ],
)
def test_an_error_comes_in_the_type_that_is_accepted(
    client: FlaskClient, accept: str, media_type: str
) -> None:
    response = client.get("/sparql", query_string={"query": "SELEKT"}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (400, media_type)


@pytest.mark.parametrize(
    ("status", "kind", "request_made"),
    [
        (400, "bad-request", {"query_string": "query=ASK%7B%7D&query=ASK%7B%7D"}),
        (
            403,
            "refused",
            {"query_string": {"query": "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }"}},
        ),
        (406, "not-acceptable", {"query_string": QUERY, "headers": {"Accept": "image/png"}}),
        (422, "result-too-large", {"query_string": {"query": "SELECT * { ?s ?p ?o }"}}),
    ],
)
def test_refusals_have_their_status_and_type(
    client: FlaskClient, status: int, kind: str, request_made: dict
) -> None:
    response = client.get("/sparql", **request_made)
    assert (response.status_code, json.loads(response.get_data())["type"].rsplit("/", 1)[1]) == (status, kind)


def test_wrong_bodies_are_refused(client: FlaskClient) -> None:
    assert client.post("/sparql", data="ASK {}", content_type="text/plain").status_code == 415
    assert client.post("/sparql", data={"update": "DELETE WHERE { ?s ?p ?o }"}).status_code == 403
    assert client.post("/sparql", data={"query": "#" * 1_100_000}).status_code == 413
    assert client.put("/sparql", data="x").status_code == 405
    assert json.loads(client.delete("/sparql").get_data())["type"].endswith("/method-not-allowed")


def test_a_part_of_a_large_answer_has_to_be_asked_for(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }", "cap": "partial"})
    assert (response.status_code, response.headers["Kg-Capped"], response.headers["Kg-Solutions"]) == (
        200,
        "true",
        "300",
    )


def test_who_asks_nothing_gets_the_service_description(client: FlaskClient) -> None:
    response = client.get("/sparql")
    assert (response.status_code, response.mimetype) == (200, "text/turtle")
    assert b"sd:Service" in response.get_data()
    assert b"https://site.example/sparql" in response.get_data()
    assert client.get("/sparql", headers={"Accept": "application/ld+json"}).mimetype == "application/ld+json"


@pytest.mark.parametrize(
    ("query", "iri"),
    [
        ("SELECT (<thing> AS ?x) {}", "https://site.example/thing"),
        ("SELECT (<../up#part> AS ?x) {}", "https://site.example/up#part"),
        ("SELECT (<?a=b> AS ?x) {}", "https://site.example/?a=b"),
        ("SELECT (IRI('made') AS ?x) {}", "https://site.example/made"),
        (
            "BASE <https://base.example/folder/> SELECT (<thing> AS ?x) {}",
            "https://base.example/folder/thing",
        ),
        ("PREFIX p: <relative/> SELECT (p:thing AS ?x) {}", "https://site.example/relative/thing"),
    ],
)
def test_a_relative_iri_is_resolved_against_the_public_address(
    client: FlaskClient, query: str, iri: str
) -> None:
    for host in ("localhost", "site.example"):
        asked = client.post("/sparql", data={"query": query, "format": "csv"}, headers={"Host": host})
        assert asked.get_data(as_text=True).split() == ["x", iri]


def test_a_relative_graph_is_resolved_too(client: FlaskClient) -> None:
    asked = client.get("/sparql", query_string={"query": "ASK FROM <graph/none> { ?s ?p ?o }"})
    assert "<https://site.example/graph/none>" in asked.headers["Kg-Notice"]
    refused = client.get("/sparql", query_string={"query": "ASK {}", "default-graph-uri": "graph/m001"})
    assert refused.status_code == 400


def test_a_refused_method_is_told_the_known_ones(client: FlaskClient) -> None:
    for address, known in (
        ("/sparql", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("/about", {"GET", "HEAD", "OPTIONS"}),
    ):
        response = client.put(address)
        assert (response.status_code, response.mimetype) == (405, "application/problem+json")
        assert set(response.headers["Allow"].split(", ")) == known


def test_a_preflight_is_granted_what_it_asks_for(client: FlaskClient) -> None:
    asked = {"Access-Control-Request-Headers": "x-requested-with, if-none-match, b@d"}
    response = client.options("/sparql", headers=asked)
    assert response.headers["Access-Control-Allow-Headers"] == "x-requested-with, if-none-match"


def test_whoever_names_no_type_gets_a_problem_document(client: FlaskClient) -> None:
    for address in ("/id/nope.ttl", "/id/nope", "/graph/nope", "/nope", "/problems/nope"):
        for accept in ({}, {"Accept": "*/*"}, {"Accept": "text/turtle"}):
            response = client.get(address, headers=accept)
            assert (response.status_code, response.mimetype) == (404, "application/problem+json")
        assert client.get(address, headers={"Accept": "text/html"}).mimetype == "text/html"


def test_any_tag_is_no_tag_that_a_client_has(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string=QUERY, headers={"If-None-Match": "*"}).status_code == 200
    wrong = client.get("/sparql", query_string={"query": "SELEKT"}, headers={"If-None-Match": "*"})
    assert wrong.status_code == 400


def test_doubled_slashes_redirect_nowhere(client: FlaskClient) -> None:
    for address in ("/sparql//", "//sparql", "//else.example//sparql"):
        response = client.get(address, query_string=QUERY, headers={"Host": "site.example"})
        assert "Location" not in response.headers


def test_an_export_is_asked_for_again_each_time(client: FlaskClient) -> None:
    headers = client.get("/export/graph.ttl").headers
    assert headers["Cache-Control"] == "no-cache"
    assert "Expires" not in headers
