"""Findings placed again where a changed file may have to do with their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.graph.last_check.article_graphs import ArticleGraph, owner_of
from kg.graph.last_check.changed_articles import Articles, ChangedArticle
from kg.graph.last_check.kept_map import KeptMap
from kg.graph.last_check.ledger import Ledger, rows_in
from kg.graph.last_check.moved_marks import moved
from kg.graph.last_check.reasons import NotByItself
from kg.graph.store import Rows
from kg.graph.validation.queries import Check, findings_of
from kg.graph.validation.results import Result
from kg.graph.validation.shapes import Shapes, placed
from kg.model.diagnostics import Diagnostic
from kg.model.iris import AUTHORITY
from kg.model.project import Project
from kg.model.terms import Term
from kg.model.wording import phrase


class PlacedAgain:
    """Findings placed again, where a changed file may have to do with their places."""

    def __init__(
        self, project: Project, ledger: Ledger, changed: Sequence[ChangedArticle], articles: Articles
    ) -> None:
        self.ledger, self.minter = ledger, project.minter
        self.changed = changed
        self.paths = {one.path for one in changed}
        self.subjects = {
            subject
            for one in changed
            for state in (one.before, one.after)
            for subject in state.graph.subjects()
        }
        self.ends = self.subjects | {
            triple.object
            for one in changed
            for state in (one.before, one.after)
            for triple in state.graph.triples()
            if triple.object.startswith("<")
        }
        self._articles = articles
        self._now = {one.id: one.after.graph for one in changed}
        self._above = {(one[0], one[1]) for one in rows_in(ledger.note("faulty above"))}
        self.map = KeptMap(self._graphs_of, self._graph)

    def is_in_changed(self, one: Diagnostic) -> bool:
        """Whether a finding names a place in a changed file."""
        return one.mark.path in self.paths or any(other.mark.path in self.paths for other in one.related)

    def touches(self, terms: Iterable[Term], one: Diagnostic | None) -> bool:
        """Whether a changed file may have to do with the places of a finding about these terms."""
        return any(term in self.ends for term in terms) or (one is not None and self.is_in_changed(one))

    def touches_result(self, result: Result, one: Diagnostic | None) -> bool:
        """The same for a result of a shape."""
        return self.touches((result.focus, *((result.value,) if result.value is not None else ())), one)

    def placed(self, result: Result, shapes: Shapes) -> Diagnostic | None:
        """The finding for a result of a shape."""
        focus, path = result.focus, result.path
        if self.map.is_faulty(focus, path) or (focus, path) in self._above or (focus, None) in self._above:
            return None
        return placed(result, shapes, self.map, self.minter)

    def found(self, check: Check, solutions: Rows) -> Iterable[Diagnostic]:
        """The findings of a check."""
        return findings_of(check, solutions, self.map, self.minter)

    def moved(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The findings about names, which stand at the same names in other places."""
        return [moved(one, self.changed) if self.is_in_changed(one) else one for one in found]

    def _graphs_of(self, term: Term) -> Sequence[str]:
        owner = owner_of(term, self.minter)
        speaking = set(self.ledger.graphs_speaking_of(term)) - self._now.keys()
        speaking.update(name for name, graph in self._now.items() if _speaks_of(graph, term))
        if owner and self.ledger.article(owner) is not None:
            speaking.add(owner)
        return sorted(speaking)

    def _graph(self, name: str) -> ArticleGraph:
        if name in self._now:
            return self._now[name]
        kept = self.ledger.article(name) if name != AUTHORITY else None
        if kept is None:
            raise NotByItself(phrase("a finding about {name} leads to another file", name=name))
        return self._articles.before(kept).graph


def _speaks_of(graph: ArticleGraph, term: Term) -> bool:
    return any(term in (one.subject, one.object) for one in graph.triples()) or term in graph.subjects()
