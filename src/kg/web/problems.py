"""Errors as responses: RFC 9457 problem details, plain text or a page, by what the client accepts.

The status and the kind of an error stand on its class (`kg.model.errors`); nothing else decides them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from kg.endpoint.negotiation import media_ranges, weight_by_name, weight_of
from kg.model.errors import EndpointBusy, EngineUnavailable, KgError, QueryError, VersionMoved

PROBLEM_JSON = "application/problem+json"
_HTML = ("text/html", "application/xhtml+xml")
_KINDS = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    408: "too-slow",
    410: "gone",
    413: "query-too-large",
    414: "address-too-long",
    415: "media-type",
    421: "wrong-host",
    431: "headers-too-large",
    503: "busy",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong; the fields are those of RFC 9457 and the place in the query.

    `retry_after` are seconds; `current` is the version that is served where another was demanded;
    `allow` are the methods that an address knows.
    """

    kind: str
    title: str
    status: int
    detail: str
    help: str = ""
    line: int | None = None
    column: int | None = None
    length: int | None = None
    suggestion: str | None = None
    retry_after: int | None = None
    current: str | None = None
    allow: tuple[str, ...] = ()


def from_error(error: KgError) -> Problem:
    """The problem that an error of the engine is."""
    if isinstance(error, QueryError):
        return Problem(
            error.kind,
            error.title,
            error.status,
            error.message,
            error.help,
            error.line,
            error.column,
            error.length,
            error.suggestion,
            retry_after=2 if isinstance(error, EndpointBusy | EngineUnavailable) else None,
            current=error.current if isinstance(error, VersionMoved) else None,
        )
    kind = "unavailable" if error.status == 503 else "internal"
    title = "The graph cannot be read now" if error.status == 503 else "Something went wrong here"
    return Problem(kind, title, error.status, error.message, error.help)


def from_http(error: HTTPException) -> Problem:
    """The problem that a status of HTTP is."""
    status = error.code or 500
    allow = tuple(sorted(error.valid_methods or ())) if isinstance(error, MethodNotAllowed) else ()
    detail = error.description or error.name
    return Problem(_KINDS.get(status, "http"), error.name, status, detail, allow=allow)


def refusal(status: int, detail: str, *, help: str = "", retry_after: int | None = None) -> Problem:
    """The problem of a request that is refused as HTTP, before anybody asks what it is about."""
    title = HTTPStatus(status).phrase
    return Problem(_KINDS.get(status, "http"), title, status, detail, help, retry_after=retry_after)


def internal_problem() -> Problem:
    """The problem of an error nobody expected; says nothing about the inside."""
    return Problem(
        "internal", "Something went wrong here", 500, "The server could not answer. This is a defect."
    )


def wanted_type(accept: str | None) -> str:
    """The media type for a problem: JSON, or the page or the text for a client that names it.

    `accept` is the Accept header.  Who would take JSON as gladly as text gets JSON, and a page comes
    before both, because only people name it.
    """
    ranges = media_ranges(accept)
    html, text = weight_by_name(_HTML, ranges), weight_by_name(("text/plain",), ranges)
    named = [weight for main, sub, weight in ranges if main == "application" and sub.endswith("json")]
    json_weight = max(weight_of(PROBLEM_JSON, ranges), *named, 0.0)
    if html > 0 and html >= max(json_weight, text):
        return "text/html"
    return "text/plain" if text > json_weight else PROBLEM_JSON


def to_json(problem: Problem, *, base: str) -> Response:
    """The problem as application/problem+json; `base` is the public address of the site."""
    values: dict[str, Any] = {
        "type": f"{base}problems/{problem.kind}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "help": problem.help,
        "line": problem.line,
        "column": problem.column,
        "length": problem.length,
        "suggestion": problem.suggestion,
        "current": problem.current,
    }
    kept = {key: value for key, value in values.items() if value not in (None, "")}
    body = json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
    return Response(body, status=problem.status, content_type=PROBLEM_JSON)


def to_text(problem: Problem) -> Response:
    """The problem as a few lines of text."""
    place = f" (line {problem.line}, column {problem.column})" if problem.line else ""
    lines = [f"{problem.title}: {problem.detail}{place}"]
    if problem.help:
        lines.append(f"help: {problem.help}")
    return Response("\n".join(lines) + "\n", status=problem.status, content_type="text/plain; charset=utf-8")


def all_kinds() -> list[Problem]:
    """Every kind of problem that a response can name, sorted; titles stand in the catalogue of texts."""
    found = {
        error.kind: Problem(error.kind, error.title, error.status, "") for error in _query_errors(QueryError)
    }
    for status, kind in _KINDS.items():
        found.setdefault(kind, Problem(kind, "", status, ""))
    found["unavailable"] = Problem("unavailable", "", 503, "")
    found["internal"] = Problem("internal", "", 500, "")
    return [found[kind] for kind in sorted(found)]


def _query_errors(root: type[QueryError]) -> Iterator[type[QueryError]]:
    yield root
    for error in root.__subclasses__():
        yield from _query_errors(error)
