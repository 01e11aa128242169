"""Things, articles, home, about and feed as people use them: followed, filtered, read, printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from browser.axe import grave_findings
from browser.driving import BrowserContext, Locator, Page, expect

pytestmark = pytest.mark.slow

MakeContext = Callable[..., BrowserContext]
Look = Callable[[Page, str], Path]
NARROW = {"width": 390, "height": 844}
ATOM = "{http://www.w3.org/2005/Atom}"


def is_in_view(place: Locator) -> bool:
    """Whether an element is on the screen; one without a size of its own counts by its place."""
    edges = "one => [one.getBoundingClientRect().top, one.getBoundingClientRect().bottom, innerHeight]"
    top, bottom, height = place.evaluate(edges)
    return bool(bottom >= 0 and top < height)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_one_statement_is_followed_to_its_passage(
    context: MakeContext, museum_site: str, look: Look, *, scripts: bool
) -> None:
    page = context(base_url=museum_site, java_script_enabled=scripts).new_page()
    page.goto("/id/autumn-ferry")
    quote = page.locator("a.quoted", has_text="finished the scroll in 1936")
    source = page.locator(".grounds > li", has=quote).first.locator("a.at-source").get_attribute("href") or ""
    assert unquote(source) == "https://museum.example/news/1#:~:text=finished the scroll in 1936"
    quote.first.click()
    expect(page).to_have_url(re.compile(r"/articles/m001#m001--\d+-\d+$"))
    mark = page.locator("mark", has_text="finished the scroll in 1936")
    expect(mark).to_be_visible()
    assert is_in_view(mark)
    assert mark.evaluate("one => getComputedStyle(one).backgroundColor") != page.locator(
        "mark", has_text="neither signed nor dated"
    ).evaluate("one => getComputedStyle(one).backgroundColor")
    look(page, "article-marked")
    mark.locator("a").first.click()
    expect(page).to_have_url(re.compile("/id/autumn-ferry$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/articles/m001#"))


def test_a_mark_leads_to_the_record_on_the_same_page(context: MakeContext, museum_site: str) -> None:
    page = context(base_url=museum_site).new_page()
    page.goto("/articles/m001")
    page.locator("mark a", has_text="insured for 240000 crowns").click()
    expect(page).to_have_url(re.compile("#m001--ferry$"))
    record = page.locator("#m001--ferry")
    assert is_in_view(record)
    expect(record).to_contain_text("240000")


@pytest.mark.parametrize("look_of", ["light", "dark", "narrow", "zh", "ru"])
def test_marked_texts_look_right_everywhere(
    context: MakeContext, museum_site: str, look: Look, look_of: str
) -> None:
    options: dict[str, Any] = {
        "light": {},
        "dark": {"color_scheme": "dark"},
        "narrow": {"viewport": NARROW},
        "zh": {"locale": "zh-CN"},
        "ru": {"locale": "ru-RU"},
    }[look_of]
    page = context(base_url=museum_site, **options).new_page()
    page.goto("/articles/m002")
    text = page.locator(".article-text")
    assert text.get_attribute("lang") == "ru"
    assert text.locator("mark").count() > 5
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(page, f"article-text-{look_of}")
    assert grave_findings(page) == []


def test_articles_are_filtered_by_keyboard_and_the_address_holds_the_filter(page: Page) -> None:
    page.goto("/articles")
    total = page.locator("tbody tr").count()
    assert total == 5
    page.locator("#filter-language").focus()
    page.keyboard.type("Russian")  # chooses in a list, as people do
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#filter-from")).to_be_focused()
    page.locator("button", has_text="Show").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("language=ru"))
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["language"] == ["ru"]
    rows = page.locator("tbody tr").count()
    assert 0 < rows < total
    expect(page.get_by_text(f"{rows} of {total}")).to_be_visible()
    expect(page.locator("#filter-language")).to_have_value("ru")
    page.reload()
    assert page.locator("tbody tr").count() == rows
    page.locator("main").get_by_role("link", name="All articles").click()
    expect(page).to_have_url(re.compile("/articles$"))
    assert page.locator("tbody tr").count() == total
    page.go_back()
    assert page.locator("tbody tr").count() == rows


def test_the_filter_works_with_scripts_off_and_by_a_name_in_any_script(plain_page: Page) -> None:
    plain_page.goto("/articles")
    plain_page.locator("[name=entity]").fill("景俊海")
    plain_page.locator("button", has_text="Show").click()
    expect(plain_page.locator(".found")).to_contain_text("2 of 5")
    expect(plain_page.locator(".found")).to_contain_text("Jing Junhai")


def test_a_name_that_fits_several_offers_them(plain_page: Page) -> None:
    plain_page.goto("/articles?entity=Zhijun")
    choices = plain_page.locator("input[type=radio][name=entity]")
    assert choices.count() >= 2
    expect(plain_page.locator(".notice")).to_contain_text("can mean several things")
    plain_page.get_by_label("Xu Zhijun person").check()
    plain_page.locator("button", has_text="Show").click()
    expect(plain_page.locator(".found")).to_contain_text("naming Xu Zhijun")
    assert plain_page.locator("tbody tr").count() >= 1


@pytest.mark.parametrize(
    "address", ["/", "/id/jing-junhai", "/articles/a000", "/about", "/ontology", "/downloads"]
)
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("zh", {"locale": "zh-CN"}),
        ("ru", {"locale": "ru-RU"}),
        ("zh-narrow-dark", {"locale": "zh-CN", "viewport": NARROW, "color_scheme": "dark"}),
    ],
)
def test_pages_hold_in_other_languages(
    context: MakeContext, look: Look, address: str, name: str, options: dict[str, Any]
) -> None:
    page = context(**options).new_page()
    page.goto(address)
    assert page.locator("html").get_attribute("lang") == name[:2]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(page, f"{address.strip('/').replace('/', '-') or 'home'}-{name}")


def test_the_axis_of_time_says_in_words_what_it_draws(page: Page) -> None:
    page.goto("/id/jing-junhai")
    axis = page.locator(".axis svg")
    label = axis.get_attribute("aria-label") or ""
    dots = page.locator(".axis circle")
    assert label.startswith(f"{dots.count()} dated records on an axis of time, from ")
    places = [float((one.get_attribute("cx") or "").rstrip("%")) for one in dots.all()]
    assert places == sorted(places)
    width = axis.bounding_box()
    assert width is not None
    assert width["width"] > 300
    size = page.locator(".axis text").first.evaluate("one => getComputedStyle(one).fontSize")
    assert size == "12px"


def test_the_parts_of_a_thing_are_one_key_away(page: Page) -> None:
    page.goto("/id/jing-junhai")
    page.locator(".jumps a", has_text="Remark").focus()
    page.keyboard.press("Enter")
    heading = page.locator("h2", has_text="Remark")
    assert is_in_view(heading)


def test_the_iri_is_copied(context: MakeContext) -> None:
    opened = context(permissions=["clipboard-read", "clipboard-write"])
    page = opened.new_page()
    page.goto("/id/faw")
    page.locator("[data-copy='#iri']").click()
    expect(page.locator("[data-copy='#iri'][data-state=copied]")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "https://kg.example/id/faw"


def test_a_first_visitor_finds_search_questions_and_events_at_once(page: Page, look: Look) -> None:
    page.goto("/")
    for found in (
        page.locator("h1"),
        page.locator("#home-search"),
        page.locator(".questions a").first,
        page.locator(".timeline time").first,
    ):
        box = found.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 900
    assert page.locator(".questions a").count() == 5
    look(page, "home-first-screen")
    page.locator("#home-search").fill("Хуавэй")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/search"))
    expect(page.locator("main")).to_contain_text("Huawei")


def test_what_is_printed_holds_the_statements_and_no_buttons(page: Page, tmp_path: Path) -> None:
    for address in ("/id/jing-junhai", "/articles/a000"):
        page.goto(address)
        page.emulate_media(media="print")
        for hidden in ("header.site nav", ".mend", ".copy", ".chips", "footer"):
            for one in page.locator(hidden).all():
                assert not one.is_visible(), hidden
        expect(page.locator("h1")).to_be_visible()
        assert page.locator(".record").first.is_visible()
        assert page.locator(".grounds q").first.is_visible()
        written = page.pdf(path=tmp_path / "page.pdf", format="A4")
        assert written.startswith(b"%PDF")
        page.emulate_media(media="screen")


def test_a_feed_reader_finds_the_feed_and_its_entries(page: Page, site: str) -> None:
    page.goto("/")
    address = page.locator("link[type='application/atom+xml']").get_attribute("href")
    response = page.request.get(f"{site}{address}")
    root = ElementTree.fromstring(response.body())  # noqa: S314
    links = [
        one.get("href", "")
        for entry in root.findall(f"{ATOM}entry")
        for one in entry.findall(f"{ATOM}link")
        if one.get("rel") == "alternate"
    ]
    assert len(links) == 5
    for link in links:
        assert page.goto(urlsplit(link).path) is not None
        expect(page.locator("h1")).to_be_visible()


def test_every_way_to_have_a_statement_mended_is_on_the_page(page: Page) -> None:
    page.goto("/about")
    for one in ("what", "mend", "people", "license", "privacy", "accessibility", "keyboard"):
        page.locator(f"main .chips a[href='#{one}']").click()
        assert is_in_view(page.locator(f"h2#{one}"))
    page.goto("/id/faw")
    letters = [one.get_attribute("href") or "" for one in page.locator(".mend a[href^='mailto:']").all()]
    assert len(letters) == page.locator(".mend").count()
    assert all("kg.example%2Fid%2F" in letter for letter in letters)
