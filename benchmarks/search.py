"""Search by name among many names: a table, with ratios against a scan of the labels in SPARQL.

    .venv/bin/python benchmarks/search.py [--names 100000]

Names are made up in three scripts, so that they share syllables and endings as real ones do.  Both
answer from the same names in the same run: the index of a version, and `FILTER CONTAINS` on its store.
The numbers of one run are good for comparing the two on that machine, and for nothing else.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from pyoxigraph import QuerySolutions, Store

from kg.curation.naming import pinyin, syllables
from kg.graph.dataset import Dataset
from kg.graph.name_index import open_index
from kg.graph.version import Facts, write_version
from kg.model.project import Project
from kg.model.terms import RDF, SKOS, Triple, iri, literal

BASE = "https://names.example/"
ENDS = {
    "en": ("", " Institute of Technology", " Semiconductor Co., Ltd.", " District", " Municipal Government"),
    "ru": ("", ", институт техники", ", полупроводниковая компания", ", район", ", правительство города"),
}
ASKED: dict[str, Callable[[Mapping[str, str]], str]] = {
    "a whole name": lambda names: names["en"],
    "a whole name in Russian": lambda names: names["ru"],
    "a beginning of three letters": lambda names: names["en"][:3],
    "a beginning of one letter": lambda names: names["en"][:1],
    "a word within": lambda names: names["en"].split()[-1],
    "two words, the other way round": lambda names: " ".join(names["en"].split()[1::-1]),
    "one slip": lambda names: names["en"][:4] + names["en"][5:],
    "two slips": lambda names: names["ru"][:2] + names["ru"][3:5] + "ж" + names["ru"][5:],
    "nothing like it": lambda names: f"qx{names['en'][:2]}vvjq",
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--names", type=int, default=100_000)
    arguments.add_argument("--searches", type=int, default=60)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="kg-search-") as folder:
        things = list(make_names(given.names // 2))
        project = Project(Path(folder), "Names", BASE, languages=("en", "ru"))
        took: dict[str, float] = {}
        version = write_version(project, to_dataset(things), Facts(), progress=clock(took))
        size = version.name_index.stat().st_size
        stores = sum(one.stat().st_size for one in version.path.rglob("*.sst"))
        print(f"{2 * len(things):,} names; built in {sum(took.values()):.1f} s:")
        for step, spent in took.items():
            print(f"  {spent:6.1f} s  {step}")
        print(f"index {size / 1e6:.1f} MB, {size / stores:.2f} times the stores")
        store = Store.read_only(str(version.merged_store))
        sample = random.Random(1).sample(things, given.searches)  # noqa: S311
        heads = f"{'index ms':>10}{'slowest':>10}{'scan ms':>10}{'ratio':>8}"
        print(f"\n{f'median of {given.searches}':34}{heads}")
        with open_index(version.name_index) as index:
            index.find("长春")  # the word lists of Chinese are read now and not again
            for title, asked in ASKED.items():
                texts = [asked(names) for names in sample]
                found = [seconds(partial(index.find, text)) for text in texts]
                scanned = [seconds(partial(scan, store, text)) for text in texts[:3]]
                middle, other = statistics.median(found), statistics.median(scanned)
                print(
                    f"{title:34}{1e3 * middle:10.2f}{1e3 * max(found):10.2f}{1e3 * other:10.1f}"
                    f"{other / middle:7.0f}x"
                )


def make_names(count: int) -> Iterator[dict[str, str]]:
    """Names in English and Russian: two or three Chinese syllables, and what follows names of bodies."""
    draw = random.Random(0)  # noqa: S311
    pairs = [(one, pinyin.fold_umlaut(other)) for one, other in syllables.read_pairs("palladius.tsv")]
    for number in range(count):
        chosen = draw.choices(pairs, k=draw.choice((3, 3, 4)))
        end = draw.choice((0, 0, 0, *range(len(ENDS["en"]))))
        given = "".join(other for _, other in chosen[1:])
        russian = "".join(one for one, _ in chosen[1:])
        mark = "" if end == 0 else f" {number % 97}"
        yield {
            "en": f"{chosen[0][1].capitalize()} {given.capitalize()}{ENDS['en'][end]}{mark}",
            "ru": f"{chosen[0][0].capitalize()} {russian.capitalize()}{ENDS['ru'][end]}{mark}",
        }


def to_dataset(things: list[dict[str, str]]) -> Dataset:
    dataset = Dataset()
    for number, names in enumerate(things):
        thing, graph = iri(f"{BASE}id/n{number}"), iri(f"{BASE}graph/a{number % 1000}")
        dataset.add(graph, Triple(thing, iri(RDF + "type"), iri(f"{BASE}Class{number % 7}")))
        for language, text in names.items():
            dataset.add(graph, Triple(thing, iri(SKOS + "prefLabel"), literal(text, language=language)))
    return dataset


def clock(took: dict[str, float]) -> Callable[[str, int, int], None]:
    """Progress that notes how long each step took until the next began."""
    running: list[tuple[str, float]] = []

    def note(words: str, done: int, total: int) -> None:  # noqa: ARG001
        now = time.perf_counter()
        if running:
            took[running[-1][0]] = now - running[-1][1]
        running.append((words, now))

    return note


def scan(store: Store, text: str) -> None:
    term = literal(text.lower())
    wanted = f"?s <{SKOS}prefLabel> ?l FILTER(CONTAINS(LCASE(STR(?l)), {term}))"
    query = f"SELECT DISTINCT ?s WHERE {{ {wanted} }} LIMIT 200"
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    list(found)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
