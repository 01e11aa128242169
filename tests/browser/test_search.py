"""Search in one box as people use it: any script, keys alone, touch, without scripts, on a small screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browser.driving import BrowserContext, Page, expect

pytestmark = pytest.mark.slow

Look = Callable[[Page, str], Path]
BOX = "#header-search"


def suggestions(page: Page) -> list[str]:
    """The labels in the open list."""
    return page.locator('[role="listbox"]:not([hidden]) [role="option"] > span').all_inner_texts()


def type_into(page: Page, box: str, text: str) -> None:
    page.locator(box).click()
    page.locator(box).press_sequentially(text, delay=15)
    expect(page.locator('[role="listbox"]:not([hidden])')).to_be_visible()


@pytest.mark.parametrize("text", ["长春", "長春", "Чанчунь", "Changchun", "Чанчуня"])
def test_every_script_leads_to_one_place(page: Page, text: str, look: Look) -> None:
    page.goto("/about")
    page.locator(BOX).fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Search")
    expect(page).to_have_title(re.compile(re.escape(text)))
    first = page.locator(".found li").first
    expect(first.locator("h3 a")).to_have_attribute("href", "/id/changchun")
    expect(first).to_contain_text("长春")
    look(page, f"search-{text}")
    first.locator("h3 a").click()
    expect(page.locator("h1")).to_contain_text("Changchun")
    page.go_back()
    expect(page.locator("#q")).to_have_value(text)


def test_a_slip_finds_the_near_name_and_says_so(page: Page, look: Look) -> None:
    page.goto("/search?q=Changchum")
    expect(page.locator("#matches")).to_contain_text("spelt alike")
    expect(page.locator(".found li").first).to_contain_text("similar spelling")
    expect(page.locator(".found h3 a").first).to_have_attribute("href", "/id/changchun")
    look(page, "search-slip")


def test_suggestions_by_keys_alone(page: Page, look: Look) -> None:
    page.goto("/about")
    page.keyboard.press("/")
    box = page.locator(BOX)
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("Чанч", delay=15)
    expect(box).to_have_attribute("aria-expanded", "true")
    listed = page.locator(f"#{box.get_attribute('aria-controls')}")
    expect(listed).to_be_visible()
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    chosen = page.locator('[role="option"][aria-selected="true"]')
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("Changchun")
    expect(chosen.locator('span[lang="ru"]')).to_have_text("Чанчунь")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    expect(box).to_have_value("Чанч")  # nothing is chosen until it is
    look(page, "search-suggestions")
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(page.locator('[role="option"]').last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Home")
    expect(chosen).to_have_count(0)
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(box).to_be_focused()
    expect(box).to_have_value("Чанч")
    page.keyboard.press("ArrowDown")
    expect(listed).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/id/changchun$"))


def test_enter_without_a_choice_shows_all_matches(page: Page) -> None:
    page.goto("/about")
    type_into(page, BOX, "Zhijun")
    assert suggestions(page)[:2] == ["Xu Zhijun", "Zhang Zhijun"]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=Zhijun$"))
    assert page.locator(".found h3").all_inner_texts()[:2] == ["Xu Zhijun", "Zhang Zhijun"]


def test_how_many_suggestions_there_are_is_said(page: Page) -> None:
    page.goto("/about")
    type_into(page, BOX, "Zhijun")
    expect(page.locator("#said")).to_have_text(re.compile(r"\d suggestions"))


def test_a_suggestion_can_be_clicked_and_the_page_does_not_jump(page: Page) -> None:
    page.goto("/about")
    before = page.locator("h1").bounding_box()
    type_into(page, BOX, "hua")
    assert page.locator("h1").bounding_box() == before
    page.locator('[role="option"]').first.click()
    expect(page).to_have_url(re.compile("/id/huawei$"))


def test_leaving_the_field_closes_the_list(page: Page) -> None:
    page.goto("/about")
    type_into(page, BOX, "hua")
    page.keyboard.press("Tab")
    expect(page.locator('[role="listbox"]:not([hidden])')).to_have_count(0)


def test_a_field_for_a_thing_shows_its_name_and_sends_its_id(page: Page, look: Look) -> None:
    page.goto("/connections")
    field = page.locator("[data-picker]").first
    name = field.get_attribute("name")
    assert name
    type_into(page, f"#{field.get_attribute('id')}", "景俊")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Jing Junhai")
    look(page, "search-picker")
    page.locator("[data-picker]").nth(1).fill("deng-zhonghan")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/connections\?"))
    assert parse_qs(urlsplit(page.url).query)[name] == ["jing-junhai"]
    shown = page.locator("[data-picker]").first
    expect(shown).to_have_value("Jing Junhai")
    shown.fill("Huawei")  # a changed text is sent as it is
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"Huawei"))
    assert parse_qs(urlsplit(page.url).query)[name] == ["Huawei"]


def test_a_field_offers_only_its_kinds(page: Page) -> None:
    page.goto("/connections")
    field = page.locator("[data-picker]").first
    field.evaluate("field => { field.dataset.kinds = 'kg:Person'; }")
    type_into(page, f"#{field.get_attribute('id')}", "hu")
    assert suggestions(page) == ["Hu Jiafu"]


def test_it_works_without_scripts(plain_page: Page, look: Look) -> None:
    plain_page.goto("/about")
    plain_page.locator(BOX).fill("中星微")
    plain_page.locator(BOX).press("Enter")
    expect(plain_page.locator(".found h3 a").first).to_have_attribute("href", "/id/vimicro")
    plain_page.locator("#kind").select_option(label=re.sub(r"\s+", " ", "person (17)"))
    plain_page.locator(".search-form button").click()
    assert "kind=" in plain_page.url
    look(plain_page, "search-plain")


@pytest.mark.parametrize(("locale", "text"), [("zh-CN", "長春"), ("ru-RU", "Changchum")])
def test_on_a_small_screen_in_other_languages(
    context: Callable[..., BrowserContext], look: Look, locale: str, text: str
) -> None:
    for scheme in ("light", "dark"):
        page = context(
            viewport={"width": 390, "height": 800}, locale=locale, color_scheme=scheme, has_touch=True
        ).new_page()
        page.goto(f"/search?q={text}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        expect(page.locator(".found h3 a").first).to_have_attribute("href", "/id/changchun")
        look(page, f"search-{locale}-{scheme}-390")
        page.locator(BOX).tap()
        page.keyboard.type("Hua", delay=15)
        option = page.locator('[role="option"]').first
        expect(option).to_be_visible()
        box = option.bounding_box()
        assert box
        assert box["height"] >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        look(page, f"search-{locale}-{scheme}-390-list")
        option.tap()
        expect(page).to_have_url(re.compile("/id/huawei$"))
