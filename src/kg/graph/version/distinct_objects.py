"""How many different objects there are, in all and for each property, in little memory.

What is the same to the store counts once: it lower-cases language tags and writes a number in one way,
so terms are brought into its form by asking it.  Pairs of object and property are collected until they
are too many, then sorted aside into a temporary file; the files are merged at the end.
"""

from __future__ import annotations

import heapq
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from pyoxigraph import RdfFormat, Store

from kg.graph.store import not_rdf

_AT_ONCE = 400_000
_MOST_FILES = 64
_TAG = re.compile(r'(?<=")@[A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*$')


class DistinctObjects:
    """Collects pairs of object and property; a context that takes its temporary files away.

    `folder` is where those are made; `at_once` pairs are held in memory, and `most_files` are open.
    """

    def __init__(self, folder: Path, *, at_once: int = _AT_ONCE, most_files: int = _MOST_FILES) -> None:
        self._folder = folder
        self._at_once = at_once
        self._most_files = most_files
        self._files: list[IO[str]] = []
        self._open = ExitStack()
        self._pairs: set[str] = set()

    def __enter__(self) -> DistinctObjects:
        return self

    def __exit__(self, *problem: object) -> None:
        self._open.close()

    def add(self, pairs: Iterable[str]) -> None:
        """Note pairs, each a property and an object with one space between.

        Raises OSError, KgError for what is not RDF.
        """
        self._pairs.update(pairs)
        if len(self._pairs) >= self._at_once:
            self._put_aside(_turned(self._pairs))
            self._pairs.clear()

    def count(self) -> tuple[int, Counter[str]]:
        """How many objects there are in all, and by the term of the property.

        Raises OSError, KgError for what is not RDF.
        """
        by_property: Counter[str] = Counter()
        objects = 0
        before = value_before = ""
        for pair in self._merged(sorted(_turned(self._pairs))):
            if pair == before:
                continue
            before = pair
            value, _, predicate = pair.rpartition(" ")
            by_property[predicate.rstrip("\n")] += 1
            if value != value_before:
                objects += 1
                value_before = value
        return objects, by_property

    def _put_aside(self, pairs: Iterable[str]) -> None:
        if len(self._files) == self._most_files:  # a process may have only so many open
            self._files = [self._written(self._merged(sorted(pairs)))]
        else:
            self._files.append(self._written(sorted(pairs)))

    def _written(self, pairs: Iterable[str]) -> IO[str]:
        # Closed with the others, and gone with that.
        made = tempfile.TemporaryFile("w+", encoding="utf-8", newline="", dir=self._folder)  # noqa: SIM115
        file = self._open.enter_context(made)
        file.writelines(pairs)
        file.seek(0)
        return file

    def _merged(self, last: list[str]) -> Iterator[str]:
        """The pairs of all files and of a sorted list, sorted; some come more than once."""
        runs: list[Iterable[str]] = [*self._files, last]
        return heapq.merge(*runs)


def _turned(pairs: Iterable[str]) -> Iterator[str]:
    """`object property` and a line feed, the object in the form of the store."""
    typed: list[tuple[str, str]] = []
    for pair in pairs:
        predicate, value = pair.split(" ", 1)
        if value[0] != '"' or value[-1] == '"':
            yield f"{value} {predicate}\n"
        elif value[-1] == ">":
            typed.append((value, predicate))
        else:
            yield f"{_TAG.sub(_lowered, value)} {predicate}\n"
    canonical = _in_store({value for value, _ in typed})
    for value, predicate in typed:
        yield f"{canonical[value]} {predicate}\n"


def _lowered(found: re.Match[str]) -> str:
    return found.group().lower()


def _in_store(terms: Iterable[str]) -> dict[str, str]:
    """Each literal with a datatype as the store writes it.  Raises KgError for what is not RDF."""
    numbered = list(terms)
    store = Store()
    text = "".join(f"<x:{number}> <x:is> {term} .\n" for number, term in enumerate(numbered))
    try:
        store.load(text, RdfFormat.N_TRIPLES)
    except SyntaxError as problem:
        raise not_rdf(problem) from problem
    return {numbered[int(quad.subject.value[2:])]: str(quad.object) for quad in store}
