"""What is known of a query from its shape is what reading its own text gives, whatever the text is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.endpoint.diagnosis import column_notices
from kg.endpoint.diagnosis.columns import notices_of_outline
from kg.endpoint.guard import guard
from kg.endpoint.query_text import MAX_CHARACTERS
from kg.endpoint.shapes import Known, Shapes, shape_of
from kg.model.errors import KgError, QueryRefused, QueryTooLarge

NAMESPACES = {"ex": "http://ex/", "": "http://empty/", "graph": "http://graph/"}
IRI, NUMBER = "\0iri\0", "\0number\0"

# Where an IRI or a number is read as something else, or stands in something that is opaque.
_PIECES = [
    *("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "FROM", "FROM NAMED", "GRAPH", "graph:x", "VALUES"),
    *("FILTER(", "FILTER(?a", "FILTER EXISTS", "BIND(", "AS ?b", "OPTIONAL", "UNION", "MINUS", "LATERAL"),
    *("ORDER BY", "GROUP BY", "HAVING(", "LIMIT", "OFFSET", "PREFIX ex:", "BASE", "VERSION '1.2'", "now()"),
    *("?a", "?b", "$c", "?limit", "*", "ex:a", "ex:a\\", ":", "_:b", "true", "12", "-1", "1.5", "a1", "se"),
    *("{", "}", "{", "}", "(", ")", "[", "]", "{|", "|}", "<<", "<<(", ")>>", ">>", "<", ">", "<=", ">="),
    *("^^", "^", "/", "|", "||", "&&", "!", "=", ".", ";", ",", "@en", "~", "\\", "rvice", "SERVICE"),
    *('"', "'", '"""', "'''", '"x"', "'y'@en", "#", "# {", "\n", "\r\n", " ", "\t", "\u1680", "\u3000", "é"),
    *("<relative>", "<#>", "<http://x/", "<urn:a:b>", "\\u0041", "\ud800"),
]
pieces = st.lists(st.one_of(st.sampled_from(_PIECES), st.just(IRI), st.just(IRI)), max_size=14)
separators = st.sampled_from(["", " ", "\n"])
heads = st.sampled_from(
    ["", "SELECT * {", "SELECT ?a {", "SELECT ?a ?lost WHERE {", "ASK{", f"PREFIX ex: {IRI} SELECT ?a {{"]
)
iris = st.sampled_from(
    [
        *(
            "<http://>",
            "<https://kg.example/id/x-1>",
            "<http://a/b#c>",
            "<http://a/graph>",
            "<http://a.b/~_/>",
        ),
        *("<http://bnode/rand>", "<http://a/service>", "<http://a/é>", "<http://a/'>", "<http://a/%20>"),
    ]
)
numbers = st.sampled_from(["0", "7", "100", "123456789", "1234567890", "007", "1.5", "1e3", "-3"])


@st.composite
def two_texts(draw: st.DrawFn) -> tuple[str, str]:
    """One text, twice, with other IRIs and another number at its end."""
    separator = draw(separators)
    end = draw(
        st.sampled_from(["", f" LIMIT {NUMBER}", f"}} LIMIT {NUMBER}", f"\u1680{NUMBER} \n", f"a{NUMBER}"])
    )
    skeleton = draw(heads) + separator.join(["", *draw(pieces)]) + end

    def filled() -> str:
        parts = skeleton.split(IRI)
        text = parts[0] + "".join(draw(iris) + part for part in parts[1:])
        return text.replace(NUMBER, draw(numbers))

    return filled(), filled()


def read_whole(text: str) -> Known | str:
    try:
        return Known(guard(text, namespaces=NAMESPACES), notices_of_outline(text))
    except KgError as error:
        return f"{type(error).__name__}: {error}"


def read_by_shape(shapes: Shapes, text: str) -> Known | str:
    try:
        return shapes.read(text)
    except KgError as error:
        return f"{type(error).__name__}: {error}"


