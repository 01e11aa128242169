"""Routes for programs: the query endpoint with its form, exports, and signs of life."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, redirect, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.endpoint.formats import HTML, TURTLE
from kg.endpoint.protocol import Query
from kg.model.errors import KgError, QueryError, VersionMoved
from kg.web.exports import ExportFile
from kg.web.problems import from_error, wanted_type
from kg.web.queries import question_of, ready_questions
from kg.web.receipt import Receipt
from kg.web.respond import current_page, html, open_receipt, show_problem
from kg.web.sparql import (
    STARTER,
    Asking,
    address_of,
    answer_query,
    excerpt,
    read_asking,
    read_query,
    show_answer,
)


def sparql() -> WerkzeugResponse:
    """`/sparql`: the answer for programs, the form for browsers, the description for who asks nothing."""
    page = current_page()
    receipt = open_receipt(page)
    query: Query | None = None
    try:
        query = read_query(request)
        if query is not None:
            receipt.query, receipt.seconds = query.text, page.site.endpoint.seconds(query)
        asking = read_asking(request, query)
        receipt.form, receipt.format = asking.form, asking.format.name
        if asking.format is not HTML:
            return answer_query(page, asking, request, receipt)
        return _form(asking, receipt)
    except QueryError as error:
        receipt.refused(error)
        if wanted_type(request.accept_mimetypes) == "text/html" and not request.args.get("format"):
            return _form_with_error(query, error)
        return show_problem(from_error(error))


def cancel() -> WerkzeugResponse:
    """`/sparql/cancel`: ends the query that runs under the token of the form."""
    token = request.form.get("token", "")
    if not current_page().site.endpoint.cancel(token):
        raise NotFound("No query runs under this token; it may have ended.")
    return Response(status=204)


def void() -> WerkzeugResponse:
    """`/.well-known/void`: the description of the dataset is that of the service."""
    page = current_page()
    asking = read_asking(request, None)
    if asking.format is HTML:
        return redirect(page.links.page("/downloads"), code=303)
    return answer_query(page, asking, request, open_receipt(page))


def export(name: str) -> Response:
    """`/export/<file name>`: one export of the served version."""
    page = current_page()
    version = page.site.endpoint.built
    file = page.site.exports.source(name) or page.site.exports.file(version, name)
    if file is None:
        raise NotFound
    media_type = file.format.media_type if isinstance(file, ExportFile) else TURTLE.media_type
    response = send_file(
        file.path,
        mimetype=media_type,
        as_attachment=True,
        download_name=file.name,
        etag=file.sha256,
    )
    response.headers["Kg-Version"] = version.sha256
    response.headers["Cache-Control"] = "no-cache"
    return response


def healthz() -> Response:
    """`/healthz`: the process answers."""
    return _plain("ok\n")


def readyz() -> Response:
    """`/readyz`: queries can be answered; says which version, and which layers of isolation are active."""
    try:
        state = current_page().site.endpoint.state()
    except KgError as error:
        return show_problem(from_error(error))
    lines = [
        f"version {state.version}",
        f"workers {state.workers}, busy {state.busy}, waiting {state.waiting}, replaced {state.replaced}",
        f"isolation {', '.join(state.layers) or 'none'}",
    ]
    if state.missing:
        lines.append(f"missing {', '.join(state.missing)}")
    if state.problem:
        lines.append(f"problem {state.problem}")
    return _plain("\n".join(lines) + "\n")


def robots() -> Response:
    """`/robots.txt`: pages may be indexed, queries need not be run by crawlers."""
    return _plain("User-agent: *\nDisallow: /sparql\nDisallow: /export/\n")


def favicon() -> WerkzeugResponse:
    """`/favicon.ico`, which browsers ask for unasked."""
    return redirect("/static/icon.svg", code=308)


def _form(asking: Asking, receipt: Receipt) -> Response:
    page = current_page()
    text = asking.query.text if asking.query else STARTER
    result = None
    if asking.query is not None:
        number = request.args.get("page", "")
        result = show_answer(page, asking.query, asking.form, number=number, request=request, receipt=receipt)
    pager = result.pager if result else None
    return html("sparql.html", **_form_values(asking.query, text), error=None, result=result, pager=pager)


def _form_with_error(query: Query | None, error: QueryError) -> Response:
    text = query.text if query else request.values.get("query", "")
    line, caret = excerpt(text, error)
    problem = from_error(error)
    offers = _versions(query, error) if query and isinstance(error, VersionMoved) else None
    response = html(
        "sparql.html",
        status=error.status,
        **_form_values(query, text),
        error={"problem": problem, "excerpt": line, "caret": caret, "versions": offers},
        result=None,
        pager=None,
    )
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


def _versions(query: Query, error: VersionMoved) -> dict[str, str]:
    """The ways on from a version that is no longer served: as it is now, and to be cited from now."""
    page = current_page()
    return {
        "now": address_of(page, replace(query, version=None)),
        "pinned": address_of(page, replace(query, version=error.current)),
        "current": error.current[:12],
        "asked": (query.version or "")[:12],
    }


def _form_values(query: Query | None, text: str) -> dict[str, Any]:
    page = current_page()
    return {
        "query": text,
        "question": question_of(page, text),
        "questions": ready_questions(page),
        "rows_shown": min(24, max(8, text.count("\n") + 2)),
        "default_graphs": (query.default_graphs or ()) if query else (),
        "named_graphs": (query.named_graphs or ()) if query else (),
    }


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
