"""Answers in a browser: views, sorting, pages, passages beside a cell, downloads, and scripts off."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from browser.driving import BrowserContext, Page, expect

pytestmark = pytest.mark.slow

KG = "PREFIX kg: <https://kg.example/ontology#>\n"
NAMES = (
    f"{KG}SELECT ?company ?name {{ ?company a kg:Company ; skos:prefLabel ?name }} ORDER BY ?company ?name"
)
COUNTS = f"{KG}SELECT ?class (COUNT(?s) AS ?n) {{ ?s a ?class }} GROUP BY ?class ORDER BY DESC(?n)"
EVENTS = f"{KG}SELECT ?event ?date ?who {{ ?event kg:participation/kg:participant ?who ; cur:edtf ?date }}"
NETWORK = f"{KG}CONSTRUCT {{ ?e kg:with ?w }} {{ ?e kg:participation/kg:participant ?w }}"
ALL = "SELECT ?s ?p ?o { ?s cur:inArticle ?a ; ?p ?o } ORDER BY ?s ?p ?o LIMIT 1000"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
MakeContext = Callable[..., BrowserContext]


def asked(query: str, **parameters: str) -> str:
    """The address of a query that was run, so that a slow machine has its time."""
    more = {"run": "1", **parameters}
    return f"/sparql?{urlencode({'query': query, **{name: one for name, one in more.items() if one}})}"


def state(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def names(page: Page) -> list[str]:
    """The names in the second column, without the badge of their language."""
    cells = page.locator("table.rows tbody tr td:nth-of-type(2) > span:first-child")
    return cells.all_inner_texts()


def fits(page: Page) -> bool:
    """Whether nothing makes the page itself wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_tabs_lead_to_views_and_back_leads_back(page: Page) -> None:
    page.goto(asked(COUNTS))
    tabs = page.get_by_role("navigation", name="Views of the answer")
    expect(tabs.get_by_role("link", name="Table")).to_have_attribute("aria-current", "true")
    tabs.get_by_role("link", name="Bars").click()
    expect(page.locator("table.bars")).to_be_visible()
    assert state(page)["view"] == "bars"
    page.reload()
    expect(page.locator("table.bars")).to_be_visible()
    page.go_back()
    expect(page.locator("table.rows")).to_be_visible()


def test_arrow_keys_move_through_the_tabs(page: Page) -> None:
    page.goto(asked(EVENTS))
    tabs = page.get_by_role("navigation", name="Views of the answer")
    views = [text.strip() for text in tabs.get_by_role("link").all_inner_texts()]
    assert views == ["Table", "Graph", "Timeline"]
    tabs.get_by_role("link", name="Table").focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.get_by_role("link", name="Graph")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(tabs.get_by_role("link", name="Timeline")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".years")).to_be_visible()


def test_a_column_sorts_the_whole_answer_and_turns(page: Page) -> None:
    page.goto(asked(NAMES))
    head = page.get_by_role("columnheader", name="name")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    up = names(page)
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert names(page) == up[::-1]


def test_the_filter_stays_in_the_address(page: Page) -> None:
    page.goto(asked(NAMES))
    before = page.locator("table.rows tbody tr").count()
    page.get_by_role("searchbox", name="Filter the rows").fill("FAW")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("rows? fits?"))).to_be_visible()
    assert page.locator("table.rows tbody tr").count() < before
    assert state(page)["filter"] == "FAW"
    page.get_by_role("link", name="Show all rows").click()
    expect(page.locator("table.rows tbody tr")).to_have_count(before)


def test_the_head_stays_in_sight_and_the_pages_have_a_hundred_rows(page: Page) -> None:
    page.goto(asked(ALL))
    expect(page.get_by_role("heading", name="1–100 of 1,000 shown")).to_be_visible()
    box = page.locator(".sticky")
    box.evaluate("box => box.scrollTo(0, box.scrollHeight)")
    inside = box.evaluate(
        "box => box.querySelector('thead th').getBoundingClientRect().top - box.getBoundingClientRect().top"
    )
    assert 0 <= inside < 5
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name="101–200 of 1,000 shown")).to_be_visible()


def test_the_passages_behind_a_cell_open_beside_it(page: Page) -> None:
    page.goto(asked(NAMES))
    mark = page.get_by_role("link", name=re.compile("^Evidence for ")).first
    mark.focus()
    assert mark.get_attribute("aria-haspopup") == "dialog"
    address = page.url
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    expect(dialog.locator("q").first).to_be_visible()
    assert dialog.locator("q").first.get_attribute("lang")
    assert page.url == address
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(mark).to_be_focused()
    mark.click()
    dialog.get_by_role("link", name="Open as a page").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/evidence/" in page.url


