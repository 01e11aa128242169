"""Names of entities: which of them sound alike across scripts, and which one is preferred.

Both answers depend on what the files say and never on the order in which they were read.  Nothing
is merged here: two ids with one sound are a pair for the curator to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import islice, product
from typing import Literal

from kg.curation.naming import palladius, pinyin
from kg.curation.naming.scripts import Word, words
from kg.model.iris import AUTHORITY
from kg.model.marks import Mark

NameKind = Literal["name", "alias", "misspelling"]

# Each word with several readings multiplies the keys of its name, so a long name needs an end.
_MOST_KEYS = 32
_OTHER_READINGS = frozenset({"ja", "ko"})  # Han characters there, but not Chinese ones


class Label(Enum):
    """What becomes of a name; the values are local names of SKOS."""

    PREFERRED = "prefLabel"
    ALTERNATIVE = "altLabel"
    HIDDEN = "hiddenLabel"


@dataclass(frozen=True, slots=True)
class NameStatement:
    """A name that one file gives an entity: `file` is the id of an article, or `authority`."""

    entity: str
    text: str
    language: str
    kind: NameKind
    file: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class ChosenNames:
    """The preferred names by (entity, language), and what becomes of each statement.

    `contradicted` pairs each misspelling with a statement that gives the same text as a proper
    name of the same entity; the proper name has won.
    """

    preferred: Mapping[tuple[str, str], str]
    labels: Mapping[NameStatement, Label]
    contradicted: tuple[tuple[NameStatement, NameStatement], ...]


def sound_keys(name: str, language: str) -> frozenset[str]:
    """The keys of a name; two names may be one name in two scripts when they share a key.

    Han characters, pinyin and (in Russian) Palladius transcription give toneless pinyin in one
    word; other words stay as they are, folded.  Each reading of a word gives a key.  Empty for a
    name without letters and digits.
    """
    tag = language.casefold().split("-")[0]
    choices = [_readings(word, tag, initial=place == 0) for place, word in enumerate(name_words(name))]
    keys = ("".join(choice) for choice in islice(product(*choices), _MOST_KEYS))
    return frozenset(key for key in keys if key)


@lru_cache(maxsize=100_000)  # each way of comparing asks for them
def name_words(name: str) -> tuple[Word, ...]:
    """The words of a name, folded; Han characters with spaces between them are one word (尹 力)."""
    found: list[Word] = []
    for word in words(name):
        if word.script == "Han" and found and found[-1].script == "Han":
            word = Word(found.pop().text + word.text, "Han")
        found.append(word)
    return tuple(found)


def choose_names(
    statements: Iterable[NameStatement], *, minted_in: Mapping[str, str], authority: str = AUTHORITY
) -> ChosenNames:
    """Choose the preferred name of each entity in each language (DESIGN 5).

    It is the `name` of the authority file, else that of the file that minted the entity
    (`minted_in`: entity to file), else that of the first article by id; every other name is an
    alias.  One text is one label in a language (SKOS S13): an alias equal to the preferred name
    is that name, not repeated as an alias.
    """

    def rank(said: NameStatement) -> tuple[object, ...]:
        files = (authority, minted_in.get(said.entity))
        place = files.index(said.file) if said.file in files else len(files)
        return (place, said.file, said.mark, said.text, said.entity, said.language, said.kind)

    ordered = sorted(statements, key=rank)
    preferred: dict[tuple[str, str], str] = {}
    proper: dict[tuple[str, str, str], NameStatement] = {}
    for said in ordered:
        if said.kind == "name":
            preferred.setdefault((said.entity, said.language), said.text)
        if said.kind != "misspelling":
            proper.setdefault((said.entity, said.language, said.text), said)
    labels: dict[NameStatement, Label] = {}
    contradicted = []
    for said in ordered:
        rival = proper.get((said.entity, said.language, said.text))
        if rival is None:
            labels[said] = Label.HIDDEN
        elif preferred.get((said.entity, said.language)) == said.text:
            labels[said] = Label.PREFERRED
        else:
            labels[said] = Label.ALTERNATIVE
        if rival is not None and said.kind == "misspelling":
            contradicted.append((said, rival))
    return ChosenNames(preferred, labels, tuple(sorted(contradicted, key=lambda pair: pair[0].mark)))


def _readings(word: Word, tag: str, *, initial: bool) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    if word.script == "Han" and tag not in _OTHER_READINGS:
        found = pinyin.han_readings(pinyin.simplified(word.text), initial=initial)
    elif word.script == "Cyrillic" and tag == "ru":
        found = palladius.readings(word.text)
    elif word.script == "Latin":
        found = pinyin.readings(word.text)
    return found or (word.text,)
