"""An answer on a page: opened links, views, downloads, and each state that a query can end in."""

import csv
import io
from collections.abc import Callable
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from web.conftest import BROWSER, Html

ML = "https://museum.example/ontology#"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
WORKS = "SELECT ?work ?name { ?work a ml:Artwork ; skos:prefLabel ?name } ORDER BY ?name"


def asked(query: str, **parameters: object) -> str:
    more = "".join(f"&{name}={quote(str(value))}" for name, value in parameters.items())
    return f"/sparql?query={quote(query)}{more}"


def parameters(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.fixture
def open_as(client: FlaskClient) -> Callable[..., Html]:
    def get(address: str, *, status: int) -> Html:
        response = client.get(address, headers={"Accept": BROWSER})
        assert response.status_code == status
        return Html(response)

    return get


@pytest.mark.slow
def test_an_opened_link_runs_for_a_second_and_then_offers_to_run(browse: Callable) -> None:
    page = browse(asked(HEAVY, lang="en", view="bars"))
    assert "This query takes longer than a second" in page.text
    assert "up to 5 s" in page.text
    assert not page.all("section", role="alert")
    offer = page.source[page.source.index('aria-labelledby="offer"') :]
    assert '<input type="hidden" name="run" value="1">' in offer
    assert '<input type="hidden" name="view" value="bars">' in offer
    assert page.response.headers["Kg-Limit-Seconds"] == "1"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.source.split("<title>")[1].startswith("Not run yet — ")


@pytest.mark.slow  # waits for the time limit
def test_whoever_runs_it_gets_the_limit_of_the_endpoint(open_as: Callable) -> None:
    page = open_as(asked(HEAVY, run=1), status=503)
    assert "The query took too long" in page.text
    assert "More precise patterns or a LIMIT make a query faster" in page.text
    assert page.all("section", role="alert")
    assert page.response.headers["Kg-Limit-Seconds"] == "5"


def test_a_shorter_time_limit_stays_shorter(open_as: Callable) -> None:
    page = open_as(asked(HEAVY, timeout=0.2), status=503)
    assert page.response.headers["Kg-Limit-Seconds"] == "0.2"


def test_programs_have_the_whole_time_whatever_the_address_says(client: FlaskClient) -> None:
    response = client.get(asked("ASK {}"), headers={"Accept": "application/json"})
    assert response.headers["Kg-Limit-Seconds"] == "5"


def test_a_form_that_was_sent_is_no_opened_link(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": "ASK {}"}, headers={"Accept": BROWSER})
    assert response.headers["Kg-Limit-Seconds"] == "5"


def test_the_link_to_copy_shows_the_same_and_does_not_run(browse: Callable) -> None:
    page = browse(asked(WORKS, run=1, sort="-name", filter="a"))
    link = next(
        found["data-copy"] for found in page.all("button") if "/sparql?" in found.get("data-copy", "")
    )
    assert parameters(link) == {"query": WORKS, "sort": "-name", "filter": "a"}
    assert link.startswith("https://site.example/sparql?")


def test_links_within_an_answer_keep_that_it_was_run(browse: Callable) -> None:
    page = browse(asked(WORKS, run=1))
    heads = [link for link in page.links if "sort=" in link]
    assert heads
    assert all(parameters(link)["run"] == "1" for link in heads)


def test_the_title_says_the_state(browse: Callable) -> None:
    titles = {
        asked(WORKS): "6 solutions — Query — ",
        asked("ASK {}"): "Answer — Query — ",
        asked("SELECT * { <x:a> ?p ?o }"): "No solutions — Query — ",
        "/sparql": "Query — ",
    }
    for address, title in titles.items():
        assert browse(address).source.split("<title>")[1].startswith(title)
    assert browse(asked("SELECT"), status=400).source.split("<title>")[1].startswith("Error: ")


def test_a_slip_is_mended_by_one_link(browse: Callable) -> None:
    page = browse(asked("SELECT ?s { ?s a mll:Museum }", lang="ru"), status=400)
    error = page.source[page.source.index('role="alert"') :]
    href = error.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
    assert parameters(href) == {"query": "SELECT ?s { ?s a ml:Museum }", "lang": "ru", "run": "1"}
    assert browse(href).all("table")


def test_the_download_for_excel_opens_with_every_script(client: FlaskClient, browse: Callable) -> None:
    query = "SELECT ?name ?n { VALUES (?name ?n) { ('秋渡' -3) ('Осенний паром' 1.5) ('=1+1' 2) } }"
    link = next(link for link in browse(asked(query)).links if "format=excel" in link)
    response = client.get(link)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-16"
    assert response.headers["Content-Disposition"] == 'attachment; filename="answer.csv"'
    assert response.data.startswith(b"\xff\xfe")
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-16"), newline=""), delimiter="\t"))
    assert rows == [["name", "n"], ["秋渡", "-3"], ["Осенний паром", "1.5"], ["'=1+1", "2"]]
    assert response.headers["Kg-Solutions"] == "3"
    again = client.get(link, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(asked(query, format="csv")).headers["ETag"] != response.headers["ETag"]


def test_every_download_has_a_name_for_its_file(browse: Callable) -> None:
    page = browse(asked(WORKS))
    names = [found["download"] for found in page.all("a") if "download" in found]
    assert names == ["answer.srj", "answer.srx", "answer.csv", "answer-excel.csv", "answer.tsv"]


def test_an_answer_over_the_cap_says_how_to_reach_the_rest(browse: Callable) -> None:
    page = browse(asked("SELECT ?s ?p ?o { ?s ?p ?o }"))
    assert "These are the first 300 rows. To reach the rest, add ORDER BY, LIMIT and OFFSET" in page.text
    assert "1–100 of 300 shown" in page.text


def test_hostile_words_stay_words_in_every_part_of_the_page(browse: Callable) -> None:
    query = "SELECT ('</pre><script>alert(1)</script>' AS ?x) (\"'onload=x\" AS ?y) {}"
    for view in ("table", "bars", "<script>"):
        page = browse(asked(query, view=view, filter="<b>x", sort="<i>"))
        assert not [one for one in page.all("script") if "src" not in one]
        assert not page.all("b", onload="x")
        assert "<b>x" not in page.source
        assert "<script>alert" not in page.source


def test_what_an_address_cannot_mean_is_passed_over(browse: Callable) -> None:
    page = browse(asked(WORKS, view="pie", sort="nothing", page="-3", run="yes"))
    assert len(page.all("tr")) == 7
    assert unquote(page.all("a", title="Sort by name")[0]["href"]).endswith("sort=name#answer")
