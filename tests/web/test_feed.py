"""The Atom feed of additions (RFC 4287)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from kg.endpoint.service import Endpoint
from kg.model.project import Project
from kg.web import create_app
from kg.web.feed import ATOM, Entry, History, to_atom
from kg.web.language import choose_language
from kg.web.site import Site

NS = {"a": ATOM}


def parse(body: bytes) -> ElementTree.Element:
    """Our own document, so nobody else has a say in it."""
    return ElementTree.fromstring(body)  # noqa: S314


@pytest.fixture
def feed(client: FlaskClient) -> ElementTree.Element:
    return parse(client.get("/feed").get_data())


def text(element: ElementTree.Element, name: str) -> str:
    found = element.findall(f"a:{name}", NS)
    assert len(found) == 1, name
    assert found[0].text, name
    return found[0].text


def links(element: ElementTree.Element) -> dict[str, str]:
    found = [(one.get("rel", "alternate"), one.get("href", "")) for one in element.findall("a:link", NS)]
    assert len(dict(found)) == len(found)  # section 4.1.1: no two of one relation, type and language
    return dict(found)


def test_the_feed_has_what_a_feed_must_have(feed: ElementTree.Element, client: FlaskClient) -> None:
    assert client.get("/feed").mimetype == "application/atom+xml"
    assert feed.tag == f"{{{ATOM}}}feed"
    assert text(feed, "id") == "https://museum.example/feed"
    assert "Museum loans" in text(feed, "title")
    assert text(feed.find("a:author", NS), "name") == "Museum loans"
    assert text(feed.find("a:author", NS), "email") == "registrar@museum.example"
    assert links(feed)["self"] == "https://site.example/feed"
    assert links(feed)["alternate"] == "https://site.example/articles"


def test_there_is_one_entry_an_article_newest_first(feed: ElementTree.Element) -> None:
    entries = feed.findall("a:entry", NS)
    assert sorted(text(one, "id") for one in entries) == [
        "https://museum.example/id/m001",
        "https://museum.example/id/m002",
    ]
    times = [datetime.fromisoformat(text(one, "updated")) for one in entries]
    assert times == sorted(times, reverse=True)
    assert all(one.tzinfo for one in times)
    assert datetime.fromisoformat(text(feed, "updated")) == max(times)
    first = next(one for one in entries if text(one, "id").endswith("m001"))
    assert text(first, "title") == "A scroll by Lin Wanru went to Vesnyansk"
    assert links(first)["alternate"] == "https://site.example/articles/m001"
    assert links(first)["via"] == "https://museum.example/news/1"
    assert re.fullmatch(r"\d+ passages were read from this article\.", text(first, "summary"))


def test_times_are_those_of_the_build_and_not_of_the_request(
    feed: ElementTree.Element, endpoint: Endpoint
) -> None:
    noted = endpoint.built.manifest.facts.articles
    for one in feed.findall("a:entry", NS):
        history = noted[text(one, "id").rpartition("/")[2]]
        assert (text(one, "published"), text(one, "updated")) == (history.added, history.changed)


def test_an_unchanged_feed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/feed")
    assert first.headers["ETag"]
    assert first.last_modified is not None
    assert client.get("/feed", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/feed", headers=since).status_code == 304
    head = client.head("/feed")
    assert (head.status_code, head.get_data()) == (200, b"")


def test_the_feed_speaks_the_language_of_the_reader(client: FlaskClient) -> None:
    root = parse(client.get("/feed?lang=zh").get_data())
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh"
    assert "新增内容" in text(root, "title")
    assert links(root)["self"] == "https://site.example/feed?lang=zh"


def test_what_xml_cannot_hold_does_not_break_the_feed(project: Project, endpoint: Endpoint) -> None:
    page = Site(project, endpoint).page(choose_language("en", ()), host="/")
    time = "2026-01-01T00:00:00+00:00"
    bad = "a\x00b\x0bc\ud800d\ufffe <&\"'>"
    entry = Entry("https://museum.example/id/m009", "m009", bad, History("", time, time), 1, "javascript:x")
    root = parse(to_atom(page, [entry], time))
    found = root.find("a:entry", NS)
    assert found is not None
    assert text(found, "title") == "abcd <&\"'>"
    assert set(links(found)) == {"alternate"}


def test_pages_name_the_feed(browse: Callable) -> None:
    assert browse("/").all("link", rel="alternate", type="application/atom+xml", href="/feed")


def test_plain_files_have_no_feed(project: Project, endpoint: Endpoint) -> None:
    plain = create_app(replace(project, plain=True), endpoint).test_client()
    assert plain.get("/feed").status_code == 404
