"""Whatever the query and whatever the answers, a diagnosis ends, is bounded and points into the query."""

import random
from collections.abc import Callable

import pytest
from endpoint.empty_answers import MENDED, UNMENDED
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.endpoint.diagnosis import KINDS, MAX_QUESTIONS, Diagnosis, diagnose
from kg.endpoint.protocol import Query
from kg.endpoint.table import Cell, Table
from kg.model.errors import (
    EndpointBusy,
    QueryCancelled,
    QueryError,
    QueryFailed,
    QueryRefused,
    QuerySyntax,
    QueryTimeout,
)
from kg.model.terms import XSD

NAMESPACES = {"lib": "https://lib.example/ontology#", "id": "https://lib.example/id/", "xsd": XSD}
CELLS = (
    Cell("iri", "https://lib.example/ontology#title"),
    Cell("iri", "urn:x"),
    Cell("literal", "War and Peace", "en"),
    Cell("literal", "7", "", XSD + "integer"),
    Cell("literal", 'a "`\\\n'),
    Cell("literal", "false", "", XSD + "boolean"),
    Cell("bnode", "b0"),
)
PARTS = (
    "SELECT ASK CONSTRUCT DESCRIBE * WHERE { } { } ( ) [ ] . ; , ?x ?y ?сs a lib:title lib:Nоvel id:x "
    '<urn:a> <rel> "t" "t"@en "2"^^xsd:integer 7 -1.5 true FILTER OPTIONAL MINUS UNION GRAPH VALUES BIND AS '
    "EXISTS NOT UNDEF FROM NAMED LIMIT 0 OFFSET 3 GROUP BY HAVING COUNT(*) = < > && || ! ^ / | + CONTAINS( "
    "STR( LANG( IN << >> {| |} # \n \\ \" ' @ BASE PREFIX x: _:b ?"
)
ERRORS = (QueryFailed("x"), QuerySyntax("x"), QueryRefused("x"))
ENDS = (QueryTimeout("x"), EndpointBusy("x"))

_parts = st.sampled_from(PARTS.split(" "))
anything = st.lists(_parts, max_size=40).map(lambda parts: "ASK " + " ".join(parts))
slips = st.sampled_from([case[0] for case in (*MENDED.values(), *UNMENDED)])


def columns(text: str) -> list[str]:
    """The names that a question projects, as far as this test has to know them."""
    head = text.partition("{")[0]
    return [word.strip("()?") for word in head.replace("AS ?", " ?").split() if word.startswith("?")]


def chance(seed: int, *, ends: bool) -> tuple[Callable[..., Table | bool], list[str]]:
    """An endpoint that answers anything by chance, and the questions that it was asked."""
    dice = random.Random(seed)
    asked: list[str] = []

    def ask(text: str, *, everywhere: bool = False) -> Table | bool:
        asked.append(text)
        if dice.random() < 0.1:
            raise dice.choice(ENDS if ends else ERRORS)
        if "ASK " in text and "SELECT" not in text:
            return dice.random() < 0.5
        names = columns(text) or ["g", "x"]
        if "COUNT(*)" in text and "?term" not in text:
            return Table(("n",), ({"n": Cell("literal", str(dice.randrange(9)))},))
        rows = [{name: dice.choice(CELLS) for name in names} for _ in range(dice.randrange(4))]
        return Table(tuple(names), tuple(rows))

    return ask, asked


def examined(text: str, seed: int, *, ends: bool) -> Diagnosis:
    ask, asked = chance(seed, ends=ends)
    diagnosis = diagnose(Query(text), ask=ask, namespaces=NAMESPACES)
    assert len(asked) == diagnosis.questions <= MAX_QUESTIONS
    assert len(asked) == len(set(asked))
    assert diagnosis.findings
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in diagnosis.findings:
        assert finding.key in KINDS[finding.kind]
        if finding.line is not None and finding.column is not None and finding.length is not None:
            assert 1 <= finding.line <= len(lines)
            assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
            assert 0 < finding.length <= len(text)
        if finding.suggestion:
            assert finding.suggestion.written in text
            assert finding.suggestion.query != text
    return diagnosis


@settings(max_examples=400, deadline=None)
@given(text=anything | slips, seed=st.integers(0, 1_000_000), ends=st.booleans())
def test_a_diagnosis_never_fails(text: str, seed: int, ends: bool) -> None:
    try:
        examined(text, seed, ends=ends)
    except QueryError as error:  # only such a text as no endpoint would have answered
        assert isinstance(error, QuerySyntax | QueryRefused), text


@settings(max_examples=200, deadline=None)
@given(text=slips, data=st.data(), seed=st.integers(0, 1_000_000))
def test_a_diagnosis_of_a_cut_query_never_fails(text: str, data: st.DataObject, seed: int) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    examined(f"ASK {{}} {text[:start]}{text[end:]}", seed, ends=False)


def test_a_diagnosis_that_runs_out_of_time_says_so() -> None:
    def ask(text: str, *, everywhere: bool = False) -> Table | bool:
        raise QueryTimeout("too late")

    diagnosis = diagnose(Query("SELECT * { ?x a lib:Noval }"), ask=ask, namespaces=NAMESPACES)
    assert (diagnosis.complete, diagnosis.questions) == (False, 1)
    assert [finding.key for finding in diagnosis.findings] == ["not-finished"]


def test_a_client_that_goes_away_ends_the_diagnosis() -> None:
    def ask(text: str, *, everywhere: bool = False) -> Table | bool:
        raise QueryCancelled("gone")

    with pytest.raises(QueryCancelled):
        diagnose(Query("SELECT * { ?x a lib:Noval }"), ask=ask, namespaces=NAMESPACES)


def test_a_question_that_cannot_be_answered_is_no_answer() -> None:
    def ask(text: str, *, everywhere: bool = False) -> Table | bool:
        raise QueryFailed("no")

    diagnosis = diagnose(Query("SELECT * { ?x a lib:Noval }"), ask=ask, namespaces=NAMESPACES)
    assert not diagnosis.answers
    assert [finding.key for finding in diagnosis.findings] == ["not-found"]
    assert diagnosis.complete


def test_questions_end_at_their_bound() -> None:
    def ask(text: str, *, everywhere: bool = False) -> Table | bool:
        found = {f"e{number}": Cell("literal", "false", "", XSD + "boolean") for number in range(50)}
        if "EXISTS" in text:
            return Table(tuple(found), (found,))
        if "?term" in text:
            return Table(("term",), ({"term": Cell("iri", NAMESPACES["lib"] + "title")},))
        return Table((), ()) if "SELECT" in text else "?p ?o" in text

    patterns = " ".join(f'id:thing{number} lib:title "a long title {number}"@en .' for number in range(9))
    diagnosis = diagnose(Query(f"SELECT * {{ {patterns} }}"), ask=ask, namespaces=NAMESPACES)
    assert (diagnosis.questions, diagnosis.complete) == (MAX_QUESTIONS, False)
