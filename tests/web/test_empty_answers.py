"""Why there is no answer, told to programs as JSON and to people on the page of the form."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient

from kg.endpoint.diagnosis import KINDS
from kg.web.language import INTERFACE
from kg.web.texts import read_texts

MISSPELT = "SELECT ?name WHERE {\n  ?work a ml:Artwrok ;\n    skos:preflabel ?name .\n}"
MENDED = MISSPELT.replace("Artwrok", "Artwork").replace("preflabel", "prefLabel")


def explained(client: FlaskClient, query: str, **parameters: str) -> dict:
    response = client.get("/sparql", query_string={"query": query, "explain": "empty", **parameters})
    assert (response.status_code, response.mimetype) == (200, "application/json")
    return json.loads(response.get_data())


def asked(query: str, language: str) -> str:
    return f"/sparql?query={quote(query)}&lang={language}"


def test_a_program_hears_why_there_is_no_answer(client: FlaskClient) -> None:
    found = explained(client, MISSPELT)
    assert list(found) == ["version", "empty", "complete", "findings", "mended", "questions"]
    assert (found["empty"], found["complete"], len(found["version"])) == (True, True, 64)
    first, second = found["findings"]
    assert first == {
        "kind": "unknown-class",
        "key": "unknown-class-near",
        "sentence": "Nothing is of the class `ml:Artwrok`. Perhaps you meant `ml:Artwork`.",
        "values": {"name": "ml:Artwrok", "near": "ml:Artwork"},
        "pattern": "?work a ml:Artwrok",
        "line": 2,
        "column": 11,
        "length": 10,
        "suggestion": {
            "written": "ml:Artwrok",
            "replacement": "ml:Artwork",
            "line": 2,
            "column": 11,
            "length": 10,
            "query": MISSPELT.replace("Artwrok", "Artwork"),
        },
    }
    assert (second["kind"], second["line"], second["column"]) == ("unknown-property", 3, 5)
    assert found["mended"] == {"query": MENDED, "answers": True}


def test_an_answer_that_is_there_is_not_explained(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": MENDED, "explain": "empty"})
    found = json.loads(response.get_data())
    assert (found["empty"], found["findings"]) == (False, [])
    assert response.headers["Kg-Solutions"] != "0"
    assert response.headers["Kg-Version"] == found["version"]


@pytest.mark.parametrize("accept", ["*/*", "application/sparql-results+json", "text/turtle"])
def test_the_explanation_is_json_whatever_the_form(client: FlaskClient, accept: str) -> None:
    query = "CONSTRUCT { ?s a ml:Thing } WHERE { ?s a ml:Artwrok }"
    response = client.get(
        "/sparql", query_string={"query": query, "explain": "empty"}, headers={"Accept": accept}
    )
    assert response.mimetype == "application/json"
    assert json.loads(response.get_data())["findings"][0]["kind"] == "unknown-class"


def test_a_query_can_be_posted_to_be_explained(client: FlaskClient) -> None:
    form = client.post("/sparql", data={"query": MISSPELT, "explain": "empty"})
    direct = client.post("/sparql?explain=empty", data=MISSPELT, content_type="application/sparql-query")
    assert form.get_data() == direct.get_data()
    assert json.loads(form.get_data())["empty"]


def test_only_empty_answers_can_be_explained(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": MISSPELT, "explain": "plan"})
    problem = json.loads(response.get_data())
    assert (response.status_code, problem["detail"]) == (400, "`explain` is `empty`, not `plan`")


def test_what_cannot_be_asked_is_the_problem_that_it_is(client: FlaskClient) -> None:
    for query, status in (
        ("SELECT * { ?s ?p }", 400),
        ("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }", 403),
    ):
        response = client.get("/sparql", query_string={"query": query, "explain": "empty"})
        assert (response.status_code, response.mimetype) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("language", "title", "sentence", "place", "run"),
    [
        (
            "en",
            "Why there is no answer",
            "Nothing is of the class ml:Artwrok. Perhaps you meant ml:Artwork.",
            "Line 2, column 11.",
            "Run it with all changes",
        ),
        (
            "ru",
            "Почему ответа нет",
            "Ничто не относится к классу ml:Artwrok. Возможно, имелся в виду ml:Artwork.",
            "Строка 2, столбец 11.",
            "Выполнить со всеми заменами",
        ),
        (
            "zh",
            "为什么没有答案",
            "没有属于类 ml:Artwrok 的事物。也许是 ml:Artwork。",
            "第2行，第11列。",
            "按全部修改后运行",
        ),
    ],
)
def test_the_form_tells_it_in_the_language_of_its_reader(
    browse: Callable, language: str, title: str, sentence: str, place: str, run: str
) -> None:
    page = browse(asked(MISSPELT, language))
    for words in (title, sentence, place, run):
        assert words in page.text
    assert "^^^^^^^^^^" in page.source


def test_the_link_runs_the_mended_query(browse: Callable) -> None:
    page = browse(asked(MISSPELT, "ru"))
    address = next(found["href"] for found in page.all("a") if found.get("class") == "button")
    assert parse_qs(urlsplit(address).query) == {"query": [MENDED], "lang": ["ru"], "run": ["1"]}
    assert "Autumn Ferry" in browse(address).text


def test_one_reason_has_one_link(browse: Callable) -> None:
    page = browse(asked("ASK { ?work a ml:Artwrok }", "en"))
    assert "Write ml:Artwork for ml:Artwrok." in page.text
    assert "Run it with this change" in page.text
    assert "This was tried: there is an answer." in page.text
    assert page.source.count("ASK%20%7B%20%3Fwork%20a%20ml%3AArtwork%20%7D") == 1


def test_the_dataset_stays_with_the_mended_query(browse: Callable) -> None:
    graph = "https://museum.example/graph/m001"
    page = browse(f"{asked('SELECT * { ?work a ml:Artwrok }', 'en')}&default-graph-uri={quote(graph)}")
    address = next(found["href"] for found in page.all("a") if found.get("class") == "button")
    assert parse_qs(urlsplit(address).query)["default-graph-uri"] == [graph]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?work a ml:Artwrok }", "Perhaps you meant ml:Artwork."),
        ("DESCRIBE id:autumn-fery", "id:autumn-fery stands in no triple. Perhaps you meant id:autumn-ferry."),
        ('SELECT * { ?s skos:prefLabel "<img>`" }', 'No skos:prefLabel is "<img>\'".'),
        ("SELECT * { ?s ?p ?o } LIMIT 0", "Take out LIMIT 0."),
    ],
)
def test_every_kind_of_nothing_is_explained(browse: Callable, query: str, words: str) -> None:
    page = browse(asked(query, "en"))
    assert words in page.text
    assert not page.all("img")


def test_an_answer_has_no_reasons_under_it(browse: Callable) -> None:
    for query in (MENDED, "ASK { ?s ?p ?o }"):
        assert "Why there is no answer" not in browse(asked(query, "en")).text


@pytest.mark.parametrize("language", INTERFACE)
def test_every_finding_has_its_sentence(language: str) -> None:
    keys = {f"empty-{key}" for keys in KINDS.values() for key in keys}
    assert keys <= set(read_texts(language).entries)
