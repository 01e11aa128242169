"""The editor of the form, driven as people do: by keyboard, in Chromium, against a real server."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from browser.driving import Locator, Page, expect
from browser.watching import Watch
from clients.running import send
from patience import within
from projects import ROOT

from kg.model.sparql_tokens import tokenize

pytestmark = pytest.mark.slow

KG = "PREFIX kg: <https://kg.example/ontology#>"
# Three joins without a shared variable: more work than the time limit allows.
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d && ?d != ?g) }"
LIMIT_SECONDS = 10
MEETINGS = "SELECT ?meeting { ?meeting a kg:Meeting } ORDER BY ?meeting"
MOST_SCRIPT = 200_000


def asked(query: str) -> str:
    return f"/sparql?query={quote(query)}&run=1"


def editor_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="SPARQL query")


def text_of(page: Page) -> str:
    """The query as the form would send it."""
    return page.locator("textarea#query").input_value()


def begin(page: Page, text: str = "", *, address: str = "/sparql") -> Locator:
    """Open the form and type a text in place of what stands there."""
    page.goto(address)
    editor = editor_of(page)
    editor.click()
    page.keyboard.press("Control+a")
    if text:
        page.keyboard.insert_text(text)
    else:
        page.keyboard.press("Delete")
    return editor


def options(page: Page) -> Locator:
    return page.locator(".cm-tooltip-autocomplete [role=option]")


def choose(page: Page, words: str) -> None:
    """Take the completion that names something, by keyboard."""
    option = options(page).filter(has_text=re.compile(words)).first
    expect(option).to_be_visible()
    for _ in range(20):
        if option.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    time.sleep(0.1)  # the list takes no key in its first moments, lest it swallow what is typed
    page.keyboard.press("Enter")
    expect(options(page)).to_have_count(0)


def busy_workers(site: str) -> int:
    return int(json.loads(send(site, "GET", "/readyz").body)["busy"])


def wait_for_busy(site: str, count: int, *, seconds: float) -> float:
    """How long it takes until so many workers are busy."""
    started = time.monotonic()
    while busy_workers(site) != count:
        assert time.monotonic() - started < seconds, f"{count} busy workers"
        time.sleep(0.05)
    return time.monotonic() - started


def test_the_query_is_in_colours_and_the_textarea_is_kept_for_the_form(page: Page, look: Callable) -> None:
    query = f'{KG}\n# all\nSELECT ?x {{ ?x a kg:Meeting ; skos:prefLabel "x"@en FILTER(5 < 6) }}'
    page.goto(asked(query))
    editor = editor_of(page)
    expect(editor).to_be_visible()
    for kind in (
        "keyword",
        "variableName",
        "propertyName",
        "url",
        "string",
        "number",
        "comment",
        "namespace",
    ):
        expect(editor.locator(f".tok-{kind}").first).to_be_visible()
    colours = {
        editor.locator(f".tok-{kind}").first.evaluate("one => getComputedStyle(one).color")
        for kind in ("keyword", "variableName", "string", "comment")
    }
    assert len(colours) == 4
    expect(page.locator("textarea#query")).to_be_hidden()
    assert text_of(page) == query
    look(page, "editor-light")


def test_the_editor_is_as_high_as_the_textarea_was(page: Page, plain_page: Page) -> None:
    for one in (page, plain_page):
        one.goto("/sparql")
    expect(editor_of(page)).to_be_visible()
    textarea, editor = plain_page.locator("textarea#query"), page.locator(".cm-editor")
    before, after = textarea.bounding_box(), editor.bounding_box()
    assert before and after
    assert [round(before[side]) for side in ("y", "width", "height")] == [
        round(after[side]) for side in ("y", "width", "height")
    ]


def test_ctrl_enter_runs_and_focus_lands_on_the_answer(page: Page) -> None:
    begin(page, MEETINGS)
    page.evaluate("window.stays = true")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer table").first).to_be_visible()
    assert page.evaluate("document.activeElement.closest('#answer') !== null")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    asked_for = parse_qs(urlsplit(page.url).query)
    assert asked_for["query"] == [MEETINGS]
    assert asked_for["run"] == ["1"]
    assert "token" not in asked_for
    assert page.evaluate("window.stays")
    page.reload()
    expect(page.locator("#answer table").first).to_be_visible()


def test_each_run_has_a_token_of_its_own(page: Page, watches: list[Watch]) -> None:
    begin(page, MEETINGS)
    for _ in range(2):
        with page.expect_response(lambda one: "token=" in one.url):
            editor_of(page).press("Control+Enter")
        expect(page.locator("#answer table").first).to_be_visible()
    tokens = [
        parse_qs(urlsplit(one.url).query)["token"][0] for one in watches[0].requests if "token=" in one.url
    ]
    assert len(set(tokens)) == 2
    assert all(len(token) >= 32 for token in tokens)


def test_a_class_completes_behind_a_and_declares_its_prefix(page: Page, look: Callable) -> None:
    begin(page, "SELECT * { ?x a Meet")
    page.keyboard.press("Control+Space")
    expect(options(page).first).to_contain_text("kg:Meeting")
    look(page, "editor-completion")
    choose(page, "kg:Meeting")
    assert text_of(page) == f"{KG}\nSELECT * {{ ?x a kg:Meeting"


def test_a_second_name_joins_the_declarations_that_are_there(page: Page) -> None:
    begin(page, f"{KG}\nSELECT * {{ ?x a kg:Meeting ; prefLab")
    page.keyboard.press("Control+Space")
    choose(page, "skos:prefLabel")
    lines = text_of(page).split("\n")
    assert lines[:2] == [KG, "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"]
    assert lines[2].endswith("skos:prefLabel")


@pytest.mark.parametrize(
    ("of_class", "has", "lacks"),
    [("Meeting", "kg:participation", "kg:birthDate"), ("Organization", "kg:locatedIn", "kg:participation")],
)
def test_properties_are_those_of_the_class_of_the_subject(
    page: Page, of_class: str, has: str, lacks: str
) -> None:
    begin(page, f"{KG} SELECT * {{ ?y ?q ?r . ?x a kg:{of_class} ; ")
    page.keyboard.press("Control+Space")
    expect(options(page).filter(has_text="kg:").first).to_be_visible()
    page.keyboard.type(has[:6])
    expect(options(page).filter(has_text=has).first).to_be_visible()
    names = options(page).locator(".cm-completionLabel").all_inner_texts()
    assert has in names
    assert lacks not in names


def test_prefixes_variables_and_codes_complete_where_they_belong(page: Page) -> None:
    begin(page, "SELECT ?meeting { ?m")
    page.keyboard.press("Control+Space")
    choose(page, r"^\?meeting")
    assert text_of(page) == "SELECT ?meeting { ?meeting"
    begin(page, "SELECT * { ?x foa")
    page.keyboard.press("Control+Space")
    choose(page, "^foaf:")
    assert text_of(page) == "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nSELECT * { ?x foaf:"
    begin(page, f"{KG} SELECT * {{ ?p kg:role host")
    page.keyboard.press("Control+Space")
    choose(page, "kg:role-host")
    assert text_of(page).endswith("kg:role kg:role-host")


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Huawei", "huawei"), ("Хуавэй", "huawei"), ("华为", "huawei"), ("長春", "changchun")],
)
def test_a_thing_completes_by_its_name_in_any_script(page: Page, typed: str, name: str) -> None:
    begin(page, f"SELECT * {{ ?x ?p {typed}")
    page.keyboard.press("Control+Space")
    expect(options(page).first).to_be_visible()
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    expect(options(page)).to_have_count(0)
    assert re.fullmatch(
        rf"PREFIX id: <https://kg\.example/id/>\nSELECT \* \{{ \?x \?p id:{name}[a-z-]*", text_of(page)
    )


def test_nothing_completes_inside_texts_and_comments(page: Page) -> None:
    for text in ('SELECT * { ?x a "Meet', "SELECT * { ?x a # Meet"):
        begin(page, f"{text}")
        if '"' in text:
            page.keyboard.insert_text('"')
            page.keyboard.press("ArrowLeft")
        page.keyboard.press("Control+Space")
        page.wait_for_timeout(700)
        assert options(page).count() == 0


def test_a_slip_is_marked_told_and_mended_by_keyboard(page: Page, look: Callable) -> None:
    begin(page, "SELECT * { ?x dbo:birthPlace ?y }")
    expect(page.locator(".cm-lintRange-error")).to_have_text("dbo:")
    told = page.locator("#check li")
    expect(told).to_contain_text("The prefix dbo: is not declared")
    expect(told).to_contain_text("Line 1, column 15")
    look(page, "editor-slip")
    page.keyboard.press("Control+.")
    expect(page.locator("#check li")).to_have_count(0)
    assert text_of(page) == "PREFIX dbo: <http://dbpedia.org/ontology/>\nSELECT * { ?x dbo:birthPlace ?y }"


def test_a_fix_is_also_a_button_behind_the_editor(page: Page) -> None:
    begin(page, "SELECT * { ?x a kg:Meetign }")
    button = page.get_by_role("button", name="Write kg:Meeting")
    expect(button).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#check li")).to_have_count(0)
    assert text_of(page) == "SELECT * { ?x a kg:Meeting }"
    expect(editor_of(page)).to_be_focused()


def test_only_the_latest_text_is_judged(page: Page) -> None:
    begin(page, "SELEC")
    for letter in "T * { ?s ?p ?o }":
        page.keyboard.insert_text(letter)
    page.wait_for_timeout(1_500)
    expect(page.locator("#check li")).to_have_count(0)
    expect(page.locator(".cm-lintRange")).to_have_count(0)


def test_an_error_of_a_run_is_marked_in_the_editor_and_has_the_focus(page: Page) -> None:
    begin(page, "SELECT * {\n  ?s ?p ?o\n  FITLER(?o > 1)\n}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#error")).to_be_focused()
    expect(page.locator(".cm-lintRange-error")).to_have_text("FITLER")
    assert "FITLER" in text_of(page)


def test_formatting_keeps_every_token_and_every_comment(page: Page) -> None:
    page.goto("/sparql")
    editor = editor_of(page)
    queries = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "queries").glob("*.rq"))}
    assert len(queries) > 40
    odd = {
        "one line": "SELECT * { ?s a kg:Company ; skos:prefLabel ?n . OPTIONAL { ?s kg:x ?y . ?y kg:z ?w } "
        "{ ?a ?b ?c } UNION { ?d ?e ?f } FILTER(EXISTS { ?s ?p ?o }) } ORDER BY ?n LIMIT 5",
        "no spaces": "select*{?s?p?o.?x?y .5.?z a<b>;kg:a.b'x'@en}",
        "remarks": "SELECT ?x { # one\n ?x ?p 5 . # two\n\n\n # three\n}#four",
        "not finished": "SELECT ?x { ?x ( [ ?y 'open }",
        "strings": "SELECT * { ?s ?p '''a\n  b { } ; .''' , \"x # y\" }",
    }
    for name, text in {**queries, **odd}.items():
        editor.click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text)
        page.keyboard.press("Shift+Control+F")
        after = text_of(page)
        assert [one.text for one in tokenize(after)] == [one.text for one in tokenize(text)], name
        if name in queries and "     #" not in text:
            assert after == text, name  # they are in the house style already
    page.get_by_role("button", name="Format").click()
    assert text_of(page) == after


def test_formatting_breaks_a_long_line(page: Page) -> None:
    begin(
        page,
        "SELECT * { ?s a kg:Company ; skos:prefLabel ?n . OPTIONAL { ?s kg:locatedIn ?somePlace } "
        "FILTER(LANG(?n) = 'en') } ORDER BY ?n LIMIT 5",
    )
    page.keyboard.press("Shift+Control+F")
    assert text_of(page).split("\n") == [
        "SELECT * {",
        "  ?s a kg:Company ; skos:prefLabel ?n .",
        "  OPTIONAL { ?s kg:locatedIn ?somePlace }",
        "  FILTER(LANG(?n) = 'en')",
        "}",
        "ORDER BY ?n LIMIT 5",
        "",
    ]
    page.keyboard.press("Control+z")
    assert "\n" not in text_of(page)


def test_ctrl_slash_makes_a_comment_and_takes_it_back(page: Page) -> None:
    begin(page, "ASK { }")
    page.keyboard.press("Control+/")
    assert text_of(page) == "# ASK { }"
    page.keyboard.press("Control+/")
    assert text_of(page) == "ASK { }"


def test_tab_leaves_the_editor_and_escape_does_no_harm(page: Page) -> None:
    begin(page, "ASK { }")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor_of(page)).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor_of(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(editor_of(page)).not_to_be_focused()
    assert text_of(page) == "ASK { }"


def test_cancel_stops_the_work_on_the_server(page: Page, site: str, look: Callable) -> None:
    begin(page, MEETINGS)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer table").first).to_be_visible()
    begin_text = text_of(page)
    editor_of(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(HEAVY)
    expect(page.locator("#cancel")).to_be_hidden()
    started = time.monotonic()
    page.keyboard.press("Control+Enter")
    wait_for_busy(site, 1, seconds=within(1))
    expect(page.locator("#status")).to_contain_text(re.compile(r"Running… \d+\.\d s of at most 10 s"))
    expect(page.locator("#answer")).to_have_class(re.compile("stale"))
    expect(page.locator("#cancel")).to_be_visible()
    expect(page.locator("#said")).to_contain_text("Escape cancels")
    look(page, "editor-running")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#outcome")).to_contain_text("Cancelled. The query is kept")
    wait_for_busy(site, 0, seconds=within(1))
    assert time.monotonic() - started < LIMIT_SECONDS
    assert text_of(page) == HEAVY
    expect(page.locator("#answer table").first).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["query"] == [begin_text]
    look(page, "editor-cancelled")


def test_escape_cancels_while_a_query_runs(page: Page, site: str) -> None:
    begin(page, HEAVY)
    page.keyboard.press("Control+Enter")
    wait_for_busy(site, 1, seconds=within(1))
    page.keyboard.press("Escape")
    expect(page.locator("#outcome")).to_contain_text("Cancelled")
    wait_for_busy(site, 0, seconds=within(1))


def test_another_run_takes_the_place_of_the_first(page: Page, site: str) -> None:
    begin(page, HEAVY)
    page.keyboard.press("Control+Enter")
    wait_for_busy(site, 1, seconds=within(1))
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("ASK { ?s ?p ?o }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer h2").first).to_be_visible()
    wait_for_busy(site, 0, seconds=within(1))
    expect(page.locator("#outcome")).to_be_hidden()
    expect(page.locator("#answer")).not_to_have_class(re.compile("stale"))


def test_without_a_network_it_says_so_and_never_no_results(page: Page, watches: list[Watch]) -> None:
    begin(page, "ASK { ?s ?p ?o }")
    page.wait_for_timeout(800)
    watches[0].allow("net::ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#outcome")).to_contain_text("could not be reached")
    page.context.set_offline(False)
    assert "No solutions" not in page.locator("main").inner_text()
    assert text_of(page) == "ASK { ?s ?p ?o }"
    page.keyboard.press("Control+Enter")
    expect(page.locator("#outcome")).to_be_hidden()
    expect(page.locator("#answer h2").first).to_be_visible()


def test_back_and_forward_bring_query_and_answer_again(page: Page) -> None:
    first, second = "ASK { ?s ?p ?o }", MEETINGS
    for query in (first, second):
        if query == first:
            begin(page, query)
        else:
            editor_of(page).click()
            page.keyboard.press("Control+a")
            page.keyboard.insert_text(query)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#answer h2").first).to_be_visible()
        page.wait_for_url(lambda url, query=query: parse_qs(urlsplit(url).query)["query"] == [query])
    expect(page.locator("#answer table").first).to_be_visible()
    page.go_back()
    expect(page.locator("#answer table")).to_have_count(0)
    expect(page.locator("textarea#query")).to_have_value(first)
    page.go_forward()
    expect(page.locator("#answer table").first).to_be_visible()
    expect(page.locator("textarea#query")).to_have_value(second)


def test_a_query_that_is_too_long_for_an_address_runs_all_the_same(page: Page, watches: list[Watch]) -> None:
    long = f"# {'long ' * 1_500}\nASK {{ ?s ?p ?o }}"
    begin(page, long)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer h2").first).to_be_visible()
    expect(page.locator("#outcome")).to_contain_text("too long for an address")
    assert any(one.method == "POST" and urlsplit(one.url).path == "/sparql" for one in watches[0].requests)
    assert "query" not in parse_qs(urlsplit(page.url).query)
    page.reload()
    expect(page.locator("textarea#query")).to_have_value(long)


def test_other_pages_of_an_answer_come_without_leaving_the_page(page: Page) -> None:
    page.goto(asked("SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 250"))
    expect(editor_of(page)).to_be_visible()
    page.evaluate("window.stays = true")
    page.locator("#answer a[href*='page=2']").first.click()
    page.wait_for_url(lambda url: "page=2" in url)
    expect(page.locator("#answer")).to_contain_text("101")
    assert page.evaluate("window.stays")
    assert page.evaluate("document.activeElement.closest('#answer') !== null")


def test_earlier_queries_are_kept_within_bounds(page: Page, look: Callable) -> None:
    page.goto("/sparql")
    many = json.dumps([f"ASK {{ ?s ?p {number} }} # {'x' * 3_000}" for number in range(60)])
    page.evaluate("many => localStorage.setItem('kg-queries', many)", many)
    begin(page, "ASK { ?s a ?new }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer h2").first).to_be_visible()
    kept = page.evaluate("localStorage.getItem('kg-queries')")
    assert len(kept) <= 100_000
    assert len(json.loads(kept)) <= 50
    assert json.loads(kept)[0] == "ASK { ?s a ?new }"
    page.get_by_role("button", name="Earlier queries").click()
    dialog = page.get_by_role("dialog")
    look(page, "editor-earlier")
    dialog.get_by_role("button", name="ASK { ?s ?p 3 }").click()
    assert text_of(page).startswith("ASK { ?s ?p 3 }")
    page.get_by_role("button", name="Earlier queries").click()
    dialog.get_by_role("button", name="Forget all of them").click()
    assert page.evaluate("localStorage.getItem('kg-queries')") is None
    expect(dialog).to_contain_text("Nothing has been run here yet")


def test_what_lies_in_the_storage_is_never_trusted(page: Page) -> None:
    page.goto("/sparql")
    hostile = ["<img src=x onerror=window.struck=1>", 7, None]
    for kept in ("{", "7", json.dumps(hostile)):
        page.evaluate("kept => localStorage.setItem('kg-queries', kept)", kept)
        page.reload()
        page.get_by_role("button", name="Earlier queries").click()
        page.keyboard.press("Escape")
    assert page.evaluate("window.struck") is None


def test_without_scripts_the_form_is_the_plain_one(plain_page: Page) -> None:
    plain_page.goto("/sparql")
    plain_page.locator("textarea#query").fill(MEETINGS)
    for name in ("Format", "Earlier queries", "Cancel"):
        expect(plain_page.get_by_role("button", name=name)).to_have_count(0)
    plain_page.get_by_role("button", name="Run").click()
    expect(plain_page.locator("#answer table").first).to_be_visible()
    assert parse_qs(urlsplit(plain_page.url).query)["query"] == [MEETINGS]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("dark", {"color_scheme": "dark"}),
        ("390", {"viewport": {"width": 390, "height": 844}}),
        ("zh", {"locale": "zh-CN"}),
        ("ru-390", {"locale": "ru-RU", "viewport": {"width": 390, "height": 844}}),
    ],
)
def test_it_fits_every_screen_scheme_and_language(
    context: Callable, look: Callable, name: str, options: dict[str, object]
) -> None:
    page = context(**options).new_page()
    query = f"{KG}\nSELECT ?meeting ?name WHERE {{\n  ?meeting a kg:Meetign ; skos:prefLabel ?name .\n}}"
    page.goto(asked(query))
    expect(page.locator("#check li")).to_be_visible()
    look(page, f"editor-{name}")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    if "390" in name:
        size = page.locator(".cm-content").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        assert size >= 16


def test_the_editor_works_for_another_project(context: Callable, museum_site: str) -> None:
    page = context(base_url=museum_site).new_page()
    begin(page, "SELECT * { ?x a Artw")
    page.keyboard.press("Control+Space")
    choose(page, "ml:Artwork")
    assert text_of(page) == "PREFIX ml: <https://museum.example/ontology#>\nSELECT * { ?x a ml:Artwork"


def test_the_scripts_of_the_form_are_small(page: Page, site: str) -> None:
    page.goto("/sparql")
    addresses = page.locator("script[src]").evaluate_all("all => all.map(one => one.src)")
    assert {Path(urlsplit(one).path).name.split(".")[0] for one in addresses} == {"page", "form"}
    total = 0
    for address in addresses:
        total += len(gzip.compress(send(site, "GET", urlsplit(address).path).body))
    assert total <= MOST_SCRIPT
