"""Why a name is a match for what was typed, and which match is better."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from kg.curation.naming.scripts import scripts_of
from kg.graph.name_index import folding
from kg.graph.name_index.asking import Asked
from kg.graph.name_index.schema import Kind, Role


class Match(IntEnum):
    """Why a thing was found, the best reason first."""

    ID = 0
    NAME = 1
    ALIAS = 2
    TITLE = 3
    CHARACTERS = 4  # the same name in traditional or simplified characters
    LOOKALIKE = 5  # the same name, with letters of another alphabet among its own
    MISSPELLING = 6  # a slip of a text that the project knows
    FORM = 7  # the name in another grammatical case
    BRIEF = 8  # the name without the company form that was typed
    ORDER = 9  # the same words in another order
    SOUND = 10  # the same sound, in another script or in other characters
    BEGINNING = 11
    INSIDE = 12  # a word within the name begins so
    WORDS = 13  # all words, wherever they stand
    SOUND_BEGINNING = 14
    SIMILAR = 15  # a few slips away


NAMED = frozenset({Match.ID, Match.NAME, Match.ALIAS, Match.TITLE, Match.CHARACTERS, Match.LOOKALIKE})
_BY_KIND = {
    Kind.NAME: Match.NAME,
    Kind.ALIAS: Match.ALIAS,
    Kind.TITLE: Match.TITLE,
    Kind.MISSPELLING: Match.MISSPELLING,
}


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing."""

    text: str
    language: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: why, by which of its names, and in how many articles it stands.

    `part` says that it belongs to another thing (a post, say); `far` counts the slips of a similar
    spelling; `strange` says that the name is in another script than what was typed.
    """

    iri: str
    match: Match
    name: Name
    articles: int = 0
    part: bool = False
    far: int = 0
    strange: bool = False

    @property
    def rank(self) -> tuple[object, ...]:
        """Sort key, the best first."""
        name = self.name
        weight = (self.part, -self.articles, self.strange, name.kind, len(name.text))
        slip = name.kind == Kind.MISSPELLING
        return (self.match, self.far, slip, *weight, self.iri, name.language, name.text)


@dataclass(frozen=True, slots=True)
class Row:
    """A name that was looked up, and the key that led to it."""

    key: str
    role: Role
    name: Name
    iri: str
    part: bool
    articles: int

    def to_hit(self, match: Match, asked: Asked, *, far: int = 0) -> Hit:
        """The hit that this row is, for a reason."""
        strange = scripts_of(self.name.text).isdisjoint(scripts_of(asked.text))
        return Hit(self.iri, match, self.name, self.articles, self.part, far, strange)


def why_equal(asked: Asked, row: Row) -> Match | None:
    """Why a name with a key of what was typed is a match; None where only a cut key is the same."""
    if row.role == Role.WHOLE and row.key == asked.whole:
        return _why_same(asked, row.name)
    if row.role == Role.STEM and row.key in asked.stems:
        name = folding.spelled(row.name.text)
        return Match.FORM if any(folding.is_form(form, name) for form in asked.forms) else None
    if row.role == Role.ORDER and row.key == asked.order:
        return Match.ORDER
    return Match.SOUND if row.key in asked.sounds else None


def _why_same(asked: Asked, name: Name) -> Match:
    other = folding.plain(name.text)
    if other == asked.plain:
        return _BY_KIND[name.kind]
    if name.kind == Kind.MISSPELLING:
        return Match.MISSPELLING
    if max(len(other), len(asked.plain)) > folding.LONGEST_KEY:
        return Match.BEGINNING
    return Match.CHARACTERS if folding.has_han(asked.plain) else Match.LOOKALIKE
