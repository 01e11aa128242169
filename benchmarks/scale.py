"""Where one machine ends, reckoned from what was measured.

Work that took `t` at `n` articles and grows with the exponent `a` takes `t * (N / n) ** a` at `N`; the
largest size that was measured is where one starts.  What is reckoned is marked, and beyond ten times the
largest size it is marked as a guess.
"""

from __future__ import annotations

from typing import Any

from benchmarks.goals.engine import PUSHED
from benchmarks.goals.engine import TITLE as ENGINE
from benchmarks.growth import WORKS
from benchmarks.table import markdown

_ASKED = (10_000, 100_000)
NOT_YET = "Not measured yet."


def parts(results: dict[str, Any]) -> dict[str, str]:
    """What stands between each pair of markers of the page."""
    return {
        "sizes": sizes(results),
        "rates": rates(results),
        "lookups": lookups(results),
        "engine": engine(results),
    }


def sizes(results: dict[str, Any]) -> str:
    """Seconds and memory of each work at large sizes, and where it fills the machine that measured."""
    order = sorted(map(int, results["growth"]))
    largest = order[-1]
    memory = results["machine"]["memory_gb"] * 2**30
    asked = sorted({largest, *_ASKED})
    rows = []
    for name, slope in results["slopes"].items():
        measured = results["growth"][str(largest)][name]
        cells = []
        for size in asked:
            at = results["growth"].get(str(size), {}).get(name)
            seconds = at["median"] if at else reckoned(measured["median"], slope["median"], largest, size)
            peak = at["memory"] if at else reckoned(measured["memory"], slope["memory"], largest, size)
            mark = "" if at else " ?" if size > 10 * largest else " ~"
            cells.append(f"{_clock(seconds)}, {_bytes(peak)}{mark}")
        full = reaches(measured["memory"], slope["memory"], largest, memory / 2)
        rows.append((name, *cells, _articles(full, largest)))
    heads = (
        "work",
        *(f"{size:,} articles" for size in asked),
        f"half of {results['machine']['memory_gb']:.0f} GB is full at",
    )
    return (
        f"Measured up to {largest:,} articles on {results['machine']['cores']} cores and "
        f"{results['machine']['memory_gb']} GB of memory. `~` is reckoned from there, `?` is more than ten "
        f"times beyond what was measured and no more than a guess.\n\n{markdown(heads, rows)}"
    )


def rates(results: dict[str, Any]) -> str:
    """What an article costs, at the largest size that was measured."""
    largest = max(map(int, results["growth"]))
    works, facts = results["growth"][str(largest)], results["facts"][str(largest)]
    cold, built = works[WORKS[0]], works[WORKS[3]]
    each = largest / 1_000
    lines = [
        f"a cold check reads {largest / cold['median']:,.0f} articles a second and takes",
        f"{_bytes(cold['memory'] / each)} for 1,000 articles at its peak;",
        f"a build after a check publishes {facts['quads'] / built['median']:,.0f} statements a second",
        f"and takes {_bytes(built['memory'] / each)} for 1,000 articles at its peak;",
        f"1,000 articles are {facts['quads'] / each:,.0f} statements; on the disk",
        f"{_bytes(facts['sources'] / each)} of curation files and texts,",
        f"{_bytes(facts['version'] / each)} of a version (the last five are kept),",
        f"{_bytes(facts['cache'] / each)} of the cache of checks.",
    ]
    points = [" ".join(lines[:2]), " ".join(lines[2:4]), " ".join(lines[4:])]
    return "\n".join((f"At {largest:,} articles:\n", *(f"- {one}" for one in points)))


def lookups(results: dict[str, Any]) -> str:
    """How lookups change with the size of the graph."""
    found = [
        (one["work"], one["anchor"], f"{one['median']:.2f} ({one['low']:.2f} … {one['high']:.2f})")
        for each in results.get("results", {}).values()
        if each["name"] == "memory"
        for one in each["compared"]
        if not one["unit"]
    ]
    if not found:
        return NOT_YET
    return markdown(("work", "against", "times the time: median (least … greatest)"), found)


def engine(results: dict[str, Any]) -> str:
    """How fast a version goes to another engine, and what the way through kg costs."""
    found = [
        one for one in results.get("results", {}).values() if one["name"] == "engine" and one["measured"]
    ]
    if not found:
        return NOT_YET
    last = found[-1]
    values = {one["name"]: one["median"] for one in last["measured"]}
    rate, quads = values[PUSHED], last["details"]["quads"]
    through = next(one for one in last["compared"] if one["work"].startswith(ENGINE))
    points = [
        f"- `kg push` of a whole version, {quads:,} statements, to a Virtuoso on the same machine:",
        f"{_clock(values['kg push, a whole version'])}, {rate:,.0f} statements a second;",
        f"at that rate ten million take {_clock(1e7 / rate)} ~;\n",
        f"- the next push, after one edited file: {_clock(values['kg push, after one edited file'])};\n",
        f"- lookups through `kg serve --engine`: {values['kg serve --engine']:,.0f} a second, which is",
        f"{through['median']:.2f} times the rate of the same engine asked directly.",
    ]
    return " ".join(points).replace("\n ", "\n")


def reckoned(value: float, exponent: float, measured: int, asked: int) -> float:
    """The value at another size."""
    return float(value * (asked / measured) ** exponent)


def reaches(value: float, exponent: float, measured: int, bound: float) -> float:
    """The size at which a growing value meets a bound; infinity where it does not grow."""
    return float(measured * (bound / value) ** (1 / exponent)) if exponent > 0.05 and value else float("inf")


def _clock(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7_200 else f"{seconds / 3_600:.0f} h"


def _bytes(size: float) -> str:
    return f"{size / 1e6:.0f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"


def _articles(number: float, largest: int) -> str:
    if number > 1e9:
        return "does not grow, as far as was measured"
    digits = len(str(int(number))) - 2
    return f"about {round(number, -digits):,.0f} articles {'?' if number > 10 * largest else '~'}"
