"""Connections and pictures in a real browser: with and without scripts, by keyboard, narrow, dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser.driving import expect

if TYPE_CHECKING:
    from browser.conftest import MakeContext
    from browser.driving import Page

pytestmark = pytest.mark.slow

MET = "/connections?from=jing-junhai&to=deng-zhonghan"
FAR = "/connections?from=chen-tingchen&to=huawei&steps=6"

# Whether the middle line of any word in the picture is cut by a line that is drawn before or after it.
CROSSED = """
() => {
  const found = [];
  for (const picture of document.querySelectorAll('svg.picture')) {
    const lines = [...picture.querySelectorAll('.line')].map((line) => {
      const length = line.getTotalLength(), matrix = line.getScreenCTM();
      return Array.from({length: 200}, (_, step) =>
        line.getPointAtLength(length * step / 199).matrixTransform(matrix));
    });
    for (const words of picture.querySelectorAll('.node .words')) {
      const box = words.getBoundingClientRect();
      const inside = (p) =>
        p.x > box.left + 2 && p.x < box.right - 2 && p.y > box.top + 2 && p.y < box.bottom - 2;
      if (lines.some((points) => points.some(inside))) found.push(words.textContent);
    }
  }
  return found;
}
"""
OVERLAPPING = """
() => {
  const found = [];
  for (const picture of document.querySelectorAll('svg.picture')) {
    const words = [...picture.querySelectorAll('.node .words')];
    const boxes = words.map((one) => [one, one.getBoundingClientRect()]);
    boxes.forEach(([one, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
      if (a.left + 1 < b.right && b.left + 1 < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom)
        found.push(one.textContent + ' / ' + other.textContent);
    }));
  }
  return found;
}
"""


def wide_by(page: Page) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found


def test_a_connection_is_told_step_by_step_with_its_passages(
    page: Page, look: Callable[[Page, str], Path]
) -> None:
    page.goto(MET)
    expect(page).to_have_title("Jing Junhai – Deng Zhonghan — Connections — Chips and cars")
    expect(page.get_by_text("They are connected directly.")).to_be_visible()
    step = page.locator("ol.steps > li").first
    expect(step).to_contain_text("met")
    expect(step.locator("q").first).to_be_visible()
    look(page, "connections-direct")


def test_names_typed_into_the_form_are_connected_without_scripts(plain_page: Page) -> None:
    plain_page.goto("/connections")
    plain_page.get_by_label("From").fill("Чэнь Тинчэнь")
    plain_page.get_by_label("To", exact=True).fill("华为")
    plain_page.get_by_label("At most").select_option("6")
    plain_page.get_by_role("button", name="Find connections").click()
    expect(plain_page.locator("svg.picture .node")).not_to_have_count(0)
    expect(plain_page.locator(".chain")).to_have_count(5)
    assert "steps=6" in plain_page.url


def test_a_name_of_several_things_is_a_choice_without_scripts(plain_page: Page) -> None:
    plain_page.goto("/connections?from=zhijun&to=huawei")
    choices = plain_page.get_by_role("radio")
    expect(choices.first).to_be_visible()
    choices.first.check()
    plain_page.get_by_role("button", name="Find connections").click()
    expect(plain_page.locator("#between")).to_be_visible()


@pytest.mark.parametrize("address", [MET, FAR, "/", "/id/jing-junhai", "/id/changchun", "/id/huawei"])
def test_no_line_crosses_a_name_and_no_names_overlap(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("svg.picture").first).to_be_visible()
    assert page.evaluate(CROSSED) == []
    assert page.evaluate(OVERLAPPING) == []


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_names_in_other_scripts_have_room_too(page: Page, language: str) -> None:
    for address in (f"{FAR}&lang={language}", f"/id/jing-junhai?lang={language}", f"/?lang={language}"):
        page.goto(address)
        expect(page.locator("svg.picture").first).to_be_visible()
        assert page.evaluate(CROSSED) == []
        assert page.evaluate(OVERLAPPING) == []


def test_the_keyboard_goes_through_the_things_and_opens_one(page: Page) -> None:
    page.goto(MET)
    first, second = (page.locator("svg.picture a.node").nth(number) for number in (0, 1))
    page.get_by_role("region", name="Chains from Jing Junhai to Deng Zhonghan").focus()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Tab")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/id/deng-zhonghan$"))


def test_a_thing_under_the_pointer_stands_out_with_its_neighbours(page: Page) -> None:
    page.goto(FAR)
    picture = page.locator("svg.picture")
    node = picture.locator("a.node").first
    node.hover()
    expect(picture).to_have_class(re.compile(r"\bpicked\b"))
    lit = picture.locator(".node.lit").count()
    assert 1 < lit < picture.locator(".node").count()
    page.locator("h1").hover()
    expect(picture).not_to_have_class(re.compile(r"\bpicked\b"))


def test_on_a_phone_the_picture_scrolls_and_the_page_does_not(
    context: MakeContext, look: Callable[[Page, str], Path]
) -> None:
    page = context(viewport={"width": 390, "height": 844}).new_page()
    for address, name in (
        (FAR, "connections-phone"),
        ("/id/jing-junhai", "thing-graph-phone"),
        ("/", "home-phone"),
    ):
        page.goto(address)
        expect(page.locator("svg.picture").first).to_be_visible()
        assert wide_by(page) == 0, address
        shrunk = page.evaluate(
            "(() => { const one = document.querySelector('svg.picture');"
            " return one.getBoundingClientRect().width / one.width.baseVal.value })()"
        )
        size: dict[str, Any] = page.locator("svg.picture").first.bounding_box() or {}
        assert shrunk > 0.7 or size["width"] < 390, address
        look(page, name)


def test_dark_and_chinese(context: MakeContext, look: Callable[[Page, str], Path]) -> None:
    page = context(color_scheme="dark", locale="zh-CN").new_page()
    page.goto(f"{FAR}&lang=zh")
    expect(page.locator("h1")).to_have_text("关联")
    expect(page.locator("svg.picture text[lang=zh]").first).to_be_visible()
    look(page, "connections-dark-zh")


def test_no_connection_offers_more_steps(page: Page) -> None:
    page.goto("/connections?from=ke-wenbin&to=xi-jinping&steps=2")
    expect(page.get_by_text("No connection within 2 steps.")).to_be_visible()
    page.get_by_role("link", name="Look up to 4 steps far").click()
    expect(page.get_by_label("At most")).to_have_value("4")
