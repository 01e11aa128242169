"""Projects of any size, with as many planted errors as asked for.

    python -m benchmarks.projects 1000 build/thousand

The ontology, the shapes and the questions are those of this repository; the articles are generated
(`benchmarks/articles.py`).  The same numbers give the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.articles import CITIES_OF_EACH, article, city, city_of, person, province, topic, topic_of

ROOT = Path(__file__).parents[1]


class Planted(NamedTuple):
    """An error that was planted: the file, and the code of the finding that it must cause."""

    path: str
    code: str


class _Slip(NamedTuple):
    code: str
    right: str
    wrong: str


# Each stands in every article, or in every third (the agreement).
_SLIPS = (
    _Slip("unknown-entity", "    holder: ", "    holder: nobody-"),
    _Slip("quote-not-found", "      about: '", "      about: 'not said of "),
    _Slip("unknown-code", "{role: host", "{role: hots"),
    _Slip("bad-date", "    date: 20", "    date: 20x"),
    _Slip("unknown-key", "    saidAt: talks", "    sadAt: talks"),
)


def write_project(folder: Path, articles: int, *, errors: int = 0) -> list[Planted]:
    """Write a project of so many articles, with errors spread evenly over it; returns what was planted."""
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "kg.toml", folder / "kg.toml")
    seeds, texts = folder / "seeds", folder / "articles"
    seeds.mkdir()
    texts.mkdir()
    (seeds / "authority.yaml").write_text("\n".join(_authority(articles)), encoding="utf-8", newline="\n")
    planted = []
    places = {at * articles // errors for at in range(errors)} if errors else set()
    for number in range(articles):
        one = article(number)
        curation = one.curation
        if number in places:
            slip = _SLIPS[len(planted) % len(_SLIPS)]
            assert slip.right in curation, (one.id, slip)
            curation = curation.replace(slip.right, slip.wrong, 1)
            planted.append(Planted(f"seeds/{one.id}.yaml", slip.code))
        (texts / f"{one.id}.txt").write_text(one.text, encoding="utf-8", newline="\n")
        (seeds / f"{one.id}.yaml").write_text(curation, encoding="utf-8", newline="\n")
    return planted


def _authority(articles: int) -> Iterator[str]:
    """What is known beyond any article: places, topics, and the Chinese names of one person in four."""
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
    for number in range(0, articles, 4):
        one = person(number)
        yield f"  {one.id}: {{name: {{zh: {one.name.zh}}}, basis: curator}}"
    yield ""


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
    given = parser.parse_args()
    for one in write_project(given.folder, given.articles, errors=given.errors):
        print(f"{one.path}: {one.code}")


if __name__ == "__main__":
    main()
