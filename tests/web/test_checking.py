"""`/sparql/check` and `/sparql/vocabulary`, as the editor asks them."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from endpoint.query_mistakes import MISTAKES
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from patience import within

from kg.web.openapi.editor import CHECK, VOCABULARY

ML = "https://museum.example/ontology#"


def checked(client: FlaskClient, text: str, *, language: str = "en") -> Any:
    response = client.post("/sparql/check", data={"query": text}, headers={"Accept-Language": language})
    assert (response.status_code, response.mimetype) == (200, "application/json")
    return response.get_json()


def in_units(text: str, start: int, end: int) -> str:
    """The stretch of a text that a script of a browser sees between two offsets."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def with_fix(text: str, fix: dict[str, Any]) -> str:
    size = len(text.encode("utf-16-le")) // 2
    return f"{in_units(text, 0, fix['from'])}{fix['insert']}{in_units(text, fix['to'], size)}"


def test_a_good_query_has_no_problem(client: FlaskClient) -> None:
    found = checked(client, "SELECT * { ?work a ml:Artwork ; ml:creator ?who }")
    assert found["ok"] is True
    assert found["form"] == "SELECT"
    assert found["problems"] == found["notices"] == []


def test_the_words_are_those_of_the_query_itself(client: FlaskClient) -> None:
    for name, (text, _, _) in MISTAKES.items():
        told = client.get("/sparql", query_string={"query": text}).get_json()
        found = checked(client, text)
        problem = found["problems"][0]
        assert found["ok"] is False
        assert (problem["severity"], problem["detail"]) == ("error", told["detail"]), name
        assert problem["help"] == told.get("help", ""), name
        places = [told.get(part) for part in ("line", "column", "length")]
        assert [problem[part] for part in ("line", "column", "length")] == places, name
        Draft202012Validator(CHECK).validate(found)


def test_every_fix_that_is_offered_takes_the_error_away(client: FlaskClient) -> None:
    fixes = 0
    for name, (text, _, _) in MISTAKES.items():
        problem = checked(client, text)["problems"][0]
        for fix in problem["fixes"]:
            left = [
                one for one in checked(client, with_fix(text, fix))["problems"] if one["severity"] == "error"
            ]
            fixes += 1
            same = [one for one in left if one["detail"] == problem["detail"]]
            assert all((one["line"], one["column"]) > (problem["line"], problem["column"]) for one in same), (
                name
            )
    assert fixes >= 80


def test_places_are_also_told_as_scripts_count_them(client: FlaskClient) -> None:
    text = "SELECT * {\n ?s ?p '😀𠮷' ; nobody:x ?o }"
    problem = checked(client, text)["problems"][0]
    assert (problem["line"], problem["column"], problem["length"]) == (2, 15, 7)
    assert in_units(text, problem["from"], problem["to"]) == "nobody:"


def test_the_body_may_be_the_query_itself(client: FlaskClient) -> None:
    response = client.post("/sparql/check", data="SELEC *", content_type="application/sparql-query")
    assert response.get_json()["problems"][0]["fixes"][0]["insert"] == "SELECT"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"data": {"other": "ASK {}"}}, 400),
        ({"data": "ASK {}", "content_type": "text/plain"}, 415),
        ({"data": b"query=%FF", "content_type": "application/x-www-form-urlencoded"}, 400),
        ({"data": {"update": "CLEAR ALL"}}, 403),
    ],
)
def test_a_request_without_a_query_is_a_problem_document(
    client: FlaskClient, options: dict[str, Any], status: int
) -> None:
    response = client.post("/sparql/check", **options)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert client.get("/sparql/check").status_code == 405


def test_a_check_is_never_kept(client: FlaskClient) -> None:
    response = client.post("/sparql/check", data={"query": "ASK {}"})
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_name_that_the_vocabulary_lacks_is_a_warning_with_the_near_one(client: FlaskClient) -> None:
    text = "SELECT * { ?s a ml:Artwrok ; skos:prefLabell ?name }"
    found = checked(client, text)
    assert found["ok"] is True
    (problem,) = found["problems"]
    assert (problem["severity"], problem["kind"]) == ("warning", "unknown-term")
    assert with_fix(text, problem["fixes"][0]) == text.replace("Artwrok", "Artwork")


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX ml: <https://elsewhere.example/> SELECT * { ?s a ml:Artwrok }",
        "PREFIX mll: <https://museum.example/ontology#> SELECT * { ?s a mll:Artwork }",
        "SELECT * { ?s a <https://elsewhere.example/Artwrok> }",
        "SELECT * { ?s ?p 'ml:Artwrok' } # ml:Artwrok",
    ],
)
def test_names_of_other_namespaces_are_not_judged(client: FlaskClient, text: str) -> None:
    assert checked(client, text)["problems"] == []


