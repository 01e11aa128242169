"""SPARQL 1.1 Protocol, section 2: from a request to a query."""

import pytest

from kg.endpoint.protocol import FORM_TYPE, MAX_PARAMETERS, QUERY_TYPE, UPDATE_TYPE, Query, read_request
from kg.model.errors import MediaTypeUnsupported, QueryError, QueryRefused, QueryTooLarge

ASK = "ASK {}"


def get(query_string: str) -> Query | None:
    return read_request("GET", query_string=query_string.encode())


def post(body: str | bytes, content_type: str | None = FORM_TYPE, query_string: str = "") -> Query | None:
    encoded = body.encode() if isinstance(body, str) else body
    return read_request("POST", query_string=query_string.encode(), content_type=content_type, body=encoded)


def test_the_three_ways_to_ask_are_equal() -> None:
    assert get("query=ASK%20%7B%7D") == post("query=ASK+%7B%7D") == post(ASK, QUERY_TYPE) == Query(ASK)


def test_a_request_without_a_query_asks_for_the_description() -> None:
    assert get("") is None
    assert get("format=turtle") is None
    assert read_request("HEAD", query_string=b"") is None


def test_parameters_are_decoded_once() -> None:
    assert get("query=%2541+%2B+b") == Query("%41 + b")
    assert post("query=%D0%AF%26x%3D1") == Query("Я&x=1")


def test_media_types_and_charsets_are_compared_without_case() -> None:
    assert post(ASK, 'Application/SPARQL-Query; Charset="UTF-8"') == Query(ASK)
    assert post("query=ASK{}", "application/x-www-form-urlencoded;charset=utf-8") == Query("ASK{}")


def test_the_dataset_of_the_request_is_kept_in_order_and_once() -> None:
    query = get(
        "query=ASK{}&default-graph-uri=http%3A%2F%2Fb%2F&default-graph-uri=http://a/&default-graph-uri=http://b/"
    )
    assert query == Query("ASK{}", default_graphs=("http://b/", "http://a/"), named_graphs=())
    assert query is not None
    assert query.names_dataset


def test_a_direct_post_takes_its_dataset_from_the_url() -> None:
    query = post(ASK, QUERY_TYPE, "named-graph-uri=http://n/")
    assert query == Query(ASK, default_graphs=(), named_graphs=("http://n/",))


def test_format_timeout_and_cap_are_read() -> None:
    assert get("query=ASK{}&format=csv&timeout=2.5&cap=partial") == Query(
        "ASK{}", format="csv", timeout=2.5, partial=True
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("format=tsv&format=text/tab-separated-values", "tsv"),
        ("format=json-ld&format=application/ld%2Bjson,application/x-json%2Bld", "json-ld"),
        ("format=application/x-json%2Bld,application/ld%2Bjson", "application/ld+json"),
        ("format=xml&format=xml", "xml"),
        ("format=json&format=", "json"),
        ("format=&format=,", None),
        ("format=nothing,known", "nothing"),
    ],
)
def test_several_names_of_one_format_are_one_format(given: str, kept: str | None) -> None:
    assert get(f"query=ASK{{}}&{given}") == Query("ASK{}", format=kept)


def test_a_graph_parameter_that_is_empty_names_no_graph() -> None:
    assert get("query=ASK{}&default-graph-uri=&named-graph-uri=") == Query("ASK{}")


def test_parameters_are_read_also_without_a_query() -> None:
    assert get("timeout=5&version=") is None
    for wrong in ("timeout=soon", "version=zz", "cap=no", "token=short", "default-graph-uri=relative"):
        with pytest.raises(QueryError):
            get(wrong)


def test_a_byte_order_mark_before_the_query_is_dropped() -> None:
    assert post("\ufeffASK {}", QUERY_TYPE) == Query(ASK)


@pytest.mark.parametrize(
    ("request_of", "error"),
    [
        (lambda: get("query=ASK{}&query=ASK{}"), QueryError),
        (lambda: post("query=ASK{}", query_string="query=ASK{}"), QueryError),
        (lambda: post(ASK, QUERY_TYPE, "query=ASK{}"), QueryError),
        (lambda: post("format=csv"), QueryError),
        (lambda: post(""), QueryError),
        (lambda: get("query=%FF"), QueryError),
        (lambda: get("query=%ED%A0%80"), QueryError),
        (lambda: post(ASK.encode("utf-16"), QUERY_TYPE), QueryError),
        (lambda: get("query=ASK{}&timeout=0"), QueryError),
        (lambda: get("query=ASK{}&timeout=nan"), QueryError),
        (lambda: get("query=ASK{}&timeout=1e999"), QueryError),
        (lambda: get("query=ASK{}&cap=none"), QueryError),
        (lambda: get("query=ASK{}&format=csv&format=tsv"), QueryError),
        (lambda: get("query=ASK{}&default-graph-uri=relative"), QueryError),
        (lambda: get("query=ASK{}&named-graph-uri=http://a%20b/"), QueryError),
        (lambda: get("update=CLEAR+ALL"), QueryRefused),
        (lambda: post("update=CLEAR+ALL"), QueryRefused),
        (lambda: post("CLEAR ALL", UPDATE_TYPE), QueryRefused),
        (lambda: post(ASK, "text/plain"), MediaTypeUnsupported),
        (lambda: post(ASK, None), MediaTypeUnsupported),
        (lambda: post("query=ASK{}", "multipart/form-data; boundary=x"), MediaTypeUnsupported),
        (lambda: post(ASK, f"{QUERY_TYPE}; charset=utf-16"), MediaTypeUnsupported),
        (lambda: get("&".join(["a=1"] * (MAX_PARAMETERS + 1))), QueryTooLarge),
        (lambda: get("&" * 200_000), QueryTooLarge),
    ],
)
def test_what_the_protocol_forbids_has_its_own_error(request_of: object, error: type[QueryError]) -> None:
    with pytest.raises(error) as caught:
        request_of()  # type: ignore[operator]
    assert type(caught.value) is error
