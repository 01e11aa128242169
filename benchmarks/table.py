"""Results as Markdown: the machine, the goals, what bounds each, every number, and growth.

Everything is derived from the JSON of a run, so that tables can be made again without measuring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

LINEAR = 1.1  # what is still called linear: sorting, and memory that is farther away


def text_of(results: dict[str, Any], *, everything: bool = False) -> str:
    """What a run found; with `everything` also the growth, if there is any."""
    parts = []
    if "machine" in results and not everything:
        parts.append(machine_lines(results))
    if found := results.get("results"):
        parts.append(goals(found))
        if not everything:
            parts += [bounds(found), numbers(found)]
    if everything and results.get("slopes"):
        parts.append(growth(results))
    return "\n\n".join(part for part in parts if part) + "\n"


def machine_lines(results: dict[str, Any]) -> str:
    """The machine and its noise as a list."""
    machine, noise = results["machine"], results["noise"]
    libraries = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items())
    programs = "; ".join(f"{name}: {said}" for name, said in machine["programs"].items())
    load = ", ".join(f"{one:.1f}" for one in machine["load_before"])
    measured = (
        f"measured {machine['date']} on {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, {machine['kernel']}, Python {machine['python']}"
    )
    believed = (
        f"noise: {noise['what']}, {len(noise['values'])} pairs: ratios {noise['low']:.2f} to "
        f"{noise['high']:.2f}, median {noise['median']:.2f}"
    )
    before = f"load of the machine before: {load} (means of 1, 5 and 15 minutes)"
    return "\n".join(f"- {line}" for line in (measured, f"{libraries}; {programs}", before, believed))


def goals(found: dict[str, Any]) -> str:
    """Each comparison with its goal and verdict."""
    rows = []
    for one in found.values():
        for each in one["compared"]:
            goal = each["goal"]["words"] if each["goal"] else "—"
            verdict = {True: "reached", False: "**not reached**"}.get(each.get("reached"), "—")
            rows.append(
                (
                    f"{each['work']}",
                    each["anchor"],
                    _spread(each),
                    f"{len(each['values'])}",
                    goal,
                    verdict,
                    f"{one['articles']:,}",
                )
            )
    return markdown(
        ("work", "against", "ratio, or value: median (least … greatest)", "rounds", "goal", "", "articles"),
        rows,
    )


def bounds(found: dict[str, Any]) -> str:
    """What bounds each work, and the share of its time."""
    rows = [
        (each["work"], each["what"], f"{100 * each['share']:.3g} %")
        for one in found.values()
        for each in one["bounds"]
    ]
    return markdown(("work", "what the machine needs for", "share of our time"), rows)


def numbers(found: dict[str, Any]) -> str:
    """Every number that was measured."""
    rows = [
        (each["name"], each["unit"], _spread({**each, "unit": ""}))
        for one in found.values()
        for each in one["measured"]
    ]
    notes = [f"- {note}" for one in found.values() for note in one["notes"]]
    return "\n\n".join(
        (markdown(("what", "unit", "median (least … greatest)"), rows), "\n".join(notes))
    ).strip()


def growth(results: dict[str, Any]) -> str:
    """Seconds and memory by size, with the fitted exponents."""
    sizes = sorted(map(int, results["growth"]))
    heads = ("work", *(f"{size:,} articles" for size in sizes), "grows as articles to the power of")
    rows = []
    for name, slope in results["slopes"].items():
        cells = (results["growth"][str(size)][name] for size in sizes)
        rows.append(
            (
                name,
                *(f"{_figure(one['median'])} s, {one['memory'] / 1e6:,.0f} MB" for one in cells),
                f"time {slope['median']:.2f}, memory {slope['memory']:.2f}",
            )
        )
    cold = results["slopes"]["check, cold"]["median"]
    verdict = "reached" if cold <= LINEAR else "**not reached**"
    goal = f"Goal: a cold check grows linearly, with an exponent of {LINEAR} at most: {cold:.2f}, {verdict}."
    return f"{markdown(heads, rows)}\n\n{goal}"


def _spread(one: dict[str, Any]) -> str:
    unit = f" {one['unit']}" if one.get("unit") else ""
    if one["low"] == one["high"]:
        return f"{_figure(one['median'])}{unit}"
    return f"{_figure(one['median'])}{unit} ({_figure(one['low'])} … {_figure(one['high'])})"


def _figure(value: float) -> str:
    """Three digits, no exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; empty where there are no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join((f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *lines))
