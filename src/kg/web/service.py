"""Routes for programs: the query endpoint with its form, exports, and signs of life."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.endpoint.formats import HTML, TURTLE
from kg.endpoint.protocol import Query
from kg.model.errors import KgError, QueryError
from kg.web.exports import ExportFile
from kg.web.problems import from_error, wanted_type
from kg.web.queries import question_of, ready_questions
from kg.web.respond import current_page, html, show_problem
from kg.web.sparql import (
    STARTER,
    Asking,
    answer_query,
    excerpt,
    read_asking,
    read_query,
    show_answer,
)


def sparql() -> WerkzeugResponse:
    """`/sparql`: the answer for programs, the form for browsers, the description for who asks nothing."""
    page = current_page()
    query: Query | None = None
    try:
        query = read_query(request)
        asking = read_asking(request, query)
        if asking.format is not HTML:
            return answer_query(page, asking, request)
        return _form(asking)
    except QueryError as error:
        if wanted_type(request.accept_mimetypes) == "text/html" and not request.args.get("format"):
            return _form_with_error(query, error)
        return show_problem(from_error(error))


def void() -> WerkzeugResponse:
    """`/.well-known/void`: the description of the dataset is that of the service."""
    page = current_page()
    asking = read_asking(request, None)
    if asking.format is HTML:
        return redirect(page.links.page("/downloads"), code=303)
    return answer_query(page, asking, request)


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


def _form(asking: Asking) -> Response:
    page = current_page()
    text = asking.query.text if asking.query else STARTER
    result = None
    if asking.query is not None:
        result = show_answer(page, asking.query, asking.form, number=request.args.get("page", ""))
    pager = result.pager if result else None
    return html("sparql.html", **_form_values(asking.query, text), error=None, result=result, pager=pager)


def _form_with_error(query: Query | None, error: QueryError) -> Response:
    text = query.text if query else request.values.get("query", "")
    line, caret = excerpt(text, error)
    problem = from_error(error)
    response = html(
        "sparql.html",
        status=error.status,
        **_form_values(query, text),
        error={"problem": problem, "excerpt": line, "caret": caret},
        result=None,
        pager=None,
    )
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


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
