"""The four ways to write a comparison."""

from __future__ import annotations

from collections.abc import Callable

from kg.bench.diff.comparison import Comparison
from kg.bench.diff.document import to_json
from kg.bench.diff.markdown import to_markdown
from kg.bench.diff.patch import to_patch
from kg.bench.diff.telling import tell
from kg.bench.diff.text import to_text

FORMATS = ("text", "markdown", "json", "rdf-patch")


def render(
    comparison: Comparison,
    form: str,
    *,
    language: str,
    derived: bool = False,
    place: str = "",
    plain: Callable[[str], str],
) -> str:
    """A comparison in one of `FORMATS`; `place` and `plain` are those of `to_markdown`."""
    if form == "rdf-patch":
        return to_patch(comparison.before, comparison.after)
    told = tell(comparison, language, derived=derived)
    if form == "json":
        return to_json(told)
    if form == "markdown":
        return to_markdown(told, place=place, plain=plain)
    return "".join(f"{plain(line)}\n" for line in to_text(told).split("\n")[:-1])
