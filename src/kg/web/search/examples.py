"""What the search box shows before anybody types: one name of the graph itself, in its scripts."""

from __future__ import annotations

from kg.graph.name_index import open_index
from kg.model.errors import KgError
from kg.web.language import Label
from kg.web.site import Page

_MOST = 3


def example_names(page: Page) -> tuple[Label, ...]:
    """Names of one much mentioned thing in several scripts; empty where there is none.

    Never raises: the box stands on pages that tell of errors, too.
    """
    if page.project.plain:
        return ()
    try:
        return page.site.once("search-example", lambda: _read(page))
    except KgError:
        return ()


def _read(page: Page) -> tuple[Label, ...]:
    with open_index(page.site.endpoint.built.name_index) as index:
        return tuple(Label(name.text, name.language) for name in index.example()[:_MOST])
