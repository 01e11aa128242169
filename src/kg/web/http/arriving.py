"""A request while it arrives: waitress reads it, and here stands what this server refuses beyond that.

Whatever two readers could understand differently (RFC 9112 sections 6.1 and 11.2) is refused, so that
no request can hide in another behind a proxy.
"""

from __future__ import annotations

import time
from typing import Any

from waitress.parser import HTTPRequestParser

from kg.web.problems import Problem, internal_problem, refusal

MAX_ADDRESS_BYTES = 65_536
MAX_HEADER_BYTES = 32_768
MAX_BODY_BYTES = 1_000_000
_METHOD_AND_VERSION_BYTES = 32


class Arriving(HTTPRequestParser):  # type: ignore[misc]
    """A request while it arrives; `error` is the problem that ends it."""

    command = path = ""
    since: float | None = None  # when it was taken over by `QuickAnswers`, which then gave it back
    underway: Any = None  # what was begun for it there

    def __init__(self, adjustments: Any) -> None:
        super().__init__(adjustments)
        self.started = time.time()
        self._examined = False

    def received(self, data: bytes) -> int:
        """Take bytes of the connection; returns how many belong to this request."""
        beginning = self.header_plus + data if self.body_rcv is None else b""
        try:
            consumed: int = super().received(data)
        except ValueError:  # an address or a length that Python cannot read
            self.refuse(refusal(400, "The request line or a header is malformed."))
        if self.completed:
            self.expect_continue = False  # there is nothing to go on with (RFC 9110 section 10.1.1)
        if self.error is not None:
            self.refuse(problem_of(self.error, beginning))
        elif self.headers_finished and not self._examined and not self.empty:
            self._examined = True
            problem = self._objection()
            if problem is not None:
                self.refuse(problem)
        return consumed if self.error is None else len(data)

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers, and note how the body is framed before that is taken out of them."""
        super().parse_header(header_plus)
        names = {line.partition(b":")[0].strip().lower() for line in header_plus.split(b"\r\n")[1:]}
        self.framed_twice = {b"transfer-encoding", b"content-length"} <= names
        self.framed_oddly = b"transfer-encoding" in names and self.version != "1.1"
        options = [option.strip() for option in self.headers.get("CONNECTION", "").lower().split(",")]
        if "close" in options:  # in a list as well (RFC 9110 section 7.6.1)
            self.headers["CONNECTION"] = "close"
        if self.proxy_netloc:  # the address names the host, and the header does not count
            self.headers["HOST"] = self.proxy_netloc

    def refuse(self, problem: Problem) -> None:
        """End this request with a problem; what follows on the connection is not read as a request."""
        self.error = problem
        self.completed = True
        self.expect_continue = False
        self.version = "1.1"
        if not self.headers_finished:
            self.command = self.path = ""

    def _objection(self) -> Problem | None:
        if self.version not in ("1.0", "1.1"):
            return refusal(505, "This server speaks HTTP/1.1.")
        if len(self.first_line) > MAX_ADDRESS_BYTES + _METHOD_AND_VERSION_BYTES:
            return _address_too_long()
        if self.header_bytes_received - len(self.first_line) > MAX_HEADER_BYTES:
            return _headers_too_large()
        if self.framed_twice or self.framed_oddly:
            return refusal(400, "The length of the body is given in two ways.")
        return None


def problem_of(error: Any, beginning: bytes) -> Problem:
    """The problem of an error; those of the parser have a status and a few words.

    `beginning` are the first bytes of the request where its headers are not whole.
    """
    if isinstance(error, Problem):
        return error
    if error.code == 431:
        too_long = b"\r\n" not in beginning[: MAX_ADDRESS_BYTES + _METHOD_AND_VERSION_BYTES]
        return _address_too_long() if too_long else _headers_too_large()
    if error.code == 413:
        return refusal(413, f"The body is larger than {MAX_BODY_BYTES:,} bytes.")
    return internal_problem() if error.code == 500 else refusal(error.code, f"{error.body}.")


def _address_too_long() -> Problem:
    return refusal(414, f"The address is longer than {MAX_ADDRESS_BYTES:,} bytes.")


def _headers_too_large() -> Problem:
    return refusal(431, f"The headers are larger than {MAX_HEADER_BYTES:,} bytes.")
