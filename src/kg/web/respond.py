"""From values to responses: pages with an entity tag, and problems in the type the client accepts."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any, cast

from flask import Response, g, request

from kg.model.errors import KgError
from kg.web.http.headers import editor_policy
from kg.web.http.receipt import Receipt
from kg.web.problems import PROBLEM_JSON, Problem, to_json, to_text, wanted_type
from kg.web.rendering import render
from kg.web.site import Page


def current_page() -> Page:
    """The page of the request that is being answered."""
    return cast("Page", g.page)


def open_receipt(page: Page) -> Receipt:
    """A receipt for the request that is being answered, stamped on whatever response it gets."""
    receipt = Receipt(served_version(page), page.project.limits.seconds, started=g.started)
    g.receipt = receipt
    return receipt


def html(template: str, *, status: int = 200, editor: bool = False, **values: Any) -> Response:
    """A page; with status 200 it carries an entity tag, so that an unchanged page is not sent again.

    With `editor` it loads the editor, which writes a style element; `nonce` in the template allows it.
    """
    page = current_page()
    nonce = secrets.token_urlsafe(16) if editor else ""
    body = render(page, request, template, version=served_version(page), nonce=nonce, **values)
    response = Response(body, status=status, content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = page.language.interface
    if editor:
        # No entity tag: a 304 would bring the policy of a new nonce to the kept page of an old one.
        response.headers["Content-Security-Policy"] = editor_policy(nonce)
        response.headers["Cache-Control"] = "private, no-cache"
    elif status == 200:
        return unless_known(response)
    return response


def json_document(document: Mapping[str, Any], *, indent: int | None = None) -> Response:
    """A JSON document for programs, in UTF-8."""
    body = json.dumps(document, ensure_ascii=False, indent=indent) + "\n"
    return Response(body, content_type="application/json")


def unless_known(response: Response) -> Response:
    """The response with a weak entity tag of its bytes; 304 where the client names that tag."""
    response.add_etag(weak=True)
    return cast("Response", response.make_conditional(request))


def prefers_json() -> bool:
    """Whether the client likes JSON better than a page; who likes both alike gets the page."""
    offered = ("text/html", "application/json")
    return request.accept_mimetypes.best_match(offered, "text/html") == "application/json"


def served_version(page: Page) -> str:
    """The version that is served, or the empty string when there is none."""
    try:
        return page.site.endpoint.version
    except KgError:
        return ""


def show_problem(problem: Problem, **values: Any) -> Response:
    """A problem as JSON, text or a page."""
    wanted = wanted_type(request.headers.get("Accept"))
    page = current_page()
    g.outcome = problem.kind
    if wanted == PROBLEM_JSON:
        response = to_json(problem, base=page.address)
    elif wanted == "text/plain":
        response = to_text(problem)
    else:
        shown = {"nearest": (), "report": "", **values}
        response = html("error.html", status=problem.status, problem=problem, **shown)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    if problem.allow:
        response.headers["Allow"] = ", ".join(problem.allow)
    if problem.kind != "gone":
        response.headers["Cache-Control"] = "no-store"
    return response
