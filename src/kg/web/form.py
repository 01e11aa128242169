"""`/sparql`: answers for programs, the form for people, and the cancelling of a query that runs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.endpoint.formats import HTML
from kg.endpoint.protocol import Query, query_form
from kg.model.errors import QueryError, VersionMoved
from kg.web.diagnosis import Reasons, diagnosis_json, show_diagnosis
from kg.web.problems import from_error, wanted_type
from kg.web.queries import question_of, ready_questions
from kg.web.receipt import Receipt
from kg.web.respond import current_page, html, open_receipt, show_problem
from kg.web.site import Page
from kg.web.sparql import (
    STARTER,
    Asking,
    address_of,
    answer_query,
    caller_of_request,
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
            if query.explain and wanted_type(request.headers.get("Accept")) != "text/html":
                return _explained(page, query, receipt)
        asking = read_asking(request, query)
        receipt.form, receipt.format = asking.form, asking.format.name
        if asking.format is not HTML:
            return answer_query(page, asking, request, receipt)
        return _form(asking, receipt)
    except QueryError as error:
        receipt.refused(error)
        named = query.format if query else request.args.get("format")
        if not named and wanted_type(request.headers.get("Accept")) == "text/html":
            return _form_with_error(query, error)
        return show_problem(from_error(error))


def cancel() -> WerkzeugResponse:
    """`/sparql/cancel`: ends the query that runs or waits under the posted token."""
    token = request.form.get("token", "")
    if not current_page().site.endpoint.cancel(token):
        raise NotFound("No query runs under this token; it may have ended.")
    return Response(status=204)


def _form(asking: Asking, receipt: Receipt) -> Response:
    page = current_page()
    text = asking.query.text if asking.query else STARTER
    result = reasons = None
    if asking.query is not None:
        result = show_answer(
            page,
            asking.query,
            asking.form,
            request=request,
            receipt=receipt,
            address=partial(address_of, page, asking.query),
        )
        reasons = _reasons(page, asking.query, receipt) if result.empty else None
    pager = result.pager if result else None
    values = _form_values(asking.query, text)
    return html("sparql.html", **values, error=None, result=result, reasons=reasons, pager=pager)


def _explained(page: Page, query: Query, receipt: Receipt) -> Response:
    """`?explain=empty` for programs."""
    diagnosis = page.site.endpoint.diagnose(query, caller=caller_of_request(page, request))
    receipt.version, receipt.solutions = diagnosis.version, diagnosis.solutions
    receipt.capped, receipt.form, receipt.format = diagnosis.capped, query_form(query.text), "json"
    return diagnosis_json(page, diagnosis)


def _reasons(page: Page, query: Query, receipt: Receipt) -> Reasons | None:
    """Why a result is empty, as far as that is found in the time that is left; None where it is not."""
    left = receipt.seconds - receipt.elapsed_ms / 1_000
    if left <= 0:
        return None
    endpoint, caller = page.site.endpoint, caller_of_request(page, request)
    try:
        diagnosis = endpoint.diagnose(replace(query, timeout=left), caller=caller)
    except QueryError:
        return None
    return show_diagnosis(page, query, diagnosis)


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
        reasons=None,
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
