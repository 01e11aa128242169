"""Why the graph says a statement: its passages, its reasons, or the plain word that it has none.

The order of evidence is that of the file format: a passage for the value, else one for the
property, else what the record quotes as a whole, else what it quotes at all.  A statement of the
closure alone (a superclass, a superproperty) has no grounds of its own and is left out of the pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.endpoint.table import Cell
from kg.model.terms import CUR
from kg.web.neighbourhood import CITATION, EVIDENCE, INFERENCE, Neighbourhood

QUALIFIES = CUR + "qualifies"
VALUE = CUR + "value"


@dataclass(frozen=True, slots=True)
class Grounds:
    """IRIs of the passages and of the inferences of one statement.

    `own` passages speak for this statement, `general` ones for the thing as a whole; `around` says
    that the record has passages for its other statements, on which this one then rests, too.
    """

    own: tuple[str, ...] = ()
    general: tuple[str, ...] = ()
    inferences: tuple[str, ...] = ()
    around: bool = False

    @property
    def missing(self) -> bool:
        """Whether there is neither a passage nor a reason."""
        return not (self.own or self.general or self.inferences or self.around)


def grounds_of(
    hood: Neighbourhood, subject: str, predicate: str, value: Cell, *, record: bool = False
) -> Grounds:
    """The grounds of the statement (subject, predicate, value) in all graphs that make it.

    The statements of a `record` were read together, so one without a passage rests on the others'.
    """
    stating = set(hood.graphs(subject, predicate, value))
    own = tuple(_about(hood, subject, CITATION, predicate, value, stating))
    inferences = tuple(_about(hood, subject, INFERENCE, predicate, value, stating))
    passages = [one for node in (*own, *inferences) for one in hood.iris(node, EVIDENCE)]
    general = () if passages else general_passages(hood, subject, stating)
    around = record and not passages and bool(hood.iris(subject, EVIDENCE))
    return Grounds(tuple(dict.fromkeys(passages)), general, inferences, around)


def general_passages(hood: Neighbourhood, subject: str, graphs: set[str] | None = None) -> tuple[str, ...]:
    """The passages of a thing that no citation ties to one of its properties."""
    cited = {one for node in hood.iris(subject, CITATION) for one in hood.iris(node, EVIDENCE)}
    found = {
        quad.object.value
        for quad in hood.of(subject)
        if quad.predicate == EVIDENCE and (graphs is None or quad.graph in graphs)
    }
    return tuple(sorted(found - cited))


def is_closure(hood: Neighbourhood, subject: str, predicate: str, value: Cell, inferred: str) -> bool:
    """Whether only the graph `inferred` makes the statement, and no rule gives a reason for it."""
    if hood.graphs(subject, predicate, value) != [inferred]:
        return False
    return not list(_about(hood, subject, INFERENCE, predicate, value, {inferred}))


def _about(
    hood: Neighbourhood, subject: str, link: str, predicate: str, value: Cell, graphs: set[str]
) -> Iterable[str]:
    """Citations or inferences of a statement; those for its very value push out those for the property."""
    nodes = sorted(
        {quad.object.value for quad in hood.of(subject) if quad.predicate == link and quad.graph in graphs}
    )
    about = [node for node in nodes if predicate in hood.iris(node, QUALIFIES)]
    exact = [node for node in about if value in hood.cells(node, VALUE)]
    return exact or [node for node in about if not hood.cells(node, VALUE)]
