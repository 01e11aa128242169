"""Addresses: where a link of this site leads, and which IRIs may be links at all.

An IRI from the graph becomes a link only when its scheme is http, https or mailto, because Jinja
lets `javascript:` through; IRIs of the project lead to the page of the same path on this host.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from kg.model.project import Project
from kg.model.terms import CUR
from kg.web.language import Language

_SAFE_SCHEMES = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the links of one page; an explicitly chosen language is carried on."""

    project: Project
    language: Language
    ontology: Container[str] = ()

    def page(self, path: str, **parameters: object) -> str:
        """The address of a page of this site, with the parameters that are not empty."""
        given = {key: str(value) for key, value in parameters.items() if value not in (None, "")}
        if self.language.explicit:
            given.setdefault("lang", self.language.labels)
        return f"{path}?{urlencode(given)}" if given else path

    def thing(self, local: str) -> str:
        """The page of an entity or a record, by its local name."""
        return self.page(f"/id/{quote(local, safe='-')}")

    def query(self, text: str, **parameters: object) -> str:
        """The query form with this query run."""
        return self.page("/sparql", query=text, **parameters)

    def of(self, iri: str) -> str:
        """Where the IRI leads, or the empty string when it must not be a link."""
        local = local_name(iri, self.project)
        if local is not None:
            return self.thing(local)
        if iri in self.ontology:
            page = "/curation" if iri.startswith(CUR) else "/ontology"
            return f"{self.page(page)}#{quote(term_name(iri))}"
        graphs = f"{self.project.base}graph/"
        if iri.startswith(graphs) and not self.project.plain:
            return self.page(f"/graph/{quote(iri.removeprefix(graphs), safe='-')}")
        return iri if is_safe(iri) else ""


def is_safe(address: str) -> bool:
    """Whether an address from the graph may stand in `href`."""
    try:
        return urlsplit(address).scheme.lower() in _SAFE_SCHEMES
    except ValueError:
        return False


def local_name(iri: str, project: Project) -> str | None:
    """The local name of an IRI of the project's things, or None; plain files have no pages of things."""
    if project.plain:
        return None
    head = f"{project.base}id/"
    return iri[len(head) :] or None if iri.startswith(head) else None


def term_name(iri: str) -> str:
    """The part of an IRI after its last `#` or `/`: what a term is called where it has no label."""
    return iri.rsplit("#", 1)[-1].rstrip("/").rsplit("/", 1)[-1] or iri


def to_curie(iri: str, project: Project) -> str:
    """The IRI with the project's prefix for its namespace, else the IRI as it is."""
    fitting = [
        (len(namespace), f"{prefix}:{iri[len(namespace) :]}")
        for prefix, namespace in project.namespaces.items()
        if iri.startswith(namespace) and len(iri) > len(namespace)
    ]
    return max(fitting)[1] if fitting else iri
