"""The folder of the layers: one store of merged graphs, and small notes on what it cannot tell.

What checks see is the default graph of the store, merged; what rules see besides is one named graph that
shares no triple with it, so that both together are a set again.  A folder that is in use is never changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from kg.graph.hold import DISCARDED, discard, take_hold
from kg.model.errors import NoVersion, QueryFailed
from kg.model.terms import Term, Triple

NOTES, STORE = "notes.json", "store"
OWN, MORE = NamedNode("urn:x-kg:own"), NamedNode("urn:x-kg:more")
WHOLE = Quad(*[NamedNode("urn:x-kg:whole")] * 4)  # in a store that was written to the end
_LAYOUT = f"1 {pyoxigraph.__version__}".encode()[:16]
_BESIDE = ".beside-"


class LayersUnusable(Exception):
    """The layers of the last complete check are absent, damaged or of no use here."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What stands beside the store.

    `asserted_too` and `other_too` are what those layers share with the ontology, its texts and the stored
    spellings.  `tags` says how language tags are written, by their lower case; `respelled` has those triples
    of the ontology whose numbers the store spells in another way, each with the triple that is stored.
    """

    ontology: frozenset[Triple]
    texts: frozenset[Triple]
    asserted_too: frozenset[Triple]
    other_too: frozenset[Triple]
    tags: dict[str, str]
    respelled: dict[Triple, Triple] = field(default_factory=dict)


@contextlib.contextmanager
def working_copy(folder: Path) -> Iterator[tuple[Path, Notes]]:
    """A copy of the store for one process to change, deleted in the end, and the notes.

    Files of a store never change once they are full, so the copy has the same ones by links, and costs
    nothing.  Raises LayersUnusable, OSError, NoVersion.
    """
    with contextlib.ExitStack() as stack:
        with take_hold(folder / NOTES):  # as long as files are linked
            notes = read_notes(folder)
            copy = stack.enter_context(folder_beside(folder)) / STORE
            for file in (folder / STORE).iterdir():
                if file.suffix == ".sst":
                    _link(file, copy / file.name)
                elif file.name not in ("LOCK", "LOG"):
                    shutil.copyfile(file, copy / file.name)
        yield copy, notes


def _link(file: Path, name: Path) -> None:
    try:
        os.link(file, name)
    except OSError:  # a disk without links
        shutil.copyfile(file, name)


def read_notes(folder: Path) -> Notes:
    """The notes of a folder.  Raises LayersUnusable, OSError."""
    digest, _, body = (folder / NOTES).read_bytes().partition(b"\n")
    if digest != _digest(body):
        raise LayersUnusable("the notes are damaged, or of another release")
    found = json.loads(body)

    def triples(name: str) -> frozenset[Triple]:
        return frozenset(map(_triple, found[name]))

    return Notes(
        triples("ontology"),
        triples("texts"),
        triples("asserted_too"),
        triples("other_too"),
        found["tags"],
        {_triple(one): _triple(stored) for one, stored in found["respelled"]},
    )


def tags_of(triples: Iterable[Triple]) -> set[str]:
    """The language tags among the objects."""
    return {one.object.rpartition("@")[2] for one in triples if one.object[-1] not in '>"'}


def add_tags(spelled: dict[str, str], tags: Iterable[str]) -> None:
    """Note how language tags are written.  Raises LayersUnusable where one is written in two ways."""
    for tag in tags:
        if spelled.setdefault(tag.lower(), tag) != tag:
            raise LayersUnusable(f"the language tag {tag} is written in two ways")


def stored_spellings(literals: Iterable[Term]) -> dict[Term, Term]:
    """How a store writes those literals with a datatype that it writes in another way."""
    given = list(literals)
    scratch = Store()
    text = "".join([f"<urn:x:{number}> <urn:x:is> {one} .\n" for number, one in enumerate(given)])
    scratch.load(text.encode(), RdfFormat.N_TRIPLES)
    found = ((given[int(quad.subject.value[6:])], Term(str(quad.object))) for quad in scratch)
    return {one: stored for one, stored in found if one != stored}


def datatyped(triples: Iterable[Triple]) -> set[Term]:
    """The literals with a datatype among the objects."""
    return {one.object for one in triples if one.object[-1] == ">" and one.object[0] == '"'}


@contextlib.contextmanager
def usable() -> Iterator[None]:
    """A block in which everything that the disk or the store cannot do becomes LayersUnusable.

    A query that cannot be evaluated is among that: the store says of its own damage nothing else.
    """
    try:
        yield
    except (OSError, RuntimeError, SyntaxError, ValueError, NoVersion, QueryFailed) as problem:
        raise LayersUnusable(str(problem)) from problem
    except BaseException as problem:
        if type(problem).__name__ == "PanicException":  # what the store says of some damage; it has no name
            raise LayersUnusable(str(problem)) from problem
        raise


def write_notes(path: Path, notes: Notes) -> None:
    """Write the notes of a folder.  Raises OSError."""
    found = {
        "ontology": sorted(notes.ontology),
        "texts": sorted(notes.texts),
        "asserted_too": sorted(notes.asserted_too),
        "other_too": sorted(notes.other_too),
        "tags": notes.tags,
        "respelled": sorted(notes.respelled.items()),
    }
    body = json.dumps(found, ensure_ascii=False).encode()
    path.write_bytes(_digest(body) + b"\n" + body)


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16, person=_LAYOUT).hexdigest().encode()


def _triple(parts: list[Term]) -> Triple:
    return Triple(*parts)


@contextlib.contextmanager
def folder_beside(folder: Path) -> Iterator[Path]:
    """A folder with an empty store that is deleted in the end, whatever ends the process."""
    _clear_away(folder)
    beside = folder.with_name(f"{_BESIDE}{folder.name}-{secrets.token_hex(8)}")
    try:
        (beside / STORE).mkdir(parents=True)
        (beside / NOTES).touch()
        with take_hold(beside / NOTES):  # so that no other process takes it for one that was left behind
            yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _clear_away(folder: Path) -> None:
    """Delete what processes that were killed have left."""
    for left in folder.parent.glob(f"{_BESIDE}{folder.name}-*"):
        with contextlib.suppress(OSError):
            discard(left, marked=NOTES)
    for left in folder.parent.glob(f"{DISCARDED}*"):
        shutil.rmtree(left, ignore_errors=True)
