"""`/ask`: the ready questions, each at an address of its own that stays when its query is improved.

`/ask/<name>?person=…` fills the fields of a question and answers it as `/sparql` answers a query, in
the same pool, formats and limits.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import cast
from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.endpoint.formats import GRAPH_FORMATS, HTML, SOLUTION_FORMATS
from kg.endpoint.negotiation import shortened
from kg.endpoint.protocol import Query, read_request
from kg.graph.questions.parameters import RESERVED
from kg.graph.questions.reading import Question
from kg.model.diagnostics import nearest
from kg.model.errors import QueryError
from kg.web.ask_page import page_with_answer, page_with_error
from kg.web.http.receipt import Receipt
from kg.web.links import local_name
from kg.web.names import Ref
from kg.web.problems import Problem, from_error, wanted_type
from kg.web.querying.form import respond_to
from kg.web.querying.sparql import address_of
from kg.web.questions.description import describe_questions
from kg.web.questions.fields import Filled, read_fields
from kg.web.questions.listing import find_question, label_of, ready_questions
from kg.web.respond import current_page, html, json_document, open_receipt, show_problem, unless_known
from kg.web.site import Page

_PROTOCOL = frozenset(("format", "version", "timeout", "cap", "token", "explain"))
_OF_THE_PAGE = RESERVED - _PROTOCOL - {"query", "update"}
_SUFFIXES = frozenset(one.suffix for one in (*SOLUTION_FORMATS, *GRAPH_FORMATS, HTML)) | {"json", "xml"}
_MOST_NEAR = 5


def questions() -> Response:
    """`/ask`: every ready question, as a page or, for programs, as JSON."""
    page = current_page()
    if wanted_type(request.headers.get("Accept")) != "text/html" or request.args.get("format") == "json":
        return unless_known(json_document(describe_questions(page), indent=2))
    asked = ready_questions(page)
    fielded = [one for one in asked if one.fields]
    return html("ask_list.html", fielded=fielded, plain=[one for one in asked if not one.fields])


def ask(name: str) -> WerkzeugResponse:
    """`/ask/<name>`, with or without a suffix that names a format: one question, filled in and answered."""
    page = current_page()
    question, suffix = _find(page, name)
    if question is None:
        return _unknown(page, name)
    receipt = open_receipt(page)
    given = request.args.to_dict(flat=False)
    strange = [one for one in given if one not in question.defaults and one not in RESERVED]
    filled = read_fields(page, question, given)
    query: Query | None = None
    try:
        if strange or "query" in given or "update" in given:
            raise _strange(page, question, (*strange, "query")[0])
        if filled.refused:
            raise _misfilled(page, filled)
        query = _query(question.completed(filled.values), given, suffix)
        if given.get("in") == ["editor"]:
            return redirect(address_of(page, query, run=1), code=303)
        return _answer(page, filled, query, receipt)
    except QueryError as error:
        receipt.refused(error)
        named = suffix if suffix != HTML.suffix else ""
        if named or given.get("format") or wanted_type(request.headers.get("Accept")) != "text/html":
            return show_problem(from_error(error))
        return page_with_error(page, filled, query, error)


def _answer(page: Page, filled: Filled, query: Query, receipt: Receipt) -> WerkzeugResponse:
    """The answer, as `/sparql` gives it."""
    return respond_to(
        query, receipt, lambda asking: page_with_answer(page, filled, query, asking.form, receipt)
    )


def _query(text: str, given: Mapping[str, Sequence[str]], suffix: str) -> Query:
    """The completed query with the parameters of the protocol, read as those of `/sparql` are.

    Raises an error of the QueryError tree.
    """
    pairs = [(name, value) for name, values in given.items() if name in _PROTOCOL for value in values]
    if suffix:
        pairs.append(("format", suffix))
    query = read_request("GET", query_string=urlencode([("query", text), *pairs]).encode())
    return cast("Query", query)  # a request with a query asks it


def _find(page: Page, name: str) -> tuple[Question | None, str]:
    """The question of an address and the suffix after its name."""
    found = find_question(page, name)
    bare, dot, suffix = name.rpartition(".")
    if found is not None or not dot or suffix.lower() not in _SUFFIXES:
        return found, ""
    return find_question(page, bare), suffix.lower()


def _strange(page: Page, question: Question, name: str) -> QueryError:
    known = sorted({*question.defaults, *_PROTOCOL, *_OF_THE_PAGE})
    fields = ", ".join(f"`{one}`" for one in question.defaults) or page.texts.say("ask-no-fields")
    return QueryError(
        page.texts.say("ask-strange", name=shortened(name)),
        help=page.texts.say("ask-known-fields", fields=fields),
        suggestion=nearest(name, known),
    )


def _misfilled(page: Page, filled: Filled) -> QueryError:
    """What is wrong with the first field, in words for programs as well."""
    name, reading = next((name, one) for name, one in filled.readings.items() if one.refusal)
    label = label_of(filled.question, name, page.language).text
    candidates = [local_name(one.ref.iri, page.project) or one.ref.iri for one in reading.candidates]
    return QueryError(
        page.texts.say("ask-misfilled", name=name, label=label, refusal=reading.refusal),
        help=page.texts.say("ask-candidates", names=", ".join(candidates)) if candidates else "",
        suggestion=reading.suggestion or next(iter(candidates), None),
    )


def _unknown(page: Page, name: str) -> Response:
    """404 with the nearest questions."""
    asked = {one.name: one for one in ready_questions(page)}
    words = {**{key: key for key in asked}, **{one.title.text.casefold(): key for key, one in asked.items()}}
    close = difflib.get_close_matches(name[:100].casefold(), sorted(words), n=2 * _MOST_NEAR, cutoff=0.5)
    near = [asked[key] for key in dict.fromkeys(words[one] for one in close)][:_MOST_NEAR]
    detail = page.texts.say("ask-unknown", name=shortened(name))
    problem = Problem(
        "not-found",
        page.texts.say("unknown"),
        404,
        detail,
        help=page.texts.say("ask-all-at"),
        suggestion=near[0].name if near else None,
    )
    refs = [Ref(one.ask, one.ask, (one.title,)) for one in near]
    return show_problem(problem, nearest=refs)
