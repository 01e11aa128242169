"""`/id/<local name>` and `/graph/<name>`: a page or RDF for every IRI of the project.

Merged ids redirect for good (308), removed ones say why they are gone (410), unknown ones offer the
nearest (404).
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.endpoint.formats import GRAPH_FORMATS, HTML, Format, format_by_suffix
from kg.endpoint.protocol import negotiate
from kg.model.errors import NotAcceptable
from kg.model.iris import AUTHORITY, INFERRED, LOCAL, ONTOLOGY
from kg.model.terms import iri_value
from kg.web.indexing import is_kept_out, keep_out
from kg.web.mend import report_address
from kg.web.names import Ref
from kg.web.problems import Problem
from kg.web.querying.sparql import Download
from kg.web.respond import current_page, html, show_problem, unless_known
from kg.web.search import find
from kg.web.site import Page
from kg.web.telling.entity import is_article, rdf_query, tell_thing
from kg.web.thing_graph import thing_graph

_LINKED = ("ttl", "nt", "jsonld", "rdf")
_MOST_NEAR = 5
_MOST_WORDS = 8


def thing(local: str) -> WerkzeugResponse:
    """`/id/<local name>`, with or without a suffix that names an RDF format."""
    page = current_page()
    name, _, suffix = local.partition(".")
    form = _format(suffix)
    if form is None or not LOCAL.fullmatch(name):
        return unknown_thing(page, local)
    elsewhere = passed_on(page, name, f"/id/{{}}{'.' + suffix if suffix else ''}")
    if elsewhere is not None:
        return elsewhere
    if form is not HTML:
        return _rdf(page, name, form)
    if is_article(page, name):
        return redirect(page.links.page(f"/articles/{name}"), code=303)
    told = tell_thing(page, name)
    if told is None:
        return unknown_thing(page, name)
    response = html(
        "thing.html",
        thing=told,
        local=name,
        graph=None if told.is_record else thing_graph(page, told.iri),
        formats=rdf_links(name),
        ask_query=f"SELECT ?property ?value WHERE {{\n  <{told.iri}> ?property ?value .\n}}",
        report=report_address(page.project, told.iri),
        noindex=told.noindex,
    )
    return keep_out(response) if told.noindex else response


def passed_on(page: Page, name: str, address: str) -> WerkzeugResponse | None:
    """The response for an id that was removed or merged into another; None for every other.

    `address` is where a thing is shown, with `{}` for its local name.
    """
    facts = page.site.endpoint.built.manifest.facts
    if name in facts.removed:
        detail = page.texts.say("gone-because", reason=facts.removed[name])
        problem = Problem("gone", page.texts.say("gone"), 410, detail)
        return show_problem(problem, report=report_address(page.project, _iri(page, name)))
    if name in facts.redirects:
        kept = address.format(quote(facts.redirects[name]))
        return redirect(f"{kept}?{request.query_string.decode()}" if request.query_string else kept, code=308)
    return None


def graph(name: str) -> WerkzeugResponse:
    """`/graph/<name>`: one named graph as RDF; for readers, the page that shows what is in it."""
    page = current_page()
    bare, _, suffix = name.partition(".")
    form = _format(suffix)
    if form is None or not LOCAL.fullmatch(bare):
        raise NotFound
    term = page.project.minter.graph(bare)
    if not page.site.endpoint.ask(f"ASK {{ GRAPH {term} {{ ?s ?p ?o }} }}"):
        raise NotFound
    if form is not HTML:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {term} {{ ?s ?p ?o }} }}"
        response = _graph_response(page, query, form)
        # Hardly a graph of records names no person.
        return response if page.project.index_people or bare == ONTOLOGY else keep_out(response)
    if bare == ONTOLOGY:
        return redirect(page.links.page("/ontology"), code=303)
    if bare in (AUTHORITY, INFERRED):
        query = f"SELECT ?s ?p ?o WHERE {{\n  GRAPH {term} {{ ?s ?p ?o }}\n}} ORDER BY ?s ?p ?o"
        return redirect(page.links.query(query), code=303)
    return redirect(page.links.page(f"/articles/{bare}"), code=303)


def rdf_links(local: str) -> list[Download]:
    """Links to a thing in the RDF formats."""
    formats = (format_by_suffix(suffix) for suffix in _LINKED)
    return [
        Download(one.title, f"/id/{quote(local)}.{one.suffix}", one.media_type)
        for one in formats
        if one is not None
    ]


def _format(suffix: str) -> Format | None:
    """The format that a suffix or the Accept header asks for; None for an unknown suffix.

    A client that accepts anything at all gets the page.
    """
    if suffix == "json":
        return next(one for one in GRAPH_FORMATS if one.name == "jsonld")
    if suffix:
        return format_by_suffix(suffix)
    accept = request.headers.get("Accept", "")
    if request.accept_mimetypes.best in (None, "*/*", "text/*"):
        return HTML
    try:
        return negotiate(accept, "CONSTRUCT", html=True)
    except NotAcceptable:
        return HTML


def _rdf(page: Page, local: str, form: Format) -> Response | WerkzeugResponse:
    if not page.site.endpoint.ask(f"ASK {{ {page.project.minter.thing(local)} ?p ?o }}"):
        return unknown_thing(page, local)
    response = _graph_response(page, rdf_query(page, local), form)
    return keep_out(response) if is_kept_out(page, local) else response


def _graph_response(page: Page, query: str, form: Format) -> Response:
    body = page.site.endpoint.graph_text(query, form)
    response = Response(body, content_type=form.content_type)
    response.headers["Kg-Version"] = page.site.endpoint.version
    return unless_known(response)


def unknown_thing(page: Page, local: str) -> Response:
    """404 for an id that the graph does not know, with the nearest that it does."""
    problem = Problem("not-found", page.texts.say("unknown"), 404, page.texts.say("unknown-id", id=local))
    return show_problem(problem, nearest=nearest_things(page, local))


def nearest_things(page: Page, local: str) -> list[Ref]:
    """Things whose name is like `local`, best first; where none is, like the beginning of it."""
    words = local.replace("-", " ").split()[:_MOST_WORDS]
    for end in range(len(words), 0, -1):
        found = find(page, " ".join(words[:end]), limit=_MOST_NEAR)
        if found:
            return [one.ref for one in found]
    return []


def _iri(page: Page, local: str) -> str:
    return iri_value(page.project.minter.thing(local))
