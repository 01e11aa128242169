"""Search in one box: what a reader gets, what a program gets, and what the fields of other pages get."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kg.endpoint.service import Endpoint
from kg.model.project import Project
from kg.web.language import Language
from kg.web.search import find, resolve
from kg.web.site import Page, Site

pytestmark = pytest.mark.slow

ML = "https://museum.example/ontology#"
BASE = "https://museum.example/id/"


@pytest.fixture
def page(project: Project, endpoint: Endpoint) -> Page:
    return Site(project, endpoint).page(Language("en", "en"), host="http://localhost/")


def first(client: FlaskClient, text: str, **more: str) -> dict[str, object]:
    answer = client.get("/search.json", query_string={"q": text, **more})
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: dict[str, object] = answer.json["candidates"][0]
    return found


@pytest.mark.parametrize(
    ("text", "expected", "match"),
    [
        ("Autumn Ferry", "autumn-ferry", "name"),
        ("Осенняя переправа", "autumn-ferry", "name"),
        ("秋渡", "autumn-ferry", "name"),
        ("autumn-ferry", "autumn-ferry", "id"),
        (f"{BASE}autumn-ferry", "autumn-ferry", "id"),
        (f"<{BASE}autumn-ferry>", "autumn-ferry", "id"),
        ("id:autumn-ferry", "autumn-ferry", "id"),
        ("https://site.example/id/autumn-ferry.ttl", "autumn-ferry", "id"),
        ("/id/autumn-ferry", "autumn-ferry", "id"),
        ("m001--ferry", "m001--ferry", "id"),  # a record without names
        ("klara-voss-m002", "clara-voss", "id"),  # merged
        ("Линь Ваньжу", "lin-wanru", "name"),
        ("Линя Ваньжу", "lin-wanru", "form"),
        ("林婉如", "lin-wanru", "name"),
        ("Lin Wan Ru", "lin-wanru", "name"),
        ("Wanru Lin", "lin-wanru", "order"),
        ("Пётр Лагин", "pyotr-lagin", "name"),
        ("петр лагин", "pyotr-lagin", "name"),
        ("Петра Лагина", "pyotr-lagin", "form"),
        ("Лагин", "pyotr-lagin", "inside"),
        ("Autunm Fery", "autumn-ferry", "similar"),
        ("Ink and Water", "m001--ink-and-water", "name"),
        ("The exhibition of ink paintings has closed", "m002", "title"),
        ("paintings of ink", "m002", "words"),
    ],
)
def test_a_name_leads_to_the_thing(client: FlaskClient, text: str, expected: str, match: str) -> None:
    found = first(client, text)
    assert (found["id"], found["match"]) == (expected, match)
    assert found["iri"] == BASE + expected


def test_a_candidate_is_told_in_the_readers_words(client: FlaskClient) -> None:
    assert first(client, "林婉如", lang="en") == {
        "id": "lin-wanru",
        "iri": f"{BASE}lin-wanru",
        "label": "Lin Wanru",
        "language": "en",
        "kind": ["ml:Artist"],
        "kinds": [{"text": "artist", "language": "en"}],
        "why": "name (Chinese)",
        "match": "name",
        "matched": {"text": "林婉如", "language": "zh"},
        "articles": 2,
    }
    russian = first(client, "lin wanru", lang="ru")
    assert (russian["label"], russian["why"]) == ("Линь Ваньжу", "название (английский)")


def test_a_kind_narrows_the_search_and_holds_its_subclasses(client: FlaskClient) -> None:
    def found(kind: str) -> list[str]:
        answer = client.get("/search.json", query_string={"q": "l", "kind": kind})
        return [one["id"] for one in answer.json["candidates"]]

    assert "lin-wanru" in found("ml:Person")
    assert "lin-wanru" in found(f"{ML}Artist")
    assert "low-tide" not in found("ml:Person")
    assert found("ml:Museum") == []
    assert found("nonsense") == []


def test_a_name_decides_where_one_thing_has_it(page: Page) -> None:
    assert resolve(page, "Осенняя переправа").iri == f"{BASE}autumn-ferry"
    assert resolve(page, "autumn-ferry").iri == f"{BASE}autumn-ferry"
    assert resolve(page, f"{BASE}m001--ferry").iri == f"{BASE}m001--ferry"
    assert resolve(page, "klara-voss-m002").iri == f"{BASE}clara-voss"
    for unsure in ("Autunm Ferry", "Ferry", "Wanru Lin", "Линя Ваньжу"):
        asked = resolve(page, unsure)
        assert asked.iri == ""
        assert asked.candidates
    assert resolve(page, "autumn-ferry", kinds=[f"{ML}Person"]).iri == ""
    assert resolve(page, "").candidates == ()


def test_a_removed_thing_is_not_found_and_the_page_says_why(browse: Callable, page: Page) -> None:
    assert [one.ref.iri for one in find(page, "lost-work")] == []
    shown = browse("/search?q=lost-work")
    assert "its owner asked for it" in shown.text


def test_a_merged_id_leads_to_the_thing_that_is_kept(browse: Callable) -> None:
    shown = browse("/search?q=klara-voss-m002")
    assert "/id/clara-voss" in shown.links
    assert "klara-voss-m002" in shown.text


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_the_page_shows_names_kind_and_reason(browse: Callable, language: str) -> None:
    shown = browse("/search?q=%E7%A7%8B%E6%B8%A1", language=language)
    assert "/id/autumn-ferry" in shown.links
    for name in ("Autumn Ferry", "Осенняя переправа", "秋渡"):
        assert name in shown.text
    assert "秋渡" in shown.source.split("<title>")[1].split("</title>")[0]
    assert '<span lang="zh">秋渡</span>' in shown.source
    assert shown.all("input", id="q")[0]["value"] == "秋渡"


def test_terms_of_the_ontology_are_a_second_list(browse: Callable) -> None:
    shown = browse("/search?q=museum")
    assert "/ontology#Museum" in shown.links
    assert "ml:Museum" in shown.text
    assert "/ontology#Museum" in browse("/search?q=ml:Museum").links
    assert "/ontology#Museum" in browse("/search?q=музей", language="ru").links


def test_nothing_found_comes_with_advice(browse: Callable) -> None:
    shown = browse("/search?q=Zanzibar")
    assert "Zanzibar" in shown.text
    assert "/ask" in shown.links
    assert not shown.all("ol", **{"class": "found"})


def test_a_long_list_has_pages(client: FlaskClient, browse: Callable) -> None:
    total = len(client.get("/search.json", query_string={"q": "a", "limit": "50"}).json["candidates"])
    assert total > 3
    shown = browse("/search?q=a&page=99")
    assert shown.all("ol", **{"class": "found"})[0]["start"] == "1"


def test_the_box_stands_on_every_page_and_carries_the_language_on(browse: Callable) -> None:
    shown = browse("/about?lang=ru")
    box = shown.all("form", **{"class": "search-box"})[0]
    assert (box["action"], box["role"]) == ("/search", "search")
    assert {"type": "hidden", "name": "lang", "value": "ru"} in shown.all("input", type="hidden")
    assert shown.all("input", id="header-search")[0]["name"] == "q"
    assert any(found["for"] == "header-search" for found in shown.all("label"))
    assert browse("/id/nobody", status=404).all("form", **{"class": "search-box"})


def test_json_comes_by_accept_and_is_kept_by_its_tag(client: FlaskClient) -> None:
    asked = client.get("/search?q=ferry", headers={"Accept": "application/json"})
    assert asked.mimetype == "application/json"
    assert asked.json == client.get("/search.json?q=ferry").json
    again = client.get("/search.json?q=ferry", headers={"If-None-Match": asked.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/search?q=ferry").mimetype == "text/html"
    assert asked.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("limit", ["0", "51", "-1", "x", "", "1e3", "٣"])
def test_a_limit_out_of_bounds_is_refused(client: FlaskClient, limit: str) -> None:
    assert client.get("/search.json", query_string={"q": "a", "limit": limit}).status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "%",
        "_",
        "'",
        '"',
        "<script>alert(1)</script>",
        "a" * 5000,
        "🙂",
        "‮abc",
        "\\",
        "id:",
        ":",
    ],
)
def test_any_text_gets_an_answer(client: FlaskClient, text: str) -> None:
    answer = client.get("/search.json", query_string={"q": text})
    assert answer.status_code == 200
    assert len(answer.json["query"]) <= 200
    page = client.get("/search", query_string={"q": text}, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "<script>alert" not in page.get_data(as_text=True)


def test_a_hostile_name_is_shown_as_text(browse: Callable) -> None:
    shown = browse("/search?q=alert")
    assert "<script>alert(1)</script>" in shown.text
    assert "<script>alert" not in shown.source


@pytest.mark.parametrize(
    "address", ["/search?q=Wanru", "/search.json?q=Wanru", "/connections?from=lin-wanru", "/connections.json"]
)
def test_searches_are_not_for_search_engines(client: FlaskClient, address: str) -> None:
    ends = {"from": "lin-wanru", "to": "northgate"} if address == "/connections.json" else {}
    response = client.get(address, query_string=ends or None)
    assert (response.status_code, response.headers["X-Robots-Tag"]) == (200, "noindex")
