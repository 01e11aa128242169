"""Answers for Excel: bytes that open right by double click and that run nothing."""

import csv
import io

import pytest

from kg.endpoint.formats import CSV, EXCEL
from kg.endpoint.negotiation import negotiate
from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint
from kg.endpoint.spreadsheet import as_spreadsheet
from kg.model.errors import NotAcceptable, ResultTooLarge


def opened(body: bytes) -> list[list[str]]:
    """The cells as a program reads them that goes by the mark at the beginning, as Excel does."""
    assert body.startswith(b"\xff\xfe")
    return list(csv.reader(io.StringIO(body.decode("utf-16"), newline=""), delimiter="\t"))


def table(*rows: list[str]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def test_every_script_and_every_separator_comes_through() -> None:
    rows = [["name", "note"], ["长春", "Чанчунь; \"город\", 'x'"], ["a\tb", "two\nlines"], ["", "🚗"]]
    body, count, whole = as_spreadsheet(table(*rows), 10_000)
    assert opened(body) == rows
    assert (count, whole) == (3, True)


@pytest.mark.parametrize(
    "text", ["=1+1", "+x", "-x", "@SUM(A1)", "\tx", "\rx", "＝1+1", "＠x", "-1+2", "=", "--1"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    body, _, _ = as_spreadsheet(table(["x"], [text]), 1_000)
    assert opened(body)[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["-5", "+7", "-0.25", "1e-3", "-1.5E+10", "42", "a=b", "2020-10-18", "'x"])
def test_numbers_and_harmless_texts_stay_as_they_are(text: str) -> None:
    body, _, _ = as_spreadsheet(table(["x"], [text]), 1_000)
    assert opened(body)[1] == [text]


def test_rows_beyond_the_room_are_left_out_whole() -> None:
    whole, _, _ = as_spreadsheet(table(["x"], ["first"], ["second"]), 1_000)
    body, count, fits = as_spreadsheet(table(["x"], ["first"], ["second"]), len(whole) - 1)
    assert (opened(body), count, fits) == ([["x"], ["first"]], 1, False)


def test_a_cell_may_be_longer_than_the_reader_expects() -> None:
    long = "x" * 200_000
    body, _, _ = as_spreadsheet(table(["x"], [long]), 1_000_000)
    assert opened(body)[1] == [long]


def test_it_is_asked_for_by_name_alone() -> None:
    assert negotiate("text/csv", "SELECT") == CSV
    assert negotiate(None, "SELECT", parameter="excel") is EXCEL
    assert negotiate(None, "SELECT", parameter="text/csv") == CSV
    with pytest.raises(NotAcceptable):
        negotiate(None, "CONSTRUCT", parameter="excel")


def test_the_endpoint_writes_solutions_verdicts_and_first_parts(endpoint: Endpoint) -> None:
    answer = endpoint.answer(Query('SELECT ("=1" AS ?a) (-2 AS ?b) ("长" AS ?c) {}'), EXCEL)
    assert opened(answer.body) == [["a", "b", "c"], ["'=1", "-2", "长"]]
    assert answer.content_type == "text/csv; charset=utf-16"
    assert answer.solutions == 1
    assert opened(endpoint.answer(Query("ASK {}"), EXCEL).body) == [["boolean"], ["true"]]


def test_caps_hold_for_it_too(endpoint: Endpoint) -> None:
    many = "SELECT ?a ?b { ?a ?p ?x . ?b ?q ?y }"
    with pytest.raises(ResultTooLarge):
        endpoint.answer(Query(many), EXCEL)
    part = endpoint.answer(Query(many, partial=True), EXCEL)
    assert part.capped
    assert len(opened(part.body)) == part.solutions + 1
