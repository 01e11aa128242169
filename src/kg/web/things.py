"""`/id/<local name>` and `/graph/<name>`: a page or RDF for every IRI of the project.

Merged ids redirect for good (308), removed ones say why they are gone (410), unknown ones offer the
nearest (404).
"""

from __future__ import annotations

import difflib
import re
from urllib.parse import quote

from flask import Response, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.endpoint.formats import GRAPH_FORMATS, HTML, Format, format_by_suffix
from kg.endpoint.protocol import negotiate
from kg.model.errors import NotAcceptable
from kg.model.iris import AUTHORITY, INFERRED, ONTOLOGY
from kg.model.terms import iri_value
from kg.web.entity import is_article, rdf_query, tell_thing
from kg.web.lexicon import PREF_LABEL
from kg.web.links import local_name
from kg.web.mend import report_address
from kg.web.names import Ref, name_things
from kg.web.problems import Problem
from kg.web.respond import current_page, html, show_problem
from kg.web.site import Page
from kg.web.sparql import TITLES, Download

_LOCAL = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*")
_LINKED = ("ttl", "nt", "jsonld", "rdf")
_MOST_NEAR = 5
_MOST_CANDIDATES = 300


def thing(local: str) -> WerkzeugResponse:
    """`/id/<local name>`, with or without a suffix that names an RDF format."""
    page = current_page()
    name, _, suffix = local.partition(".")
    form = _format(suffix)
    if form is None or not _LOCAL.fullmatch(name):
        return _unknown(page, local)
    facts = page.site.endpoint.built.manifest.facts
    if name in facts.removed:
        detail = page.texts.say("gone-because", reason=facts.removed[name])
        problem = Problem("gone", page.texts.say("gone"), 410, detail)
        return show_problem(problem, report=report_address(page.project, _iri(page, name)))
    if name in facts.redirects:
        kept = f"/id/{quote(facts.redirects[name])}{'.' + suffix if suffix else ''}"
        return redirect(f"{kept}?{request.query_string.decode()}" if request.query_string else kept, code=308)
    if form is not HTML:
        return _rdf(page, name, form)
    if is_article(page, name):
        return redirect(page.links.page(f"/articles/{name}"), code=303)
    told = tell_thing(page, name)
    if told is None:
        return _unknown(page, name)
    return html(
        "thing.html",
        thing=told,
        formats=rdf_links(name),
        ask_query=f"SELECT ?property ?value WHERE {{\n  <{told.iri}> ?property ?value .\n}}",
        report=report_address(page.project, told.iri),
        noindex=told.noindex,
    )


def graph(name: str) -> WerkzeugResponse:
    """`/graph/<name>`: one named graph as RDF; for readers, the page that shows what is in it."""
    page = current_page()
    bare, _, suffix = name.partition(".")
    form = _format(suffix)
    if form is None or not _LOCAL.fullmatch(bare):
        raise NotFound
    term = page.project.minter.graph(bare)
    if not page.site.endpoint.ask(f"ASK {{ GRAPH {term} {{ ?s ?p ?o }} }}"):
        raise NotFound
    if form is not HTML:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {term} {{ ?s ?p ?o }} }}"
        return _graph_response(page, query, form)
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
        Download(TITLES[one.name], f"/id/{quote(local)}.{one.suffix}", one.media_type)
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
        return _unknown(page, local)
    return _graph_response(page, rdf_query(page, local), form)


def _graph_response(page: Page, query: str, form: Format) -> Response:
    body = page.site.endpoint.graph_text(query, form)
    response = Response(body, content_type=form.content_type)
    response.headers["Kg-Version"] = page.site.endpoint.version
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


def _unknown(page: Page, local: str) -> Response:
    problem = Problem("not-found", page.texts.say("unknown"), 404, page.texts.say("unknown-id", id=local))
    return show_problem(problem, nearest=nearest_things(page, local))


def nearest_things(page: Page, local: str) -> list[Ref]:
    """Things whose local name or label is like `local`, best first."""
    beginnings = sorted({part[:3] for part in re.findall(r"\w+", local.lower()) if len(part) >= 3})[:8]
    if not beginnings:
        return []
    like = " || ".join(
        f'CONTAINS(STR(?s), "{one}") || CONTAINS(LCASE(STR(?l)), "{one}")' for one in beginnings
    )
    base = f"{page.project.base}id/"
    query = (
        f'SELECT ?s ?l WHERE {{ ?s <{PREF_LABEL}> ?l FILTER(STRSTARTS(STR(?s), "{base}") && ({like})) }} '
        f"LIMIT {_MOST_CANDIDATES}"
    )
    words: dict[str, str] = {}
    for row in page.rows(query):
        thing = row["s"].value
        for text in (local_name(thing, page.project) or "", row["l"].value.lower()):
            words.setdefault(text, thing)
    close = difflib.get_close_matches(local.lower(), sorted(words), n=2 * _MOST_NEAR, cutoff=0.5)
    found = list(dict.fromkeys(words[text] for text in close))[:_MOST_NEAR]
    names = name_things(page, found)
    return [names[one] for one in found]


def _iri(page: Page, local: str) -> str:
    return iri_value(page.project.minter.thing(local))
