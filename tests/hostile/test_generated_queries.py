"""Queries made at random against the running server: never 500, never late, every refusal well-formed."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph
import pytest
from hostile.grammar import right_queries, wrong_queries
from hostile.site import GRACE, Reply, Site, assert_problem, assert_tells_nothing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patience import within

SECONDS = 1.0
STATUSES = {200, 400, 403, 406, 413, 422, 503}
_RESULTS = {
    "application/sparql-results+json": pyoxigraph.QueryResultsFormat.JSON,
    "application/sparql-results+xml": pyoxigraph.QueryResultsFormat.XML,
    "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
}
ACCEPT = st.sampled_from(["*/*", "text/csv", "text/plain;q=0.1, */*;q=0.2", *_RESULTS, *_GRAPHS])
MANY = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def ask(site: Site, query: str, accept: str) -> Reply:
    return site.send(
        "POST",
        f"/sparql?timeout={SECONDS}",
        f"query={quote(query, safe='')}".encode(),
        Content_Type="application/x-www-form-urlencoded",
        Accept=f"{accept}, */*;q=0.01",
    )


def assert_in_order(reply: Reply) -> None:
    assert reply.status in STATUSES, (reply.status, reply.body)
    assert reply.seconds < within(SECONDS + GRACE)
    assert_tells_nothing(reply)
    if reply.status != 200:
        assert_problem(reply)
        assert reply.kind != "engine-stopped", reply.body
        return
    media_type = reply.headers.get_content_type()
    if media_type in _RESULTS:
        results = pyoxigraph.parse_query_results(reply.body, format=_RESULTS[media_type])
        if isinstance(results, pyoxigraph.QuerySolutions):
            assert sum(1 for _ in results) == int(reply.headers["Kg-Solutions"])
    elif media_type in _GRAPHS:
        assert sum(1 for _ in pyoxigraph.parse(reply.body, format=_GRAPHS[media_type])) >= 0


@MANY
@given(query=right_queries(), accept=ACCEPT)
def test_a_query_that_keeps_to_the_grammar_is_answered_or_refused_in_order(
    site: Site, query: str, accept: str
) -> None:
    assert_in_order(ask(site, query, accept))


@MANY
@given(query=wrong_queries(), accept=ACCEPT)
def test_a_query_with_slips_is_answered_or_refused_in_order(site: Site, query: str, accept: str) -> None:
    reply = ask(site, query, accept)
    assert_in_order(reply)


@pytest.fixture(autouse=True)
def afterwards(attacked: Site) -> None:
    """The server is well when all examples have been asked."""
