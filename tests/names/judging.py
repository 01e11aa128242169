"""Hand-made pairs of names, what the engine says of each, and how often that is right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.curation.naming.name_keys import Sort
from kg.curation.naming.name_pairs import find_pairs
from kg.curation.naming.names import NameStatement
from kg.model.marks import Mark

FOLDER = Path(__file__).parent
VERDICTS = ("same", "near", "different")


@dataclass(frozen=True, slots=True)
class NamePair:
    """A row of a table: what a person says of two names of things of one sort."""

    verdict: str
    sort: Sort
    name: str
    language: str
    other: str
    other_language: str
    note: str
    line: int


@dataclass(frozen=True, slots=True)
class Score:
    """How many pairs a verdict has, how many of them were found, and how many were said to have it."""

    pairs: int
    right: int
    said: int

    @property
    def recall(self) -> float:
        return self.right / self.pairs if self.pairs else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 1.0


def read_pairs(name: str) -> list[NamePair]:
    rows = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    found = []
    for line, row in enumerate(rows[1:], start=2):
        verdict, sort, *names = row.split("\t")
        assert verdict in VERDICTS, f"{name}:{line}"
        assert sort in ("person", "body", "place"), f"{name}:{line}"
        assert len(names) == 5, f"{name}:{line}"
        found.append(NamePair(verdict, sort, *names, line=line))  # type: ignore[arg-type]
    return found


def judge(pair: NamePair) -> str:
    """What the engine warns of where two things have the two names, and no other."""
    statements = [
        NameStatement("a", pair.name, pair.language, "name", "a001", Mark("seeds/a001.yaml", 1, 1, 1, 2)),
        NameStatement(
            "b", pair.other, pair.other_language, "name", "a002", Mark("seeds/a002.yaml", 1, 1, 1, 2)
        ),
    ]
    classes = {"a": ("Thing",), "b": ("Thing",)}
    found = find_pairs(statements, classes=classes, sorts={"a": pair.sort, "b": pair.sort})
    return "same" if found.same else "near" if found.near else "different"


def score(pairs: Iterable[NamePair]) -> dict[tuple[str, str], Score]:
    """The score of each verdict for each sort of thing."""
    judged = [(pair, judge(pair)) for pair in pairs]
    found = {}
    for sort in ("person", "body", "place"):
        for verdict in VERDICTS:
            of_sort = [(pair.verdict, said) for pair, said in judged if pair.sort == sort]
            found[sort, verdict] = Score(
                pairs=sum(true == verdict for true, _ in of_sort),
                right=sum(true == said == verdict for true, said in of_sort),
                said=sum(said == verdict for _, said in of_sort),
            )
    return found


def table(scores: dict[tuple[str, str], Score]) -> str:
    """The scores as a table of Markdown."""
    lines = ["| | verdict | pairs | precision | recall |", "|---|---|---:|---:|---:|"]
    for (sort, verdict), one in scores.items():
        if one.pairs:
            lines.append(f"| {sort} | {verdict} | {one.pairs} | {one.precision:.3f} | {one.recall:.3f} |")
    return "\n".join(lines)


def wrong(pairs: Sequence[NamePair]) -> list[str]:
    """The pairs of which the engine says something else, one line each."""
    found = ((pair, judge(pair)) for pair in pairs)
    return [
        f"{pair.line}: {pair.sort} “{pair.name}” and “{pair.other}” are {pair.verdict}, not {said}"
        for pair, said in found
        if said != pair.verdict
    ]
