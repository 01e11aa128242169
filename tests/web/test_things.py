"""The page and the RDF of one entity or record."""

import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from kg.endpoint.service import Endpoint
from kg.model.project import Project
from kg.web import create_app
from kg.web.fragments import text_fragment
from kg.web.telling.axis import draw_axis
from kg.web.texts import read_texts

pytestmark = pytest.mark.slow

PERSON = "/id/clara-voss"


def test_names_stand_in_every_language_with_their_tag(browse: Callable) -> None:
    page = browse("/id/autumn-ferry")
    assert "<h1>" in page.source
    assert "Autumn Ferry" in page.text
    assert '<span lang="zh"><strong>秋渡</strong></span>' in page.source
    assert '<span lang="ru"><strong>Осенняя переправа</strong></span>' in page.source
    assert "translation" in page.text


def test_a_traditional_tag_is_written_as_usual(browse: Callable) -> None:
    assert 'lang="zh-Hant"' in browse("/id/lin-wanru").source


def test_a_statement_shows_its_passage_with_article_and_language(browse: Callable) -> None:
    page = browse("/id/autumn-ferry")
    assert '<q lang="en">finished the scroll in 1936</q>' in page.source
    assert "A scroll by Lin Wanru went to Vesnyansk" in page.text
    assert "3 July 2019" in page.text


def test_what_was_inferred_says_so_and_why(browse: Callable) -> None:
    text = browse("/id/northgate").text
    assert "inferred from the article: the report about its own loan is dated from there" in text


def test_a_statement_without_a_passage_says_so(browse: Callable) -> None:
    assert "no passage" in browse("/id/hostile").text


def test_records_that_name_the_thing_are_told_with_their_parts(browse: Callable) -> None:
    page = browse(PERSON)
    assert "Loan" in page.text
    assert "leg: outward" in page.text
    assert '<q lang="en">Registrar Clara Voss went with the crate</q>' in page.source


def test_what_a_record_takes_over_names_the_other_record(browse: Callable) -> None:
    page = browse("/id/m001--ferry")
    assert "taken over" in page.text
    assert "10 April 2019 – 30 June 2019" in page.text
    assert "/id/m001--ink-and-water" in page.links


def test_derived_statements_stand_apart_with_the_record_they_follow_from(browse: Callable) -> None:
    text = browse("/id/m001--ink-and-water").text
    assert "Derived statements" in text or "Derived statements" in browse("/id/autumn-ferry").text


def test_each_record_can_be_mended_at_its_line_or_reported(browse: Callable) -> None:
    page = browse("/id/m001--ferry")
    edits = [link for link in page.links if link.startswith("https://git.example/museum/seeds/m001.yaml#L")]
    assert edits
    assert any(link.startswith("mailto:registrar@museum.example?subject=") for link in page.links)


def test_every_node_of_the_graph_has_a_page(browse: Callable, client: FlaskClient) -> None:
    query = "SELECT DISTINCT ?s WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?s), 'https://museum.example/id/')) }"
    rows = (
        client.get("/sparql", query_string={"query": query, "format": "csv"})
        .get_data(as_text=True)
        .split()[1:]
    )
    assert len(rows) > 60
    for iri in rows:
        address = iri.removeprefix("https://museum.example")
        response = client.get(address, headers={"Accept": "text/html"})
        assert response.status_code in (200, 303), iri


def test_markup_and_dangerous_addresses_in_the_graph_stay_text(browse: Callable) -> None:
    page = browse("/id/hostile")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.source
    assert all(one["src"].startswith("/static/") for one in page.all("script"))
    assert "javascript:alert(1)" in page.text
    assert not any(link.startswith("javascript:") for link in page.links)


def test_persons_are_not_indexed_where_the_project_says_so(browse: Callable) -> None:
    assert browse(PERSON).all("meta", name="robots", content="noindex")
    assert not browse("/id/autumn-ferry").all("meta", name="robots")


def test_a_merged_id_redirects_for_good(client: FlaskClient) -> None:
    response = client.get("/id/klara-voss-m002")
    assert (response.status_code, response.headers["Location"]) == (308, PERSON)
    response = client.get("/id/klara-voss-m002.ttl?x=1")
    assert (response.status_code, response.headers["Location"]) == (308, "/id/clara-voss.ttl?x=1")


