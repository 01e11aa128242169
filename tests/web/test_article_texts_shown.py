"""Texts of articles: shown with their passages marked where the project publishes them, else never."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web.conftest import BROWSER, Client, Html

from kg.endpoint.service import Endpoint
from kg.model.project import Project
from kg.web import create_app
from kg.web.articles.text import MOST_BYTES

pytestmark = pytest.mark.slow
SENTENCE = "Who brought it home is not known here"  # of the text, and in no quote
Site = Callable[..., FlaskClient]


@pytest.fixture
def site(project: Project, endpoint: Endpoint) -> Site:
    """The site of the same graph under other settings."""

    def make(**settings: object) -> FlaskClient:
        app = create_app(replace(project, **settings), endpoint)
        app.test_client_class = Client  # closes the files that it was sent
        return app.test_client()

    return make


def get(client: FlaskClient, address: str) -> Html:
    response = client.get(address, headers={"Accept": BROWSER, "Accept-Language": "en"})
    assert response.status_code == 200, address
    return Html(response)


def test_the_text_is_shown_in_its_language_with_the_passages_marked(site: Site) -> None:
    page = get(site(publish_texts=True), "/articles/m001")
    assert SENTENCE in page.text
    assert '<div class="panel article-text" lang="en">' in page.source
    assert page.source.count("<p>") >= 4
    start = page.source.index('<a href="#m001--ferry"')
    assert page.source[:start].endswith("<mark>")
    assert "The Northgate Museum has lent Autumn Ferry, a scroll by Lin Wanru, to the" in page.text
    assert ">finished the scroll in 1936</a></mark>" in page.source
    assert "% of the text" in page.text


def test_every_mark_leads_to_something_and_every_passage_has_its_place(site: Site) -> None:
    page = get(site(publish_texts=True), "/articles/m001")
    ids = {found["id"] for _, found in page.elements if "id" in found}
    text = page.source[page.source.index('class="panel article-text"') :]
    text = text[: text.index("</section>")]
    hrefs = {part.split('"')[0] for part in text.split('<a href="')[1:]}
    assert hrefs
    for href in hrefs:
        if href.startswith("#"):
            assert href[1:] in ids
        else:
            assert get(site(publish_texts=True), href)
    assert len([one for one in ids if one.startswith("m001--") and one[-1].isdigit()]) > 5


def test_a_statement_leads_to_its_place_in_the_text(site: Site) -> None:
    client = site(publish_texts=True)
    link = next(
        found["href"]
        for found in get(client, "/id/autumn-ferry").all("a")
        if found.get("class") == "quoted" and "m001" in found["href"]
    )
    address, _, anchor = link.partition("#")
    assert any(found.get("id") == anchor for _, found in get(client, address).elements)


def test_another_text_than_the_one_that_was_read_is_not_shown(
    site: Site, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in project.articles.glob("*.txt"):
        shutil.copy(path, tmp_path)
    text = (tmp_path / "m001.txt").read_bytes()
    (tmp_path / "m001.txt").write_bytes(text + b"\n")
    monkeypatch.setenv("KG_ARTICLES", str(tmp_path))
    page = get(site(publish_texts=True), "/articles/m001")
    assert SENTENCE not in page.source
    assert "another one than the text that was read" in page.text


def test_a_text_that_is_missing_or_too_large_is_said_to_be(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_ARTICLES", str(tmp_path))
    assert "is not at hand" in get(site(publish_texts=True), "/articles/m001").text
    (tmp_path / "m001.txt").write_bytes(b"x" * (MOST_BYTES + 1))
    assert "too long" in get(site(publish_texts=True), "/articles/m001").text


def test_a_path_in_a_curation_file_reads_nothing(
    project: Project, endpoint: Endpoint, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(project.root, tmp_path / "project", ignore=shutil.ignore_patterns("build")))
    text = root / "articles" / "m001.txt"
    shutil.move(text, root / "m001.txt")  # the right text, in the wrong place
    seed = root / "seeds" / "m001.yaml"
    seed.write_text(seed.read_text("utf-8").replace("text: m001.txt", "text: ../m001.txt"), "utf-8")
    client = create_app(replace(project, root=root, publish_texts=True), endpoint).test_client()
    page = get(client, "/articles/m001")
    assert SENTENCE not in page.source
    assert "is not at hand" in page.text


def test_markup_in_a_text_stays_text(site: Site, project: Project) -> None:
    page = get(site(publish_texts=True), "/articles/m001")
    assert not page.all("script", src="")
    assert "<b>" not in page.source[page.source.index("article-text") :]


ADDRESSES = (
    *("/", "/articles", "/articles/m001", "/articles/m002", "/id/autumn-ferry", "/id/m001--ferry"),
    *("/evidence/m001--273-300", "/search?q=Autumn+Ferry", "/search.json?q=Autumn+Ferry", "/openapi.json"),
    *("/id/m001.ttl", "/id/autumn-ferry.jsonld", "/graph/m001.nt", "/feed", "/about", "/downloads"),
    *("/export/graph.nq", "/export/graph.ttl", "/export/m001.txt", "/articles/m001.txt", "/static/m001.txt"),
    "/sparql?query=SELECT+*+WHERE+%7B+?s+?p+?o+%7D+LIMIT+300&format=json",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_response_holds_a_sentence_where_texts_are_not_published(
    site: Site, project: Project, address: str
) -> None:
    text = (project.articles / "m001.txt").read_text("utf-8")
    assert SENTENCE in text  # the text is at hand, and yet
    client = site(publish_texts=False)
    for accept in (BROWSER, "*/*", "text/turtle", "application/json"):
        body = client.get(address, headers={"Accept": accept}).get_data(as_text=True)
        for sentence in text.replace("\n", " ").split(". "):
            assert len(sentence) < 30 or sentence not in body
    if address == "/articles/m001":
        assert "belongs to its publisher" in body or "belongs to its publisher" in get(client, address).text
