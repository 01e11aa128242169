"""RDF terms as plain values, and whether two collections of them are equal but for blank nodes.

Nothing here is the engine's or a library's, so that no answer is judged by what made it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from struct import pack, unpack
from typing import NamedTuple

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


class Iri(NamedTuple):
    """An IRI."""

    value: str


class Literal(NamedTuple):
    """A literal; language tags in lower case, since their case means nothing."""

    text: str
    datatype: str = XSD + "string"
    language: str = ""
    direction: str = ""


class Blank(NamedTuple):
    """A blank node; the label holds within one document."""

    label: str


class Triple(NamedTuple):
    """A triple term."""

    subject: Term
    predicate: Term
    object: Term


Term = Iri | Literal | Blank | Triple
Row = tuple[Term | None, ...]


def literal(text: str, *, datatype: str = "", language: str = "", direction: str = "") -> Literal:
    """A literal whose datatype follows from the rest where it is not given."""
    if language:
        implied = RDF + ("dirLangString" if direction else "langString")
        return Literal(text, implied, language.lower(), direction)
    return Literal(text, datatype or XSD + "string")


def by_value(term: Term | None) -> Term | None:
    """The term with a number or truth value written in one way: `1.0` and `1.00` are one decimal.

    The datatype stays: the decimal 1 and the integer 1 are two terms.
    """
    if isinstance(term, Triple):
        return Triple(*map(by_value, term))  # type: ignore[arg-type]
    if not isinstance(term, Literal):
        return term
    name = term.datatype.removeprefix(XSD)
    with suppress(ValueError, ArithmeticError):
        if name in ("decimal", "integer"):
            return term._replace(text=f"{Decimal(term.text).normalize():f}")
        if name == "double":
            return term._replace(text=repr(float(term.text)))
        if name == "float":
            return term._replace(text=repr(unpack("f", pack("f", float(term.text)))[0]))
    if name == "boolean":
        return term._replace(text={"1": "true", "0": "false"}.get(term.text, term.text))
    return term


def same(found: Sequence[Row], wanted: Sequence[Row], *, ordered: bool = False) -> bool:
    """Whether two collections of rows are equal under some renaming of blank nodes.

    Duplicates count.  A graph is a collection of rows of three, each once.
    """
    if len(found) != len(wanted):
        return False
    found, wanted = ([tuple(map(by_value, row)) for row in rows] for rows in (found, wanted))
    if ordered:
        found = [(literal(str(place)), *row) for place, row in enumerate(found)]
        wanted = [(literal(str(place)), *row) for place, row in enumerate(wanted)]
    ours, theirs = _colours(found), _colours(wanted)
    if Counter(ours.values()) != Counter(theirs.values()):
        return False
    target = Counter(wanted)
    return any(Counter(_renamed(row, names) for row in found) == target for names in _renamings(ours, theirs))


def _colours(rows: Sequence[Row]) -> dict[Blank, int]:
    """A number for each blank node that only depends on where it stands; equal ones may be swapped."""
    colours = dict.fromkeys((blank for row in rows for term in row for blank in _blanks(term)), 0)
    for _ in range(len(colours)):
        signs: dict[Blank, list[int]] = {blank: [] for blank in colours}
        for row in rows:
            for blank in {blank for term in row for blank in _blanks(term)}:
                signs[blank].append(hash(tuple(_coloured(term, colours, blank) for term in row)))
        refined = {blank: hash((colours[blank], *sorted(sign))) for blank, sign in signs.items()}
        if len(set(refined.values())) == len(set(colours.values())) and _ > 0:
            return refined
        colours = refined
    return colours


def _coloured(term: Term | None, colours: Mapping[Blank, int], self: Blank) -> object:
    if isinstance(term, Blank):
        return ("self" if term == self else "blank", colours[term])
    if isinstance(term, Triple):
        return tuple(_coloured(part, colours, self) for part in term)
    return term


def _blanks(term: Term | None) -> Iterator[Blank]:
    if isinstance(term, Blank):
        yield term
    elif isinstance(term, Triple):
        for part in term:
            yield from _blanks(part)


def _renamings(ours: Mapping[Blank, int], theirs: Mapping[Blank, int]) -> Iterator[dict[Blank, Blank]]:
    """All ways to pair blank nodes of one colour."""
    if not ours:
        yield {}
        return
    blank = min(ours, key=lambda one: sum(colour == ours[one] for colour in ours.values()))
    rest = {other: colour for other, colour in ours.items() if other != blank}
    for partner in [other for other, colour in theirs.items() if colour == ours[blank]]:
        others = {other: colour for other, colour in theirs.items() if other != partner}
        for names in _renamings(rest, others):
            yield {**names, blank: partner}


def _renamed(row: Row, names: Mapping[Blank, Blank]) -> Row:
    return tuple(_renamed_term(term, names) for term in row)


def _renamed_term(term: Term | None, names: Mapping[Blank, Blank]) -> Term | None:
    if isinstance(term, Blank):
        return names[term]
    if isinstance(term, Triple):
        return Triple(*(_renamed_term(part, names) for part in term))  # type: ignore[arg-type]
    return term
