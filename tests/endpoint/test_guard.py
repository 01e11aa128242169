"""What is refused before evaluation, and what is not."""

import re

import pytest

from kg.endpoint.guard import (
    MAX_GRAPHS,
    MAX_GROUPS,
    MAX_NESTING,
    MAX_OPERATORS,
    MAX_PATH_STEPS,
    MAX_PATTERNS,
    MAX_ROWS,
    MAX_STEPS,
    guard,
)
from kg.endpoint.query_text import MAX_CHARACTERS, MAX_TOKENS, query_form
from kg.model.errors import QueryError, QueryRefused, QueryTooLarge

NAMESPACES = {"ex": "http://ex/", "": "http://empty/", "host": "http://host:"}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { service silent ex:a { } }",
        "SELECT * { SERVICE#c\n ?x { } }",
        "SELECT * { SERVICEex:x{} }",
        "SELECT * { SERVICE:x{} }",
        "SELECT * { servicesilentex:x{} }",
        "SELECT * { ?s ?p trueSERVICE<http://x/>{} }",
        "SELECT * { ?s ?p 1SERVICE<http://x/>{} }",
        "SELECT * { ?s ?p ex:.SERVICE<http://x/>{} }",
        "SELECT * { FILTER EXISTS { SERVICE <http://x/> {} } }",
        "SELECT * { ?s ?p host:SERVICE ex:x {} }",
        "SELECT * { <http://x/\\u0041#> ?p ?o SERVICE <http://x/> {} }",
        "SELECT * { <http://x/\\u0041'> ?p ?o SERVICE <http://x/> { ?s ?p '' } }",
        "SELECT * { ?s ex:a\\#b ?o SERVICE <http://x/> {} }",
        "SELECT * { ?s ?p ?o FILTER(?o<'>') SERVICE ex: { ?s ?p 'x' } }",
        "SELECT * { ?s ?p ?o FILTER(?o<?b)SERVICE ex:#>\n{} }",
        "PREFIX service: <http://x/> SELECT * { service:x { } }",
        "SELECT * { ?s ?p 'a'@service }",
        "SELECT * { ?s ?p ex:a.b.SERVICE <http://x/> {} }",
        "SELECT * { ?s ?p trueSERVICEex:a {} }",
        "SELECT * { ?s ?p 1.SERVICEex:a {} }",
        "SELECT * { ?s ?p [] SERVICEex:a {} }",
        "SELECT * { ?s ex:a+ trueSERVICEex:a {} }",
        "SELECT * { ?s ahost:SERVICE ex:x {} }",
        "PREFIX e:<http://h\\u003A> SELECT * { ?s ?p e:SERVICE ex:x {} }",
        "PREFIX \ufffdx:<http://h/> SELECT * { ?s ?p ex:SERVICE\ufffdx: {} }",
        "PREFIXSERVICEex:<http://x/> SELECT * { ?s ?p ?o SERVICEex:x {} }",
        "SELECT * { VALUES (?a ?b) { (1 <#>) } SERVICE <http://x/> {} }",
    ],
)
def test_service_is_refused_in_any_disguise(query: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        guard(query, namespaces=NAMESPACES)
    line, column = caught.value.line, caught.value.column
    assert line is not None
    assert column is not None
    assert query.split("\n")[line - 1][column - 1 :].casefold().startswith("service")


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p \'service\' , """a\nSERVICE <http://x/> {}"""@en }',
        "SELECT * { <http://x/service> <service> ?o } # SERVICE <http://x/> {}",
        "SELECT ?service $serviceName { ?service ?p $serviceName }",
        "SELECT * { ?s ex:service/ex:serviceType ?o . GRAPH ex:service { ?s ?p ?o } }",
        "PREFIX service: <http://x/> SELECT * { ?s service:name ?o }",
        "BASE <http://service/> SELECT * { ?s ?p ?o }",
        "SELECT * { ?s a ex:Service { ?s ?p ?o } UNION { ?o ?p ?s } }",
        "SELECT * { ?s ex:a\\,service ?o }",
        "SELECT * { ?s ex:a\\?service ?o }",
        "SELECT * { ?s ex:v1.2.service ?o }",
        "SELECT * { _:service ?p _:Service }",
        "SELECT ?сервисservice { ?s ?p ?сервисservice }",
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service }",
        "PREFIXsd:<http://x/service#>SELECT * { ?s a sd:Service }",
        "PREFIX wdt: <http://www.wikidata.org/prop/direct/> SELECT * { ?serviceType wdt:P31/wdt:P279* ?o }",
        "PREFIX : <#> SELECT * { ?s :service ?o }",
        "BASE <http://b/> PREFIX : <ns/> SELECT * { ?s :service ?o }",
        "PREFIX a: <http://user@h:80/> SELECT * { ?s a:service ?o }",
        "PREFIX u: <urn:x:> SELECT * { ?s u:service ?o }",
        "PREFIX service: <http://x/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
        "PREFIX service: <http://x/> SELECT * { ?s ?p ?o ; a service:T { ?s ?p ?o } }",
        "PREFIX service: # service\n <http://x/> SELECT * FROM service:g { ?s ?p 'x'^^service:t }",
        "DESCRIBE ex:service",
    ],
)
def test_the_word_in_a_string_iri_comment_or_name_is_allowed_and_never_reaches_the_engine(query: str) -> None:
    text = guard(query, namespaces=NAMESPACES).disarmed.text
    assert not re.search(r"(?<![?$\w])\w*service", text, re.IGNORECASE)


