"""What a response of the endpoint says about its making, on errors too: the `Kg-` headers.

A receipt is opened when a request arrives and stamped on the response whatever became of it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from flask import Response

from kg.endpoint.answer import Answer
from kg.model.errors import QueryError, ResultTooLarge

_NOTICE_BYTES = 2_000
_OF_THE_ANSWER = ("Kg-Solutions", "Kg-Capped", "Kg-Notice")


@dataclass(slots=True)
class Receipt:
    """Version, counts, caps, limit and time of one request to the endpoint.

    `seconds` is the time limit that held; `outcome` is `ok` or the kind of the problem; `form` and
    `format` say what was asked, as far as it was understood; `query` is its text, for the log to
    tell equal queries, never to be shown.
    """

    version: str
    seconds: float
    solutions: int = 0
    capped: bool = False
    notices: tuple[str, ...] = ()
    outcome: str = "ok"
    form: str = ""
    format: str = ""
    query: str = ""
    from_cache: bool = False
    started: float = field(default_factory=time.monotonic)

    @property
    def elapsed_ms(self) -> int:
        """Milliseconds since the request arrived."""
        return round((time.monotonic() - self.started) * 1_000)

    def answered(self, answer: Answer) -> None:
        """Note what the answer says of itself."""
        self.version, self.solutions, self.capped = answer.version, answer.solutions, answer.capped
        self.notices, self.form, self.from_cache = answer.notices, answer.form, answer.from_cache

    def refused(self, error: QueryError) -> None:
        """Note why there is no answer."""
        self.outcome, self.capped = error.kind, isinstance(error, ResultTooLarge)

    def stamp(self, response: Response) -> None:
        """Write the headers; a 304 leaves the counts that the client has kept as they are (RFC 9111)."""
        headers = response.headers
        for name, value in stamps(
            self.version, self.seconds, self.elapsed_ms, self.solutions, self.capped, self.notices
        ):
            if response.status_code != 304 or name not in _OF_THE_ANSWER:
                headers[name] = value


def stamps(
    version: str, seconds: float, elapsed_ms: int, solutions: int, capped: bool, notices: Sequence[str]
) -> list[tuple[str, str]]:
    """The headers of a receipt; `version` is empty where none is served."""
    found = [("Kg-Version", version)] if version else []
    found += [
        ("Kg-Limit-Seconds", f"{seconds:g}"),
        ("Kg-Elapsed-Ms", str(elapsed_ms)),
        ("Kg-Solutions", str(solutions)),
        ("Kg-Capped", "true" if capped else "false"),
    ]
    if notices:
        found.append(("Kg-Notice", _in_a_header(notices)))
    return found


def _in_a_header(notices: Sequence[str]) -> str:
    """Notices as one line of ASCII, percent-encoded as UTF-8, and no longer than proxies let through."""
    found: list[str] = []
    room = _NOTICE_BYTES
    for notice in notices:
        encoded = quote(notice, safe=" ,;:.<>/?#()'`=-_")
        room -= len(encoded)
        if room < 0:
            found.append(f"and {len(notices) - len(found)} more")
            break
        found.append(encoded)
    return "; ".join(found)
