"""The site of a project as a WSGI application: every route at one sight, every error in one place."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack
from dataclasses import replace

from flask import Flask, Request, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.endpoint.service import Endpoint
from kg.model.errors import KgError
from kg.model.project import Project
from kg.web import ask, pages, programs, search_page, signs, things
from kg.web.connections import connections, connections_json
from kg.web.evidence import evidence
from kg.web.feed import feed
from kg.web.http.arriving import MAX_BODY_BYTES
from kg.web.http.callers import caller_of, client_address
from kg.web.http.connection import STARTED, UNDERWAY
from kg.web.http.headers import finish
from kg.web.http.hosts import allowed_hosts, host_problem, transport_security
from kg.web.http.request_log import Exchange
from kg.web.language import choose_language
from kg.web.openapi import document as openapi
from kg.web.problems import Problem, from_error, from_http, internal_problem, refusal
from kg.web.querying import checking, form, vocabulary
from kg.web.rendering import prepare_templates
from kg.web.respond import show_problem
from kg.web.site import Site

_log = logging.getLogger("kg.web")


def create_app(project: Project, endpoint: Endpoint, *, bound: str = "") -> Flask:
    """The site of `project`, answered by `endpoint`, which the caller closes.

    `bound` is the host name that the operator gave to listen on.
    """
    app = Flask("kg.web", static_folder=None, template_folder="templates")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # it would redirect to whatever host the request names
    prepare_templates(app)
    site = Site(project, endpoint)
    app.extensions["kg"] = site
    for address, name, view in ROUTES:
        if project.plain and name in OF_A_SUBJECT:
            continue
        methods = METHODS.get(name, ["GET"])
        app.add_url_rule(address, name, view, methods=methods)

    hosts = allowed_hosts(project, bound)

    @app.before_request
    def open_page() -> WerkzeugResponse | None:
        g.started = request.environ.get(STARTED, time.monotonic())
        g.request_ends = ExitStack()
        caller = caller_of(request, trusted_header=project.trusted_header)
        problem = _refused(request, hosts)
        accepted = [tag for tag, quality in request.accept_languages if quality > 0]
        language = choose_language(request.args.get("lang", ""), accepted)
        g.page = site.page(language, host="/" if problem else request.host_url)
        if problem and request.endpoint != "healthz":
            return show_problem(problem)
        if request.endpoint not in OF_THE_PROCESS:
            held = endpoint.one_request(caller, underway=request.environ.get(UNDERWAY))
            g.request_ends.enter_context(held)
        return None

    @app.after_request
    def close_page(response: Response) -> Response:
        if "receipt" in g:
            g.receipt.stamp(response)
        encrypted = transport_security(request.headers.get("Host"), public_url=project.public_url)
        if encrypted:
            response.headers["Strict-Transport-Security"] = encrypted
        response = finish(request, response)
        site.note(_exchange(project, response))
        return response

    @app.teardown_request
    def end_request(_: BaseException | None) -> None:
        if "request_ends" in g:
            g.request_ends.close()

    @app.errorhandler(Exception)
    def refuse(error: Exception) -> WerkzeugResponse:
        found = _problem(error)
        return show_problem(found) if isinstance(found, Problem) else found

    return app


ROUTES = (
    ("/", "home", pages.home),
    ("/sparql", "sparql", form.sparql),
    ("/sparql/cancel", "cancel", form.cancel),
    ("/sparql/check", "check", checking.check),
    ("/sparql/vocabulary", "vocabulary", vocabulary.vocabulary),
    ("/ask", "questions", ask.questions),
    ("/ask/<name>", "ask", ask.ask),
    ("/id/<path:local>", "thing", things.thing),
    ("/evidence/<local>", "evidence", evidence),
    ("/graph/<name>", "graph", things.graph),
    ("/articles", "articles", pages.articles),
    ("/articles/<local>", "article", pages.article),
    ("/ontology", "ontology", pages.ontology),
    ("/curation", "curation", pages.curation),
    ("/shapes", "shapes", pages.shapes),
    ("/downloads", "downloads", pages.downloads),
    ("/export/<name>", "export", programs.export),
    ("/search", "search", search_page.search),
    ("/search.json", "search_json", search_page.search_json),
    ("/connections", "connections", connections),
    ("/connections.json", "connections_json", connections_json),
    ("/about", "about", pages.about),
    ("/feed", "feed", feed),
    ("/problems", "problems", pages.problems),
    ("/problems/<kind>", "problem", pages.problem),
    ("/.well-known/void", "void", programs.void),
    ("/openapi.json", "openapi", openapi.openapi),
    ("/healthz", "healthz", signs.healthz),
    ("/readyz", "readyz", signs.readyz),
    ("/metrics", "metrics", signs.metrics),
    ("/static/<file>", "static", programs.static),
    ("/robots.txt", "robots", programs.robots),
    ("/favicon.ico", "favicon", programs.favicon),
)
# Pages that stand on an ontology or on articles; plain files have none.
OF_A_SUBJECT = frozenset(
    (
        *("thing", "evidence", "graph", "articles", "article", "ontology", "curation", "shapes", "about"),
        *("feed", "search", "search_json", "connections", "connections_json"),
    )
)
# Signs of life, which are given also when no version can be served.
OF_THE_PROCESS = frozenset(("healthz", "readyz", "metrics"))
METHODS = {"sparql": ["GET", "POST"], "cancel": ["POST"], "check": ["POST"]}


def _refused(request: Request, hosts: frozenset[str]) -> Problem | None:
    """Why a request is refused before anybody looks what it asks for, or None."""
    protocol = request.environ.get("SERVER_PROTOCOL", "")
    problem = host_problem(request.headers.get("Host"), protocol=protocol, allowed=hosts)
    if problem is None and request.headers.get("Content-Encoding", "identity").lower() != "identity":
        problem = refusal(415, "The body is compressed.", help="send it without Content-Encoding")
    return problem


def _exchange(project: Project, response: Response) -> Exchange:
    """What the log and the counts know of the request that is being answered."""
    receipt, header = g.get("receipt"), project.trusted_header
    length = 0 if request.method == "HEAD" else response.calculate_content_length() or 0
    common = Exchange(
        method=request.method,
        route=request.url_rule.rule if request.url_rule else "-",
        path=request.path,
        status=response.status_code,
        seconds=time.monotonic() - g.started,
        bytes=length,
        outcome=g.get("outcome", ""),
        client=client_address(request, trusted_header=header) if project.log_addresses else "",
    )
    if receipt is None or not (receipt.query or receipt.outcome != "ok"):
        return common
    return replace(
        common,
        outcome=common.outcome or receipt.outcome,
        query=receipt.query,
        form=receipt.form,
        format=receipt.format,
        solutions=receipt.solutions,
        capped=receipt.capped,
        cached=receipt.from_cache,
        version=receipt.version,
    )


def _problem(error: Exception) -> Problem | WerkzeugResponse:
    if isinstance(error, KgError):
        if error.status >= 500:
            _log.warning("%s: %s", type(error).__name__, error.message)
        return from_error(error)
    if isinstance(error, HTTPException):
        return error.get_response() if error.code and error.code < 400 else from_http(error)
    _log.error("a request failed", exc_info=error)
    return internal_problem()
