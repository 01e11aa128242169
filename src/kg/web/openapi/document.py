"""`/openapi.json`: the routes for programs as an OpenAPI 3.1 document.

Formats, limits and kinds of problems are taken from the tables that the routes themselves use, and
the tests hold every answer of a real server against the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import metadata

from flask import Response

from kg.endpoint.formats import GRAPH_FORMATS, HTML, SOLUTION_FORMATS
from kg.endpoint.protocol import FORM_TYPE, QUERY_TYPE
from kg.model.iris import LOCAL
from kg.web.openapi.connections import describe_connections
from kg.web.openapi.editor import describe_check, describe_vocabulary
from kg.web.openapi.parts import HEADERS, OPTIONS, SAMPLES, TOKEN, describe_parameters, describe_problems
from kg.web.openapi.questions import QUESTIONS, describe_list, describe_question
from kg.web.openapi.schemas import SCHEMAS
from kg.web.openapi.search import describe_search
from kg.web.openapi.writing import NOT_MODIFIED, TEXT, Json, reference
from kg.web.problems import PROBLEM_JSON
from kg.web.respond import current_page, json_document, unless_known
from kg.web.site import Page

_ANYWHERE = (400, 405, 408, 413, 414, 415, 421, 431, 500, 503)
_OF_A_QUERY = (400, 403, 406, 409, 413, 415, 422, 503)


def openapi() -> Response:
    """The document, for the address that was asked."""
    return unless_known(json_document(describe_api(current_page()), indent=2))


def describe_api(page: Page) -> Json:
    """The OpenAPI document of a site."""
    project = page.project
    info: Json = {"title": project.title, "version": _version(), "summary": "SPARQL endpoint, read only"}
    if project.license:
        info["license"] = {"name": project.license, "url": project.license}
    paths = {
        "/sparql": {"get": _get(), "post": _post()},
        "/sparql/cancel": {"post": _cancel()},
        "/sparql/check": {"post": describe_check(_query_in_body(), _responses)},
        "/sparql/vocabulary": {"get": describe_vocabulary(_responses)},
        "/ask": {"get": describe_list(_listed())},
        "/ask/{name}": {"get": describe_question(page, _asked())},
        "/.well-known/void": {"get": _void()},
        "/openapi.json": {"get": _plain_get("This document", "application/json", {"type": "object"})},
        "/healthz": {"get": _plain_get("The process answers", "text/plain", TEXT)},
        "/readyz": {"get": _ready()},
        "/metrics": {"get": _plain_get("Counts for Prometheus", "text/plain", TEXT)},
    }
    if not project.plain:
        paths["/id/{local}.json"] = {"get": _entity(page)}
        paths["/graph/{name}.json"] = {"get": _graph(page)}
        paths["/search.json"] = {"get": describe_search(page, _responses)}
        paths["/connections.json"] = {"get": describe_connections(page, _responses)}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": page.address.rstrip("/")}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "parameters": describe_parameters(page),
            "headers": HEADERS,
            "responses": describe_problems(page),
        },
    }


def _get() -> Json:
    parameters = ("query", *OPTIONS, "if-none-match")
    return {
        "operationId": "ask",
        "summary": "Answer a SPARQL 1.1 query; without one, describe the service",
        "parameters": [reference("parameters", name) for name in parameters],
        "responses": _responses(_answer(), of_a_query=True, more=NOT_MODIFIED),
    }


def _post() -> Json:
    return {
        "operationId": "askByPost",
        "summary": "Answer a SPARQL 1.1 query that stands in the body",
        "parameters": [reference("parameters", name) for name in OPTIONS],
        "requestBody": _query_in_body(),
        "responses": _responses(_answer(), of_a_query=True),
    }


def _query_in_body() -> Json:
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": {"type": "string", "examples": list(SAMPLES.values())}},
    }
    content = {
        FORM_TYPE: {"schema": form},
        QUERY_TYPE: {
            "schema": TEXT,
            "examples": {name: {"value": text} for name, text in SAMPLES.items()},
        },
    }
    return {"required": True, "content": content}


def _cancel() -> Json:
    form = {"type": "object", "required": ["token"], "properties": {"token": TOKEN}}
    return {
        "operationId": "cancel",
        "summary": "End the query that runs under a token",
        "requestBody": {"required": True, "content": {FORM_TYPE: {"schema": form}}},
        "responses": _responses(None, status="204", more={"404": reference("responses", "Problem404")}),
    }


def _listed() -> Json:
    content = {"application/json": {"schema": QUESTIONS}, "text/html": {"schema": TEXT}}
    return _responses({"description": "The questions", "content": content})


def _asked() -> Json:
    more = {**NOT_MODIFIED, "404": reference("responses", "Problem404")}
    return _responses(_answer(), of_a_query=True, more=more)


def _void() -> Json:
    content = {format.media_type: {"schema": TEXT} for format in GRAPH_FORMATS}
    content["application/ld+json"] = {"schema": reference("schemas", "JsonLd")}
    more = {"303": {"description": "For browsers: the page of downloads"}, **_not_acceptable()}
    return {
        "operationId": "describeDataset",
        "summary": "The service description with VoID",
        "responses": _responses({"description": "The description", "content": content}, more=more),
    }


def _plain_get(summary: str, media_type: str, schema: Json) -> Json:
    answer = {"description": summary, "content": {media_type: {"schema": schema}}}
    return {"summary": summary, "responses": _responses(answer)}


def _ready() -> Json:
    content = {
        "application/json": {"schema": reference("schemas", "Readiness")},
        "text/plain": {"schema": TEXT},
    }
    more = {
        "503": {
            "description": "No worker can take a query now",
            "content": {**content, PROBLEM_JSON: {"schema": reference("schemas", "Problem")}},
        }
    }
    answer = {"description": "Queries are answered", "content": content}
    return {"summary": "Whether queries are answered", "responses": _responses(answer, more=more)}


def _entity(page: Page) -> Json:
    space = f"{page.project.base}id/"
    known = [one.removeprefix(space) for one in page.site.endpoint.counted.examples]
    answer = {
        "description": "The statements about it and what they rest on, as JSON-LD",
        "content": {"application/ld+json": {"schema": reference("schemas", "JsonLd")}},
    }
    more = {
        "308": {"description": "The id was merged into another"},
        "404": reference("responses", "Problem404"),
        "410": reference("responses", "Problem410"),
    }
    return {
        "operationId": "describeThing",
        "summary": "What the graph says of one thing",
        "parameters": [_in_path("local", "Local name of the thing", known)],
        "responses": _responses(answer, more=more),
    }


def _graph(page: Page) -> Json:
    space = f"{page.project.base}graph/"
    known = [name.removeprefix(space) for name in page.site.endpoint.built.manifest.counts.graphs]
    answer = {
        "description": "Its triples as JSON-LD",
        "content": {"application/ld+json": {"schema": reference("schemas", "JsonLd")}},
    }
    return {
        "operationId": "readGraph",
        "summary": "One named graph",
        "parameters": [_in_path("name", "Local name of the graph", known[:3])],
        "responses": _responses(answer, more={"404": reference("responses", "Problem404")}),
    }


def _in_path(name: str, description: str, known: Iterable[str]) -> Json:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "pattern": f"^{LOCAL.pattern}$", "maxLength": 200},
        "examples": {one: {"value": one} for one in known},
    }


def _answer() -> Json:
    content: Json = {
        format.media_type: {"schema": TEXT} for format in (*SOLUTION_FORMATS, *GRAPH_FORMATS, HTML)
    }
    results, graph, reasons = (reference("schemas", name) for name in ("Results", "JsonLd", "Diagnosis"))
    content["application/sparql-results+json"] = {"schema": results}
    content["application/ld+json"] = {"schema": graph}
    content["application/json"] = {"schema": {"anyOf": [results, graph, reasons]}}
    return {
        "description": "The whole answer, in the format that Accept or `format` chose",
        "headers": {name: reference("headers", name) for name in HEADERS},
        "content": content,
    }


def _responses(
    answer: Json | None,
    *,
    status: str = "200",
    of_a_query: bool = False,
    more: Mapping[str, Json] | None = None,
) -> Json:
    statuses = sorted({*_ANYWHERE, *(_OF_A_QUERY if of_a_query else ())})
    problems = {str(one): reference("responses", f"Problem{one}") for one in statuses}
    found = {status: answer or {"description": "Done"}, **problems, **(more or {})}
    return dict(sorted(found.items()))


def _not_acceptable() -> Json:
    return {"406": reference("responses", "Problem406")}


def _version() -> str:
    try:
        return metadata.version("kg-curation")
    except metadata.PackageNotFoundError:
        return "0"  # run from the source folder