@settings(max_examples=1_500, deadline=None)
@given(two_texts())
@example(("SELECT ?a { <<<http://a> ?b }", "SELECT ?a { <<<http://a/#> ?b }"))
@example(("SELECT ?a { <<http://a/b> ?b }", "SELECT ?a { <<http://> ?b }"))
@example(("SELECT ?a { ?a ex:\\<http://a> ?z }", "SELECT ?a { ?a ex:\\<http://a/#b> ?z }"))
@example(("SELECT ?a { FILTER(?a<http://a>?b) }", "SELECT ?a { FILTER(?a<http://b#/>?b) }"))
@example(("SELECT ?a { ?a ?b '<http://a> # ' } LIMIT 1", "SELECT ?a { ?a ?b '<http://b#> # ' } LIMIT 23"))
@example(("SELECT ?a { } # <http://a> 1", "SELECT ?a { } # <http://b#c> 22"))
@example(("# {\nSELECT ?a # <http://a>\n{ }", "# {\nSELECT ?a # <http://a/longer>\n{ }"))
@example(("# {<http://a>\nSELECT * { }", "# {<http://a/longer>\nSELECT * { }"))
@example(("# {<http://a>\nSELECT ?a { }", "# {<http://a/longer>\nSELECT ?a { }"))
@example(("SELECT ?a FROM <http://a> { }", "SELECT ?a FROM <http://b> { }"))
@example(("ASK { GRAPH <http://a> { } }", "ASK { GRAPH <http://b> { } }"))
@example(("ASK { ?a ?b <http://a> }", "ASK { ?a ?b <http://service> }"))
@example(("ASK { ?a\u16801", "ASK { ?a\u1680123"))
def test_a_text_read_by_its_shape_is_as_if_it_were_read_whole(texts: tuple[str, str]) -> None:
    shapes = Shapes(NAMESPACES)
    for text in (*texts, *texts):
        assert read_by_shape(shapes, text) == read_whole(text)


columns = st.sampled_from(
    [
        "SELECT ?a",
        "SELECT ?a ?lost",
        "select distinct ?b",
        "SELECT*",
        "SELECT (1 AS ?a) ?b",
        "SELECT ?a WHERE",
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.one_of(columns, heads), pieces, separators)
@example("SELECT ?a", ["{", "?a", "<", "?b", ">", "}"], " ")
@example("SELECT ?a WHERE", ["{", "FILTER(?a", "<", "?lost", ">", "?a", ")", "}"], "")
@example("SELECT ?a", ["VALUES", "{", "(", "?a", "<#>", ")", "}"], " ")
@example("BASE select ?a { ?a }", ["SELECT", "?lost", "{", "}"], " ")
@example("SELECT (EXISTS {?a ?b ?c} AS ?x) ?lost {", ["}"], "")
def test_columns_that_are_plainly_bound_are_those_of_which_nothing_is_said(
    head: str, parts: list[str], separator: str
) -> None:
    text = separator.join([head, *parts]).replace(IRI, "<http://a/b#c>")

    def said(notices: Callable[[str], tuple[str, ...]]) -> tuple[str, ...] | str:
        try:
            return notices(text)
        except KgError as error:
            return f"{type(error).__name__}: {error}"

    assert said(column_notices) == said(notices_of_outline)


def test_the_same_question_about_another_thing_is_not_read_again() -> None:
    shapes = Shapes(NAMESPACES)
    first = shapes.read("SELECT ?p ?o ?lost { <https://kg.example/id/one> ?p ?o } LIMIT 100")
    again = shapes.read("SELECT ?p ?o ?lost { <https://kg.example/id/another-1> ?p ?o } LIMIT 23")
    assert again.guarded.variables is first.guarded.variables, "it was read, which the first one was"
    assert (
        again.guarded.disarmed.text
        == "SELECT ?p ?o ?lost { <https://kg.example/id/another-1> ?p ?o } LIMIT 23"
    )
    assert again.notices == first.notices != ()


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ("SELECT * { ?s ?p <http://a> }", "SELECT * { ?s ?p <relative> }"),
        ("SELECT * { ?s ?p <http://a> }", "SELECT * { ?s ?p '<http://a>' }"),
        ("SELECT * { ?s ?p <http://a> }", "SELECT * { ?x ?p <http://a> }"),
        ("PREFIX ex: <http://a> SELECT * { }", "PREFIX ex: <http://b> SELECT * { }"),
        ("SELECT * { } LIMIT 1", "SELECT * { } LIMIT 1.5"),
        ("SELECT * { ?s ?p 1 }", "SELECT * { ?s ?p 2 }"),
    ],
)
def test_texts_that_may_mean_something_else_have_other_shapes(known: str, other: str) -> None:
    assert shape_of(known) != shape_of(other)


def test_what_is_refused_is_refused_beside_a_text_of_the_same_kind() -> None:
    shapes = Shapes(NAMESPACES)
    shapes.read("SELECT * { ?s ?p <http://a> }")
    with pytest.raises(QueryTooLarge):
        shapes.read(f"SELECT * {{ ?s ?p <http://{'a' * MAX_CHARACTERS}> }}")
    with pytest.raises(QueryRefused):
        shapes.read("SELECT * { SERVICE <http://a> { } }")
