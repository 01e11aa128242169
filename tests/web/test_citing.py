"""Answers that can be cited: entity tags, demanded versions, receipts on every response."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from web.conftest import BROWSER, Html

from kg.endpoint.service import Endpoint

NAMES = "SELECT ?n { ?s skos:prefLabel ?n } ORDER BY ?n LIMIT 3"
OTHER = "0123456789ab"
RECEIPT = ("Kg-Version", "Kg-Solutions", "Kg-Capped", "Kg-Limit-Seconds", "Kg-Elapsed-Ms")


def address(**parameters: str) -> str:
    return "/sparql?" + urlencode(parameters)


def test_an_answer_has_a_receipt_and_is_asked_for_again_in_vain(
    client: FlaskClient, endpoint: Endpoint
) -> None:
    first = client.get(address(query=NAMES))
    assert first.headers["Kg-Version"] == endpoint.version
    assert first.headers["Kg-Solutions"] == "3"
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(address(query=NAMES), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    # What a 304 says replaces what the client has kept, and it has counted nothing (RFC 9111).
    assert again.headers["Kg-Version"] == endpoint.version
    assert not {"Kg-Solutions", "Kg-Capped", "Kg-Notice"} & set(again.headers.keys())


def test_a_second_client_gets_the_kept_answer(client: FlaskClient) -> None:
    query = f"{NAMES} # asked twice"
    found = [client.get(address(query=query)) for _ in range(2)]
    assert [one.headers["Cache-Status"] for one in found] == ["kg; fwd=miss", "kg; hit"]
    assert found[0].data == found[1].data
    assert found[0].headers["ETag"] == found[1].headers["ETag"]


def test_what_governs_only_the_run_makes_no_other_answer(client: FlaskClient, endpoint: Endpoint) -> None:
    plain = client.get(address(query=NAMES))
    for parameters in (
        {"timeout": "1"},
        {"token": "a-token-of-the-page"},
        {"version": endpoint.version},
        {"version": endpoint.version[:12].upper()},
    ):
        assert client.get(address(query=NAMES, **parameters)).headers["ETag"] == plain.headers["ETag"]


def test_an_answer_of_a_demanded_version_may_be_kept(client: FlaskClient, endpoint: Endpoint) -> None:
    found = client.get(address(query=NAMES, version=endpoint.version))
    assert found.headers["Cache-Control"] == "public, max-age=3600"


def test_chance_is_never_kept(client: FlaskClient) -> None:
    found = client.get(address(query="SELECT (RAND() AS ?r) {}"))
    assert found.headers["Cache-Control"] == "no-store"
    assert "ETag" not in found.headers


def test_another_version_is_a_conflict_that_names_the_one_served(
    client: FlaskClient, endpoint: Endpoint
) -> None:
    tag = client.get(address(query=NAMES)).headers["ETag"]
    found = client.get(address(query=NAMES, version=OTHER), headers={"If-None-Match": tag})
    assert found.status_code == 409
    assert found.mimetype == "application/problem+json"
    assert found.json is not None
    assert found.json["current"] == endpoint.version
    assert found.json["type"].endswith("/problems/version-moved")
    assert OTHER in found.json["detail"]


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_the_page_of_a_conflict_offers_the_ways_on(
    browse: Callable[..., Html], endpoint: Endpoint, language: str
) -> None:
    page = browse(address(query=NAMES, version=OTHER), status=409, language=language)
    now, pinned = address(query=NAMES), address(query=NAMES, version=endpoint.version)
    wanted = {now.replace("+", "%20"), pinned.replace("+", "%20")}
    assert wanted <= set(page.links)


def test_the_page_of_an_answer_gives_the_address_to_cite(
    browse: Callable[..., Html], endpoint: Endpoint
) -> None:
    page = browse(address(query=NAMES))
    assert f"version={endpoint.version}" in page.text
    assert page.response.headers["Kg-Version"] == endpoint.version


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"query": "SELECT"}, 400),
        ({"query": "DROP ALL"}, 403),
        ({"query": "SELECT * { SERVICE <http://h/> {} }"}, 403),
        ({"query": NAMES, "format": "docx"}, 406),
        ({"query": NAMES, "version": OTHER}, 409),
        ({"query": "ASK { FILTER(" + "1 + " * 20_000 + "1) }"}, 413),
    ],
)
def test_errors_have_a_receipt_too(client: FlaskClient, parameters: dict[str, str], status: int) -> None:
    found = client.get(address(**parameters))
    assert found.status_code == status
    assert all(name in found.headers for name in RECEIPT)
    assert found.headers["Kg-Solutions"] == "0"
    exposed = found.headers["Access-Control-Expose-Headers"]
    assert all(name in exposed for name in RECEIPT)


def test_a_capped_answer_says_so(client: FlaskClient) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 2000"
    refused = client.get(address(query=query))
    assert (refused.status_code, refused.headers["Kg-Capped"]) == (422, "true")
    assert refused.json is not None
    assert "cap=partial" in refused.json["help"]
    part = client.get(address(query=query, cap="partial"))
    assert (part.status_code, part.headers["Kg-Capped"]) == (200, "true")
    assert part.headers["Kg-Solutions"] == "300"
    assert part.headers["ETag"] != refused.headers.get("ETag")


def test_the_time_limit_can_only_be_lowered(client: FlaskClient) -> None:
    limits = [
        client.get(address(query=NAMES, timeout=asked)).headers["Kg-Limit-Seconds"]
        for asked in ("1", "0.5", "5", "5000")
    ]
    assert limits == ["1", "0.5", "5", "5"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", "yesterday"),
        ("version", "abc"),
        ("token", "short"),
        ("token", "x" * 129),
        ("token", "letters and spaces are none"),
        ("cap", "some"),
        ("explain", "all"),
        ("timeout", "-1"),
    ],
)
def test_a_parameter_out_of_range_is_said(client: FlaskClient, name: str, value: str) -> None:
    found = client.get(address(query=NAMES, **{name: value}))
    assert found.status_code == 400
    assert found.json is not None
    assert f"`{name}`" in found.json["detail"]


def test_there_is_nothing_to_cancel_under_an_unknown_token(client: FlaskClient) -> None:
    found = client.post("/sparql/cancel", data={"token": "nobody-has-this-token"})
    assert found.status_code == 404
    assert client.get("/sparql/cancel").status_code == 405


def test_a_form_for_people_carries_the_receipt(client: FlaskClient) -> None:
    found = client.get(address(query=NAMES), headers={"Accept": BROWSER})
    assert all(name in found.headers for name in RECEIPT)
