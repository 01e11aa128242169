"""A check in this process, as seconds by stage.

    python -m benchmarks.stages PROJECT [--publish] [--view DIR]

Stages are those that a check tells whoever watches it.  `--view` also writes what the shapes are held
against, the asserted statements with the closure over the own ontology and the shapes themselves, so that
other validators get exactly that.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.graph.dataset import triple_lines
from kg.graph.pipeline import Checked, check, publish
from kg.graph.validation.engine import engine_shapes
from kg.graph.validation.results import bare
from kg.graph.validation.shapes import read_shapes
from kg.graph.vocabulary import Vocabulary
from kg.model.iris import INFERRED, ONTOLOGY
from kg.model.project import Project, read_project
from kg.model.terms import RDF, Triple, iri, is_iri, literal_parts

VALIDATION = ("checking the shapes", "running the checks")


class Clock:
    """Progress that notes how long each stage took; stages that come back are added up."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self._stage, self._began = "", 0.0

    def note(self, stage: str, _done: int, _total: int) -> None:
        now = time.perf_counter()
        if stage == self._stage:
            return
        if self._stage:
            self.stages[self._stage] = self.stages.get(self._stage, 0.0) + now - self._began
        self._stage, self._began = stage, now


def main() -> None:
    """Check, and publish when asked to; prints one line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("--publish", action="store_true")
    parser.add_argument("--view", type=Path)
    given = parser.parse_args()
    project, clock = read_project(given.project), Clock()
    began = time.perf_counter()
    checked = check(project, progress=clock.note, update_lock=False)
    if given.publish:
        publish(checked, progress=clock.note)
    clock.note("", 0, 0)
    seconds = time.perf_counter() - began
    missing = [one for one in VALIDATION if one not in clock.stages]
    if missing:
        raise SystemExit(f"a check has no stage {missing}, but {list(clock.stages)}")
    if given.view:
        write_view(project, checked, given.view)
    counts = checked.counts
    print(
        json.dumps(
            {
                "seconds": seconds,
                "validation": sum(clock.stages[one] for one in VALIDATION),
                "shapes": clock.stages[VALIDATION[0]],
                "stages": clock.stages,
                "statements": counts.statements,
                "focus_nodes": counts.focus_nodes,
                "findings": sorted([one.code, one.focus] for one in checked.diagnostics),
            }
        )
    )


def write_view(project: Project, checked: Checked, folder: Path) -> None:
    """Write `data.nt` and `shapes.ttl`: what validation sees, as `kg.graph.pipeline` puts it together."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary, dataset, minter = checked.vocabulary, checked.dataset, project.minter
    made = {minter.graph(INFERRED), minter.graph(ONTOLOGY)}
    asserted = {one for name in dataset.graph_names() if name not in made for one in dataset.graph(name)}
    terms = {
        one for one in vocabulary.triples if is_iri(one.object) or not literal_parts(one.object).language
    }
    view = asserted | terms | set(own_closure(asserted, vocabulary))
    (folder / "data.nt").write_text("".join(triple_lines(view)), encoding="utf-8", newline="\n")
    shapes, _ = read_shapes(project, engine_shapes(), "shapes/*-shapes.ttl")
    bare(shapes.graph).serialize(folder / "shapes.ttl", format="turtle")


def own_closure(triples: Iterable[Triple], vocabulary: Vocabulary) -> Iterator[Triple]:
    """What follows along subclass and subproperty within the own ontology, in the plainest way."""
    for subject, predicate, value in triples:
        if predicate == iri(f"{RDF}type"):
            parents = vocabulary.superclasses.get(value, frozenset())
            yield from (Triple(subject, predicate, one) for one in parents if one in vocabulary.own)
        else:
            above = vocabulary.superproperties.get(predicate, frozenset())
            yield from (Triple(subject, one, value) for one in above if one in vocabulary.own)


if __name__ == "__main__":
    main()
