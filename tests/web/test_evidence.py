"""The passages behind a thing: what a cell's mark leads to."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from web.conftest import Html

from kg.endpoint.service import Endpoint
from kg.model.project import Project
from kg.web.fragments import text_fragment


def passages(page: Html) -> str:
    """The part that the script shows beside a cell."""
    return page.source.split('id="passages"')[1].split("</main>")[0]


def test_a_record_has_its_quotes_under_their_article(browse: Callable) -> None:
    page = browse("/evidence/m001--ferry")
    assert "The Northgate Museum has lent Autumn Ferry" in page.text
    assert "A scroll by Lin Wanru went to Vesnyansk" in page.text
    assert '<q lang="en">' in passages(page)
    assert "/id/m001--ferry" in page.links
    assert "3 July 2019" in page.text


def test_a_record_says_what_was_concluded_and_why(browse: Callable) -> None:
    page = browse("/evidence/m001--ink-and-water")
    assert "What was concluded, and why" in page.text
    assert "the loan to the museum served the exhibition" in page.text


def test_an_entity_has_the_passages_of_the_records_that_name_it(browse: Callable) -> None:
    page = browse("/evidence/autumn-ferry")
    text = page.text
    assert "92.50 centimetres high" in text  # its own
    assert "The Northgate Museum has lent Autumn Ferry" in text  # of the loan
    assert "/id/m001--ferry" in page.links


def test_passages_of_an_article_stand_in_the_order_of_its_text(browse: Callable, project: Project) -> None:
    found = [
        one.split("</q>")[0].split(">")[-1] for one in passages(browse("/evidence/m001")).split("<q")[1:]
    ]
    assert len(found) > 5
    text = (project.root / "articles" / "m001.txt").read_text("utf-8")
    places = [text.find(one.replace("&#39;", "'")) for one in found]
    assert places == sorted(places)
    assert places[0] >= 0


def test_a_passage_itself_says_what_rests_on_it(browse: Callable, endpoint: Endpoint) -> None:
    rows = endpoint.rows("SELECT ?r ?e { ?r cur:evidence ?e ; a ml:Loan } ORDER BY ?e LIMIT 1")
    evidence, record = (rows[0][name].value.rpartition("/")[2] for name in ("e", "r"))
    page = browse(f"/evidence/{evidence}")
    assert "1 passage" in page.text
    assert f"/id/{record}" in page.links


def test_a_reason_is_the_evidence_of_a_derived_statement(browse: Callable, endpoint: Endpoint) -> None:
    rows = endpoint.rows("SELECT ?i { ?i a cur:Inference ; cur:because ?b } ORDER BY ?i LIMIT 1")
    page = browse(f"/evidence/{rows[0]['i'].value.rpartition('/')[2]}")
    assert "What was concluded, and why" in page.text


def test_many_passages_come_in_pages(browse: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.web.evidence.PER_PAGE", 3)
    first = browse("/evidence/m001")
    assert "1–3 of" in first.text
    assert passages(first).count("<q") == 3
    second = browse(next(found["href"] for found in first.all("a", rel="next")))
    assert "4–6 of" in second.text
    assert not set(first.source.split("<q")[1:]) & set(second.source.split("<q")[1:])


def test_more_records_than_are_looked_through_are_mentioned(
    browse: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.web.evidence.MOST_RECORDS", 1)
    assert "these are the passages of the newest 1." in browse("/evidence/autumn-ferry").text


def test_statements_beyond_those_that_are_read_are_mentioned(
    browse: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "More records" not in browse("/evidence/autumn-ferry").text
    monkeypatch.setattr("kg.web.telling.mentions.MOST_FETCHED", 1)
    assert "More records" in browse("/evidence/autumn-ferry").text


def test_merged_removed_and_unknown_ids_are_met_as_on_their_pages(
    client: FlaskClient, browse: Callable
) -> None:
    facts = client.application.extensions["kg"].endpoint.built.manifest.facts
    for old, kept in facts.redirects.items():
        response = client.get(f"/evidence/{old}?lang=ru")
        assert (response.status_code, response.headers["Location"]) == (308, f"/evidence/{kept}?lang=ru")
    assert facts.redirects
    assert "its owner asked for it" in browse("/evidence/lost-work", status=410).text
    near = browse("/evidence/autum-ferry", status=404)
    assert "/id/autumn-ferry" in near.links
    for bad in ("x%3Cscript%3E", "..", "a%20b", "autumn-ferry.ttl"):
        assert client.get(f"/evidence/{bad}").status_code == 404


def test_persons_are_kept_out_of_search_engines_here_too(client: FlaskClient) -> None:
    assert client.get("/evidence/clara-voss").headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/evidence/northgate").headers


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_it_speaks_every_language(browse: Callable, language: str) -> None:
    page = browse("/evidence/autumn-ferry", language=language)
    assert f'<html lang="{language}"' in page.source
    assert '<q lang="en">' in page.source


def test_hostile_names_stay_text(browse: Callable) -> None:
    page = browse("/evidence/hostile")
    assert "<script>alert" not in page.source
    assert "No passage of an article is recorded for this." in page.text


def test_a_link_into_a_text_is_encoded() -> None:
    assert text_fragment("https://a.example/x", "a-b, c & d").endswith("#:~:text=a%2Db%2C%20c%20%26%20d")
    assert text_fragment("javascript:alert(1)", "x") == ""
