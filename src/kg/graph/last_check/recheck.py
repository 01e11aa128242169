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
from kg.graph.last_check.article_graphs import is_by_itself
from kg.graph.last_check.basis import basis_of
from kg.graph.last_check.changed_articles import Articles, ChangedArticle, NotByItself, changed_files
from kg.graph.last_check.closure_change import closure_change
from kg.graph.last_check.derived_change import statements_gained
from kg.graph.last_check.layers import LayerChange, Layers, LayersUnusable
from kg.graph.last_check.ledger import (
    LAYERS,
    LEDGER,
    Ledger,
    LedgerUnusable,
    findings_in,
    lock_digest,
    rows_in,
)
from kg.graph.last_check.names_read import NamesRead
from kg.graph.last_check.placed_again import PlacedAgain
from kg.graph.last_check.query_rows import query_of_row
from kg.graph.mapping.quotes import LOCK_FILE, known_lock, text_folder
from kg.graph.ontology import read_vocabulary
from kg.graph.rules import Rule
from kg.graph.store import Rows
from kg.graph.validation.acceptance import Acceptance, accept
from kg.graph.validation.by_neighbourhood import rows_of
from kg.graph.validation.changed_foci import affected_nodes, validate_some
from kg.graph.validation.engine import engine_shapes
from kg.graph.validation.queries import foreign_properties, read_checks
from kg.graph.validation.query_rerun import Change, run_changed
from kg.graph.validation.query_spots import Query
from kg.graph.validation.reads import plan
from kg.graph.validation.results import ShapesUnusable, bare
from kg.graph.validation.shapes import Shapes, read_shapes
from kg.graph.vocabulary import Vocabulary
from kg.graph.work import NO_WORK, Work
from kg.model.diagnostics import Diagnostic, in_order
from kg.model.project import Project
from kg.model.terms import Triple


@dataclass(frozen=True, slots=True)
class Rechecked:
    """The findings of a project, sorted by place, and the numbers that a complete check gives with them."""

    diagnostics: tuple[Diagnostic, ...]
    articles: int
    statements: int
    quotes_from_text: int
    quotes_from_lock: int
    work: Work = NO_WORK


