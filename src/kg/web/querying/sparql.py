"""Requests to `/sparql` as queries, answers as responses, and the addresses of queries.

Everything the protocol decides is decided in `kg.endpoint.protocol`.  A browser that asks by name for
HTML gets the page with the form (`form.py`), unless the address names a format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Request, Response

from kg.endpoint.admission import Caller
from kg.endpoint.diagnosis import Finding
from kg.endpoint.formats import EXCEL, Format
from kg.endpoint.negotiation import single_format
from kg.endpoint.protocol import Query, negotiate, query_form, read_request
from kg.endpoint.service import demand_version
from kg.model.errors import QueryError
from kg.web.exports import list_dumps
from kg.web.http.callers import caller_of
from kg.web.http.receipt import Receipt
from kg.web.respond import unless_known
from kg.web.site import Page

FILE_NAME = "answer"
_PINNED_SECONDS = 3_600  # such an answer changes only with the settings, or when a record is taken out
# What an empty form begins with: a query that runs and shows how much there is.
STARTER = """SELECT ?class (COUNT(?thing) AS ?things) WHERE {
  ?thing a ?class .
} GROUP BY ?class ORDER BY DESC(?things)
"""


@dataclass(frozen=True, slots=True)
class Download:
    """A link to the same answer in another format; `file` is the name that it is kept under."""

    title: str
    href: str
    media_type: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """A request that has been read: the query (None: the form or the description) and the format."""

    query: Query | None
    form: str
    format: Format


def read_asking(request: Request, query: Query | None) -> Asking:
    """Which format the answer to a query is wanted in.  Raises an error of the QueryError tree."""
    accept = request.headers.get("Accept")
    if query is None:
        parameter = single_format(request.args.getlist("format"))
        return Asking(None, "", negotiate(accept, "CONSTRUCT", parameter=parameter, html=True))
    form = query_form(query.text)
    return Asking(query, form, negotiate(accept, form, parameter=query.format, html=True))


def read_query(request: Request) -> Query | None:
    """The query of an HTTP request.  Raises an error of the QueryError tree."""
    return read_request(
        request.method,
        query_string=request.query_string,
        content_type=request.headers.get("Content-Type"),
        body=request.get_data(cache=False) if request.method == "POST" else b"",
    )


def answer_query(page: Page, asking: Asking, request: Request, receipt: Receipt) -> Response:
    """The response for a program: the answer in the format that was negotiated, or 304."""
    endpoint = page.site.endpoint
    if asking.query is None:
        described = endpoint.description(
            asking.format,
            url=f"{page.address}sparql",
            dumps=lambda version: list_dumps(page.site.exports, version, address=page.address),
        )
        receipt.answered(described)
        response = Response(described.body, content_type=described.content_type)
        return unless_known(response)
    tag = endpoint.entity_tag(asking.query, asking.format)
    if request.method != "POST":
        demand_version(asking.query, endpoint.version)
        # `*` would be true of any answer, and whether there is one is not known yet.
        if not request.if_none_match.star_tag and request.if_none_match.contains_weak(tag):
            return _cacheable(Response(status=304), asking.query, tag)
    answer = endpoint.answer(asking.query, asking.format, caller=caller_of_request(page, request))
    receipt.answered(answer)
    response = Response(answer.body, content_type=answer.content_type)
    if asking.format is EXCEL:
        # The suffix decides what opens the file; a program that asks for this format wants a file, too.
        response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}.{EXCEL.suffix}"'
    response.headers["Cache-Status"] = "kg; hit" if answer.from_cache else "kg; fwd=miss"
    if not answer.cacheable:
        response.headers["Cache-Control"] = "no-store"
    elif request.method != "POST":
        _cacheable(response, asking.query, tag)
    return response


def address_of(page: Page, query: Query, /, **parameters: object) -> str:
    """The address of a query on this site, its dataset included."""
    pairs = [("query", query.text), *beside_query(query)]
    if page.language.explicit and "format" not in parameters:
        pairs.append(("lang", page.language.labels))
    pairs += [(name, str(value)) for name, value in parameters.items()]
    return f"/sparql?{urlencode(pairs, quote_via=quote)}"


def public_address(page: Page, query: Query) -> str:
    """The whole address of a query, for copying; without the reader's language."""
    return f"{page.address}sparql?{urlencode([('query', query.text), *beside_query(query)], quote_via=quote)}"


def beside_query(query: Query) -> list[tuple[str, str]]:
    """What is sent with the text of a query: its dataset, its limit, its version.

    A token is of one run and does not belong to it.
    """
    pairs = [("default-graph-uri", one) for one in query.default_graphs or ()]
    pairs += [("named-graph-uri", one) for one in query.named_graphs or ()]
    if query.timeout is not None:
        pairs.append(("timeout", f"{query.timeout:g}"))
    if query.version is not None:
        pairs.append(("version", query.version))
    return pairs


def excerpt(text: str, error: QueryError | Finding) -> tuple[str, str]:
    """The line of a query that an error points at, and a line with a mark below the place."""
    lines = re.split("\r\n|\r|\n", text)
    if not error.line or not 1 <= error.line <= len(lines):
        return "", ""
    line = lines[error.line - 1].expandtabs(1)
    column = min(max(1, error.column or 1), len(line) + 1)
    return line, " " * (column - 1) + "^" * max(1, min(error.length or 1, len(line) - column + 1))


def _cacheable(response: Response, query: Query, tag: str) -> Response:
    """Let the client keep an answer: for good where a version is demanded, else until it has asked."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = f"public, max-age={_PINNED_SECONDS}" if query.version else "no-cache"
    return response


def caller_of_request(page: Page, request: Request) -> Caller:
    """Who asks, as the project lets clients be told apart."""
    return caller_of(request, trusted_header=page.project.trusted_header)
