"""What a comparison tells, as values in one language: sentences by entity, and what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass

from kg.bench.diff.grounds import Passage

GAINED, LOST, CHANGED = "+", "-", "±"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One record or statement that was gained, lost or changed.

    `subject` is the local name of what it is about; `text` is the sentence without its grounds.
    `sources` are the files that say it where no passage does.  `gained` and `lost` count the quads that
    it stands for; one that is told under a second entity is `repeated` there and counts none.  One that
    begins with the name of its entity stands `alone`.
    """

    sign: str
    kind: str
    subject: str
    text: str
    passages: tuple[Passage, ...] = ()
    sources: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    gained: int = 0
    lost: int = 0
    repeated: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences of one entity or article; `state` is `new`, `gone` or `changed`."""

    id: str
    label: str
    classes: str
    state: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """An id that was `renamed`, `merged`, `split`, `removed` or `restored`, in a sentence."""

    change: str
    id: str
    other: str
    because: str
    text: str


@dataclass(frozen=True, slots=True)
class Aside:
    """What is only counted: what it is, in one sentence, and how many quads it stands for."""

    what: str
    text: str
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the ontology that came, went or changed."""

    sign: str
    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A whole comparison in one language.

    `before` and `after` name the sides.  `gained` and `lost` count the quads that sources state, which
    the sentences, the asides and `renamed` account for together.
    """

    language: str
    before: str
    after: str
    notes: tuple[str, ...]
    identities: tuple[Identity, ...]
    groups: tuple[Group, ...]
    terms: tuple[Term, ...]
    files: tuple[tuple[str, str], ...]
    asides: tuple[Aside, ...]
    derived: tuple[Sentence, ...]
    gained: int
    lost: int
    derived_gained: int
    derived_lost: int
    empty: bool

    def count(self, sign: str) -> int:
        """How many sentences have a sign, each counted once."""
        return sum(one.sign == sign and not one.repeated for group in self.groups for one in group.sentences)
