"""`/feed`: what was added to the graph, article by article, as an Atom feed (RFC 4287).

Times are those that the builds noted: when an article first stood in a version and when it changed
last, never the time of the request.  Ids are the IRIs of the articles, the same on every host.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from xml.etree import ElementTree

from flask import Response

from kg.graph.version.manifest import History, Manifest
from kg.model.iris import RESERVED
from kg.model.project import Project
from kg.model.terms import CUR
from kg.web.links import is_safe
from kg.web.names import name_things
from kg.web.neighbourhood import ARTICLE, EVIDENCE_KIND, IN_ARTICLE, values
from kg.web.rendering import brand
from kg.web.respond import current_page, unless_known
from kg.web.site import Page

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
MOST_ENTRIES = 50
# Code points that XML 1.0 section 2.2 does not allow, escaped or not.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article: its IRI and id, its times, and where it stands on the web, or an empty string."""

    iri: str
    article: str
    title: str
    history: History
    passages: int
    source: str


def feed() -> Response:
    """`/feed`: the articles that were added or changed last, newest first."""
    page = current_page()
    manifest = page.site.endpoint.built.manifest
    entries = latest_entries(page, manifest)
    updated = max((one.history.changed for one in entries), default=manifest.built)
    response = Response(to_atom(page, entries, updated), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.headers["Content-Language"] = page.language.interface
    response.last_modified = datetime.fromisoformat(updated)
    return unless_known(response)


def latest_entries(page: Page, manifest: Manifest) -> list[Entry]:
    """The articles whose graphs changed last.

    One whose times were not noted counts as changed when the version was built.
    """
    head = f"{manifest.base}graph/"
    names = [graph.removeprefix(head) for graph in manifest.counts.graphs if graph.startswith(head)]
    unknown = History("", manifest.built, manifest.built)
    histories = {name: manifest.facts.articles.get(name, unknown) for name in names if name not in RESERVED}
    newest = sorted(histories, key=lambda name: (histories[name].changed, histories[name].added, name))
    shown = newest[::-1][:MOST_ENTRIES]
    return _describe(page, {f"{manifest.base}id/{name}": name for name in shown}, histories)


def _describe(page: Page, articles: Mapping[str, str], histories: Mapping[str, History]) -> list[Entry]:
    if not articles:
        return []
    rows = page.rows(
        f"SELECT ?a (COUNT(DISTINCT ?e) AS ?n) (SAMPLE(?u) AS ?url) WHERE {{ {values('a', articles)} "
        f"?a a <{ARTICLE}> OPTIONAL {{ ?e <{IN_ARTICLE}> ?a ; a <{EVIDENCE_KIND}> }} "
        f"OPTIONAL {{ ?a <{CUR}url> ?u }} }} GROUP BY ?a"
    )
    told = {row["a"].value: row for row in rows if "a" in row}
    labels = name_things(page, told)
    found = []
    for iri, name in articles.items():
        if iri not in told:
            continue
        source = told[iri]["url"].value if "url" in told[iri] else ""
        passages = int(told[iri]["n"].value)
        found.append(Entry(iri, name, labels[iri].text, histories[name], passages, source))
    return found


def to_atom(page: Page, entries: list[Entry], updated: str) -> bytes:
    """The feed document; what XML cannot hold is left out of its texts."""
    ElementTree.register_namespace("", ATOM)
    project, texts, language = page.project, page.texts, page.language.interface
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    _add(root, "id", f"{project.base}feed")
    _add(root, "title", texts.say("feed-title", title=brand(project)))
    _add(root, "subtitle", project.title)
    _add(root, "updated", updated)
    _author(root, project)
    address = page.address.rstrip("/")
    _link(root, "self", f"{address}{page.links.page('/feed')}", MEDIA_TYPE)
    _link(root, "alternate", f"{address}{page.links.page('/articles')}", "text/html")
    if is_safe(project.license):
        _link(root, "license", project.license)
    for one in entries:
        entry = ElementTree.SubElement(root, f"{{{ATOM}}}entry")
        _add(entry, "id", one.iri)
        _add(entry, "title", one.title)
        _add(entry, "updated", one.history.changed)
        _add(entry, "published", one.history.added)
        _link(entry, "alternate", f"{address}{page.links.page(f'/articles/{one.article}')}", "text/html")
        if is_safe(one.source):
            _link(entry, "via", one.source)
        _add(entry, "summary", texts.say("feed-summary", n=one.passages))
    ElementTree.indent(root)
    return cast("bytes", ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _author(root: ElementTree.Element, project: Project) -> None:
    author = ElementTree.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", brand(project))
    if project.contact.startswith("mailto:"):
        _add(author, "email", project.contact.removeprefix("mailto:").partition("?")[0])
    elif is_safe(project.contact):
        _add(author, "uri", project.contact)


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}").text = _NO_XML.sub("", text)


def _link(parent: ElementTree.Element, relation: str, address: str, media_type: str = "") -> None:
    given = {"rel": relation, "href": _NO_XML.sub("", address)}
    if media_type:
        given["type"] = media_type
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", given)
