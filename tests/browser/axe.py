"""axe-core in the page: what it finds against WCAG 2.2 AA."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from browser.driving import Page
from clients.npm import locked

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
GRAVE = ("serious", "critical")
_RUN = """async (tags) => {
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations"],
  });
  return { violations: found.violations, passed: found.passes.length };
}"""


def grave_findings(page: Page) -> list[str]:
    """The serious and critical findings, one line for each element."""
    page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(_RUN, list(TAGS))
    assert found["passed"] > 0, "axe looked at nothing"
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]} ({' '.join(node['target'])})"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@cache
def _source() -> str:
    return (locked(Path(__file__).parent) / "axe-core" / "axe.min.js").read_text("utf-8")
