"""What a benchmark hands over: numbers, comparisons with their goals, and how near the limit they are.

Everything is plain JSON in the end; the raw values of each round are kept, so that a reader can reckon
again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.rounds import ratios, spread


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on the median, and the words in which it was set."""

    words: str
    at_least: float | None = None
    at_most: float | None = None

    def reached_by(self, value: float) -> bool:
        """Whether a number keeps to the goal."""
        low, high = self.at_least, self.at_most
        return (low is None or value >= low) and (high is None or value <= high)

    def within(self, least: float, greatest: float) -> bool:
        """Whether the bound lies between the least and the greatest number, so that rounds disagree."""
        return any(bound is not None and least < bound < greatest for bound in (self.at_least, self.at_most))


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing that was measured: a number a round."""

    name: str
    unit: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number held against a goal: a ratio to an anchor, or a plain number where there is no anchor.

    `values` has one number a round; `unit` is empty for a ratio.
    """

    work: str
    anchor: str
    values: tuple[float, ...]
    goal: Goal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """What the machine itself needs for a part of the work, and which share of our time that is.

    It counts for every comparison whose work begins with the same words.
    """

    work: str
    what: str
    share: float


@dataclass(slots=True)
class Outcome:
    """All that a benchmark found out; `held` is the number of articles where it is not that of the run."""

    title: str
    held: int = 0
    measured: list[Measured] = field(default_factory=list)
    compared: list[Comparison] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)

    def measure(self, unit: str, found: Mapping[str, Sequence[float]]) -> None:
        """Keep the numbers of several sides."""
        self.measured.extend(Measured(name, unit, tuple(values)) for name, values in found.items())

    def compare(
        self, work: str, anchor: str, above: Sequence[float], below: Sequence[float], goal: Goal | None = None
    ) -> None:
        """Keep the ratios of two sides, round by round."""
        self.compared.append(Comparison(work, anchor, ratios(above, below), goal))

    def bound(self, work: str, what: str, seconds: float, of: Sequence[float]) -> None:
        """Keep which share of our own time, `of`, a part takes that nobody can do without."""
        self.bounds.append(Bound(work, what, seconds / spread(of).median))

    def to_json(self) -> dict[str, Any]:
        """The outcome as JSON, with medians and verdicts beside the raw values."""
        found = asdict(self)
        for one, comparison in zip(found["compared"], self.compared, strict=True):
            one |= asdict(spread(comparison.values))
            if comparison.goal is not None:
                one["reached"] = comparison.goal.reached_by(one["median"])
                one["rounds_disagree"] = comparison.goal.within(one["low"], one["high"])
        for one, measured in zip(found["measured"], self.measured, strict=True):
            one |= asdict(spread(measured.values))
        return found
