"""The driver of the browser, for the tests that import its types and its `expect`.

Where Playwright is missing, importing this module skips the test module with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools import package

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Locator,
        Page,
        Request,
        Response,
        expect,
        sync_playwright,
    )
else:
    _api = package("playwright.sync_api")
    Browser, BrowserContext, Page = _api.Browser, _api.BrowserContext, _api.Page
    ConsoleMessage, Locator = _api.ConsoleMessage, _api.Locator
    Request, Response = _api.Request, _api.Response
    expect, sync_playwright = _api.expect, _api.sync_playwright

__all__ = [
    "Browser",
    "BrowserContext",
    "ConsoleMessage",
    "Locator",
    "Page",
    "Request",
    "Response",
    "expect",
    "sync_playwright",
]
