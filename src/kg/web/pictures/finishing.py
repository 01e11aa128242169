"""The last step of every picture: lines behind, things in front of them, a title, a legend.

Lines are hidden from screen readers, because each picture stands beside a list that says the same.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from kg.web.pictures import shapes
from kg.web.pictures.parts import Node, Picture, legend_of
from kg.web.texts import Texts


def finish(
    nodes: Sequence[Node],
    things: Iterable[Markup],
    lines: Iterable[Markup],
    *,
    edges: int,
    left_out: int,
    kind: str,
    key: str,
    title: str,
    size: tuple[float, float],
    texts: Texts,
) -> Picture:
    """The picture of `nodes`, drawn as `things` and `lines` on paper of this size.

    The letter `kind` and `key` tell pictures of one title apart, because ids must differ where two stand
    on a page.
    """
    svg = shapes.whole(
        [shapes.element("g", shapes.joined(lines), class_="edges", aria_hidden="true"), *things],
        name=kind + hashlib.sha256(f"{title}|{key}".encode()).hexdigest()[:10],
        title=title,
        description=texts.say("picture-description", things=len(nodes), lines=edges),
        size=size,
    )
    width, height = (math.ceil(one) for one in size)
    return Picture(svg, width, height, len(nodes), edges, legend_of(nodes), left_out)
