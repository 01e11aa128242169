"""Checking a query without asking it, and the edits that mend what is wrong."""

import threading
import time
from collections.abc import Iterator

import pytest
from endpoint.query_mistakes import MISTAKES
from patience import within

from kg.endpoint.checking import CHECK_SECONDS
from kg.endpoint.fixes import Fix, fixes_of, stretch
from kg.endpoint.formats import formats_for
from kg.endpoint.protocol import Query, query_form
from kg.endpoint.service import Endpoint
from kg.model.errors import EndpointBusy, EngineStopped, QueryError, QueryTimeout
from kg.model.sparql_tokens import line_and_column, line_start

# The engine sorts the solutions of a query before anybody reads one, over any data.
HEAVY = "SELECT * {{ {rows} FILTER(?a + ?b + ?c + ?d < 0) }} ORDER BY ?a ?b ?c ?d".format(
    rows=" ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(99)))} }}" for name in "abcd")
)


def told(error: QueryError) -> tuple[object, ...]:
    return type(error), error.message, error.help, error.line, error.column, error.length, error.suggestion


@pytest.fixture(scope="module")
def offered(endpoint: Endpoint) -> dict[str, tuple[str, QueryError, tuple[Fix, ...]]]:
    found = {}
    for name, (text, _, _) in MISTAKES.items():
        error = endpoint.check(text).error
        assert error is not None, name
        found[name] = (text, error, fixes_of(text, error))
    return found


def test_a_check_says_what_the_query_would_get_to_hear(endpoint: Endpoint) -> None:
    for name, (text, _, _) in MISTAKES.items():
        checked = endpoint.check(text).error
        with pytest.raises(QueryError) as asked:
            endpoint.answer(Query(text), formats_for(query_form(text))[0])
        assert checked is not None and told(checked) == told(asked.value), name


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { ?s lib:borrowed ?o }", "SELECT"),
        ("ASK {}", "ASK"),
        ("# first\nCONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("DESCRIBE <x>", "DESCRIBE"),
        ("SELECT * { GRAPH ?g { ?s ?p 'SERVICE' } }", "SELECT"),
        ("SELECT * FROM <https://lib.example/graph/none> { ?s ?p ?o }", "SELECT"),
    ],
)
def test_a_good_query_has_a_form_and_no_error(endpoint: Endpoint, text: str, form: str) -> None:
    checked = endpoint.check(text)
    assert (checked.form, checked.error, checked.notices) == (form, None, ())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "refused"),
        ("DELETE WHERE { ?s ?p ?o }", "refused"),
        ("ASK { ?s ?p ?o }" + " " * 140_000, "query-too-large"),
        ("ASK " + "{" * 300 + "}" * 300, "query-too-large"),
        ("", "syntax"),
    ],
)
def test_what_is_refused_is_refused_when_it_is_checked(endpoint: Endpoint, text: str, kind: str) -> None:
    error = endpoint.check(text).error
    assert error is not None and error.kind == kind


def test_a_column_that_nothing_binds_is_noticed(endpoint: Endpoint) -> None:
    assert "?nmae" in endpoint.check("SELECT ?nmae { ?s lib:title ?name }").notices[0]


def test_every_fix_takes_its_error_away(
    endpoint: Endpoint, offered: dict[str, tuple[str, QueryError, tuple[Fix, ...]]]
) -> None:
    whole = 0
    for name, (text, error, fixes) in offered.items():
        for fix in fixes:
            mended = fix.applied(text)
            left = endpoint.check(mended).error
            if left is None:
                whole += 1
                continue
            assert left.message != error.message or (left.line, left.column) > (error.line, error.column), (
                name,
                mended,
            )
    assert whole >= 75


@pytest.mark.parametrize(
    ("name", "mended"),
    [
        (
            "well-known prefix that is not declared",
            "PREFIX dbo: <http://dbpedia.org/ontology/>\nSELECT * WHERE { ?s dbo:birthPlace ?o }",
        ),
        ("brace that stays open", "SELECT ?s {\n  ?s ?p ?o\n}"),
        ("round bracket of FILTER that stays open", "SELECT * { ?s ?p ?o\n  FILTER(?o = 1 ) }"),
        ("bracket of a function that stays open", "SELECT (COUNT(?s) AS ?n) { ?s ?p ?o }"),
        ("column that is not grouped", "SELECT ?s (COUNT(*) AS ?k) { ?s foaf:name ?n } GROUP BY ?s"),
        ("typographic quotes", 'SELECT ?s { ?s foaf:name "Anna" }'),
        ("EXISTS with round brackets", "SELECT * { ?s ?p ?o FILTER(EXISTS { ?s a ?t }) }"),
        ("column named twice", "SELECT ?s { ?s foaf:name ?n }"),
        ("aggregate without a name", "SELECT (AVG(?x) AS ?value) { ?s ?p ?x }"),
        ("comma between columns", "SELECT ?s ?o WHERE { ?s ?p ?o }"),
    ],
)
def test_a_fix_is_what_a_person_would_write(
    offered: dict[str, tuple[str, QueryError, tuple[Fix, ...]]], name: str, mended: str
) -> None:
    text, _, fixes = offered[name]
    assert [fix.applied(text) for fix in fixes] == [mended]


def test_a_declaration_goes_behind_the_comments_that_head_a_query(endpoint: Endpoint) -> None:
    text = "# title: Births\n\nSELECT * { ?s dbo:birthPlace ?o }"
    error = endpoint.check(text).error
    assert error is not None
    (fix,) = fixes_of(text, error)
    assert fix.applied(text).startswith("# title: Births\n\nPREFIX dbo: <")


@pytest.mark.parametrize("text", ["a\nb\r\nc\rd", "", "\n\n", "\r\n\r\n😀x\n長"])
def test_lines_and_offsets_are_two_ways_to_say_one_place(text: str) -> None:
    for offset in range(len(text) + 1):
        line, column = line_and_column(text, offset)
        assert line_start(text, line) + column - 1 == offset or text[offset - 1 : offset + 1] == "\r\n"
    assert line_start(text, 99) == len(text)


def test_an_error_without_a_place_has_no_stretch() -> None:
    assert stretch("x", QueryError("words")) is None
    assert stretch("x", QueryError("words", line=7, column=3, length=2)) == (1, 1)


@pytest.fixture
def busy(endpoint: Endpoint) -> Iterator[Endpoint]:
    """An endpoint whose two workers are taken."""
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
    ends: list[QueryError] = []

    def ask() -> None:
        try:
            endpoint.answer(Query(heavy), formats_for("SELECT")[0])
        except QueryError as error:
            ends.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + within(1)
    while endpoint.state().busy < 2 and time.monotonic() < end:
        time.sleep(0.01)
    yield endpoint
    for thread in threads:
        thread.join()


def test_a_check_waits_no_longer_than_its_second(busy: Endpoint) -> None:
    started = time.monotonic()
    with pytest.raises((EndpointBusy, QueryTimeout)):
        busy.check("ASK {}")
    assert time.monotonic() - started < within(CHECK_SECONDS)


def test_a_text_that_is_heavy_to_read_ends_at_the_deadline_of_a_check(endpoint: Endpoint) -> None:
    started = time.monotonic()
    with pytest.raises((QueryTimeout, EngineStopped)):
        endpoint.check(HEAVY)
    assert time.monotonic() - started < within(CHECK_SECONDS)
    assert endpoint.check("ASK {}").error is None
