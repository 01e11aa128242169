"""A check that goes on from the last complete one: what has changed is read, stated and validated again.

The findings are those of a complete check.  Where a change reaches further than can be followed (other
names, other ids, another ontology) there is no answer, and a complete check has to give it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.graph.cache.contents import Contents
from kg.graph.cache.store import Cache
from kg.graph.collector import uncollected
from kg.graph.last_check.article_graphs import is_by_itself
from kg.graph.last_check.basis import basis_of
from kg.graph.last_check.changed_articles import Articles, ChangedArticle, changed_files
from kg.graph.last_check.closure_change import closure_change
from kg.graph.last_check.derived_change import statements_gained
from kg.graph.last_check.findings_again import FindingsAgain, findings_as_they_were
from kg.graph.last_check.layers import Layers, LayersUnusable
from kg.graph.last_check.ledger import (
    LAYERS,
    LEDGER,
    Ledger,
    LedgerUnusable,
    lock_digest,
    rows_in,
)
from kg.graph.last_check.names_read import differing
from kg.graph.last_check.placed_again import PlacedAgain
from kg.graph.last_check.query_rows import query_of_row
from kg.graph.last_check.reasons import Complete, NotByItself, damaged, other_lock
from kg.graph.mapping.quotes import LOCK_FILE, known_lock, text_folder
from kg.graph.ontology import read_vocabulary
from kg.graph.rules import Rule
from kg.graph.validation.acceptance import Acceptance, accept
from kg.graph.validation.query_rerun import Change
from kg.graph.validation.query_spots import Query
from kg.graph.validation.results import ShapesUnusable
from kg.graph.vocabulary import Vocabulary
from kg.graph.work import NO_WORK, Work
from kg.model.diagnostics import Diagnostic, in_order
from kg.model.project import Project
from kg.model.terms import Triple
from kg.model.wording import phrase

_UNUSABLE = (LedgerUnusable, LayersUnusable, OSError, sqlite3.Error, TypeError, ValueError, KeyError)


@dataclass(frozen=True, slots=True)
class Rechecked:
    """The findings of a project, sorted by place, and the numbers that a complete check gives with them."""

    diagnostics: tuple[Diagnostic, ...]
    articles: int
    statements: int
    quotes_from_text: int
    quotes_from_lock: int
    work: Work = NO_WORK


def recheck(
    project: Project, cache: Cache, folder: Path, *, update_lock: bool = True
) -> Rechecked | Complete:
    """Check a project again, going on from what `remember` has left in a folder.

    `update_lock` as for a complete check.  Says why, where only a complete check can tell.  Raises
    FileProblem when a file cannot be read or the lock cannot be written, UsageError when KG_ARTICLES names no
    folder.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(uncollected())
        try:
            ledger = Ledger(folder / LEDGER)
            stack.callback(ledger.close)
            return _Recheck(project, cache, ledger, stack, folder, update_lock=update_lock).run()
        except NotByItself as reached:
            return Complete(reached.why)
        except ShapesUnusable as problem:
            return Complete(phrase("a validator cannot use the shapes: {problem}", problem=problem))
        except _UNUSABLE as problem:
            return damaged(problem)
        finally:
            cache.close_part()