def test_labels_of_blank_nodes_stay_different() -> None:
    text = guard("ASK { _:service ?p _:Service, _:ser1vice }", namespaces={}).disarmed.text
    assert text == "ASK { _:ser2vice ?p _:Ser2vice, _:ser1vice }"


def test_a_name_whose_prefix_nobody_declared_is_left_to_the_parser_which_says_so() -> None:
    text = guard("SELECT * { ?s a sd:Service }", namespaces={}).disarmed.text
    assert text == "SELECT * { ?s a sd:S\\ervice }"


def test_a_long_namespace_is_not_repeated_a_thousand_times() -> None:
    query = f"PREFIX p:<http://x/{'a' * 1_000}> ASK {{ {'p:service ' * 1_000} }}"
    with pytest.raises(QueryRefused):
        guard(query, namespaces={})


def test_a_place_in_the_disarmed_text_leads_back_to_the_query() -> None:
    query = "PREFIX service: <http://x/>\nSELECT * { ?s service:name 'service' ; ex:a ?o }"
    disarmed = guard(query, namespaces=NAMESPACES).disarmed
    for word in ("SELECT", "?s", "ex:a", "?o", "}"):
        assert disarmed.original(disarmed.text.index(word)) == query.index(word)
    assert disarmed.original(disarmed.text.index("name")) == query.index("service:name")


def test_a_query_without_the_word_is_left_as_it_is() -> None:
    guarded = guard("SELECT * { ?b ?a 1 }", namespaces=NAMESPACES)
    assert guarded.disarmed.text == "SELECT * { ?b ?a 1 }"
    assert (guarded.form, guarded.star, guarded.variables) == ("SELECT", 7, ("b", "a"))


