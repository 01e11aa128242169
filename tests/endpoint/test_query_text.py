import pytest

from kg.endpoint.query_text import (
    GraphClause,
    find_form,
    find_star,
    graph_clauses,
    may_differ,
    needs_full_store,
    query_form,
    variables,
)
from kg.model.errors import QueryRefused, QuerySyntax
from kg.model.sparql_tokens import tokenize


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("ask{}", "ASK"),
        ("PREFIX select: <http://construct/> SELECT * {}", "SELECT"),
        ("PREFIX ask:<x>ASK{}", "ASK"),
        ("PREFIXask:<x>BASE<y>DESCRIBE<z>", "DESCRIBE"),
        ("# SELECT\nbase <a#b> CONSTRUCT WHERE {}", "CONSTRUCT"),
        ('VERSION "1.2" SELECTDISTINCT?x{}', "SELECT"),
        ("PREFIX a: <http://a/\\u0041#'> SELECT ('x' AS ?x) {}", "SELECT"),
    ],
)
def test_the_form_stands_behind_the_prologue(query: str, form: str) -> None:
    assert query_form(query) == form


@pytest.mark.parametrize(
    "update",
    ["INSERT DATA {}", "delete where {}", "LOAD <a>", "PREFIX a: <b> CLEAR ALL", "WITH <a> DELETE {}"],
)
def test_an_update_is_refused(update: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        query_form(update)
    assert caught.value.column is not None


@pytest.mark.parametrize(
    ("text", "near"), [("SELEC ?x {}", "SELECT"), ("?x", None), ("", None), ("# no", None)]
)
def test_a_text_without_a_form_is_a_syntax_error(text: str, near: str | None) -> None:
    with pytest.raises(QuerySyntax) as caught:
        query_form(text)
    assert caught.value.suggestion == near


@pytest.mark.parametrize(
    ("query", "star"),
    [
        ("SELECT * {}", True),
        ("SELECT * WHERE {}", True),
        ("SELECT DISTINCT * FROM <a> WHERE {}", True),
        ("SELECT*{}", True),
        ("SELECTDISTINCT*{}", True),
        ("SELECT # c\n REDUCED * {}", True),
        ("SELECT (COUNT(*) AS ?n) {}", False),
        ("SELECT ?x { SELECT * {} }", False),
        ("SELECT ?x (2 * 3 AS ?y) {}", False),
    ],
)
def test_the_star_of_the_projection_is_found(query: str, star: bool) -> None:
    tokens = tokenize(query)
    assert (find_star(tokens, find_form(query, tokens)[1]) is not None) is star


def test_variables_stand_in_order_of_first_appearance() -> None:
    assert variables(tokenize("SELECT * { ?z ?a $b . ?a '?no' ?c } # ?d")) == ["z", "a", "b", "c"]


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        ("SELECT * FROM <a> FROM NAMED <b> {}", [("<a>", False), ("<b>", True)]),
        ("ASK FROMex:a FROM NAMEDex:b FROMNAMED<c>{}", [("ex:a", False), ("ex:b", True), ("<c>", True)]),
        ("CONSTRUCT { ?from ?p 'FROM <a>' } FROM <b> WHERE { }", [("<b>", False)]),
        ("SELECT (1 AS ?x) { { SELECT * { ?s ?p ?o } } }", []),
    ],
)
def test_dataset_clauses_are_read_outside_of_groups(query: str, clauses: list[tuple[str, bool]]) -> None:
    tokens = tokenize(query)
    assert graph_clauses(tokens, find_form(query, tokens)[1]) == [GraphClause(*clause) for clause in clauses]


@pytest.mark.parametrize(
    ("query", "full"),
    [
        ("SELECT * { ?s ?p ?o }", False),
        ("SELECT ?from ?graph { ?s <http://graph/from> 'GRAPH' } # FROM", False),
        ("SELECT * { GRAPH ?g {} }", True),
        ("SELECT * { GRAPHex:g{} }", True),
        ("SELECT * { OPTIONAL{}graph?g{} }", True),
        ("ASK FROMex:g {}", True),
        ("SELECT * { ?s ex:paragraph ?o }", True),
        ("SELECT * { ?s ?p ?o FILTER(?o<'>')GRAPH ?g {?s ?p 'x'} }", True),
        ('SELECT * { ?s ?p ?o FILTER(?o<?b#>"""\n)GRAPH ?g {?s ?p """x"""} }', True),
        ("SELECT * { <http://x/\\u0041'> ?p ?o GRAPH ?g {?s ?p 'x'} }", True),
        ("SELECT * { ?s ex:a\\'b ?o GRAPH ?g {?s ?p 'x'} }", True),
    ],
)
def test_the_choice_of_the_store_is_one_sided(query: str, full: bool) -> None:
    assert needs_full_store(tokenize(query)) is full


@pytest.mark.parametrize(
    ("query", "differs"),
    [
        ("SELECT (NOW() AS ?x) {}", True),
        ("SELECT (struuid() AS ?x) {}", True),
        ("CONSTRUCT { [] ?p ?o } WHERE {}", True),
        ("CONSTRUCT { _:a ?p ?o } WHERE {}", True),
        ("SELECT * { ?s ?p 'now()' . [] a ?rand }", False),
    ],
)
def test_chance_in_a_query_is_noticed(query: str, differs: bool) -> None:
    assert may_differ(tokenize(query), query_form(query)) is differs
