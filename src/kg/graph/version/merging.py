"""The default graph of a version, made from its quads in one pass that counts on the way.

Sorted lines bring all of a subject and of one of its properties together, so only counters are held and
a version of any size passes through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from kg.graph.version.distinct_objects import DistinctObjects
from kg.graph.version.graph_counts import MOST_EXAMPLES, GraphCounts, PropertyCounts
from kg.graph.version.manifest import Counts
from kg.model.terms import RDF

_LINES = 20_000
_TYPE = f"<{RDF}type>"


def merge(
    quads: Path, take: Callable[[bytes], None], *, aside: Path, base: str, step: Callable[[int], None]
) -> tuple[Counts, GraphCounts]:
    """Give the default graph of a file of canonical N-Quads as canonical N-Triples, and count both.

    `take` is given some lines at a time, in their order, and `step` is told how many of the file have been
    read.  `aside` is a folder for temporary files and `base` that of the project.  Raises OSError, KgError
    for what is not RDF, and what the two functions raise.
    """
    tally = _Tally(f"<{base}id/")
    done = 0
    with quads.open(encoding="utf-8", newline="") as lines, DistinctObjects(aside) as distinct:
        while some := list(islice(lines, _LINES)):
            written, pairs = tally.add(some)
            take("".join(written).encode())
            distinct.add(pairs)
            done += len(some)
            step(done)
        objects, objects_with = distinct.count()
    return tally.counts(), tally.graph_counts(objects, objects_with)


@dataclass(slots=True)
class _Tally:
    """What has been counted so far, by term; `space` is what terms of the project's own things begin with."""

    space: str
    graphs: Counter[str] = field(default_factory=Counter)
    triples: Counter[str] = field(default_factory=Counter)
    subjects_with: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    subjects: int = 0
    entities: int = 0
    before: tuple[str, str, str] = ("", "", "")

    def add(self, lines: list[str]) -> tuple[list[str], list[str]]:
        """Count lines, and give those of the default graph and what each says of its subject."""
        written: list[str] = []
        pairs: list[str] = []
        triples, subjects_with, graphs = self.triples, self.subjects_with, self.graphs
        triple_before, subject_before, predicate_before = self.before
        own = subject_before.startswith(self.space)
        for line in lines:
            place = line.rfind(" <")
            triple = line[:place]
            graphs[line[place + 2 : -4]] += 1
            if triple == triple_before:
                continue
            triple_before = triple
            subject, pair = triple.split(" ", 1)
            predicate = pair[: pair.find(" ")]
            if subject != subject_before:
                subject_before, predicate_before = subject, ""
                own = subject.startswith(self.space)
                self.subjects += 1
                self.entities += own
            if predicate != predicate_before:
                predicate_before = predicate
                subjects_with[predicate] += 1
            triples[predicate] += 1
            if predicate == _TYPE:
                self._note_class(subject, pair[len(_TYPE) + 1 :], own=own)
            pairs.append(pair)
            written.append(f"{triple} .\n")
        self.before = triple_before, subject_before, predicate_before
        return written, pairs

    def _note_class(self, subject: str, cls: str, *, own: bool) -> None:
        if not cls.startswith("<"):
            return
        self.classes[cls] += 1
        # What is told of a record has two hyphens in its name and is no good example.
        if own and "--" not in subject:
            known = self.examples.get(cls)
            if known is None or subject[:-1] < known[:-1]:
                self.examples[cls] = subject

    def counts(self) -> Counts:
        """The sizes of the graphs."""
        return Counts(dict(sorted(self.graphs.items())), self.graphs.total(), self.triples.total())

    def graph_counts(self, objects: int, objects_with: Counter[str]) -> GraphCounts:
        """What there is in the default graph."""
        largest_first = sorted(self.examples, key=lambda cls: (-self.classes[cls], cls[1:-1]))
        examples = dict.fromkeys(self.examples[cls][1:-1] for cls in largest_first)
        return GraphCounts(
            classes={cls[1:-1]: count for cls, count in sorted(self.classes.items())},
            properties={
                predicate[1:-1]: PropertyCounts(count, self.subjects_with[predicate], objects_with[predicate])
                for predicate, count in sorted(self.triples.items())
            },
            class_count=objects_with[_TYPE],
            subjects=self.subjects,
            objects=objects,
            entities=self.entities,
            examples=tuple(examples)[:MOST_EXAMPLES],
        )
