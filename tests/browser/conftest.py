"""The installed product in Chromium: real `kg serve` processes, and pages that are watched while driven.

`page` and `plain_page` show the site of this repository's project, with scripts and without; a test
that needs another theme, width, language or site makes its context with `context(...)`.  Each fails
at its end when a page complained on the console, broke its policy or asked another host.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from browser.addresses import REMOVED
from clients.running import serving
from projects import ROOT, replaced
from tools import package, tool

if TYPE_CHECKING:
    from browser.driving import Browser, BrowserContext, Page
    from browser.watching import Watch

SUBJECT = ROOT / "tests" / "project"
PATIENCE_MS = 30_000
_PARTS = ("kg.toml", "ontology", "shapes", "seeds", "queries")
_FLAGS = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing else is reached, whatever a page asks.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
MakeContext = Callable[..., "BrowserContext"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `kg serve` on a copy of this repository's project, without a slash at its end.

    One id is withdrawn in the copy, so that there is a page that is gone.
    """
    folder = tmp_path_factory.mktemp("site")
    for part in _PARTS:
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / part)
    authority = folder / "seeds" / "authority.yaml"
    withdrawn = f"removed: [{{id: {REMOVED}, because: the person asked for it}}]"
    authority.write_text(replaced(authority.read_text("utf-8"), "removed: []", withdrawn), encoding="utf-8")
    with serving(folder, folder / "log", source=None) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="session")
def museum_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `kg serve` on the small project about museum loans."""
    folder = tmp_path_factory.mktemp("museum")
    shutil.copytree(SUBJECT, folder / "project", ignore=shutil.ignore_patterns("build"))
    with serving(folder / "project", folder / "log", source=None) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    path, driver = tool("chromium"), package("playwright.sync_api")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS), chromium_sandbox=False)
        yield browser
        browser.close()


@pytest.fixture
def watches() -> list[Watch]:
    """The watch of each context of this test, in the order in which they were made."""
    return []


@pytest.fixture
def context(chromium: Browser, site: str, watches: list[Watch]) -> Iterator[MakeContext]:
    """Make a context: `context(color_scheme="dark", viewport={...}, locale="zh-CN", base_url=museum_site)`.

    Takes the options of Playwright's `new_context`; pages of it go to addresses like `/sparql`.
    """
    watching = package("browser.watching")
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        chosen = {"base_url": site, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **options}
        new = chromium.new_context(**chosen)
        new.set_default_timeout(PATIENCE_MS)
        watch = watching.Watch(urlsplit(chosen["base_url"]).netloc)
        watch.follow(new)
        watches.append(watch)
        made.append(new)
        return new

    yield make
    for each in made:
        each.close()
    faults = [fault for watch in watches for fault in watch.found()]
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(context: MakeContext) -> Page:
    """A page of the site in English, light, 1280 by 900."""
    return context().new_page()


@pytest.fixture
def plain_page(context: MakeContext) -> Page:
    """The same with scripts off."""
    return context(java_script_enabled=False).new_page()


@pytest.fixture(scope="session")
def look(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Page, str], Path]:
    """Write a picture of the whole page, `look(page, "home-dark")`, to be looked at by people.

    The folder is KG_SCREENSHOTS, else a temporary one.
    """
    wanted = os.environ.get("KG_SCREENSHOTS")
    folder = Path(wanted) if wanted else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)

    def write(page: Page, name: str) -> Path:
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return write
