"""A program that lays changes over layers on disk, to be killed or run beside another.

    python laying.py FOLDER [TIMES]

Lays the change of `layers_of_many` over the layers in FOLDER, once or TIMES over, says `laid`, and waits.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from pathlib import Path

from kg.graph.last_check.layers import LayerChange, Layers
from kg.graph.validation.query_rerun import Change
from kg.model.terms import Triple, iri

E = "https://example.test/"
P, Q = iri(f"{E}p"), iri(f"{E}q")


def layers_of_many() -> dict[str, list[Triple]]:
    """Some hundred triples in each layer."""
    nodes = [iri(f"{E}n{number}") for number in range(300)]
    return {
        "asserted": [Triple(one, P, other) for one, other in pairwise(nodes)],
        "own": [Triple(one, Q, one) for one in nodes],
        "ontology": [Triple(iri(f"{E}a"), P, iri(f"{E}b"))],
        "other": [Triple(one, Q, nodes[0]) for one in nodes[1:]],
        "texts": [],
    }


def change_of_many() -> LayerChange:
    """Every third triple of each layer goes, and others come."""
    change = {}
    for name in ("asserted", "own", "other"):
        some = layers_of_many()[name][::3]
        added = frozenset(Triple(one.subject, one.predicate, iri(f"{E}new-{name}")) for one in some)
        change[name] = Change(added, frozenset(some))
    return LayerChange(**change)


def main(folder: str, times: str = "1") -> None:
    with Layers.open(Path(folder)) as layers:
        for number in range(int(times)):
            layers.lay(change_of_many())
            if number == 0:
                print("laid", flush=True)
        time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