def test_a_removed_id_is_gone_with_the_reason(browse: Callable, client: FlaskClient) -> None:
    page = browse("/id/lost-work", status=410)
    assert "its owner asked for it" in page.text
    response = client.get("/id/lost-work.ttl", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.mimetype) == (410, "application/problem+json")


def test_an_unknown_id_offers_the_nearest(browse: Callable) -> None:
    page = browse("/id/autum-fery", status=404)
    assert "/id/autumn-ferry" in page.links
    assert "autum-fery" in page.text


@pytest.mark.parametrize("local", ["x.exe", "A", "a/b", "..", "a--", "%3Cscript%3E", "a' }"])
def test_what_is_no_local_name_is_not_found(client: FlaskClient, local: str) -> None:
    response = client.get(f"/id/{local}", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "<script>" not in response.get_data(as_text=True)


def test_an_article_has_its_own_page(client: FlaskClient) -> None:
    response = client.get("/id/m001", headers={"Accept": "text/html"})
    assert (response.status_code, response.headers["Location"]) == (303, "/articles/m001")


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("ttl", "text/turtle"),
        ("nt", "application/n-triples"),
        ("jsonld", "application/ld+json"),
        ("json", "application/ld+json"),
        ("rdf", "application/rdf+xml"),
    ],
)
def test_a_suffix_names_the_format(client: FlaskClient, suffix: str, media_type: str) -> None:
    response = client.get(f"/id/autumn-ferry.{suffix}", headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert b"Autumn Ferry" in response.get_data()
    if suffix.startswith("json"):
        json.loads(response.get_data())


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json, text/turtle;q=0.5", "application/ld+json"),
        ("application/rdf+xml;q=0.9, text/html;q=0.1", "application/rdf+xml"),
        ("text/html, text/turtle;q=0.9", "text/html"),
        ("*/*", "text/html"),
        ("image/png", "text/html"),
    ],
)
def test_the_accept_header_chooses_page_or_rdf(client: FlaskClient, accept: str, media_type: str) -> None:
    response = client.get("/id/autumn-ferry", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert "Accept" in response.vary


def test_the_rdf_holds_the_grounds_and_what_names_the_thing(client: FlaskClient) -> None:
    text = client.get("/id/autumn-ferry.nt").get_data(as_text=True)
    assert "finished the scroll in 1936" in text
    assert "<https://museum.example/id/m001--ferry> <https://museum.example/ontology#work>" in text
    assert "_:" not in text


def test_unknown_things_have_no_rdf(client: FlaskClient) -> None:
    assert client.get("/id/nothing-like-this.ttl").status_code == 404


def test_named_graphs_answer_at_their_address(client: FlaskClient) -> None:
    turtle = client.get("/graph/m001", headers={"Accept": "text/turtle"})
    assert turtle.status_code == 200
    assert b"Autumn Ferry" in turtle.get_data()
    assert "秋渡".encode() not in turtle.get_data()
    for name, place in (("m001", "/articles/m001"), ("ontology", "/ontology"), ("authority", "/sparql?")):
        response = client.get(f"/graph/{name}", headers={"Accept": "text/html"})
        assert response.status_code == 303
        assert response.headers["Location"].startswith(place)
    assert client.get("/graph/nope").status_code == 404


@pytest.mark.parametrize(
    ("address", "phrase", "wanted"),
    [
        ("https://n.example/1", "Low Tide", "https://n.example/1#:~:text=Low%20Tide"),
        ("https://n.example/1#top", "a", "https://n.example/1#top:~:text=a"),
        ("https://n.example/1", "a-b, c & d", "https://n.example/1#:~:text=a%2Db%2C%20c%20%26%20d"),
        ("https://n.example/1", " 秋\n 渡 ", "https://n.example/1#:~:text=%E7%A7%8B%20%E6%B8%A1"),
        ("https://n.example/1", " ", "https://n.example/1"),
        ("javascript:alert(1)", "a", ""),
        ("mailto:a@n.example", "a", ""),
        ("", "a", ""),
    ],
)
def test_a_link_opens_the_article_at_the_quote(address: str, phrase: str, wanted: str) -> None:
    assert text_fragment(address, phrase) == wanted


def test_each_passage_leads_to_its_place_at_the_publisher(browse: Callable) -> None:
    links = [one["href"] for one in browse("/id/autumn-ferry").all("a") if one.get("class") == "at-source"]
    assert links
    assert all(link.startswith("https://museum.example/news/1#:~:text=") for link in links)
    assert "finished the scroll in 1936" in [unquote(link.partition("text=")[2]) for link in links]


def test_a_thing_says_what_the_checks_found(
    browse: Callable, endpoint: Endpoint, client: FlaskClient
) -> None:
    rules = endpoint.built.manifest.facts.rules
    text = browse("/id/autumn-ferry").text
    assert f"This graph was checked against {rules} rules when it was built. Nothing was found" in text
    assert "/shapes" in browse("/id/autumn-ferry").links


def test_dated_records_stand_on_an_axis_with_their_dates_in_the_text(browse: Callable) -> None:
    page = browse("/id/northgate")
    assert page.all("svg", role="img")
    label = next(
        one["aria-label"] for one in page.all("svg", role="img") if "axis of time" in one["aria-label"]
    )
    assert "dated records on an axis of time, from" in label
    assert page.all("time", datetime="2019-06-01")


def test_the_axis_keeps_the_distances() -> None:
    days = ("2020-01-01", "2021-01-01", "2023-01-01", "no day")
    axis = draw_axis([(day, day, "") for day in days], read_texts("en"))
    assert axis is not None
    places = [float(one.place.rstrip("%")) for one in axis.dots]
    assert len(places) == 3
    assert abs((places[2] - places[1]) / (places[1] - places[0]) - 730 / 366) < 0.01
    assert [one.label for one in axis.ticks] == ["2020", "2021", "2022", "2023"]
    assert draw_axis([("2020-01-01", "a", ""), ("2020-01-01", "b", "")], read_texts("en")) is None


def test_records_of_one_day_stand_above_each_other() -> None:
    axis = draw_axis([(day, day, "") for day in ("2020-01-01",) * 3 + ("2020-12-31",)], read_texts("en"))
    assert axis is not None
    assert sorted(one.level for one in axis.dots) == [0, 0, 1, 2]
    assert axis.levels == 3


def test_a_passage_has_a_page_that_names_what_rests_on_it(browse: Callable) -> None:
    evidence = next(
        one["href"].partition("#")[2]
        for one in browse("/id/autumn-ferry").all("a")
        if one.get("class") == "quoted"
    )
    page = browse(f"/id/{evidence}")
    assert "What rests on these words" in page.text
    assert "/id/autumn-ferry" in page.links


def test_the_statements_of_a_thing_are_a_csv(browse: Callable, client: FlaskClient) -> None:
    address = next(one["href"] for one in browse("/id/autumn-ferry").all("a", type="text/csv"))
    response = client.get(address)
    assert response.mimetype == "text/csv"
    assert "ontology#creator,https://museum.example/id/lin-wanru" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "kept_out"),
    [
        (PERSON, True),
        (f"{PERSON}.ttl", True),
        (f"{PERSON}.jsonld", True),
        ("/id/m001--ferry", True),  # the record of a loan that names its escort
        ("/id/m001--ferry.rdf", True),
        ("/graph/m001.ttl", True),
        ("/id/autumn-ferry", False),
        ("/id/autumn-ferry.ttl", False),
        ("/id/northgate", False),
    ],
)
def test_what_is_about_a_person_is_kept_from_search_engines(
    client: FlaskClient, address: str, kept_out: bool
) -> None:
    response = client.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert (response.headers.get("X-Robots-Tag") == "noindex") is kept_out
    if response.mimetype == "text/html":
        assert ('<meta name="robots" content="noindex">' in response.get_data(as_text=True)) is kept_out


def test_persons_are_indexed_where_the_project_allows_it(project: Project, endpoint: Endpoint) -> None:
    client = create_app(replace(project, index_people=True), endpoint).test_client()
    for address in (PERSON, f"{PERSON}.ttl", "/id/m001--ferry"):
        assert "X-Robots-Tag" not in client.get(address, headers={"Accept": "text/html"}).headers


@pytest.mark.parametrize(
    "address", [PERSON, f"{PERSON}.ttl", "/id/m001--ferry", "/id/klara-voss-m002", "/id/lost-work"]
)
def test_head_answers_as_get_without_a_body(client: FlaskClient, address: str) -> None:
    get, head = (ask(address, headers={"Accept": "text/html"}) for ask in (client.get, client.head))
    assert head.status_code == get.status_code
    assert head.get_data() == b""
    assert head.mimetype == get.mimetype
