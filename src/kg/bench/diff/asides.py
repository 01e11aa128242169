"""What is counted and not told one by one, each kind in a line that says what it is."""

from __future__ import annotations

from kg.bench.diff.comparison import Change, Comparison
from kg.bench.diff.told import Aside
from kg.bench.diff.units import IN_ARTICLE, Kind
from kg.model.terms import CUR, Term, iri
from kg.model.wording import Message, phrase

_QUOTE = iri(CUR + "quote")


class Asides:
    """Collects the quads of units without a sentence, by what they are."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._found: dict[str, tuple[int, int]] = {}

    def add(self, what: str, change: Change) -> None:
        """Count the quads of a unit."""
        gained, lost = self._found.get(what, (0, 0))
        self._found[what] = (gained + len(change.gained), lost + len(change.lost))

    def told(self, comparison: Comparison) -> tuple[Aside, ...]:
        """The lines, those about nothing left out."""
        changes = comparison.units.values()
        gained = comparison.gained - sum(len(one.gained) for one in changes)
        lost = comparison.lost - sum(len(one.lost) for one in changes)
        found = {**self._found, "renamed": (gained, lost)}
        words = _words(_moved(comparison))
        return tuple(
            Aside(what, words[what].in_language(self.language), *found[what])
            for what in words
            if any(found.get(what, (0, 0)))
        )


def _words(moved: int) -> dict[str, Message]:
    """The lines in their order."""
    passages = phrase("the passages behind these sentences")
    if moved:
        passages = phrase(
            "the passages behind these sentences; {n} moved in their texts",
            one="the passages behind these sentences; one moved in its text",
            n=moved,
        )
    return {
        "passages": passages,
        "names": phrase("where names come from, or which file says them"),
        "mechanics": phrase("what reads the same: places of passages, and how they are tied to statements"),
        "judgements": phrase("notes in the authority file about ids that are merged"),
        "renamed": phrase("the same statements under other ids"),
        "removed": phrase("what was said of removed ids; it is not repeated here"),
        "other": phrase("statements for which there is no sentence; `--format rdf-patch` shows them"),
    }


def _moved(comparison: Comparison) -> int:
    """How many quotes stand elsewhere in the text of their article."""
    before: set[tuple[Term, ...]] = set()
    after: set[tuple[Term, ...]] = set()
    for unit, change in comparison.units.items():
        if unit.kind is Kind.PASSAGE:
            for quads, side, found in (
                (change.lost, comparison.old.quads, before),
                (change.gained, comparison.new.quads, after),
            ):
                if quads:
                    found.add((*side.values(unit.subject, _QUOTE), *side.values(unit.subject, IN_ARTICLE)))
    return len(before & after)
