"""The triples of a CONSTRUCT or DESCRIBE, made here from the solutions that an engine elsewhere found.

The template is filled by the engine in this process, from the solutions as a table (VALUES) and over no
data, so that blank nodes, duplicates and what cannot stand in a triple are as in answers of our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store

from kg.endpoint.jobs import Job, Setup
from kg.endpoint.worker.engine import query
from kg.endpoint.worker.solutions import read_solutions

DESCRIPTION = "{ ?s ?p ?o }"
DESCRIBED = (("s", "s"), ("p", "p"), ("o", "o"))
_BLANK = "urn:kg:blank:"  # VALUES cannot hold a blank node; its label stands behind this


class MadeTriples:
    """Triples that a template makes; `cut` says that there were more solutions than may be used."""

    def __init__(self, made: Any, *, cut: bool, blanks: bool) -> None:
        self.cut = cut
        self._made = made
        self._blanks = blanks

    def serialize(self, output: IO[bytes], *, format: RdfFormat) -> None:
        """Write them as N-Triples."""
        if not self._blanks:
            self._made.serialize(output, format=format)
            return
        start = f"<{_BLANK}".encode()
        for line in self._made.serialize(format=format).splitlines(keepends=True):
            place = line
            while (found := place.find(start)) >= 0:
                end = place.index(b">", found)
                place = place[:found] + b"_:" + place[found + len(start) : end] + place[end + 1 :]
            output.write(place)


def make_triples(
    setup: Setup,
    job: Job,
    template: str,
    columns: Sequence[tuple[str, str]],
    bodies: Sequence[bytes],
    *,
    whole: bool,
) -> MadeTriples:
    """Fill a template with the solutions in these answers.  Raises ValueError."""
    names = [name for _, name in columns]
    rows: list[str] = []
    blanks, cut = False, False
    for body in bodies:
        for solution in read_solutions(body, columns or (("once", "once"),), whole=whole):
            if len(rows) >= job.caps.triples:
                cut = True
                break
            cells = []
            for name in names:
                term = solution[name]
                if isinstance(term, BlankNode):
                    term, blanks = NamedNode(f"{_BLANK}{term.value}"), True
                cells.append("UNDEF" if term is None else str(term))
            rows.append(f"({' '.join(cells)})")
    heads = " ".join(f"?{name}" for name in names)
    text = (
        f"{job.text[: job.prologue]}CONSTRUCT {template} WHERE {{ VALUES ({heads}) {{ {' '.join(rows)} }} }}"
    )
    return MadeTriples(query(Store(), setup, text), cut=cut, blanks=blanks)
