"""RFC 9110 section 12.5.1, and `?format=`."""

import pytest

from kg.endpoint.formats import GRAPH_FORMATS, SOLUTION_FORMATS, format_by_suffix, formats_for
from kg.endpoint.protocol import negotiate
from kg.model.errors import NotAcceptable

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "form", "expected"),
    [
        (None, "SELECT", JSON),
        ("", "ASK", JSON),
        ("*/*", "CONSTRUCT", "text/turtle"),
        ("text/csv", "SELECT", "text/csv"),
        ("TEXT/CSV", "SELECT", "text/csv"),
        ("text/*", "SELECT", "text/csv"),
        ("application/*", "DESCRIBE", "application/n-triples"),
        (f"{JSON};q=0.2, {XML};q=0.9", "SELECT", XML),
        (f"{JSON};q=0, */*", "SELECT", XML),
        (f"*/*;q=0.1, {XML};q=0.05", "SELECT", JSON),
        ("text/*;q=0.9, text/csv;q=0.1, */*;q=0", "SELECT", "text/tab-separated-values"),
        ("text/turtle;charset=utf-8", "CONSTRUCT", "text/turtle"),
        (f"{JSON};charset=utf-8;q=0.3, text/csv;q=0.2", "SELECT", JSON),
        ("application/json", "SELECT", "application/json"),
        (f"application/json, {JSON}", "SELECT", JSON),
        ("application/json, */*;q=0.5", "SELECT", "application/json"),
        ("application/ld+json", "CONSTRUCT", "application/ld+json"),
        ("application/trig", "CONSTRUCT", "application/trig"),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "SELECT", JSON),
        ("text/turtle, application/rdf+xml;q=0.9, */*;q=0.1", "SELECT", JSON),
        (";;,, */*", "SELECT", JSON),
        (f"{JSON};q=abc", "SELECT", JSON),
        (f"{JSON};q=7", "SELECT", JSON),
        ("nonsense", "SELECT", JSON),
        ("*/csv, text/tab-separated-values", "SELECT", "text/tab-separated-values"),
        ('text/csv;note="a, */*;q=0", text/tab-separated-values;q=0.9', "SELECT", "text/csv"),
        ('text/csv;note="never closed, text/turtle', "SELECT", "text/csv"),
        (f"{JSON};q=0.5;ext=1, {XML};q=0.4", "SELECT", JSON),
        ("text/csv;q=0.001, text/tab-separated-values;q=0", "SELECT", "text/csv"),
        (BROWSER, "SELECT", "application/xml"),
        (BROWSER, "CONSTRUCT", "application/xml"),
    ],
)
def test_the_accept_header_chooses(accept: str | None, form: str, expected: str) -> None:
    assert negotiate(accept, form).media_type == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (BROWSER, "text/html"),
        ("text/html;q=0.4, */*;q=0.5", JSON),
        ("text/html;q=0, */*", JSON),
        ("*/*", JSON),
        (None, JSON),
        ("text/html", "text/html"),
    ],
)
def test_the_page_is_for_those_who_name_it(accept: str | None, expected: str) -> None:
    assert negotiate(accept, "SELECT", html=True).media_type == expected


@pytest.mark.parametrize(
    ("parameter", "form", "expected"),
    [
        ("csv", "SELECT", "text/csv"),
        ("JSON", "ASK", JSON),
        ("xml", "SELECT", XML),
        ("xml", "CONSTRUCT", "application/rdf+xml"),
        ("json", "DESCRIBE", "application/ld+json"),
        ("ttl", "CONSTRUCT", "text/turtle"),
        (JSON.replace("+", " "), "SELECT", JSON),
        ("text/turtle", "CONSTRUCT", "text/turtle"),
        ("nq", "CONSTRUCT", "application/n-quads"),
    ],
)
def test_the_parameter_wins_over_the_header(parameter: str, form: str, expected: str) -> None:
    assert negotiate("image/png", form, parameter=parameter).media_type == expected


@pytest.mark.parametrize(
    ("accept", "form"),
    [("image/png", "SELECT"), ("text/turtle", "SELECT"), ("text/csv", "CONSTRUCT"), ("*/*;q=0", "ASK")],
)
def test_a_refusal_lists_what_exists(accept: str, form: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        negotiate(accept, form)
    assert all(format.media_type in caught.value.help for format in formats_for(form))


def test_a_misspelt_format_is_told_its_neighbour() -> None:
    with pytest.raises(NotAcceptable) as caught:
        negotiate(None, "CONSTRUCT", parameter="turtel")
    assert caught.value.suggestion == "turtle"


def test_names_of_formats_are_unique_within_their_forms() -> None:
    for formats in (SOLUTION_FORMATS, GRAPH_FORMATS):
        names = [name for format in formats for name in (format.name, *format.names)]
        types = [name for format in formats for name in (format.media_type, *format.aliases)]
        assert len(names) == len(set(names))
        assert len(types) == len(set(types))


def test_suffixes_name_rdf_formats() -> None:
    assert [format_by_suffix(suffix) for suffix in ("ttl", "NT", "json")] == [*GRAPH_FORMATS[:2], None]


def test_text_is_sent_with_its_charset() -> None:
    assert negotiate("text/csv", "SELECT").content_type == "text/csv; charset=utf-8"
    assert negotiate(None, "SELECT").content_type == JSON