@pytest.mark.parametrize(
    ("query", "what", "cap"),
    [
        ("ASK {" + " " * MAX_CHARACTERS + "}", "characters", MAX_CHARACTERS),
        ("ASK { ?s ?p " + "1 " * MAX_TOKENS + "}", "words and signs", MAX_TOKENS),
        ("ASK " + "{" * (MAX_NESTING + 1) + "}" * (MAX_NESTING + 1), "nested brackets", MAX_NESTING),
        ("ASK { FILTER" + "(" * MAX_NESTING + "1" + ")" * MAX_NESTING + "}", "nested brackets", MAX_NESTING),
        ("ASK {" + "{}" * MAX_GROUPS + "}", "groups", MAX_GROUPS),
        ("ASK {" + "FILTER(1)" * (MAX_STEPS + 1) + "}", "steps", MAX_STEPS),
        ("SELECT" + "(1 AS ?x)" * (MAX_STEPS + 1) + "{}", "computed columns", MAX_STEPS),
        ("SELECT * {} ORDER BY" + "(?x)" * (MAX_STEPS + 1), "steps", MAX_STEPS),
        ("DESCRIBE" + " ex:a" * (MAX_STEPS + 1), "steps", MAX_STEPS),
        ("ASK {" + "?s ?p ?o ." * (MAX_PATTERNS + 1) + "}", "triple patterns", MAX_PATTERNS),
        ("ASK { ?s ?p" + ", ?o" * (MAX_PATTERNS + 1) + "}", "triple patterns", MAX_PATTERNS),
        ("ASK { ?s ?p (" + " 1" * MAX_PATTERNS + ")}", "triple patterns", MAX_PATTERNS),
        ("ASK { ?s ex:a" + "/ex:a" * (MAX_PATH_STEPS + 1) + " ?o}", "property paths", MAX_PATH_STEPS),
        ("ASK { ?s (ex:a" + "|^ex:a" * MAX_PATH_STEPS + ")* ?o}", "property paths", MAX_PATH_STEPS),
        ("SELECT (" + "!" * (MAX_OPERATORS + 1) + "1 AS ?x) {}", "operators", MAX_OPERATORS),
        ("ASK { FILTER(1" + "||1" * (MAX_OPERATORS + 1) + ") }", "operators", MAX_OPERATORS),
        ("ASK { VALUES ?x {" + " 1" * (MAX_ROWS + 1) + "} }", "rows in VALUES", MAX_ROWS),
        ("ASK {} VALUES (?x) {" + "(1)" * (MAX_ROWS + 1) + "}", "rows in VALUES", MAX_ROWS),
        ("SELECT *" + " FROM ex:g" * (MAX_GRAPHS + 1) + "{}", "names of graphs", MAX_GRAPHS),
    ],
)
def test_each_cap_is_named_with_its_size(query: str, what: str, cap: int) -> None:
    with pytest.raises(QueryTooLarge, match=f"{what}.*, and the limit is {cap:,}"):
        guard(query, namespaces=NAMESPACES)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { VALUES (?x ?y) {" + "(ex:a 1)" * 9_000 + "} }",
        "ASK { ?s ?p ?o FILTER(?o IN (" + ", ".join(map(str, range(9_000))) + ")) }",
        "ASK { ?s ?p ?o FILTER(" + " || ".join(f"?o = {number}" for number in range(1_900)) + ") }",
        "ASK { " + " . ".join(f"?s ex:p{number} ?o{number}" for number in range(400)) + " }",
        "ASK { " + " UNION ".join("{ ?s ex:a ?o }" for _ in range(400)) + " }",
        "SELECT " + "".join(f"(COUNT(?x{number}) AS ?n{number})" for number in range(700)) + " { }",
    ],
    ids=["values", "in", "or", "star", "union", "columns"],
)
def test_what_people_generate_is_within_the_caps(query: str) -> None:
    guard(query, namespaces=NAMESPACES)


def test_a_text_that_is_far_too_long_is_not_read() -> None:
    with pytest.raises(QueryTooLarge, match="characters"):
        query_form("#" * 10_000_000)


def test_names_that_begin_like_keywords_name_no_graph() -> None:
    query = "PREFIX from: <http://f/> PREFIX graph: <http://g/> PREFIX : <http://d/> "
    guarded = guard(query + "DESCRIBE from:x { graph:x ?p from:y . GRAPH graph:z {} }", namespaces={})
    assert guarded.clauses == ()
    assert guarded.graph_terms == ("graph:z",)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(QueryError):
        guard("ASK { ?s ?p '\ud800' }", namespaces=NAMESPACES)


def test_brackets_in_strings_do_not_count() -> None:
    guard("ASK { ?s ?p '" + "(" * 1_000 + "' }", namespaces=NAMESPACES)
