"""Ready questions in a browser: fields filled by keyboard, scripts on and off, three languages, narrow."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browser.axe import grave_findings
from browser.driving import BrowserContext, Page, expect

pytestmark = pytest.mark.slow

WHO = "/ask/who-met-whom"
MakeContext = Callable[..., BrowserContext]
Look = Callable[[Page, str], Path]
NARROW = {"width": 390, "height": 844}


def test_a_chinese_name_is_typed_the_question_asked_and_the_answer_taken_away(
    page: Page, look: Look, tmp_path: Path
) -> None:
    page.goto(WHO)
    rows = page.locator("table.rows tbody tr")
    every = rows.count()
    page.get_by_role("combobox", name="Person").focus()
    page.keyboard.type("景俊海")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_label("From", exact=True).focus()
    page.keyboard.type("2022")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/who-met-whom?person=*")
    expect(page.get_by_text("This is:")).to_contain_text("Jing Junhai")
    expect(page).to_have_title("1 solution — Who met whom — Chips and cars")
    assert 0 < rows.count() < every
    look(page, "ask-answer")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV", exact=True).click()
    file = tmp_path / "answer.csv"
    waiting.value.save_as(file)
    assert "/ask/who-met-whom?person=jing-junhai&from=2022-01-01&format=csv" in waiting.value.url
    found = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert len(found) == rows.count()
    assert all("jing-junhai" in (row["host"] + row["guest"]) for row in found)


def test_back_and_reload_keep_the_fields(page: Page) -> None:
    page.goto(f"{WHO}?person=jing-junhai")
    page.get_by_label("To", exact=True).fill("2021")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**&to=2021*")
    page.reload()
    expect(page.get_by_label("To", exact=True)).to_have_value("2021-12-31")
    page.go_back()
    expect(page.get_by_label("To", exact=True)).to_have_value("")
    expect(page.get_by_text("This is:")).to_contain_text("Jing Junhai")


def test_without_scripts_a_name_with_several_meanings_is_chosen(plain_page: Page) -> None:
    page = plain_page
    page.goto(f"{WHO}?person=Li")
    expect(page.get_by_role("alert")).to_contain_text("choose one")
    field = page.get_by_label("Person", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    page.get_by_role("radio", name="Li Wei").check()
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("This is:")).to_contain_text("Li Wei")
    expect(page.locator("#result")).to_be_visible()


def test_without_scripts_any_name_is_understood(plain_page: Page) -> None:
    page = plain_page
    page.goto(WHO)
    page.get_by_label("Person", exact=True).fill("Цзин Цзюньхай")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is:")).to_contain_text("Jing Junhai")
    page.get_by_text("The query behind this").click()
    expect(page.locator("details.behind pre")).to_contain_text(
        "VALUES ?person { <https://kg.example/id/jing-junhai> }"
    )
    page.get_by_role("link", name="Open in the editor").click()
    expect(page.locator("form.ask-in-form")).to_be_visible()
    assert urlsplit(page.url).path == "/sparql"


def test_the_fields_over_the_editor_fill_the_query(page: Page, look: Look) -> None:
    page.goto("/sparql")
    page.locator("#questions").get_by_role("link", name="Remarks by speaker").click()
    page.get_by_label("With at least so many remarks").fill("3")
    look(page, "ask-in-the-form")
    page.get_by_role("button", name="Put into the query and run").click()
    page.wait_for_url("**/sparql?query=*")
    query = parse_qs(urlsplit(page.url).query)["query"][0]
    assert 'VALUES ?least { "3"^^<http://www.w3.org/2001/XMLSchema#integer> }' in query
    expect(page.get_by_label("With at least so many remarks")).to_have_value("3")
    expect(page.locator("#result")).to_be_visible()


def test_a_refusal_gets_the_focus_and_leads_to_its_field(page: Page, look: Look) -> None:
    page.goto(f"{WHO}?from=soon")
    expect(page.get_by_role("alert")).to_be_focused()
    look(page, "ask-refused")
    page.get_by_role("alert").get_by_role("link", name="From").click()
    expect(page.get_by_label("From", exact=True)).to_be_focused()


@pytest.mark.parametrize(("language", "words"), [("ru", "Это:"), ("zh", "即：")])
def test_the_page_speaks_russian_and_chinese_at_390_pixels(
    context: MakeContext, look: Look, language: str, words: str
) -> None:
    page = context(locale=language, viewport=NARROW).new_page()
    page.goto("/ask/official-over-time")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_text(words)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    assert grave_findings(page) == []
    look(page, f"ask-narrow-{language}")
    page.goto("/ask")
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    assert grave_findings(page) == []
    look(page, f"ask-list-narrow-{language}")


def test_refusals_choices_and_check_boxes_are_accessible(context: MakeContext, look: Look) -> None:
    page = context(color_scheme="dark").new_page()
    for address in (f"{WHO}?person=Li&from=soon", "/ask/party-secretaries", "/ask/timeline-of-events?what=x"):
        page.goto(address)
        assert grave_findings(page) == [], address
    look(page, "ask-dark")
