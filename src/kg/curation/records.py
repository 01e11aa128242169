"""What a curation file holds, as values: blocks with their marks.

A block is one entity, one record, or one entry of a map below a property.  The engine's own keys
(`quote`, `inferred`, …) are already understood here; every other key is a `Property` that only the
ontology can read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.curation.tree import Scalar
from kg.model.diagnostics import Edit
from kg.model.marks import Mark

UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Quote:
    """A phrase of the article.

    `about` is the property or the value that the phrase supports, or None for the block as a
    whole; `occurrence` is 1-based and given where the phrase stands more than once in the text.
    """

    phrase: Scalar
    occurrence: int | None = None
    about: Scalar | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a property is not simply stated: a basis (None: the default of the file) and the reason.

    `about` names the property; None stands for the value of a map that the reason is written under.
    """

    mark: Mark
    because: str
    basis: Scalar | None = None
    about: Scalar | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an entity in one language; `kind` is the key: name, alias, misspelling or mention."""

    kind: str
    language: str
    text: Scalar


@dataclass(frozen=True, slots=True)
class NameBasis:
    """Where the names of an authority entry come from; `language` is empty for all of them."""

    language: str
    code: Scalar
    source: Scalar | None = None


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Participants whom the article does not name: what it calls them, and where."""

    label: Scalar
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A warning that a curator has seen and takes as right, with the reason."""

    code: Scalar
    reason: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property; `detail` is what stands below it in a map."""

    scalar: Scalar
    detail: Block | Scalar | None = None

    @property
    def detail_mark(self) -> Mark:
        """Where what stands below the value begins, or the value itself."""
        return self.detail.mark if self.detail is not None else self.scalar.mark


@dataclass(frozen=True, slots=True)
class Property:
    """A key that the ontology explains, with its values in the order of the file."""

    key: Scalar
    values: tuple[Value, ...]
    is_map: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """An entity, a record, or an entry of a map below a property."""

    key: Scalar
    mark: Mark
    type: Scalar | None = None
    date: Scalar | None = None
    names: tuple[Name, ...] = ()
    bases: tuple[NameBasis, ...] = ()
    quotes: tuple[Quote, ...] = ()
    reasons: tuple[Reason, ...] = ()
    others: tuple[Unnamed, ...] = ()
    accepts: tuple[Acceptance, ...] = ()
    properties: tuple[Property, ...] = ()

    def all_quotes(self) -> Iterator[Quote]:
        """The quotes of this block and of all blocks below it."""
        yield from self.quotes
        for unnamed in self.others:
            yield from unnamed.quotes
        for block in self.inner_blocks():
            yield from block.all_quotes()

    def all_accepts(self) -> Iterator[tuple[Block, Acceptance]]:
        """The accepted warnings of this block and of all blocks below it, each with its block."""
        for acceptance in self.accepts:
            yield self, acceptance
        for block in self.inner_blocks():
            yield from block.all_accepts()

    def inner_blocks(self) -> Iterator[Block]:
        """The blocks directly below the properties of this one."""
        for prop in self.properties:
            for value in prop.values:
                if isinstance(value.detail, Block):
                    yield value.detail


@dataclass(frozen=True, slots=True)
class Status:
    """Whether an article still stands: current, corrected or retracted, and since when."""

    code: Scalar
    date: Scalar | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says about an article as such.

    In an article's own file it comes from the page; in the authority file from elsewhere, and
    then `id` and what is known are the only fields that are set.  `hash_place` is where a missing
    `sha256` goes, and what stands before its digits.
    """

    id: Scalar
    mark: Mark
    text: Scalar | None = None
    sha256: Scalar | None = None
    language: Scalar | None = None
    published: Scalar | None = None
    publisher: Scalar | None = None
    url: Scalar | None = None
    archived: Scalar | None = None
    status: Status | None = None
    titles: tuple[Name, ...] = ()
    accepts: tuple[Acceptance, ...] = ()
    hash_place: Edit | None = None

    @property
    def published_date(self) -> Scalar | None:
        """The date of the page; None where it has none, which the curator says as `unstated`."""
        stated = self.published is not None and self.published.text != UNSTATED
        return self.published if stated else None


Sections = tuple[tuple[Scalar, tuple[Block, ...]], ...]


@dataclass(frozen=True, slots=True)
class Later:
    """What makes the head, the entities and the sections of a file when they are asked for.

    `id` and `text` are what a check asks of every file: the id of the article, and the name of its text.
    """

    id: str
    text: str | None
    head: Callable[[], Head]
    body: Callable[[], tuple[tuple[Block, ...], Sections]]


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """One curation file: the head, the entities, and the records of each section.

    One of `at_a_later_time` makes them when they are asked for; nobody else sees a difference.
    """

    path: str
    head: Head
    entities: tuple[Block, ...]
    sections: Sections
    _later: Later | None = field(default=None, init=False, repr=False, compare=False)

    @classmethod
    def at_a_later_time(cls, path: str, later: Later) -> ArticleFile:
        """A file whose records are made of something smaller, and perhaps never."""
        made = object.__new__(cls)
        object.__setattr__(made, "path", path)
        object.__setattr__(made, "_later", later)
        return made

    if not TYPE_CHECKING:  # it would give the class every attribute there could be

        def __getattr__(self, name: str) -> object:
            """What has no value yet; Python asks here only for that."""
            if name == "head":
                object.__setattr__(self, name, self._later.head())
            elif name in ("entities", "sections"):
                entities, sections = self._later.body()
                object.__setattr__(self, "entities", entities)
                object.__setattr__(self, "sections", sections)
            else:
                raise AttributeError(name)
            return object.__getattribute__(self, name)

    def put_aside(self) -> None:
        """Forget what can be made again: whoever has gone over the records of one of many files says so."""
        if self._later is not None:
            for name in ("head", "entities", "sections"):
                with suppress(AttributeError):
                    object.__delattr__(self, name)

    @property
    def id(self) -> str:
        """The id of the article."""
        return self.head.id.text if self._later is None else self._later.id

    @property
    def text(self) -> str | None:
        """The name of the file of the article's text, None where the head names none."""
        if self._later is not None:
            return self._later.text
        return None if self.head.text is None else self.head.text.text

    def records(self) -> Iterator[tuple[Scalar, Block]]:
        """Every record with the key of its section."""
        for section, blocks in self.sections:
            for block in blocks:
                yield section, block

    def blocks(self) -> Iterator[Block]:
        """Every entity and every record."""
        yield from self.entities
        for _, block in self.records():
            yield block


@dataclass(frozen=True, slots=True)
class Judgement:
    """Two or more ids that are the same, different or undecided, and why."""

    ids: tuple[Scalar, ...]
    because: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Removal:
    """An id that is left out of every build, and why."""

    id: Scalar
    because: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class AuthorityFile:
    """What the curator knows beyond any article."""

    path: str
    entities: tuple[Block, ...] = ()
    same: tuple[Judgement, ...] = ()
    different: tuple[Judgement, ...] = ()
    undecided: tuple[Judgement, ...] = ()
    removed: tuple[Removal, ...] = ()
    articles: tuple[Head, ...] = ()
