"""Projects of any size, with as many planted errors as asked for.

    python -m benchmarks.projects 1000 build/thousand

The ontology, the shapes and the questions are those of this repository; the articles are generated
(`benchmarks/articles.py`).  The same numbers give the same bytes.
"""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.articles import CITIES_OF_EACH, article, city, city_of, person, province, topic, topic_of

ROOT = Path(__file__).parents[1]
_LAST_KNOWN = 40_000


class Planted(NamedTuple):
    """An error that was planted: the file, and the code of the finding that it must cause."""

    path: str
    code: str


class _Slip(NamedTuple):
    """A mistake as curators make them: a place that is found by a pattern, and what stands there instead."""

    code: str
    pattern: str
    wrong: str


# What reading finds.
_SLIPS = (
    _Slip("unknown-entity", r"^    holder: ", "    holder: nobody-"),
    _Slip("quote-not-found", r"^      about: '", "      about: 'not said of "),
    _Slip("unknown-code", r"\{role: host", "{role: hots"),
    _Slip("bad-date", r"^    date: 20", "    date: 20x"),
    _Slip("unknown-key", r"^    saidAt: talks", "    sadAt: talks"),
    _Slip("hash-mismatch", r"^  sha256: [^f]", "  sha256: f"),
    _Slip("duplicate-key", r"^    kind: promise$", "    kind: promise\n    kind: promise"),
)
# What whole-graph checks find.
_SLIPS_OF_CHECKS = (
    _Slip(
        "witness-is-party",
        r"^(      .*: \{role: host, .*quote: )(.*)\}\n((?:.*\n)*?)(    party: \[)([^,]+)(,.*)$",
        r"\1\2}\n      \5: {role: witness, quote: \2}\n\3\4\5\6",
    ),
    _Slip("capacity-of-another", r"\{role: guest, ", "{role: guest, inCapacity: chairman, "),
    _Slip("later-than-page", r"^  published: 20", "  published: 19"),
)
# What shapes find.
_SLIPS_OF_SHAPES = (
    _Slip("Agreement-party-count", r"^    party: \[([^,]+), [^]]+\]", r"    party: [\1]"),
    _Slip(
        "Participation-onBehalfOf-class",
        r"^      (\S+): \{role: host, ",
        r"      \1: {role: host, onBehalfOf: \1, ",
    ),
    _Slip("Remark-kind-count", r"^    kind: promise\n", ""),
    _Slip("Remark-to-speaker", r"^    speaker: (.*)$", r"    speaker: \1\n    to: \1"),
    _Slip("Event-place-class", r"^    place: (.*)\n    about: (.*)$", r"    place: [\1, \2]\n    about: \2"),
    _Slip("Agreement-evidence-count", r"^(    party: .*\n)    quote: .*\n", r"\1"),
)
SHAPES = frozenset(one.code for one in _SLIPS_OF_SHAPES)


def write_project(folder: Path, articles: int, *, errors: int = 0, of_shapes: bool = False) -> list[Planted]:
    """Write a project of so many articles, with errors spread evenly over it; returns what was planted.

    Errors are of all kinds in turn, or, with `of_shapes`, only such as shapes find.
    """
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "kg.toml", folder / "kg.toml")
    seeds, texts = folder / "seeds", folder / "articles"
    seeds.mkdir()
    texts.mkdir()
    with (seeds / "authority.yaml").open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in _authority(articles))
    planted: list[Planted] = []
    slips = _SLIPS_OF_SHAPES if of_shapes else _SLIPS + _SLIPS_OF_CHECKS + _SLIPS_OF_SHAPES
    places = {at * articles // errors for at in range(errors)} if errors else set()
    for number in range(articles):
        one = article(number)
        curation = one.curation
        if number in places:
            curation, code = _with_slip(curation, slips, len(planted))
            planted.append(Planted(f"seeds/{one.id}.yaml", code))
        (texts / f"{one.id}.txt").write_text(one.text, encoding="utf-8", newline="\n")
        (seeds / f"{one.id}.yaml").write_text(curation, encoding="utf-8", newline="\n")
    return planted


def _with_slip(curation: str, slips: Sequence[_Slip], turn: int) -> tuple[str, str]:
    """The curation with the mistake whose turn it is, or the next that has a place there; and its code."""
    for after in range(len(slips)):
        slip = slips[(turn + after) % len(slips)]
        slipped, done = re.subn(slip.pattern, slip.wrong, curation, count=1, flags=re.MULTILINE)
        if done:
            return slipped, slip.code
    raise AssertionError("no mistake has a place in this curation")


def _authority(articles: int) -> Iterator[str]:
    """What is known beyond any article: places, topics, and the Chinese names of one person in four.

    Only of the first 40,000: a file of more than a million bytes is not read.
    """
    yield "entities:"
    cities = sorted({city_of(number) for number in range(articles)})
    for number in sorted({one // CITIES_OF_EACH for one in cities}):
        one = province(number)
        yield f"  {one.id}:\n    type: Place\n    kind: province\n    name: {_names(one.name)}"
        yield "    basis: curator\n    inferred:\n      kind: known"
    for number in cities:
        one = city(number)
        yield f"  {one.id}:\n    type: Place\n    kind: city\n    name: {_names(one.name)}"
        yield f"    within: province-{number // CITIES_OF_EACH}"
        yield "    basis: curator\n    inferred:\n      kind: known\n      within: known"
    for number in sorted({topic_of(number) for number in range(min(articles, 1_000))}):
        one = topic(number)
        yield f"  {one.id}:\n    type: Topic\n    kind: technology\n    name: {_names(one.name)}"
        yield "    basis: translation\n    inferred:\n      kind: ours"
    for number in range(0, min(articles, _LAST_KNOWN), 4):
        one = person(number)
        yield f"  {one.id}: {{name: {{zh: {one.name.zh}}}, basis: curator}}"


def _names(name: tuple[str, str, str]) -> str:
    return (
        "{" + ", ".join(f"{code}: {text}" for code, text in zip(("en", "ru", "zh"), name, strict=True)) + "}"
    )


def main() -> None:
    """Write a project, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("articles", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--of-shapes", action="store_true", help="only errors that shapes find")
    given = parser.parse_args()
    for one in write_project(given.folder, given.articles, errors=given.errors, of_shapes=given.of_shapes):
        print(f"{one.path}: {one.code}")


if __name__ == "__main__":
    main()
