"""The pages of the site, one function a route; what they show is worked out in the other modules."""

from __future__ import annotations

from datetime import datetime

from flask import Response, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.graph.export import EXPORT_FORMATS
from kg.graph.version.manifest import Manifest
from kg.model.errors import UsageError
from kg.web.articles.article import tell_article
from kg.web.articles.filtering import language_choices, publisher_choices, read_filter
from kg.web.articles.listing import PER_PAGE, count_articles, list_articles
from kg.web.days import day_in_words
from kg.web.exports import file_name, is_soon_made
from kg.web.home import READY_QUESTIONS, count_classes, latest_records
from kg.web.home_network import home_network
from kg.web.mend import report_address
from kg.web.ontology import tell_ontology
from kg.web.pager import make_pager
from kg.web.problems import all_kinds
from kg.web.questions import ready_questions
from kg.web.respond import current_page, html
from kg.web.shapes import tell_shapes
from kg.web.site import Page
from kg.web.things import rdf_links


def home() -> WerkzeugResponse:
    """`/`: what the graph is about, how much is in it, what is new; of plain files, the query form."""
    page = current_page()
    if page.project.plain:
        return redirect(page.links.page("/sparql"))
    manifest = page.site.endpoint.built.manifest
    return html(
        "home.html",
        counts=count_classes(page),
        questions=ready_questions(page)[:READY_QUESTIONS],
        latest=latest_records(page),
        network=home_network(page),
        triples=manifest.counts.triples,
        articles=count_articles(page),
        built=_built(page, manifest),
        quotes_from_text=manifest.facts.quotes_from_text,
        quotes_from_lock=manifest.facts.quotes_from_lock,
    )


def articles() -> Response:
    """`/articles`: the articles that the filter in the query string lets through, newest first."""
    page = current_page()
    filter = read_filter(page, request.args)
    total = count_articles(page)
    found = total if filter.asks_nothing else count_articles(page, filter)
    pager = make_pager(
        request.args.get("page", ""),
        total=found,
        size=PER_PAGE,
        address=lambda number: page.links.page("/articles", **filter.parameters, page=number),
    )
    return html(
        "articles.html",
        articles=list_articles(page, pager.number, filter),
        total=total,
        found=found,
        filter=filter,
        languages=language_choices(page),
        publishers=publisher_choices(page),
        pager=pager,
    )


def article(local: str) -> WerkzeugResponse:
    """`/articles/<id>`: what was read from one article."""
    page = current_page()
    told = tell_article(page, local)
    if told is None:
        return redirect(page.links.thing(local), code=307)
    return html(
        "article.html",
        article=told,
        formats=rdf_links(local),
        report=report_address(page.project, told.ref.iri),
    )


def ontology() -> Response:
    """`/ontology`: the project's classes, properties and codes."""
    return html("ontology.html", parts=tell_ontology(current_page()), engine=False)


def curation() -> Response:
    """`/curation`: the engine's own vocabulary, the same in every project."""
    return html("ontology.html", parts=tell_ontology(current_page(), engine=True), engine=True)


def shapes() -> Response:
    """`/shapes`: the rules that the data must satisfy."""
    groups = tell_shapes(current_page())
    return html("shapes.html", groups=groups, total=sum(len(group.shapes) for group in groups))


def downloads() -> Response:
    """`/downloads`: the exports with their sizes and hashes."""
    page = current_page()
    version = page.site.endpoint.built
    measure = is_soon_made(version)
    exports = []
    for form in EXPORT_FORMATS.values():
        name = file_name(form)
        try:
            file = page.site.exports.file(version, name) if measure else None
        except UsageError:  # the format cannot say what is in this graph
            continue
        exports.append({"form": form, "name": name, "file": file, "href": f"/export/{name}"})
    return html(
        "downloads.html",
        exports=exports,
        sources=page.site.exports.sources(),
        address=page.address,
        built=_built(page, version.manifest),
        built_day=version.manifest.built[:10],
    )


def about() -> Response:
    """`/about`: what this is, how to have a statement mended, rights, licence, privacy, accessibility."""
    return html("about.html", engine=current_page().site.endpoint.state().engine)


def problems() -> Response:
    """`/problems`: every kind of problem that a response can name."""
    return html("problems.html", problems=all_kinds())


def problem(kind: str) -> Response:
    """`/problems/<kind>`: what a problem type means; the `type` of problem details leads here."""
    found = next((one for one in all_kinds() if one.kind == kind), None)
    if found is None:
        raise NotFound
    return html("problem.html", problem=found)


def _built(page: Page, manifest: Manifest) -> str:
    """The day of the build in words."""
    return day_in_words(datetime.fromisoformat(manifest.built).date().isoformat(), page.texts)
