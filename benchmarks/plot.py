"""Growth as an SVG: time and memory against articles, both axes logarithmic.

Written by hand, because it is fifty lines, has the same bytes each time, and can follow the reader's
light or dark screen by itself.  Colours are those of Okabe and Ito, which the colour-blind tell apart;
each line has a mark of its own beside.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

_COLOURS = ("#0072b2", "#56b4e9", "#009e73", "#d55e00", "#cc79a7", "#e69f00")
_MARKS = (
    "M-4 -4h8v8h-8z",
    "M0 -5L5 4H-5z",
    "M0 -5L5 0L0 5L-5 0z",
    "M-4 -4L4 4M-4 4L4 -4",
    "M-5 0H5M0 -5V5",
    "M0 5L5 -4H-5z",
)
_WIDTH, _HEIGHT = 420, 300
_LEFT, _TOP, _BETWEEN = 62, 40, 90
_STYLE = """
text{font:13px system-ui,sans-serif;fill:#333}
.title{font-weight:600;font-size:14px}
.grid{stroke:#888;stroke-opacity:.3;stroke-width:1}
.frame{stroke:#888;fill:none}
.line{fill:none;stroke-width:2}
.mark{stroke-width:1.6;fill-opacity:.5}
@media (prefers-color-scheme:dark){text{fill:#ddd}}
"""


class _Series(NamedTuple):
    name: str
    points: Sequence[tuple[float, float]]


def growth_svg(by_size: dict[str, dict[str, Any]]) -> str:
    """The plot of what `benchmarks.growth` measured, by size."""
    sizes = sorted(map(int, by_size))
    works = list(by_size[str(sizes[0])])
    times = [_Series(one, [(size, by_size[str(size)][one]["median"]) for size in sizes]) for one in works]
    peaks = [
        _Series(one, [(size, by_size[str(size)][one]["memory"] / 1e6) for size in sizes]) for one in works
    ]
    width = _LEFT + 2 * _WIDTH + _BETWEEN + 40
    height = _TOP + _HEIGHT + 50 + 22 * ((len(works) + 2) // 3) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>Seconds and megabytes against articles, on logarithmic axes</title>",
        f"<style>{_STYLE}</style>",
        *_panel("seconds", times, _LEFT),
        *_panel("peak memory, MB", peaks, _LEFT + _WIDTH + _BETWEEN),
        *_legend(works),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _panel(title: str, series: Sequence[_Series], left: float) -> list[str]:
    xs = [x for one in series for x, _ in one.points]
    ys = [y for one in series for _, y in one.points if y > 0]
    low_x, high_x = math.floor(math.log10(min(xs))), math.ceil(math.log10(max(xs)))
    low_y, high_y = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))

    def across(x: float) -> float:
        return left + _WIDTH * (math.log10(x) - low_x) / max(high_x - low_x, 1)

    def up(y: float) -> float:
        return _TOP + _HEIGHT * (1 - (math.log10(y) - low_y) / max(high_y - low_y, 1))

    bottom = _TOP + _HEIGHT
    parts = [
        f'<text class="title" x="{left}" y="{_TOP - 14}">{escape(title)}</text>',
        f'<rect class="frame" x="{left}" y="{_TOP}" width="{_WIDTH}" height="{_HEIGHT}"/>',
    ]
    for power in range(low_x, high_x + 1):
        x = across(10**power)
        parts.append(f'<path class="grid" d="M{x:.1f} {_TOP}V{bottom}"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{10**power:,}</text>')
    for power in range(low_y, high_y + 1):
        y = up(10.0**power)
        label = f"{10**power:,}" if power >= 0 else f"{10.0**power:.{-power}f}"
        parts.append(f'<path class="grid" d="M{left} {y:.1f}H{left + _WIDTH}"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
    parts.append(f'<text x="{left + _WIDTH / 2}" y="{bottom + 36}" text-anchor="middle">articles</text>')
    for number, one in enumerate(series):
        colour, places = _COLOURS[number], [(across(x), up(y)) for x, y in one.points if y > 0]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'<path class="line" stroke="{colour}" d="M{path}"/>')
        parts += [_mark(number, x, y) for x, y in places]
    return parts


def _mark(number: int, x: float, y: float) -> str:
    colour = _COLOURS[number]
    return (
        f'<path class="mark" stroke="{colour}" fill="{colour}" transform="translate({x:.1f} {y:.1f})" '
        f'd="{_MARKS[number]}"/>'
    )


def _legend(works: Sequence[str]) -> list[str]:
    parts = []
    for number, name in enumerate(works):
        x = _LEFT + 10 + (number % 3) * 300
        y = _TOP + _HEIGHT + 64 + (number // 3) * 22
        parts += [_mark(number, x, y - 4), f'<text x="{x + 14}" y="{y}">{escape(name)}</text>']
    return parts
