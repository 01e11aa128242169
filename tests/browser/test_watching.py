"""The watch over pages sees what it is there for; a harness that sees nothing would pass everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browser.driving import BrowserContext, Page
from browser.watching import Watch

pytestmark = pytest.mark.slow

FAULTS = {
    'Content Security Policy directive: "connect-src': "fetch('http://other.example/').catch(() => 0)",
    "Content Security Policy directive 'style-src": ("document.body.setAttribute('style', 'color: red')"),
    "Content Security Policy directive 'script-src": (
        "document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))"
    ),
    "console error: said": "console.error('said')",
    "console warning: said": "console.warn('said')",
    "uncaught: thrown": "setTimeout(() => { throw new Error('thrown') })",
    "status of 404": (
        "document.head.append(Object.assign(document.createElement('script'), { src: '/static/none.js' }))"
    ),
}


@pytest.mark.parametrize("expected", FAULTS)
def test_a_fault_of_a_page_is_seen(page: Page, watches: list[Watch], expected: str) -> None:
    page.goto("/")
    page.evaluate(f"() => {{ {FAULTS[expected]} }}")
    page.wait_for_timeout(200)
    (watch,) = watches
    assert any(expected in fault for fault in watch.found()), watch.found()
    watch.allow("")


def test_a_request_to_another_host_is_seen(
    context: Callable[..., BrowserContext], watches: list[Watch], museum_site: str
) -> None:
    # Another port is another host; the policy lets a page lead there, and the test must hear of it.
    page = context().new_page()
    page.goto("/")
    page.goto(f"{museum_site}/")
    assert any(fault.startswith("a request to another host") for fault in watches[0].found())
    watches[0].allow("another host")


def test_an_answer_that_refuses_is_no_fault(page: Page, watches: list[Watch]) -> None:
    page.goto("/nothing-here")
    status = page.evaluate("fetch('/sparql?query=ASK').then((answer) => answer.status)")
    assert status == 400
    assert watches[0].faults == []


def test_scripts_run_on_one_page_and_not_on_the_other(
    page: Page, plain_page: Page, look: Callable[[Page, str], Path]
) -> None:
    for one, scripts in ((page, True), (plain_page, False)):
        one.goto("/")
        assert (one.locator("html[data-scripts]").count() == 1) is scripts
        assert look(one, f"watched-{scripts}").stat().st_size > 10_000