def test_marks_of_a_later_answer_work_too(page: Page) -> None:
    page.goto(asked(ALL))
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name="101–200 of 1,000 shown")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Evidence for ")).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_an_iri_and_a_program_are_copied(context: MakeContext) -> None:
    page = context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(asked(NAMES))
    page.get_by_role("button", name=re.compile("^Copy the IRI of ")).first.click()
    expect(page.locator("[data-state=copied]")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("https://kg.example/id/")
    page.get_by_text("Copy as curl, Python, R, JavaScript").click()
    page.get_by_role("button", name="Copy the program in Python").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('urlopen'))")
    assert "kg:Company" in page.evaluate("navigator.clipboard.readText()")


def test_the_download_for_excel_has_its_bytes_and_its_name(page: Page, tmp_path: Path) -> None:
    page.goto(asked(NAMES))
    with page.expect_download() as found:
        page.get_by_role("link", name="CSV for Excel").click()
    assert found.value.suggested_filename.endswith(".csv")
    file = tmp_path / "answer.csv"
    found.value.save_as(file)
    body = file.read_bytes()
    assert body.startswith(b"\xff\xfe")
    rows = list(csv.reader(io.StringIO(body.decode("utf-16"), newline=""), delimiter="\t"))
    assert rows[0] == ["company", "name"]
    assert any("中星微" in row for row in rows)
    assert any(re.search("[а-я]", row[1]) for row in rows[1:])


def test_a_link_that_takes_long_offers_to_run_and_runs(page: Page) -> None:
    page.goto(asked(HEAVY, run=""))
    expect(page.get_by_role("heading", name="This query takes longer than a second")).to_be_visible()
    assert page.title().startswith("Not run yet")
    assert "run" not in state(page)
    assert page.get_by_role("button", name="Run the query").is_enabled()


def test_one_link_mends_a_slip(plain_page: Page) -> None:
    plain_page.goto(asked("SELECT ?s { ?s a kgg:Company }"))
    alert = plain_page.get_by_role("alert")
    expect(alert).to_contain_text("is not declared")
    expect(alert.locator(".here")).to_contain_text("^^^^")
    alert.get_by_role("link", name="Write kg:").click()
    expect(plain_page.locator("table.rows")).to_be_visible()


def test_everything_works_with_scripts_off(plain_page: Page) -> None:
    plain_page.goto("/sparql")
    plain_page.get_by_label("SPARQL query").fill(EVENTS)
    plain_page.get_by_role("button", name="Run", exact=True).click()
    expect(plain_page.locator("table.rows")).to_be_visible()
    assert urlsplit(plain_page.url).fragment == "answer"
    expect(plain_page.locator("#answer")).to_be_in_viewport()
    expect(plain_page.get_by_role("button", name="Run", exact=True)).to_be_in_viewport()
    assert state(plain_page)["run"] == "1"
    tabs = plain_page.get_by_role("navigation", name="Views of the answer")
    tabs.get_by_role("link", name="Timeline").click()
    expect(plain_page.locator(".years")).to_be_visible()
    tabs.get_by_role("link", name="Graph").click()
    expect(plain_page.locator("svg.picture")).to_be_visible()
    tabs.get_by_role("link", name="Table").click()
    plain_page.get_by_role("link", name=re.compile("^Evidence for ")).first.click()
    expect(plain_page.locator("#passages q").first).to_be_visible()
    assert plain_page.locator("[data-copy]:visible").count() == 0


LOOKS: tuple[tuple[str, str], ...] = (
    ("table", asked(NAMES)),
    ("bars", asked(COUNTS, view="bars")),
    ("timeline", asked(EVENTS, view="timeline")),
    ("graph", asked(NETWORK, view="graph")),
    ("large", asked("SELECT ?s ?p ?o { ?s ?p ?o }")),
    ("error", asked("SELECT ?s {\n  ?s a kgg:Company .\n}")),
    ("refused", asked("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }")),
    ("stale", asked("ASK {}", version="000000000000")),
    ("empty", asked("SELECT ?s { ?s a kg:Compny }")),
    ("offer", asked(HEAVY, run="")),
    ("verdict", asked("ASK { ?s a kg:Company }")),
    ("evidence", "/evidence/faw"),
)


@pytest.mark.parametrize(("name", "address"), LOOKS, ids=[name for name, _ in LOOKS])
def test_each_state_fits_every_window_theme_and_language(
    context: MakeContext, look: Callable[[Page, str], Path], name: str, address: str
) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "light": {},
        "dark-ru": {"color_scheme": "dark", "locale": "ru-RU"},
        "narrow-zh": {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"},
    }
    for kind, options in kinds.items():
        page = context(java_script_enabled=name not in ("error", "refused", "stale"), **options).new_page()
        page.goto(address)
        look(page, f"results-{name}-{kind}")
        if options.get("viewport") and name not in ("error", "refused", "stale"):
            assert fits(page)
