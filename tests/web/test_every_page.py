"""What holds for all pages: marked up for everybody, running nothing, with links that lead somewhere."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.slow

PAGES = (
    "/",
    "/sparql",
    "/sparql?query=SELECT+*+WHERE+{+?s+?p+?o+}+LIMIT+5",
    "/articles",
    "/articles/m001",
    "/id/autumn-ferry",
    "/id/m001--ferry",
    "/id/lin-wanru",
    "/ontology",
    "/curation",
    "/shapes",
    "/downloads",
    "/about",
    "/problems",
    "/problems/timeout",
)
LANGUAGES = ("en", "ru", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_marked_up_for_everybody(browse: Callable, address: str, language: str) -> None:
    page = browse(address, language=language)
    assert page.all("html")[0]["lang"] == language
    assert page.response.headers["Content-Language"] == language
    assert len(page.all("h1")) == 1
    assert (
        len(page.all("main")) == len(page.all("header", **{"class": "site"})) == len(page.all("footer")) == 1
    )
    assert page.all("a", **{"class": "skip"})[0]["href"] == "#main"
    assert page.all("main")[0]["id"] == "main"
    assert re.search(r"<title>[^<]+</title>", page.source)
    ids = [found["id"] for _, found in page.elements if "id" in found]
    assert len(ids) == len(set(ids))
    for found in page.all("section"):
        named = found.get("aria-labelledby")
        assert named is None or named in ids
    for found in page.all("nav"):
        assert found["aria-label"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_runs_and_loads_nothing_but_its_own_scripts(browse: Callable, address: str) -> None:
    page = browse(address)
    names = {tag for tag, _ in page.elements}
    assert not names & {"style", "iframe", "img", "object"}
    for script in page.all("script"):  # none where they are not built
        assert script["type"] == "module"
        assert re.fullmatch(r"/static/(page|form)\.[0-9a-f]{12}\.js", script["src"])
    assert "<script>" not in page.source
    for _, found in page.elements:
        assert not any(name.startswith("on") or name == "style" for name in found)
    loaded = [found["href"] for found in page.all("link") if found["rel"] in ("icon", "stylesheet")]
    assert all(address.startswith(("/static/", "data:image/svg+xml,")) for address in loaded)
    assert "default-src 'none'" in page.response.headers["Content-Security-Policy"]
    assert "unsafe" not in page.response.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in page.response.headers


def test_every_link_within_the_site_leads_somewhere(browse: Callable, client: FlaskClient) -> None:
    seen: set[str] = set()
    for address in PAGES:
        for link in browse(address).links:
            target, _, fragment = link.partition("#")
            if link.startswith("data:image/svg+xml,"):
                continue  # the icon, which the page carries itself
            scheme = urlsplit(link).scheme
            assert scheme in ("", "http", "https", "mailto"), link
            if scheme or target in seen:
                continue
            seen.add(target)
            response = client.get(target or address, headers={"Accept": "text/html,*/*;q=0.8"})
            assert response.status_code < 400, f"{address} -> {link}"
            if fragment and response.status_code == 200:
                assert f'id="{fragment}"' in response.get_data(as_text=True), f"{address} -> {link}"
    assert len(seen) > 60


def test_a_chosen_language_stays_while_the_reader_walks(browse: Callable) -> None:
    page = browse("/articles?lang=zh", language="ru")
    assert page.all("html")[0]["lang"] == "zh"
    inner = [link for link in page.links if link.startswith("/articles/")]
    assert inner
    assert all("lang=zh" in link for link in inner)
    assert all("lang=" not in link for link in browse("/articles").links if link.startswith("/articles/"))


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/articles", headers={"Accept": "text/html"})
    again = client.get("/articles", headers={"Accept": "text/html", "If-None-Match": first.headers["ETag"]})
    assert first.headers["ETag"].startswith('W/"')
    assert (again.status_code, again.get_data()) == (304, b"")


def test_static_files_change_their_address_with_their_content(browse: Callable, client: FlaskClient) -> None:
    address = next(link for link in browse("/").links if link.startswith("/static/site."))
    response = client.get(address)
    assert re.fullmatch(r"/static/site\.[0-9a-f]{12}\.css", address)
    bare = client.get("/static/site.css")
    assert (bare.get_data(), "no-cache" in bare.headers["Cache-Control"]) == (response.get_data(), True)
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert "light-dark(" in response.get_data(as_text=True)
