"""The page of one ready question: fields, answer or what stands in its way, and the query behind it.

Whatever became of the question, the fields show what was written into them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from flask import Response, request

from kg.endpoint.protocol import Query
from kg.model.errors import QueryError, QueryTimeout, VersionMoved
from kg.web.http.receipt import Receipt
from kg.web.problems import from_error
from kg.web.querying.form import SHARED_SECONDS, is_opened, reasons_of
from kg.web.querying.results import Result, show_answer
from kg.web.querying.sparql import address_of, beside_query, excerpt
from kg.web.questions.fields import Filled, fields_of, pairs_of
from kg.web.questions.listing import ask_address, show_question
from kg.web.rendering import problem_title
from kg.web.respond import html
from kg.web.site import Page
from kg.web.views import read_state


def page_with_answer(page: Page, filled: Filled, query: Query, form: str, receipt: Receipt) -> Response:
    """The page with the answer; of an address that is merely opened, what a second allows.

    Raises an error of the QueryError tree.
    """
    address = _address_of_answer(page, filled, query)
    opened = is_opened(query)
    if opened:
        receipt.seconds = SHARED_SECONDS
    try:
        result = show_answer(
            page, query, form, request=request, receipt=receipt, address=address, seconds=receipt.seconds
        )
    except QueryTimeout as error:
        if not opened:
            raise
        receipt.refused(error)
        run = urlsplit(address(**{**read_state(request.args).parameters, "run": 1}))
        pairs = parse_qsl(run.query, keep_blank_values=True)
        offer = {"action": run.path, "pairs": pairs, "seconds": f"{page.site.endpoint.seconds(query):g}"}
        response = _show(page, filled, query, offer=offer, state=page.texts.say("result-title-offer"))
        response.headers["Cache-Control"] = "no-store"
        return response
    reasons = reasons_of(page, query, receipt) if result.empty else None
    result = replace(
        result,
        # Short, and the same when the query is improved; what is cited has the whole query in it.
        address=_stable(page, filled),
        downloads=tuple(replace(one, href=address(**_of_download(one.href))) for one in result.downloads),
    )
    return _show(page, filled, query, result=result, reasons=reasons, pager=result.pager, state=result.title)


def page_with_error(page: Page, filled: Filled, query: Query | None, error: QueryError) -> Response:
    """The page with what stands in the way of an answer."""
    problem = from_error(error)
    line, caret = excerpt(query.text, error) if query else ("", "")
    shown = {"problem": problem, "excerpt": line, "caret": caret, "versions": None, "again": ""}
    if query is not None:
        if isinstance(error, VersionMoved):
            shown["versions"] = _versions(page, filled, query, error)
        if problem.retry_after:
            shown["again"] = _address_of_answer(page, filled, query)(run=1)
    state = page.texts.say("result-title-error", title=problem_title(page, problem))
    response = _show(page, filled, query, status=error.status, error=shown, state=state)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


def _show(
    page: Page,
    filled: Filled,
    query: Query | None,
    *,
    state: str,
    status: int = 200,
    result: Result | None = None,
    **shown: Any,
) -> Response:
    """The page in one of its states; `state` stands in its title."""
    question = show_question(page, filled.question)
    values: dict[str, Any] = {
        "title": f"{state} — {question.title.text}",
        "question": question,
        "fields": fields_of(page, filled),
        "faults": filled.question.faults,
        "query": query.text if query else "",
        "edit_href": address_of(page, query, run=1) if query else "",
        "kept": beside_query(query) if query else [],
        "result": result,
    }
    values |= {"error": None, "offer": None, "reasons": None, "pager": None, "questions": (), **shown}
    return html("ask.html", status=status, **values)


def _address_of_answer(page: Page, filled: Filled, query: Query) -> partial[str]:
    """Makes the addresses of the same answer with other parameters."""
    return partial(ask_address, page, filled.question.name, [*pairs_of(page, filled), *beside_query(query)])


def _stable(page: Page, filled: Filled) -> str:
    """The whole address of the question with its values and nothing else."""
    pairs = urlencode(pairs_of(page, filled), quote_via=quote)
    return f"{page.address}ask/{quote(filled.question.name)}{'?' if pairs else ''}{pairs}"


def _of_download(href: str) -> dict[str, str]:
    """What an address of `/sparql` says of the file that it gives."""
    return {key: value for key, value in parse_qsl(urlsplit(href).query) if key in ("format", "cap")}


def _versions(page: Page, filled: Filled, query: Query, error: VersionMoved) -> dict[str, str]:
    """The ways on from a version that is no longer served."""
    pairs, name = pairs_of(page, filled), filled.question.name
    return {
        "now": ask_address(page, name, pairs),
        "pinned": ask_address(page, name, pairs, version=error.current),
        "current": error.current[:12],
        "asked": (query.version or "")[:12],
    }
