"""`/sparql`: answers for programs, the form for people, and the cancelling of a query that runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.endpoint.fixes import fixes_of
from kg.endpoint.formats import HTML
from kg.endpoint.protocol import Query, query_form
from kg.model.errors import QueryError, QueryTimeout, VersionMoved
from kg.web.http.receipt import Receipt
from kg.web.language import ENGLISH
from kg.web.problems import from_error, wanted_type
from kg.web.querying.checking import fix_label
from kg.web.querying.diagnosis import Reasons, diagnosis_json, show_diagnosis
from kg.web.querying.results import Result, show_answer
from kg.web.querying.sparql import (
    STARTER,
    Asking,
    address_of,
    answer_query,
    caller_of_request,
    excerpt,
    read_asking,
    read_query,
)
from kg.web.questions import question_and_fields, ready_questions
from kg.web.rendering import problem_title
from kg.web.respond import current_page, html, open_receipt, show_problem
from kg.web.site import Page
from kg.web.views import read_state

# What a link may cost that somebody merely opens; whoever presses Run gets the endpoint's own limit.
SHARED_SECONDS = 1.0


def sparql() -> WerkzeugResponse:
    """`/sparql`: the answer for programs, the form for browsers, the description for who asks nothing."""
    page = current_page()
    receipt = open_receipt(page)
    query: Query | None = None
    try:
        query = read_query(request)
        return respond_to(query, receipt, lambda asking: _form(asking, receipt))
    except QueryError as error:
        receipt.refused(error)
        named = query.format if query else request.args.get("format")
        if not named and wanted_type(request.headers.get("Accept")) == "text/html":
            return _form_with_error(query, error)
        return show_problem(from_error(error))


def respond_to(query: Query | None, receipt: Receipt, show: Callable[[Asking], Response]) -> WerkzeugResponse:
    """What a program wants of a query (None: of the service), else the page that `show` makes.

    Raises an error of the QueryError tree.
    """
    page = current_page()
    if query is not None:
        receipt.query, receipt.seconds = query.text, page.site.endpoint.seconds(query)
        if query.explain and wanted_type(request.headers.get("Accept")) != "text/html":
            return _explained(page, query, receipt)
    asking = read_asking(request, query)
    receipt.form, receipt.format = asking.form, asking.format.name
    if asking.format is not HTML:
        return answer_query(page, asking, request, receipt)
    return show(asking)


def cancel() -> WerkzeugResponse:
    """`/sparql/cancel`: ends the query that runs or waits under the posted token."""
    token = request.form.get("token", "")
    if not current_page().site.endpoint.cancel(token):
        raise NotFound("No query runs under this token; it may have ended.")
    return Response(status=204)


def _form(asking: Asking, receipt: Receipt) -> Response:
    """The page with the form and, where a query was asked, its answer."""
    page, query = current_page(), asking.query
    if query is None:
        return _page(None, STARTER)
    opened = is_opened(query)
    if opened:
        receipt.seconds = SHARED_SECONDS
    try:
        result = show_answer(
            page,
            query,
            asking.form,
            request=request,
            receipt=receipt,
            address=partial(address_of, page, query),
            seconds=receipt.seconds,
        )
    except QueryTimeout as error:
        if not opened:
            raise
        receipt.refused(error)
        return _form_with_offer(query)
    reasons = reasons_of(page, query, receipt) if result.empty else None
    return _page(query, query.text, result=result, reasons=reasons, pager=result.pager)


def is_opened(query: Query) -> bool:
    """Whether a query runs because its address was opened, and might take longer than that may cost."""
    if request.method == "POST" or read_state(request.args).run:
        return False
    return current_page().site.endpoint.seconds(query) > SHARED_SECONDS


def _form_with_offer(query: Query) -> Response:
    """The page with the query of a link that takes its time, and the button that runs it all the same."""
    page = current_page()
    run = urlsplit(address_of(page, query, **{**read_state(request.args).parameters, "run": 1}))
    limit = page.site.endpoint.seconds(query)
    offer = {"pairs": parse_qsl(run.query, keep_blank_values=True), "seconds": f"{limit:g}"}
    response = _page(query, query.text, offer=offer)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(
    query: Query | None,
    text: str,
    *,
    status: int = 200,
    result: Result | None = None,
    error: dict[str, Any] | None = None,
    offer: dict[str, Any] | None = None,
    **shown: Any,
) -> Response:
    """The page of the form in one of its states."""
    page = current_page()
    values = _form_values(query, text)
    said = page.texts.say("nav-query")
    if values["question"]:
        said = values["question"].title.text
    state = ""
    if error is not None:
        state = page.texts.say("result-title-error", title=problem_title(page, error["problem"]))
    elif offer is not None:
        state = page.texts.say("result-title-offer")
    elif result is not None:
        state = result.title
    values |= {"result": result, "error": error, "offer": offer, "reasons": None, "pager": None, **shown}
    return html("sparql.html", status=status, title=f"{state} — {said}" if state else said, **values)


def _explained(page: Page, query: Query, receipt: Receipt) -> Response:
    """`?explain=empty` for programs."""
    diagnosis = page.site.endpoint.diagnose(query, caller=caller_of_request(page, request))
    receipt.version, receipt.solutions = diagnosis.version, diagnosis.solutions
    receipt.capped, receipt.form, receipt.format = diagnosis.capped, query_form(query.text), "json"
    return diagnosis_json(page, diagnosis)


def reasons_of(page: Page, query: Query, receipt: Receipt) -> Reasons | None:
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
    shown = {
        "problem": problem,
        "language": ENGLISH.interface,  # what parsers and limits say is in English
        "excerpt": line,
        "caret": caret,
        "versions": offers,
        "fixes": _fixes(query, error) if query else [],
        "again": address_of(current_page(), query, run=1) if query and problem.retry_after else "",
    }
    response = _page(query, text, status=error.status, error=shown)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


def _fixes(query: Query, error: QueryError) -> list[dict[str, str]]:
    """What would mend the error, each as a link that runs the mended query."""
    page = current_page()
    return [
        {
            "label": fix_label(page, query.text, fix),
            "href": address_of(page, replace(query, text=fix.applied(query.text)), run=1) + "#answer",
        }
        for fix in fixes_of(query.text, error)
    ]


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
    question, fields = question_and_fields(page, text)
    return {
        "editor": True,
        "query": text,
        "question": question,
        "fields": fields,
        "questions": ready_questions(page),
        "rows_shown": min(24, max(8, text.count("\n") + 2)),
        "default_graphs": (query.default_graphs or ()) if query else (),
        "named_graphs": (query.named_graphs or ()) if query else (),
    }
