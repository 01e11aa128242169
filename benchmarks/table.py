"""Results as Markdown: the machine, the goals, what bounds each, every number, and growth.

Everything is derived from the JSON of a run, so that tables can be made again without measuring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.growth import last_decade

LINEAR = 1.1  # what is still called linear: sorting, and memory that is farther away


def text_of(results: dict[str, Any], *, everything: bool = False) -> str:
    """What a run found; with `everything` also the growth, if there is any."""
    parts = []
    if found := results.get("results"):
        parts.append(goals(found))
        if everything and "machine" in results:
            parts.append(caption(results))
        if not everything:
            parts += [bounds(found), numbers(found)]
    if everything and results.get("slopes"):
        parts.append(growth(results))
    return "\n\n".join(part for part in parts if part) + "\n"


def machine_lines(results: dict[str, Any]) -> str:
    """The machine, what is installed, how busy it was, and its noise, as a list."""
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
    before = f"load of the machine before the first measurement: {load} (means of 1, 5 and 15 minutes)"
    lines = [measured, f"{libraries}; {programs}", before, believed]
    if took := sum(one["took"] for one in results.get("results", {}).values()):
        lines.append(f"the goals took {took / 60:.0f} minutes in all to measure")
    return "\n".join(f"- {line}" for line in lines)


def goals(found: dict[str, Any]) -> str:
    """Each goal with its anchor, what was measured, the verdict, and how near the limit the work is."""
    rows = []
    for one in found.values():
        for each in one["compared"]:
            if not each["goal"]:
                continue
            rows.append(
                (
                    each["work"],
                    each["anchor"],
                    each["goal"]["words"],
                    _spread(each),
                    str(len(each["values"])),
                    _verdict(each),
                    _limit(one["bounds"], each["work"]),
                    f"{_held(one):,}",
                )
            )
    heads = ("work", "against", "goal", "measured: median (least … greatest)", "rounds", "")
    return markdown((*heads, "nearest limit, as a share of our time", "articles"), rows)


def caption(results: dict[str, Any]) -> str:
    """What stands below the goals: the machine, its noise, and how busy it was."""
    machine, noise = results["machine"], results["noise"]
    loads = [one["load_before"][0] for one in results["results"].values()]
    return " ".join(
        (
            f"On {machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB.",
            "Noise: the same command against itself has ratios of",
            f"{noise['low']:.2f} to {noise['high']:.2f}.",
            "Load of the machine before each measurement, mean of a minute:",
            f"{min(loads):.1f} to {max(loads):.1f}, in part that of the measurement before.",
        )
    )


def _held(one: dict[str, Any]) -> int:
    """At how many articles a work and its anchor were held against each other."""
    return int(one["held"] or one["articles"])


def _verdict(each: dict[str, Any]) -> str:
    said = "met" if each["reached"] else "**not met**"
    return f"{said}, but not in every round alike" if each["rounds_disagree"] else said


def _limit(found: Sequence[dict[str, Any]], work: str) -> str:
    """The limit of the machine that is nearest to a work."""
    bound = max(
        (one for one in found if work.startswith(one["work"])), key=lambda one: one["share"], default=None
    )
    return f"{_share(bound)}: {bound['what']}" if bound else "—"


def _share(bound: dict[str, Any]) -> str:
    return f"{100 * bound['share']:.2g} %" if bound["share"] < 0.995 else f"{100 * bound['share']:.0f} %"


def bounds(found: dict[str, Any]) -> str:
    """What bounds each work, and the share of its time."""
    rows = [
        (each["work"], each["what"], _share(each), f"{_held(one):,}")
        for one in found.values()
        for each in one["bounds"]
    ]
    return markdown(("work", "what the machine needs for", "share of our time", "articles"), rows)


def beside(found: dict[str, Any]) -> str:
    """What was compared without a goal."""
    rows = [
        (each["work"], each["anchor"], _spread(each), f"{_held(one):,}")
        for one in found.values()
        for each in one["compared"]
        if not each["goal"]
    ]
    return markdown(("work", "against", "ratio: median (least … greatest)", "articles"), rows)


def numbers(found: dict[str, Any]) -> str:
    """Every comparison without a goal, every number that was measured, and what is to be known of them."""
    rows = [
        (each["name"], each["unit"], _spread({**each, "unit": ""}), f"{_held(one):,}", one["date"])
        for one in found.values()
        for each in one["measured"]
    ]
    notes = sorted({f"- {note}" for one in found.values() for note in one["notes"]})
    heads = ("what", "unit", "median (least … greatest)", "articles", "when")
    parts = (beside(found), markdown(heads, rows), "\n".join(notes))
    return "\n\n".join(one for one in parts if one)


def growth(results: dict[str, Any]) -> str:
    """Seconds and memory by size, with the fitted exponents."""
    sizes = sorted(map(int, results["growth"]))
    fitted = last_decade(results["growth"])
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
    if not rows:
        return ""
    cold = results["slopes"]["check, cold"]["median"]
    verdict = "met" if cold <= LINEAR else "**not met**"
    goal = (
        f"Exponents are those of {fitted[0]:,} to {fitted[-1]:,} articles. Goal: a cold check grows "
        f"linearly, with an exponent of {LINEAR} at most: {cold:.2f}, {verdict}."
    )
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
