"""What differs between two sides, sorted into the things that are said; no words yet.

Each quad that only one side has is in exactly one place of a comparison, so that what is told can be
held against what has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.bench.diff.identities import Identities, match_ids
from kg.bench.diff.lexicon import Lexicon
from kg.bench.diff.quads import Quad, Quads, read_quad
from kg.bench.diff.sides import Side
from kg.bench.diff.units import Sorter, Unit
from kg.graph.ontology import engine_turtle
from kg.graph.turtle_marks import TurtleMarks
from kg.model.project import Project
from kg.model.terms import Term


@dataclass(slots=True)
class Change:
    """The quads that a unit, a term of the ontology or a derived statement lost and gained."""

    lost: list[Quad] = field(default_factory=list)
    gained: list[Quad] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides and what differs.

    `old` and `new` read the quads of both sides under the ids that agree.  `lost` and `gained` count
    the quads that sources state, `derived_lost` and `derived_gained` those that follow from them, both
    under the ids as they are.
    """

    before: Side
    after: Side
    identities: Identities
    old: Sorter
    new: Sorter
    units: Mapping[Unit, Change]
    terms: Mapping[Term, Change]
    derived: Change
    lost: int
    gained: int
    derived_lost: int
    derived_gained: int

    @property
    def is_empty(self) -> bool:
        """Whether the two sides say the same."""
        quads = self.lost + self.gained + self.derived_lost + self.derived_gained
        facts = self.before.removed == self.after.removed and self.before.redirects == self.after.redirects
        return not quads and facts and not self.terms and not self.changed_files

    @property
    def changed_files(self) -> list[tuple[str, str]]:
        """Files beside the curations that differ: sign (`+`, `-` or `±`) and path."""
        old, new = self.before.files, self.after.files
        if old is None or new is None:
            return []
        changed = sorted(path for path in {*old, *new} if old.get(path) != new.get(path))
        return [("+" if path not in old else "-" if path not in new else "±", path) for path in changed]


def compare(project: Project, before: Side, after: Side) -> Comparison:
    """Compare two sides of a project; its ontology files give the order in which things are told."""
    identities = match_ids(before, after)
    order = _reading_order(project, identities.new, identities.old)
    old = Sorter(identities.old, Lexicon(identities.old, order), before.redirects)
    new = Sorter(identities.new, Lexicon(identities.new, order), after.redirects)
    units: dict[Unit, Change] = {}
    terms: dict[Term, Change] = {}
    derived = Change()
    for here, there, lost in ((old, new, True), (new, old, False)):
        for line in here.quads.lines:
            if line in there.quads.all:
                continue
            quad = read_quad(line)
            if quad.graph == here.quads.ontology:
                change = terms.setdefault(quad.subject, Change())
            elif quad.graph == here.quads.inferred:
                change = derived
            else:
                change = units.setdefault(here.unit(quad), Change())
            (change.lost if lost else change.gained).append(quad)
    lost_lines = set(before.lines) - set(after.lines)
    gained_lines = set(after.lines) - set(before.lines)
    derived_lost = _count_beside(lost_lines, before.base)
    derived_gained = _count_beside(gained_lines, after.base)
    return Comparison(
        before,
        after,
        identities,
        old,
        new,
        units,
        terms,
        derived,
        lost=len(lost_lines) - derived_lost,
        gained=len(gained_lines) - derived_gained,
        derived_lost=derived_lost,
        derived_gained=derived_gained,
    )


def _count_beside(lines: set[str], base: str) -> int:
    """How many lines are not stated by a source."""
    ends = tuple(f" <{base}graph/{name}> .\n" for name in ("inferred", "ontology"))
    return sum(line.endswith(ends) for line in lines)


def _reading_order(project: Project, *sides: Quads) -> dict[Term, int]:
    """The order of the terms in `ontology/*.ttl`, then in the engine's own file."""
    files = [
        TurtleMarks(project.relative(path), path.read_text(encoding="utf-8", errors="replace"))
        for path in project.files("ontology/*.ttl")
    ]
    files.append(TurtleMarks("~", engine_turtle()))
    placed: dict[Term, tuple[str, int]] = {}
    for term in {one.subject for side in sides for one in side.of_ontology}:
        mark = next((found for marks in files if (found := marks.place(term))), None)
        if mark is not None:
            placed[term] = (mark.path, mark.line)
    return {term: number for number, term in enumerate(sorted(placed, key=lambda one: placed[one]))}