class _Recheck:
    """One check that goes on from another."""

    def __init__(
        self,
        project: Project,
        cache: Cache,
        ledger: Ledger,
        stack: contextlib.ExitStack,
        folder: Path,
        *,
        update_lock: bool,
    ) -> None:
        self.project = project
        self.cache = cache
        self.ledger = ledger
        self.stack = stack
        self.folder = folder
        self.update_lock = update_lock
        self.minter = project.minter

    def run(self) -> Rechecked:
        """The findings and numbers.  Raises NotByItself and what reading the kept files raises."""
        ledger, project = self.ledger, self.project
        if ledger.note("basis") != basis_of(project).hex():
            raise NotByItself(
                phrase(
                    "kg itself, kg.toml, seeds/authority.yaml, the ontology, shapes or queries have changed"
                )
            )
        contents = Contents(self.cache)
        kept, count = changed_files(project, ledger, contents)
        self._demand_the_same_lock(contents)
        statements, from_text, from_lock, _ = rows_in(ledger.note("counts"))
        if not kept:
            contents.close()
            findings = findings_as_they_were(ledger)
            return self._told(
                findings, self._acceptances(()), count, statements, from_text, from_lock, NO_WORK
            )
        vocabulary, _ = read_vocabulary(project)
        articles = Articles(project, ledger, vocabulary, self.cache)
        before = [articles.before(one) for one in kept]
        after, quotes = articles.after(kept, contents, update_lock=self.update_lock)
        contents.close()
        changed = [
            ChangedArticle(one.id, project.relative(project.seeds / one.file), old, new)
            for one, old, new in zip(kept, before, after, strict=True)
        ]
        layers = self.stack.enter_context(Layers.open(self.folder / LAYERS))
        self._demand_by_itself(changed, layers, vocabulary)
        self._demand_the_same_of_names(changed)
        change = closure_change(layers, vocabulary, self._asserted_change(changed, layers))
        layers.lay(change)
        again = PlacedAgain(project, ledger, changed, articles)
        findings, checked = FindingsAgain(project, ledger, self.cache, again, layers, change).all(vocabulary)
        statements += statements_gained(self._rules(), ledger, layers, change, vocabulary, self.minter)
        from_text += sum(one.after.from_text - one.before.from_text for one in changed)
        from_lock += sum(one.after.from_lock - one.before.from_lock for one in changed)
        seeds, texts = contents.of(project.seeds), contents.of(text_folder(project))
        work = Work(
            files_read=seeds.opened,
            texts_read=texts.opened,
            articles_verified=quotes.verified_anew,
            articles_mapped=len(changed),
            focus_nodes_checked=checked,
        )
        acceptances = self._acceptances(changed)
        return self._told(findings, acceptances, count, statements, from_text, from_lock, work)

    def _told(
        self,
        findings: Sequence[Diagnostic],
        acceptances: Iterable[Acceptance],
        articles: int,
        statements: int,
        from_text: int,
        from_lock: int,
        work: Work,
    ) -> Rechecked:
        remaining, _ = accept(findings, acceptances)
        return Rechecked(in_order(remaining), articles, statements, from_text, from_lock, work)

    def _demand_the_same_lock(self, contents: Contents) -> None:
        """Where the lock vouches for quotes, it has to be as it was."""
        digest = self.ledger.note("lock")
        if digest:
            lock = known_lock(self.project.root / LOCK_FILE, contents)
            if lock is None or lock_digest(lock) != digest:
                raise other_lock()

    def _demand_by_itself(
        self, changed: Sequence[ChangedArticle], layers: Layers, vocabulary: Vocabulary
    ) -> None:
        along = {one.iri for one in vocabulary.properties.values() if one.inherits}
        for one in changed:
            for state in (one.before, one.after):
                if not is_by_itself(one.id, state.graph, self.ledger, layers.before, self.minter, along):
                    words = phrase("{file} takes over from other files, or they from it", file=one.path)
                    raise NotByItself(words)

    def _demand_the_same_of_names(self, changed: Sequence[ChangedArticle]) -> None:
        """What is told of two things that may be one has to be what it was."""
        for one in changed:
            before, after = differing(list(one.before.graph.triples()), list(one.after.graph.triples()))
            # Their order counts.
            if list(filter(self.ledger.is_of_names, before)) != list(filter(self.ledger.is_of_names, after)):
                words = phrase("{file} changes by what things of like names are told apart", file=one.path)
                raise NotByItself(words)

    def _asserted_change(self, changed: Sequence[ChangedArticle], layers: Layers) -> Change:
        """What all graphs together state no more, and what they state now."""
        gained: Counter[Triple] = Counter()
        for one in changed:
            before, after = set(one.before.graph.triples()), set(one.after.graph.triples())
            gained.update(after - before)
            gained.subtract(before - after)
        added, removed = set(), set()
        for triple, times in gained.items():
            stated = self.ledger.times(triple)
            if stated is None:
                stated = int(layers.has("asserted", triple))
            if stated + times < 0:
                raise LedgerUnusable
            if stated == 0 < times:
                added.add(triple)
            elif stated > 0 == stated + times:
                removed.add(triple)
        return Change(frozenset(added), frozenset(removed))

    def _rules(self) -> Mapping[str, tuple[Rule, Query]]:
        rows = rows_in(self.ledger.note("rules asked"))
        return {
            name: (Rule(name, path, select, template), query_of_row(row))
            for name, path, select, template, row in rows
        }

    def _acceptances(self, changed: Sequence[ChangedArticle]) -> list[Acceptance]:
        paths = {one.path for one in changed}
        kept = [Acceptance(*row) for row in rows_in(self.ledger.note("acceptances"))]
        return [
            *(one for one in kept if one.scope.path not in paths),
            *(one for article in changed for one in article.after.acceptances),
        ]
