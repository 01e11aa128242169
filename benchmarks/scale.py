"""Where one machine ends, reckoned from what was measured.

Work that took `t` at `n` articles and grows with the exponent `a` takes `t * (N / n) ** a` at `N`; the
largest size that was measured is where one starts.  Beyond ten times that size it is a guess, and said so.
"""

from __future__ import annotations

from typing import Any

from benchmarks.table import markdown

_ASKED = (10_000, 100_000, 1_000_000)


def sizes(results: dict[str, Any]) -> str:
    """Seconds and memory of each work at large sizes, and where it fills the machine that measured."""
    order = sorted(map(int, results["growth"]))
    largest = order[-1]
    memory = results["machine"]["memory_gb"] * 2**30
    rows = []
    for name, slope in results["slopes"].items():
        measured = results["growth"][str(largest)][name]
        cells = [
            f"{_clock(reckoned(measured['median'], slope['median'], largest, size))}, "
            f"{_bytes(reckoned(measured['memory'], slope['memory'], largest, size))}"
            f"{'' if size in order else ' ?' if size > 10 * largest else ' ~'}"
            for size in _ASKED
        ]
        rows.append(
            (name, *cells, _articles(reaches(measured["memory"], slope["memory"], largest, memory / 2)))
        )
    heads = (
        "work",
        *(f"{size:,} articles" for size in _ASKED),
        f"half of {results['machine']['memory_gb']:.0f} GB is full at",
    )
    return (
        f"Measured up to {largest:,} articles. `~` is reckoned from there, `?` is more than ten times beyond "
        f"what was measured and no more than a guess.\n\n{markdown(heads, rows)}"
    )


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


def _articles(number: float) -> str:
    if number > 1e9:
        return "never, as far as was measured"
    digits = len(str(int(number))) - 2
    return f"about {round(number, -digits):,.0f} articles"
