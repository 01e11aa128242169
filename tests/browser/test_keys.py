"""Single keys, the list of keys with its switch, and copying, as a reader uses them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser.driving import BrowserContext, Page, expect

pytestmark = pytest.mark.slow

MakeContext = Callable[..., BrowserContext]
MARKED = "document.body.insertAdjacentHTML('beforeend', {html!r})"


def test_a_slash_goes_to_the_search_box_and_is_a_letter_within_it(page: Page) -> None:
    page.goto("/about")
    box = page.locator("[role=search] input:not([type=hidden])").first
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("a/b?")
    expect(box).to_have_value("a/b?")
    expect(page.locator("#keys")).to_be_hidden()


def test_a_question_mark_shows_the_keys_and_escape_goes_back(page: Page) -> None:
    page.goto("/about")
    link = page.locator("main a").first
    link.focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Ctrl")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(link).to_be_focused()


@pytest.mark.parametrize(("language", "title"), [("ru", "Клавиатура"), ("zh", "键盘快捷键")])
def test_the_list_of_keys_speaks_the_readers_language(page: Page, language: str, title: str) -> None:
    page.goto(f"/about?lang={language}")
    page.get_by_role("contentinfo").get_by_role("button").click()
    expect(page.get_by_role("dialog", name=title)).to_be_visible()


def test_single_keys_can_be_turned_off_and_stay_off(context: MakeContext) -> None:
    shared = context()
    page = shared.new_page()
    page.goto("/about")
    page.keyboard.press("?")
    page.locator("#single-keys").uncheck()
    page.get_by_role("button", name="Close").click()
    for again in (page, shared.new_page()):
        again.goto("/downloads")
        again.keyboard.press("?")
        again.keyboard.press("/")
        expect(again.locator("#keys")).to_be_hidden()
        assert again.evaluate("document.activeElement === document.body")
    page.get_by_role("contentinfo").get_by_role("button").click()
    expect(page.locator("#single-keys")).not_to_be_checked()
    page.locator("#single-keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_keys_work_where_storage_is_closed(context: MakeContext) -> None:
    page = context().new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('closed') } })"
    )
    page.goto("/about")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#single-keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()


@pytest.mark.parametrize("clipboard", [True, False])
def test_a_copy_button_copies_and_says_so(context: MakeContext, clipboard: bool) -> None:
    shared = context()
    shared.grant_permissions(["clipboard-read", "clipboard-write"])
    page = shared.new_page()
    if not clipboard:  # as on a page that came without encryption
        page.add_init_script("Object.defineProperty(navigator.clipboard, 'writeText', { value: undefined })")
    page.goto("/about")
    # A button that comes after the page did, as those of a new answer do.
    html = "<p id='iri'>https://kg.example/id/文</p><button type='button' data-copy='#iri'>Copy</button>"
    page.evaluate(MARKED.format(html=html))
    button = page.get_by_role("button", name="Copy")
    button.click()
    expect(page.locator("#said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "https://kg.example/id/文"
    expect(button).to_be_focused()


def test_what_scripts_alone_can_do_is_not_shown_without_them(plain_page: Page) -> None:
    plain_page.goto("/about")
    assert plain_page.locator(".with-scripts").count() > 0
    expect(plain_page.locator(".with-scripts").first).to_be_hidden()
