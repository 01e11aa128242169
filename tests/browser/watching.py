"""What no page may do while a test drives it: complain, break its own policy, or ask another host.

An answer with status 4xx or 503 is an answer, although Chromium writes a line about it to the
console; a script, style sheet or picture that does not come is a fault, and so is any status 500.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from browser.driving import BrowserContext, ConsoleMessage, Page, Request, Response

_ANSWERS = ("document", "fetch", "xhr")
_NOT_LOADED = "Failed to load resource"
_INNER_ERROR = 500


@dataclass  # no slots: Playwright keeps something of its own on whoever listens
class Watch:
    """The faults of the pages of one browser context, and the requests that they made."""

    host: str
    faults: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    _allowed: list[str] = field(default_factory=list)
    _answers: set[str] = field(default_factory=set)

    def allow(self, part: str) -> None:
        """Expect faults whose text has this part: a test that takes the network away, for one."""
        self._allowed.append(part)

    def found(self) -> list[str]:
        """The faults that no test expected."""
        return [one for one in self.faults if not any(part in one for part in self._allowed)]

    def follow(self, context: BrowserContext) -> None:
        """Watch all pages of a context, those that it has and those to come."""
        context.on("page", self._follow_page)
        for page in context.pages:
            self._follow_page(page)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfailed", self._failed)

    def _follow_page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error.message}\n{error.stack}"))

    def _console(self, message: ConsoleMessage) -> None:
        address = str(message.location.get("url", ""))
        if message.type not in ("error", "warning"):
            return
        if message.text.startswith(_NOT_LOADED) and address in self._answers:
            return
        self.faults.append(f"console {message.type}: {message.text} ({address})")

    def _request(self, request: Request) -> None:
        self.requests.append(request)
        parts = urlsplit(request.url)
        if request.resource_type in _ANSWERS:
            self._answers.add(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.faults.append(f"a request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status == _INNER_ERROR:
            self.faults.append(f"status 500: {response.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left, a download and Cancel all abort a request on purpose.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.failure}: {request.url}")
