"""Ids and IRIs as people paste them: `jing-junhai`, `<https://…>`, `kg:Person`, the address of a page."""

from __future__ import annotations

import re

from kg.model.iris import LOCAL
from kg.model.terms import iri_value
from kg.web.site import Page

_CURIE = re.compile(r"([A-Za-z][A-Za-z0-9._-]*)?:([^\s<>\"{}|^`\\/][^\s<>\"{}|^`\\]*)")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+")


def to_iri(page: Page, text: str) -> str:
    """The IRI that a text stands for, or the empty string when it is neither an id nor an IRI.

    The address of a page or of an RDF document of this site stands for the thing it is about.
    """
    text = text.strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    if LOCAL.fullmatch(text):
        return iri_value(page.project.minter.thing(text))
    for head in (f"{page.address}id/", f"{page.project.base}id/", "/id/"):
        if text.startswith(head):
            local = text.removeprefix(head).partition("?")[0].partition("#")[0].partition(".")[0]
            return iri_value(page.project.minter.thing(local)) if LOCAL.fullmatch(local) else ""
    return to_class(page, text) if ":" in text else ""


def is_bare_id(text: str) -> bool:
    """Whether a text could be the id of an entity and a word of a language as well."""
    return text.isalnum() and LOCAL.fullmatch(text) is not None


def to_class(page: Page, text: str) -> str:
    """The IRI of a class or a property that is given in full or with a prefix of the project."""
    found = _CURIE.fullmatch(text)
    namespace = page.project.namespaces.get(found[1] or "") if found else None
    if found and namespace:
        return namespace + found[2]
    return text if _ABSOLUTE.fullmatch(text) else ""