def test_the_near_name_is_written_as_the_query_writes_names(client: FlaskClient) -> None:
    iri = checked(client, f"SELECT * {{ ?s a <{ML}Artwrok> }}")["problems"][0]["fixes"][0]["insert"]
    own = checked(client, f"PREFIX x: <{ML}> SELECT * {{ ?s a x:Artwrok }}")["problems"][0]["fixes"][0][
        "insert"
    ]
    assert (iri, own) == (f"<{ML}Artwork>", "x:Artwork")


@pytest.mark.parametrize(("language", "word"), [("en", "Write"), ("ru", "Написать"), ("zh", "改为")])
def test_fixes_speak_the_language_of_the_page(client: FlaskClient, language: str, word: str) -> None:
    problem = checked(client, "SELECT * { ?s foa:name ?o }", language=language)["problems"][0]
    assert problem["fixes"][0]["label"] == f"{word} `foaf:`"


def test_a_thousand_unknown_names_cost_no_more_than_a_few(client: FlaskClient) -> None:
    names = " ".join(f"ml:Nothing{number}" for number in range(1_000))
    assert len(checked(client, f"SELECT * {{ VALUES ?class {{ {names} }} ?s a ?class }}")["problems"]) == 5


@pytest.mark.parametrize("name", ["a" * 100_000, "a" + "\u0315\u0316" * 30_000], ids=["letters", "marks"])
def test_an_endless_name_is_not_compared_with_any(client: FlaskClient, name: str) -> None:
    started = time.monotonic()
    (problem,) = checked(client, f"SELECT * {{ ?s <{ML}{name}> ?o }}")["problems"]
    assert (problem["kind"], problem["fixes"]) == ("unknown-term", [])
    assert time.monotonic() - started < within(2)


def test_thousands_of_empty_columns_are_noticed_in_a_few_words(client: FlaskClient) -> None:
    head, body = (" ".join(f"?{letter}{n}" for n in range(5_000)) for letter in "vw")
    started = time.monotonic()
    notices = checked(client, f"SELECT {head} {{ VALUES ({body}) {{ }} }}")["notices"]
    assert notices[-1] == "nothing gives 4,990 more columns a value"
    assert len(notices) == 11
    assert time.monotonic() - started < within(5)


@pytest.fixture
def vocabulary(client: FlaskClient) -> Callable[[str], Any]:
    def get(language: str = "en") -> Any:
        response = client.get("/sparql/vocabulary", query_string={"lang": language})
        assert (response.status_code, response.mimetype) == (200, "application/json")
        return response.get_json()

    return get


def named(terms: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(term for term in terms if term["iri"] == ML + name)


def test_the_vocabulary_has_every_term_of_the_ontology(vocabulary: Callable[..., Any]) -> None:
    found = vocabulary()
    Draft202012Validator(VOCABULARY).validate(found)
    assert found["prefixes"]["ml"] == ML
    assert "ml" not in found["declarable"] and found["declarable"]["dbo"].startswith("http://dbpedia.org/")
    artwork = named(found["classes"], "Artwork")
    assert artwork["count"] > 0 and artwork["label"] == "work" and artwork["definition"]
    assert "http://www.w3.org/2004/02/skos/core#prefLabel" in {one["iri"] for one in found["properties"]}


def test_a_property_names_the_classes_whose_things_have_it(vocabulary: Callable[..., Any]) -> None:
    properties = vocabulary()["properties"]
    creator = named(properties, "creator")
    assert ML + "Artwork" in creator["classes"]
    assert ML + "Loan" not in creator["classes"]
    by_iri = {one["iri"]: one for one in properties}
    label = by_iri["http://www.w3.org/2004/02/skos/core#prefLabel"]
    assert ML + "Artwork" in label["classes"]  # no domain says so, the data do


def test_codes_stand_with_the_properties_that_take_them(vocabulary: Callable[..., Any]) -> None:
    lists = vocabulary()["lists"]
    assert any(one["properties"] and one["codes"] for one in lists)
    assert all(code["label"] for one in lists for code in one["codes"])


def test_labels_are_in_the_language_that_was_asked_for(vocabulary: Callable[..., Any]) -> None:
    words = {language: named(vocabulary(language)["classes"], "Artwork") for language in ("en", "ru", "zh")}
    assert {one["language"] for one in words.values()} == {"en", "ru", "zh"}


def test_the_vocabulary_is_asked_anew_and_sent_once(client: FlaskClient) -> None:
    first = client.get("/sparql/vocabulary")
    assert first.headers["Cache-Control"] == "no-cache"
    tag = first.headers["ETag"]
    assert client.get("/sparql/vocabulary", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/sparql/vocabulary?lang=ru", headers={"If-None-Match": tag}).status_code == 200
    assert json.loads(first.get_data())["version"] == first.get_json()["version"]
