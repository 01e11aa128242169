"""Findings about names, at the same names when these stand in other places of their file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.graph.last_check.changed_articles import ChangedArticle
from kg.graph.last_check.reasons import placed_in_changed
from kg.model.diagnostics import Diagnostic
from kg.model.marks import Mark


def moved(one: Diagnostic, changed: Sequence[ChangedArticle]) -> Diagnostic:
    """The finding with the places that its names have now.  Raises NotByItself where it has others too."""
    places: dict[Mark, Mark] = {}
    paths = {article.path for article in changed}
    for article in changed:
        names = zip(article.before.graph.names, article.after.graph.names, strict=True)
        places.update((old.mark, new.mark) for old, new in names)

    def now(mark: Mark) -> Mark:
        if mark.path not in paths:
            return mark
        found = places.get(mark)
        if found is None:
            raise placed_in_changed()
        return found

    related = tuple(replace(other, mark=now(other.mark)) for other in one.related)
    return replace(one, mark=now(one.mark), related=related)
