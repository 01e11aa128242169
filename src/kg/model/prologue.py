"""What the prologue of a query declares: prefixes and the base.

The engine needs no space behind a keyword, so `PREFIXex:<…>` declares `ex`; it takes the last
declaration of a prefix (SPARQL 1.1 section 4.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.model.sparql_tokens import Kind, Token

_PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A prefix declaration: the label without its colon, the IRI as it is written, and the tokens."""

    label: str
    iri: str
    tokens: tuple[Token, ...]
    base_follows: bool

    @property
    def start(self) -> int:
        """The offset of the keyword."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """The offset after the IRI."""
        return self.tokens[-1].end


def declarations(tokens: Sequence[Token]) -> Iterator[Declaration]:
    """The prefix declarations among tokens without comments, in order.

    `base_follows` tells that a BASE stands somewhere behind, so that a relative IRI of the
    declaration and one in the query may be resolved differently.
    """
    last_base = max((token.start for token in tokens if token.folded == "base"), default=-1)
    place = 0
    while place < len(tokens):
        length, name = _name(tokens, place)
        if length:
            found = tuple(tokens[place : place + length])
            yield Declaration(name[:-1], found[-1].text[1:-1], found, found[0].start < last_base)
        place += length or 1


def _name(tokens: Sequence[Token], place: int) -> tuple[int, str]:
    """How many tokens from `place` on declare a prefix, and its name with the colon; 0 for none."""
    keyword = tokens[place]
    if keyword.kind is not Kind.WORD or not keyword.folded.startswith(_PREFIX):
        return 0, ""
    name, length = keyword.text[len(_PREFIX) :], 2
    if not name and place + 1 < len(tokens):
        name, length = tokens[place + 1].text, 3
    end = place + length
    if end > len(tokens) or tokens[end - 1].kind is not Kind.IRI or name.find(":") != len(name) - 1:
        return 0, ""
    return length, name
