"""The findings of a complete check, and those of them that are other ones after a change.

Each kind is gone over by what it was made of: a file, a node, a focus, a thing.  What the change does not
reach is taken as it was, at the place where it is now.
"""

from __future__ import annotations

from collections import Counter

from kg.graph.cache.store import Cache
from kg.graph.last_check.layers import LayerChange, Layers
from kg.graph.last_check.ledger import Ledger, LedgerUnusable, findings_in, rows_in
from kg.graph.last_check.placed_again import PlacedAgain
from kg.graph.last_check.query_rows import query_of_row
from kg.graph.last_check.reasons import NotByItself, placed_in_changed
from kg.graph.store import Rows
from kg.graph.validation.by_neighbourhood import rows_of
from kg.graph.validation.changed_foci import affected_nodes, validate_some
from kg.graph.validation.engine import engine_shapes
from kg.graph.validation.queries import foreign_properties, read_checks
from kg.graph.validation.query_rerun import Change, run_changed
from kg.graph.validation.reads import plan
from kg.graph.validation.results import bare
from kg.graph.validation.shapes import read_shapes
from kg.graph.vocabulary import Vocabulary
from kg.model.diagnostics import Diagnostic
from kg.model.project import Project
from kg.model.terms import Triple
from kg.model.wording import phrase


def findings_as_they_were(ledger: Ledger) -> list[Diagnostic]:
    """All findings of the complete check, before what is accepted is taken away.  Raises LedgerUnusable."""
    return [
        *findings_in(ledger.note("plain")),
        *(one for _, one in rows_in(ledger.note("results")) if one is not None),
        *(one for *_, some in rows_in(ledger.note("solutions")) for one in some),
        *findings_in(ledger.note("foreign")),
        *findings_in(ledger.note("named")),
    ]


class FindingsAgain:
    """The findings after a change that is laid over the layers."""

    def __init__(
        self,
        project: Project,
        ledger: Ledger,
        cache: Cache,
        again: PlacedAgain,
        layers: Layers,
        change: LayerChange,
    ) -> None:
        self.project = project
        self.ledger = ledger
        self.cache = cache
        self.again = again
        self.layers = layers
        self.seen = _seen_by_checks(change)

    def all(self, vocabulary: Vocabulary) -> tuple[list[Diagnostic], int]:
        """All of them, and how many nodes a SHACL validator ran on.

        Raises NotByItself, and what reading the kept files raises.
        """
        results, checked = self._results()
        found = [
            *self._plain(),
            *results,
            *self._solutions(),
            *self._foreign(vocabulary),
            *self.again.moved(findings_in(self.ledger.note("named"))),
        ]
        return found, checked

    def _plain(self) -> list[Diagnostic]:
        """The findings of single files; of the others none may be in a file that has changed."""
        again = self.again
        found = Counter(findings_in(self.ledger.note("plain")))
        for one in again.changed:
            for finding in one.before.found:
                if not found[finding]:
                    raise LedgerUnusable
                found[finding] -= 1
        others = [finding for finding, times in found.items() for _ in range(times)]
        if any(again.is_in_changed(finding) for finding in others):
            raise placed_in_changed()
        return [*others, *(finding for one in again.changed for finding in one.after.found)]

    def _results(self) -> tuple[list[Diagnostic], int]:
        """What the shapes find, and on how many nodes."""
        again, layers = self.again, self.layers
        shapes, _ = read_shapes(self.project, engine_shapes(), "shapes/*-shapes.ttl")
        graph = bare(shapes.graph)
        nodes = affected_nodes(plan(graph), layers.before, layers.after, self.seen)
        if nodes is None:
            raise NotByItself(phrase("shapes have to see the whole graph"))
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

    def _solutions(self) -> list[Diagnostic]:
        """What the checks find."""
        again, layers = self.again, self.layers
        checks, _ = read_checks(self.project)
        by_path = {one.path: one for one in checks}
        queries = {path: query_of_row(row) for path, row in rows_in(self.ledger.note("checks asked"))}
        found: list[Diagnostic] = []
        for path, variables, rows, findings in rows_in(self.ledger.note("solutions")):
            check = by_path[path]
            fresh = run_changed(queries[path], layers.ask_before, layers.ask_after, self.seen)
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

    def _foreign(self, vocabulary: Vocabulary) -> list[Diagnostic]:
        """Properties on things of other classes.

        Only things of which something else is stated now are looked at, and those that had a finding which
        may have moved.
        """
        again, minter = self.again, self.project.minter
        found = []
        about = {one.subject for one in (*self.seen.added, *self.seen.removed)}
        for one in findings_in(self.ledger.note("foreign")):
            focus = minter.thing(one.focus)
            if focus in again.subjects:
                about.add(focus)
            elif focus not in about:
                if again.is_in_changed(one):
                    raise placed_in_changed()
                found.append(one)
        triples = sorted(
            Triple(subject, predicate, value)
            for subject in about
            for predicate, values in self.layers.after.properties(subject).items()
            for value in values
        )
        found += foreign_properties(triples, vocabulary, again.map, minter)
        return found


def _seen_by_checks(change: LayerChange) -> Change:
    """What checks and shapes see of a change; a triple that moves from one layer to another stays."""
    added = change.asserted.added | change.own.added
    removed = change.asserted.removed | change.own.removed
    return Change(added - removed, removed - added)