def recheck(project: Project, cache: Cache, folder: Path, *, update_lock: bool = True) -> Rechecked | None:
    """Check a project again, going on from what `remember` has left in a folder.

    `update_lock` as for a complete check.  None where only a complete check can tell.  Raises FileProblem
    when a file cannot be read or the lock cannot be written, UsageError when KG_ARTICLES names no folder.
    """
    with contextlib.ExitStack() as stack:
        try:
            ledger = Ledger(folder / LEDGER)
            stack.callback(ledger.close)
            return _Recheck(project, cache, ledger, stack, folder, update_lock=update_lock).run()
        except (NotByItself, LedgerUnusable, LayersUnusable, ShapesUnusable):
            return None
        except (OSError, sqlite3.Error, TypeError, ValueError, KeyError):
            return None  # what is kept is not what was written
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
            raise NotByItself
        contents = Contents(self.cache)
        kept, count = changed_files(project, ledger, contents)
        self._demand_the_same_lock()
        statements, from_text, from_lock, _ = rows_in(ledger.note("counts"))
        if not kept:
            contents.close()
            findings = self._kept_findings()
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
        findings, checked = self._findings(changed, articles, layers, change, vocabulary)
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

    def _demand_the_same_lock(self) -> None:
        """Where the lock vouches for quotes, it has to be as it was."""
        digest = self.ledger.note("lock")
        if digest:
            lock = known_lock(self.project.root / LOCK_FILE, self.cache)
            if lock is None or lock_digest(lock) != digest:
                raise NotByItself

    def _demand_by_itself(
        self, changed: Sequence[ChangedArticle], layers: Layers, vocabulary: Vocabulary
    ) -> None:
        along = {one.iri for one in vocabulary.properties.values() if one.inherits}
        for one in changed:
            for state in (one.before, one.after):
                if not is_by_itself(one.id, state.graph, self.ledger, layers.before, self.minter, along):
                    raise NotByItself

    def _demand_the_same_of_names(self, changed: Sequence[ChangedArticle]) -> None:
        """What is told of two things that may be one has to be what it was."""
        properties, subjects, things = rows_in(self.ledger.note("names read"))
        read = NamesRead({(one[0], one[1]) for one in properties}, set(subjects), set(things))
        for one in changed:
            if read.of(one.before.graph.triples()) != read.of(one.after.graph.triples()):
                raise NotByItself

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

    def _findings(
        self,
        changed: Sequence[ChangedArticle],
        articles: Articles,
        layers: Layers,
        change: LayerChange,
        vocabulary: Vocabulary,
    ) -> tuple[list[Diagnostic], int]:
        """All findings, and how many nodes a SHACL validator ran on."""
        again = PlacedAgain(self.project, self.ledger, changed, articles)
        shapes, _ = read_shapes(self.project, engine_shapes(), "shapes/*-shapes.ttl")
        seen = _seen_by_checks(change)
        results, checked = self._results(again, layers, seen, shapes)
        found = [
            *self._plain(changed, again),
            *results,
            *self._solutions(again, layers, seen),
            *self._foreign(again, layers, seen, vocabulary),
            *again.moved(findings_in(self.ledger.note("named"))),
        ]
        return found, checked

    def _plain(self, changed: Sequence[ChangedArticle], again: PlacedAgain) -> list[Diagnostic]:
        """The findings of single files; of the others none may be in a file that has changed."""
        found = Counter(findings_in(self.ledger.note("plain")))
        for one in changed:
            for finding in one.before.found:
                if not found[finding]:
                    raise LedgerUnusable
                found[finding] -= 1
        others = [finding for finding, times in found.items() for _ in range(times)]
        if any(again.is_in_changed(finding) for finding in others):
            raise NotByItself
        return [*others, *(finding for one in changed for finding in one.after.found)]

    def _results(
        self, again: PlacedAgain, layers: Layers, seen: Change, shapes: Shapes
    ) -> tuple[list[Diagnostic], int]:
        """What the shapes find."""
        graph = bare(shapes.graph)
        nodes = affected_nodes(plan(graph), layers.before, layers.after, seen)
        if nodes is None:
            raise NotByItself
        fresh, checked = validate_some(nodes, layers.after, graph, shapes.digest, self.cache)
        found: list[Diagnostic | None] = []
        for row, finding in rows_in(self.ledger.note("results")):
            (result,) = rows_of((row,)) or (None,)
            if result is None:
                raise LedgerUnusable
            if result.focus in nodes:
                continue
            found.append(again.placed(result, shapes) if again.touches_result(result, finding) else finding)
        found += [again.placed(result, shapes) for result in sorted(set(fresh), key=repr)]
        return [one for one in found if one is not None], checked

    def _solutions(self, again: PlacedAgain, layers: Layers, seen: Change) -> list[Diagnostic]:
        """What the checks find."""
        checks, _ = read_checks(self.project)
        by_path = {one.path: one for one in checks}
        queries = {path: query_of_row(row) for path, row in rows_in(self.ledger.note("checks asked"))}
        found: list[Diagnostic] = []
        for path, variables, rows, findings in rows_in(self.ledger.note("solutions")):
            check = by_path[path]
            fresh = run_changed(queries[path], layers.ask_before, layers.ask_after, seen)
            found += again.found(check, fresh.solutions)
            if fresh.foci is None:
                continue
            at = variables.index("focus")
            for row, finding in zip(rows, findings, strict=True):
                if row[at] in fresh.foci:
                    continue
                terms = [term for term in row if term is not None]
                if again.touches(terms, finding):
                    found += again.found(check, Rows(variables, (row,)))
                else:
                    found.append(finding)
        return found

    def _foreign(
        self, again: PlacedAgain, layers: Layers, seen: Change, vocabulary: Vocabulary
    ) -> list[Diagnostic]:
        """Properties on things of other classes.

        Only things of which something else is stated now are looked at, and those that had a finding which
        may have moved.
        """
        found = []
        about = {one.subject for one in (*seen.added, *seen.removed)}
        for one in findings_in(self.ledger.note("foreign")):
            focus = self.minter.thing(one.focus)
            if focus in again.subjects:
                about.add(focus)
            elif focus not in about:
                if again.is_in_changed(one):
                    raise NotByItself
                found.append(one)
        triples = sorted(
            Triple(subject, predicate, value)
            for subject in about
            for predicate, values in layers.after.properties(subject).items()
            for value in values
        )
        found += foreign_properties(triples, vocabulary, again.map, self.minter)
        return found

    def _rules(self) -> Mapping[str, tuple[Rule, Query]]:
        rows = rows_in(self.ledger.note("rules asked"))
        return {
            name: (Rule(name, path, select, template), query_of_row(row))
            for name, path, select, template, row in rows
        }

    def _kept_findings(self) -> list[Diagnostic]:
        """The findings as they were."""
        ledger = self.ledger
        return [
            *findings_in(ledger.note("plain")),
            *(one for _, one in rows_in(ledger.note("results")) if one is not None),
            *(one for *_, some in rows_in(ledger.note("solutions")) for one in some),
            *findings_in(ledger.note("foreign")),
            *findings_in(ledger.note("named")),
        ]

    def _acceptances(self, changed: Sequence[ChangedArticle]) -> list[Acceptance]:
        paths = {one.path for one in changed}
        kept = [Acceptance(*row) for row in rows_in(self.ledger.note("acceptances"))]
        return [
            *(one for one in kept if one.scope.path not in paths),
            *(one for article in changed for one in article.after.acceptances),
        ]


def _seen_by_checks(change: LayerChange) -> Change:
    """What checks and shapes see of a change; a triple that moves from one layer to another stays."""
    added = change.asserted.added | change.own.added
    removed = change.asserted.removed | change.own.removed
    return Change(added - removed, removed - added)
