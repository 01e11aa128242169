"""How the diagnosis takes a query apart: the same query, in parts with their places."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.endpoint.diagnosis.case import Case
from kg.endpoint.diagnosis.cursor import NotRead
from kg.endpoint.diagnosis.patterns import Condition, Other, Outline, Pattern, Span, Values
from kg.endpoint.diagnosis.questions import Questions
from kg.endpoint.diagnosis.reading import read_outline
from kg.endpoint.diagnosis.terms import read_names

EX = "http://e.example/"
PREFIX = f"PREFIX : <{EX}> "


def never(text: str, *, everywhere: bool = False) -> bool:
    raise AssertionError("nothing is asked here")


def case_of(query: str) -> Case:
    names = read_names(query, {})
    return Case(query, read_outline(query), names, Questions(never, prologue="", clauses=""), {}, {})


def rendered(case: Case) -> str:
    assert case.outline.group
    return " ".join(case.render(element) for element in case.outline.group.elements)


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    for subject in "abc":
        for number, predicate in enumerate("pqr"):
            store.add(Quad(NamedNode(EX + subject), NamedNode(EX + predicate), Literal(number)))
        store.add(Quad(NamedNode(EX + subject), NamedNode(EX + "to"), NamedNode(EX + "a")))
    store.add(Quad(NamedNode(EX + "a"), NamedNode(EX + "p"), NamedNode(EX + "b"), NamedNode(EX + "g")))
    return store


@pytest.mark.parametrize(
    "where",
    [
        "?s :p ?o ; :q ?u ; ; :r 2 , ?w ; .",
        "?s:p?o.?s :q ?u",
        "[] :to [ :p 0 ; :q ?x ] .",
        "[ :p ?x ; :to :a ] .",
        "[ :p ?x ] :to ?y , [ :q 1 ]",
        "?s (:p|:q)/^:p* ?o . ?s !(:p|^:q) ?t",
        "?s :to+/:p? ?o",
        "?s a? ?o . ?s :to ?t",
        "?s :p 0 . FILTER(?z > 0 && ?z < 2) ?s :q ?z . FILTER EXISTS { ?s :r ?w }",
        "?s :p ?o FILTER(?o < 1 || ?o > 2 && true) FILTER NOT EXISTS { ?s :p 9 }",
        "?s :p ?o FILTER(NOT EXISTS { ?s :p 9 } && EXISTS { ?s :q 1 FILTER(1 < 2) })",
        "?s :p ?o FILTER REGEX(STR(?s), 'a$')",
        "?s :p ?o FILTER (?o IN (0, 1, 'x'@en, '2'^^:t))",
        "?s :p ?o OPTIONAL { ?s :q ?z FILTER(?z > 5) } MINUS { ?s :to ?s }",
        "{ ?s :p ?o } UNION { ?s :q ?o } UNION { { ?s :r ?o } }",
        "GRAPH ?g { ?x :p ?y } ?s :p ?o",
        "GRAPH :g { ?x :p ?y . FILTER(ISIRI(?y)) }",
        "VALUES ?s { :a UNDEF } ?s :p ?o",
        "VALUES (?s ?o) { (:a 0) (UNDEF 0) (:b UNDEF) } ?s :p ?o",
        "BIND(:a AS ?s) BIND(1 + 1 AS ?n) ?s :r ?n",
        "?s :p ?o { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?x } GROUP BY ?s HAVING(COUNT(*) > 2) }",
        "?s :p -0 , +0 , 0.0 . # FILTER(false) }\n ?s :to <a>",
        "?s :p ?o . ( ?s 1 ) :q ?z",
        "",
    ],
)
def test_the_parts_together_are_the_query(store: Store, where: str) -> None:
    query = f"{PREFIX}SELECT * {{ {where} }}"
    whole = len(list(store.query(query, base_iri=EX)))
    parts = f"{PREFIX}SELECT * {{ {rendered(case_of(query))} }}"
    assert len(list(store.query(parts, base_iri=EX))) == whole


def test_each_pattern_has_its_place_and_its_subject() -> None:
    query = PREFIX + "SELECT * {\n  ?s a :C ;\n     :p ?x , [ :q 'é'@fr ] .\n}"
    case = case_of(query)
    assert case.outline.group
    found = [each for each in case.outline.group.elements if isinstance(each, Pattern)]
    assert [(case.shown(each), query[slice(*each.span)]) for each in found] == [
        ("?s a :C", "?s a :C"),
        ("?s :p ?x", ":p ?x"),
        ("?s :p []", "[ :q 'é'@fr ]"),
        ("[] :q 'é'@fr", ":q 'é'@fr"),
    ]


def test_conditions_come_last_and_each_side_alone() -> None:
    query = "SELECT * { FILTER(?a && (?b && ?c) && !?d) ?s ?p ?o FILTER(?e || ?f) }"
    group = read_outline(query).group
    assert group
    assert isinstance(group.elements[0], Pattern)
    sides = [query[slice(*each.span)] for each in group.elements if isinstance(each, Condition)]
    assert sides == ["?a", "(?b && ?c)", "!?d", "?e || ?f"]
    shown = [query[slice(*each.shown)] for each in group.elements if isinstance(each, Condition)]
    assert shown == ["?a", "(?b && ?c)", "!?d", "FILTER(?e || ?f)"]


def test_what_stands_around_the_where_is_read() -> None:
    query = (
        "PREFIX x: <u:x> SELECT (COUNT(?a) + SUM(?b) AS ?c) FROM x:g FROM NAMED <u:h> WHERE { } "
        "GROUP BY (?d + 1) HAVING (?e > 1) ORDER BY DESC(?c) LIMIT 5 OFFSET 10 VALUES ?z { 1 }"
    )
    outline = read_outline(query)

    def text(span: Span | None) -> str:
        return query[slice(*span)] if span else ""

    assert (outline.form, outline.aggregates) == ("SELECT", True)
    assert text(outline.head) == "SELECT (COUNT(?a) + SUM(?b) AS ?c)"
    assert [(text(span), named) for span, named in outline.clauses] == [("x:g", False), ("<u:h>", True)]
    assert [text(span) for span in outline.projected] == ["?a", "?b"]
    assert {word: text(span) for word, span in outline.modifiers.items()} == {
        "group": "GROUP BY (?d + 1)",
        "having": "HAVING (?e > 1)",
        "order": "ORDER BY DESC(?c)",
        "limit": "LIMIT 5",
        "offset": "OFFSET 10",
        "values": "VALUES ?z { 1 }",
    }


@pytest.mark.parametrize(
    ("query", "described", "template"),
    [
        ("DESCRIBE <u:a> x:b ?c LIMIT 3", ["<u:a>", "x:b"], []),
        ("DESCRIBE ?c FROM <u:g> { ?c ?p ?o }", [], []),
        ("CONSTRUCT { ?a ?b <u:x> } WHERE { ?a ?b ?c }", [], ["?a", "?b"]),
        ("CONSTRUCT WHERE { ?a ?b ?c }", [], []),
    ],
)
def test_the_other_forms_are_read(query: str, described: list[str], template: list[str]) -> None:
    outline: Outline = read_outline(query)
    assert [query[slice(*span)] for span in outline.described] == described
    assert [query[slice(*span)] for span in outline.template] == template


def test_values_at_the_end_join_the_group() -> None:
    group = read_outline("SELECT * { ?s ?p ?o } VALUES ?o { 1 2 }").group
    assert group
    assert [type(each) for each in group.elements] == [Pattern, Values]


@pytest.mark.parametrize(
    "where",
    ["?s ?p ( 1 2 )", "<<( ?a ?b ?c )>> ?p ?o", "?s ?p ?o {| ?q ?r |}", "?s ?p ?o ~ ?r"],
)
def test_what_is_not_known_stays_one_part(where: str) -> None:
    query = f"SELECT * {{ ?a ?b ?c . {where} . ?x ?y ?z }}"
    group = read_outline(query).group
    assert group
    assert [type(each) for each in group.elements] == [Pattern, Other, Pattern]
    assert query[slice(*group.elements[1].span)].strip() == where  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "query",
    [
        "SELECTDISTINCT * { ?s ?p ?o }",
        "SELECT *",
        "ASK { LATERAL { ?s ?p ?o } }",
        f"ASK {'{' * 60}{'}' * 60}",
    ],
)
def test_what_is_not_clear_is_not_read(query: str) -> None:
    with pytest.raises(NotRead):
        read_outline(query)
