"""The strokes of a picture: marks of kinds, arrow heads, lines of words; every word is escaped.

Colours, lines and letters are those of the style sheet (`styles/pictures.css`); only geometry stands
in the SVG.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from kg.web.pictures.geometry import Point
from kg.web.pictures.parts import Node
from kg.web.pictures.words import LINE, Lines

RADIUS = 9.0
_HEAD_LENGTH = 9.0
_HEAD_WIDTH = 4.0
_SMALLEST = 0.8
_STEP = 64  # pixels: the classes .shrink-6 (24rem) and so on of styles/pictures.css
_MOST_STEPS = 28


def number(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def element(name: str, content: str | Markup = "", **attributes: str) -> Markup:
    """An SVG element; `_` in attribute names stands for `-`, a trailing `_` is dropped, empty values too."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value != ""
    )
    inside = escape(content)
    return Markup(f"<{name}{given}>{inside}</{name}>" if inside else f"<{name}{given}/>")  # noqa: S704


def joined(parts: Iterable[Markup]) -> Markup:
    """Elements one after the other."""
    return Markup("").join(parts)


def mark(kind: str, x: float, y: float) -> Markup:
    """The mark of a kind around a point: shapes differ, so that colour is never alone."""
    r = RADIUS
    if kind == "company":
        side = number(2 * r - 2)
        return element("rect", x=number(x - r + 1), y=number(y - r + 1), width=side, height=side, rx="3")
    if kind == "event":
        return _path(f"M{_at(x, y - r - 1)}L{_at(x + r + 1, y)}L{_at(x, y + r + 1)}L{_at(x - r - 1, y)}Z")
    if kind == "agreement":
        half = f"A{number(r)} {number(r)} 0 0 1 {_at(x + r, y + 1)}"
        return _path(f"M{_at(x - r, y + r - 1)}V{number(y + 1)}{half}V{number(y + r - 1)}Z")
    if kind == "lab":
        return _path(
            f"M{_at(x - r, y - r)}H{number(x)}A{number(r)} {number(r)} 0 1 1 {_at(x - r, y)}V{number(y - r)}Z"
        )
    if kind == "person":
        return element("circle", cx=number(x), cy=number(y), r=number(r))
    return element("circle", cx=number(x), cy=number(y), r=number(r - 2))


def head(tip: Point, towards: Point) -> Markup:
    """An arrow head whose point is at `tip`, in the direction `towards` (a vector)."""
    length = math.hypot(*towards) or 1.0
    dx, dy = towards[0] / length, towards[1] / length
    base = (tip[0] - dx * _HEAD_LENGTH, tip[1] - dy * _HEAD_LENGTH)
    left = (base[0] - dy * _HEAD_WIDTH, base[1] + dx * _HEAD_WIDTH)
    right = (base[0] + dy * _HEAD_WIDTH, base[1] - dx * _HEAD_WIDTH)
    return element("path", class_="head", d=f"M{_at(*tip)}L{_at(*left)}L{_at(*right)}Z")


def words(lines: Lines, x: float, top: float, *, anchor: str = "middle", language: str = "") -> Markup:
    """Lines of words; `top` is the upper edge of their box."""
    spans = [
        element("tspan", line, x=number(x), y=number(top + LINE * (place + 0.76)))
        for place, line in enumerate(lines.lines)
    ]
    where = "" if anchor == "start" else anchor
    return element("text", joined(spans), class_="words", text_anchor=where, lang=language)


def box(x: float, y: float, width: float, height: float, *, class_: str = "hit", rx: str = "") -> Markup:
    """A rectangle; as it stands an unseen one that makes a link easy to hit."""
    return element(
        "rect",
        class_=class_,
        x=number(x),
        y=number(y),
        width=number(width),
        height=number(height),
        rx=rx,
    )


def link(node: Node, content: Sequence[Markup], *, place: int, focus: bool = False) -> Markup:
    """A node as a link with its whole name and its kind as a title; a plain group where it leads nowhere."""
    told = f"{node.label.text} ({node.kind})" if node.kind else node.label.text
    inside = joined([element("title", told), *content])
    classes = " ".join(["node", *([f"kind-{node.mark}"] if node.mark else []), *(["focus"] if focus else [])])
    return element("a" if node.href else "g", inside, class_=classes, href=node.href, data_node=str(place))


def line(
    path: str, *, title: str, between: tuple[int, int], heads: Sequence[Markup], href: str = ""
) -> Markup:
    """An edge with its title; a link among pointers only, since the list beside the picture has it too."""
    content = joined([element("title", title) if title else Markup(""), _path(path, "line"), *heads])
    ends = f"{between[0]} {between[1]}"
    if href:
        return element("a", content, class_="edge", href=href, tabindex="-1", data_between=ends)
    return element("g", content, class_="edge", data_between=ends)


def whole(
    content: Sequence[Markup],
    *,
    name: str,
    title: str,
    description: str,
    size: tuple[float, float],
) -> Markup:
    """The SVG element itself, with a title and a description for those who do not see it.

    Its class says in steps how far it may shrink on a narrow screen before it scrolls.
    """
    width, height = (number(math.ceil(one)) for one in size)
    inside = joined(
        [
            element("title", title, id=f"{name}-title"),
            element("desc", description, id=f"{name}-desc"),
            *content,
        ]
    )
    return element(
        "svg",
        inside,
        class_=f"picture shrink-{min(int(size[0] * _SMALLEST / _STEP), _MOST_STEPS)}",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        preserveAspectRatio="xMidYMid meet",
        role="group",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
    )


def _path(d: str, class_: str = "") -> Markup:
    return element("path", class_=class_, d=d)


def _at(x: float, y: float) -> str:
    return f"{number(x)} {number(y)}"
