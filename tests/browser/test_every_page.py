"""What holds on every page: axe-core finds nothing grave, nothing is asked of others, little is loaded,
the keyboard reaches all, and everything is there with scripts off.

That no page complains on the console, breaks its policy or asks another host is part of each test
(see `watching.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from browser.addresses import ELSEWHERE, EXAMPLES, NAMES, NO_PAGES, QUESTIONS, Example
from browser.axe import grave_findings
from browser.driving import BrowserContext, Page, expect
from browser.watching import Watch

from kg.web.app import ROUTES

pytestmark = pytest.mark.slow

NAMED = {name for _, name, _ in ROUTES}
PAGES = [one for name, some in EXAMPLES.items() if name in NAMED for one in some] + list(ELSEWHERE)
NARROW = {"width": 390, "height": 844}
VIEWS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "has_touch": True, "is_mobile": True},
}
MOST_REQUESTS = 5
FORM_KB, PAGE_KB = 200, 30
TAB_STOPS = 30
every_page = pytest.mark.parametrize("example", PAGES, ids=lambda one: one.name)
MakeContext = Callable[..., BrowserContext]
Look = Callable[[Page, str], Path]

SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const inBox = (element) => { for (let one = element.parentElement; one; one = one.parentElement)
    if (getComputedStyle(one).overflowX !== "visible") return true; return false; };
  return [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > wide + 1 && !inBox(one))
    .map((one) => one.outerHTML.slice(0, 120));
}"""
FOCUS = """async () => {
  const shown = document.activeElement;
  if (!shown || shown === document.body) return null;
  const near = [shown, shown.parentElement, shown.closest(".cm-editor"), ...shown.children].filter(Boolean);
  const look = () => near.map((one) => { const style = getComputedStyle(one);
    return [style.outline, style.boxShadow, style.border, style.backgroundColor, style.textDecoration,
            style.stroke, style.strokeWidth, style.left, style.clipPath].join(); }).join("|");
  const { left, top, right, bottom } = shown.getBoundingClientRect();
  // The editor marks itself a moment after it has the focus.
  const settled = () => new Promise((go) => setTimeout(go, shown.closest(".cm-editor") ? 60 : 0));
  await settled();
  const focused = look();
  shown.blur();
  await settled();
  const plain = look();
  shown.focus();
  return { what: shown.outerHTML.slice(0, 160), marked: focused !== plain,
           editor: shown.closest(".cm-editor") !== null,
           inView: right > 0 && bottom > 0 && left < innerWidth && top < innerHeight };
}"""
DEAD = """() => [...document.querySelectorAll("button, [role=button], [data-copy]")]
  .filter((one) => one.checkVisibility() && one.type !== "submit" && one.type !== "reset")
  .map((one) => one.outerHTML.slice(0, 120))"""


def test_every_route_has_an_example() -> None:
    assert sorted(NAMED - NO_PAGES) == sorted(EXAMPLES)


@pytest.mark.parametrize("view", VIEWS)
@every_page
def test_a_page_has_no_grave_fault(context: MakeContext, look: Look, example: Example, view: str) -> None:
    page = context(**VIEWS[view]).new_page()
    response = page.goto(example.address)
    assert response is not None
    assert response.status == example.status
    look(page, f"{example.name}-{view}")
    assert grave_findings(page) == []
    if view == "narrow":
        assert page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("example", QUESTIONS if "ask" in NAMED else (), ids=lambda one: one.name)
def test_a_page_of_a_question_has_no_grave_fault(context: MakeContext, look: Look, example: Example) -> None:
    page = context(**VIEWS["narrow"]).new_page()
    page.goto(example.address)
    look(page, f"{example.name}-narrow")
    assert grave_findings(page) == []
    assert page.evaluate(SIDEWAYS) == []


@every_page
def test_a_first_view_asks_and_loads_little(page: Page, watches: list[Watch], example: Example) -> None:
    page.goto(example.address, wait_until="networkidle")
    asked = [one for one in watches[0].requests if not one.url.startswith("data:")]
    assert 2 <= len(asked) <= MOST_REQUESTS, [one.url for one in asked]
    scripts = [one for one in asked if one.resource_type == "script"]
    assert scripts, "the scripts are not built: python src/kg/web/scripts/hatch_build.py"
    size = sum(one.sizes()["responseBodySize"] for one in scripts)
    has_form = any("/form." in one.url for one in scripts)
    assert has_form == (page.locator("textarea[name=query]").count() > 0)
    assert size <= 1000 * (FORM_KB if has_form else PAGE_KB)


@every_page
def test_a_page_is_whole_with_scripts_off(plain_page: Page, page: Page, look: Look, example: Example) -> None:
    plain_page.goto(example.address)
    page.goto(example.address)
    look(plain_page, f"{example.name}-plain")
    main = plain_page.locator("main")
    assert len(main.inner_text()) > 80
    assert main.locator("h1").inner_text()
    headings = [one.locator("main").locator("h1, h2, h3").all_inner_texts() for one in (plain_page, page)]
    assert headings[0] == headings[1]
    assert plain_page.evaluate(DEAD) == []


def test_the_form_works_with_scripts_off(plain_page: Page) -> None:
    plain_page.goto("/sparql")
    plain_page.locator("textarea[name=query]").fill(NAMES)
    plain_page.get_by_role("button", name="Run", exact=True).click()
    expect(plain_page.get_by_text("Jing Junhai").first).to_be_visible()
    assert "query=SELECT" in plain_page.url
    plain_page.reload()
    expect(plain_page.get_by_text("Jing Junhai").first).to_be_visible()


@every_page
def test_the_keyboard_reaches_a_page_and_shows_where_it_is(page: Page, example: Example) -> None:
    page.goto(example.address)
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    seen: list[str] = []
    for _ in range(TAB_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None:
            break
        assert found["marked"], f"focus is not shown on {found['what']}"
        assert found["inView"], f"focus is out of view on {found['what']}"
        seen.append(found["what"])
        if found["editor"]:
            page.keyboard.press("Escape")
    assert seen, "the keyboard reaches nothing after the content"


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_titles_tell_pages_apart(site: str, language: str) -> None:
    titles: dict[str, str] = {}
    for example in PAGES:
        if example.status != 200:
            continue
        html = _get(site, example.address, language)
        assert f'<html lang="{language}"' in html
        found = re.search(r"<title>\s*(.*?)\s*</title>", html, re.DOTALL)
        assert found, example.address
        kind = "form" if example.name.startswith("form") else example.name
        assert titles.setdefault(found[1], kind) == kind, f"{found[1]} stands on two pages"
    assert len(titles) > 10


def _get(site: str, address: str, language: str) -> str:
    connection = HTTPConnection(urlsplit(site).netloc, timeout=60)
    headers = {"Accept": "text/html", "Accept-Language": language}
    connection.request("GET", quote(address, safe="/?=&%+"), headers=headers)
    response = connection.getresponse()
    text = response.read().decode("utf-8")
    connection.close()
    assert response.status == 200, address
    return text
