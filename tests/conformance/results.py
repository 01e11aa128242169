"""What a query gives, as values: solutions or a graph, or the verdict of an ASK."""

from __future__ import annotations

import re
from dataclasses import dataclass

from conformance.terms import XSD, Blank, Iri, Literal, Row, Term, Triple, by_value, literal

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Solutions:
    """Columns in order, and a row for each solution."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def by_name(self) -> list[Row]:
        """The rows with their columns in alphabetical order."""
        order = sorted(range(len(self.columns)), key=lambda place: self.columns[place])
        return [tuple(row[place] for place in order) for row in self.rows]

    def as_csv(self) -> Solutions:
        """What CSV keeps of them: the lexical form of a literal, and of nothing the empty string."""
        return Solutions(self.columns, tuple(tuple(_lossy(term) for term in row) for row in self.rows))


@dataclass(frozen=True, slots=True)
class Triples:
    """A graph: its triples, each once."""

    rows: tuple[Row, ...]


Result = bool | Solutions | Triples


def csv_literal(text: str) -> Literal:
    """What CSV says of a literal; a number is one by its looks alone, so all numbers are compared as such."""
    return literal(text, datatype=XSD + "double") if _NUMBER.fullmatch(text) else literal(text)


def _lossy(term: Term | None) -> Term:
    match term:
        case None:
            return literal("")
        case Iri(value):
            return literal(value)
        case Literal(text, datatype):
            return csv_literal(str(by_value(term)[0]) if datatype == XSD + "boolean" else text)  # type: ignore[index]
        case Blank():
            return term
        case Triple():
            return literal(_turtle(term))


def _turtle(term: Term) -> str:
    match term:
        case Iri(value):
            return f"<{value}>"
        case Literal(text, datatype, language):
            tag = f"@{language}" if language else "" if datatype == XSD + "string" else f"^^<{datatype}>"
            return f'"{text}"{tag}'
        case Blank(label):
            return f"_:{label}"
        case Triple():
            return f"<<( {' '.join(map(_turtle, term))} )>>"
