"""Writing the layers of a complete check, in little memory: the triples go by once.

The folder is written under another name and renamed when it is whole.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from kg.graph.hold import discard
from kg.graph.last_check.layer_files import (
    MORE,
    NOTES,
    OWN,
    STORE,
    WHOLE,
    LayersUnusable,
    Notes,
    add_tags,
    datatyped,
    folder_beside,
    stored_spellings,
    tags_of,
    usable,
    write_notes,
)
from kg.model.terms import Term, Triple

_LINES_AT_ONCE = 20_000
_PIECES_AT_ONCE = 5  # loaded at once: a loader takes a kilobyte of memory for each line
_ATTEMPTS, _PAUSE = 20, 0.05  # linking takes some hundredths of a second


def write_layers(
    folder: Path,
    *,
    asserted: Iterable[Triple],
    own: Iterable[Triple],
    ontology: Iterable[Triple],
    other: Iterable[Triple],
    texts: Iterable[Triple],
    step: Callable[[int], None] = lambda _: None,
) -> None:
    """Write the layers of a complete check in the place of earlier ones.

    No triple may be in two of `asserted`, `own` and `other`; `step` is told how many of these have come, some
    at a time.  Raises LayersUnusable, with nothing done to the
    earlier ones, when the disk does not take them, another process reads the earlier ones, or a store cannot
    give the triples back as they are.
    """
    with usable(), contextlib.ExitStack() as stack:
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = stack.enter_context(folder_beside(folder))
        meant, read = frozenset(ontology), frozenset(texts)
        seen = _Seen(meant, read, step)
        _write_store(beside / STORE, seen, asserted, own, other)
        write_notes(beside / NOTES, seen.notes())
        _discard(folder)
        beside.rename(folder)


def _discard(folder: Path) -> None:
    """Delete earlier layers, which another process may be linking just now."""
    for _ in range(_ATTEMPTS):
        if not folder.exists() or discard(folder, marked=NOTES):
            return
        time.sleep(_PAUSE)
    raise LayersUnusable("another process reads the layers")


class _Seen:
    """What is noted of the layers as they go by."""

    def __init__(
        self, ontology: frozenset[Triple], texts: frozenset[Triple], step: Callable[[int], None]
    ) -> None:
        self.ontology, self.texts = ontology, texts
        self._step = step
        spellings = stored_spellings(datatyped(ontology))
        self.respelled = {
            one: Triple(one.subject, one.predicate, spellings[one.object])
            for one in ontology
            if one.object in spellings
        }
        self.asserted_too: set[Triple] = set()
        self.own_too: set[Triple] = set()
        self.other_too: set[Triple] = set()
        self._described = ontology.union(texts, self.respelled.values())
        self._tags: set[str] = set()
        self._literals: set[Term] = set()
        self._look_at(self._described)

    def batches(self, triples: Iterable[Triple], described: set[Triple]) -> Iterator[list[Triple]]:
        """The triples, some at a time; those that the ontology has too are put into `described`."""
        waiting = iter(triples)
        while some := list(islice(waiting, _LINES_AT_ONCE)):
            self._look_at(some)
            self._literals |= datatyped(some)
            described.update(self._described.intersection(some))
            yield some
            self._step(len(some))

    def notes(self) -> Notes:
        """The notes, when all has gone by.  Raises LayersUnusable."""
        if stored_spellings(self._literals):
            raise LayersUnusable("a number is not canonical")
        tags: dict[str, str] = {}
        add_tags(tags, self._tags)
        return Notes(
            self.ontology,
            self.texts,
            frozenset(self.asserted_too),
            frozenset(self.other_too),
            tags,
            self.respelled,
        )

    def _look_at(self, triples: Iterable[Triple]) -> None:
        self._tags |= tags_of(triples)


def _write_store(
    folder: Path, seen: _Seen, asserted: Iterable[Triple], own: Iterable[Triple], other: Iterable[Triple]
) -> None:
    store = Store(folder)
    pieces = _pieces(seen, asserted, own, other)
    while some := list(islice(pieces, _PIECES_AT_ONCE)):
        store.bulk_load(b"".join(some), RdfFormat.N_QUADS)
    store.optimize()  # else every copy would begin to do so
    store.flush()


def _pieces(
    seen: _Seen, asserted: Iterable[Triple], own: Iterable[Triple], other: Iterable[Triple]
) -> Iterator[bytes]:
    """The N-Quads of the store; a line may come twice."""
    yield f"{WHOLE} .\n".encode()
    yield _text(seen.ontology, "")
    for some in seen.batches(asserted, seen.asserted_too):
        yield _text(some, "")
    for some in seen.batches(own, seen.own_too):
        yield _text(some, "") + _text(some, f" {OWN}")
    beneath = seen.ontology.union(seen.respelled.values())
    for some in seen.batches(other, seen.other_too):
        yield _text((one for one in some if one not in beneath), f" {MORE}")
    yield _text(seen.texts - seen.ontology - seen.asserted_too - seen.own_too, f" {MORE}")


def _text(triples: Iterable[Triple], graph: str) -> bytes:
    return "".join([f"{one} {along} {value}{graph} .\n" for one, along, value in triples]).encode()
