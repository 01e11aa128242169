"""`python -m benchmarks.report results.json`: results into docs/performance.md and docs/scale.md.

Only what stands between the markers of the two pages is replaced; the words around it are written by
people.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benchmarks import scale, table
from benchmarks.__main__ import read
from benchmarks.commands import ROOT
from benchmarks.plot import growth_svg

PAGE, PLOT, SCALE = Path("docs/performance.md"), Path("docs/pictures/growth.svg"), Path("docs/scale.md")
NOT_YET = "Not measured yet on a machine of its own."


def main() -> None:
    """Write the pages and the plot."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("--provisional", default="", metavar="REASON", help="say so on the page")
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder of the repository")
    given = parser.parse_args()
    write(read(given.results), given.root, provisional=given.provisional)


def write(results: dict[str, Any], root: Path, *, provisional: str = "") -> None:
    """Write the pages and the plot below a folder that has the pages."""
    page = (root / PAGE).read_text("utf-8")
    for name, text in parts(results, provisional).items():
        page = between(page, name, text)
    (root / PAGE).write_text(page, encoding="utf-8", newline="\n")
    if results.get("growth"):
        (root / PLOT).write_text(growth_svg(results["growth"]), encoding="utf-8", newline="\n")
    if results.get("slopes"):
        page = (root / SCALE).read_text("utf-8")
        for name, text in scale.parts(results).items():
            page = between(page, name, text)
        (root / SCALE).write_text(page, encoding="utf-8", newline="\n")


def parts(results: dict[str, Any], provisional: str) -> dict[str, str]:
    """What stands between each pair of markers of the page."""
    warning = f"**Provisional:** {provisional}\n\n" if provisional else ""
    found = results.get("results", {})
    picture = "![Seconds and megabytes against articles, on logarithmic axes](pictures/growth.svg)"
    return {
        "machine": warning + table.machine_lines(results),
        "goals": f"{table.goals(found)}\n\n{table.caption(results)}" if found else NOT_YET,
        "bounds": table.bounds(found) or NOT_YET,
        "numbers": table.numbers(found) or NOT_YET,
        "growth": f"{picture}\n\n{table.growth(results)}" if results.get("slopes") else NOT_YET,
    }


def between(page: str, name: str, text: str) -> str:
    """The page with other text between `<!-- name -->` and `<!-- /name -->`.

    Raises ValueError when the page does not have both.
    """
    opened, closed = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, first, rest = page.partition(opened)
    _, second, after = rest.partition(closed)
    if not first or not second:
        raise ValueError(f"the page has no markers for {name}")
    return f"{before}{opened}\n{text.strip()}\n\n{closed}{after}"


if __name__ == "__main__":
    main()
