"""The site of a project as a WSGI application: every route at one sight, every error in one place."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.endpoint.service import Endpoint
from kg.model.errors import KgError
from kg.model.project import Project
from kg.web import pages, service, things
from kg.web.headers import finish
from kg.web.language import choose_language
from kg.web.problems import Problem, from_error, from_http, internal_problem
from kg.web.rendering import prepare_templates
from kg.web.respond import show_problem
from kg.web.site import Site

MAX_REQUEST_BYTES = 1_000_000
_log = logging.getLogger("kg.web")


def create_app(project: Project, endpoint: Endpoint) -> Flask:
    """The site of `project`, answered by `endpoint`, which the caller closes."""
    app = Flask("kg.web", static_folder="static", template_folder="templates")
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
    app.url_map.strict_slashes = False
    prepare_templates(app)
    site = Site(project, endpoint)
    app.extensions["kg"] = site
    for address, name, view in ROUTES:
        methods = METHODS.get(name, ["GET"])
        app.add_url_rule(address, name, view, methods=methods)

    @app.before_request
    def open_page() -> None:
        accepted = [tag for tag, quality in request.accept_languages if quality > 0]
        language = choose_language(request.args.get("lang", ""), accepted)
        g.page = site.page(language, host=request.host_url)

    @app.after_request
    def close_page(response: Response) -> Response:
        if "receipt" in g:
            g.receipt.stamp(response)
        return finish(request, response)

    @app.errorhandler(Exception)
    def refuse(error: Exception) -> WerkzeugResponse:
        found = _problem(error)
        return show_problem(found) if isinstance(found, Problem) else found

    return app


ROUTES = (
    ("/", "home", pages.home),
    ("/sparql", "sparql", service.sparql),
    ("/sparql/cancel", "cancel", service.cancel),
    ("/id/<path:local>", "thing", things.thing),
    ("/graph/<name>", "graph", things.graph),
    ("/articles", "articles", pages.articles),
    ("/articles/<local>", "article", pages.article),
    ("/ontology", "ontology", pages.ontology),
    ("/curation", "curation", pages.curation),
    ("/shapes", "shapes", pages.shapes),
    ("/downloads", "downloads", pages.downloads),
    ("/export/<name>", "export", service.export),
    ("/about", "about", pages.about),
    ("/problems", "problems", pages.problems),
    ("/problems/<kind>", "problem", pages.problem),
    ("/.well-known/void", "void", service.void),
    ("/healthz", "healthz", service.healthz),
    ("/readyz", "readyz", service.readyz),
    ("/robots.txt", "robots", service.robots),
    ("/favicon.ico", "favicon", service.favicon),
)
METHODS = {"sparql": ["GET", "POST"], "cancel": ["POST"]}


def _problem(error: Exception) -> Problem | WerkzeugResponse:
    if isinstance(error, KgError):
        if error.status >= 500:
            _log.warning("%s: %s", type(error).__name__, error.message)
        return from_error(error)
    if isinstance(error, HTTPException):
        return error.get_response() if error.code and error.code < 400 else from_http(error)
    _log.error("a request failed", exc_info=error)
    return internal_problem()
