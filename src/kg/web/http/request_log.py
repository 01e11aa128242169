"""The log: one line of JSON for each request, and for whatever else the process has to say.

A line tells what was asked for and what became of it, and nothing of who asked or what stood in the
query: a hash tells equal queries, and an address is written only where the project says so.  Lines
are ASCII, so that nothing a client sends can end one or move a terminal's cursor.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

from kg.web.http.log_thread import LogThread

_LONGEST = 200  # characters of what a client chooses
_requests = logging.getLogger("kg.requests")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response.

    `route` is the pattern that matched the path, `-` for none; `bytes` is the length of the body.
    `outcome` is `ok` for a query that was answered, else the kind of the problem, empty for other
    responses.  `query` is the text of a query, of which the log has a hash.
    """

    method: str
    route: str
    path: str
    status: int
    seconds: float
    bytes: int
    outcome: str = ""
    query: str | None = None
    form: str = ""
    format: str = ""
    solutions: int = 0
    capped: bool = False
    cached: bool = False
    version: str = ""
    client: str = ""


def write_exchange(exchange: Exchange) -> None:
    """Log a request, where somebody listens."""
    if _requests.isEnabledFor(logging.INFO):
        _requests.info("request", extra={"exchange": exchange})


def log_to(stream: TextIO) -> LogThread:
    """Write every log record of this process to `stream` as a line of JSON, until the answer is closed.

    The end of the process closes it as well.
    """
    handler = LogThread(stream)
    handler.setFormatter(JsonLines())
    # No line says which code or thread wrote it, and to find that out costs more than the line
    # (Logging HOWTO, "Optimization").
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    root = logging.getLogger()
    root.handlers[:] = [handler]
    _requests.setLevel(logging.INFO)
    logging.getLogger("kg.build").setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    return handler


class JsonLines(logging.Formatter):
    """Writes a log record as one line of JSON with the time in UTC (RFC 3339)."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": time.replace("+00:00", "Z"), "level": record.levelname.lower()}
        exchange: Exchange | None = getattr(record, "exchange", None)
        if exchange is not None:
            return json.dumps({**line, **_fields(exchange)})
        line |= {"logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)


def _fields(exchange: Exchange) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "method": exchange.method[:_LONGEST],
        "path": exchange.path[:_LONGEST],
        "route": exchange.route,
        "status": exchange.status,
        "ms": round(exchange.seconds * 1_000, 1),
        "bytes": exchange.bytes,
    }
    if exchange.outcome:
        fields["outcome"] = exchange.outcome
    if exchange.query is not None:
        fields |= {
            "form": exchange.form,
            "format": exchange.format,
            "solutions": exchange.solutions,
            "capped": exchange.capped,
            "cached": exchange.cached,
            "version": exchange.version[:12],
        }
    if exchange.query:
        text = exchange.query.encode("utf-8", "surrogatepass")
        fields["query"] = hashlib.sha256(text).hexdigest()[:16]
    if exchange.client:
        fields["client"] = exchange.client[:_LONGEST]
    return fields
