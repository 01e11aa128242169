"""What a page tells, as values: passages, reasons, statements by property, and cards of records.

The functions here only rearrange these values, so that a page says each thing once; nothing is
looked up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.web.language import Label, Language, choose_label
from kg.web.mend import Mend
from kg.web.names import Ref


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote and the article it stands in.

    `source` opens the article at its publisher, `in_text` its text on this site, both at the quote;
    either may be empty.
    """

    iri: str
    href: str
    quote: Label
    article: Ref
    issued: str
    status: Ref | None
    place: int
    source: str = ""
    in_text: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is said that no passage states."""

    basis: Ref | None
    because: Label | None
    via: Ref | None
    source: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a row: a thing, a text, or a part of the record with rows of its own."""

    ref: Ref | None = None
    text: Label | None = None
    rows: tuple[Row, ...] = ()
    passages: tuple[Passage, ...] = ()
    reasons: tuple[Reason, ...] = ()
    missing: bool = False
    mend: Mend | None = None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A property and its values; the grounds here hold for all of them."""

    property: Ref
    values: tuple[Value, ...]
    passages: tuple[Passage, ...] = ()
    reasons: tuple[Reason, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A record or an entity as a page shows it.

    `passages` are those of the record as a whole; `day` is the date for sorting, `date` the same
    in words.
    """

    ref: Ref
    kinds: tuple[Ref, ...]
    rows: tuple[Row, ...]
    passages: tuple[Passage, ...] = ()
    day: str = ""
    date: str = ""
    mend: Mend | None = None

    @property
    def all_passages(self) -> tuple[Passage, ...]:
        """Every passage that the card shows."""
        in_rows = [one for row in self.rows for one in row.passages]
        in_values = [one for row in self.rows for value in row.values for one in value.passages]
        return (*self.passages, *in_rows, *in_values)

    @property
    def first_place(self) -> int:
        """The first position in the text: of the passages for the whole record, else of any."""
        return min((one.place for one in self.passages or self.all_passages), default=1 << 40)

    @property
    def source(self) -> Passage | None:
        """A passage of the one article that the whole card rests on; None where there are several."""
        articles = {one.article.iri for one in self.all_passages}
        return self.all_passages[0] if len(articles) == 1 else None


def in_one_language(row: Row, language: Language) -> Row:
    """The row with its texts in one language, where one of the reader's order is among them."""
    texts = [value.text for value in row.values if value.text and value.text.language]
    if len(texts) < 2 or len(texts) < len(row.values):
        return row
    chosen = choose_label(texts, language, local_name="")
    values = tuple(value for value in row.values if value.text == chosen)
    return replace(row, values=values) if values else row


def share(row: Row) -> Row:
    """Move the grounds that all values of a row have to the row itself."""
    first = row.values[0]
    if len(row.values) < 2:
        return row
    values = row.values
    if first.passages and all(value.passages == first.passages for value in values):
        row = replace(row, passages=first.passages)
        values = tuple(replace(value, passages=()) for value in values)
    if first.reasons and all(value.reasons == first.reasons for value in values):
        row = replace(row, reasons=first.reasons)
        values = tuple(replace(value, reasons=()) for value in values)
    return replace(row, values=values)


def apart_from(row: Row, thing: str) -> Row:
    """The row of a part of a record, in whose names the thing that the part is about goes unsaid."""
    values = tuple(
        replace(
            value,
            ref=value.ref.without(thing) if value.ref else None,
            reasons=tuple(_reason_about(reason, thing) for reason in value.reasons),
        )
        for value in row.values
    )
    return replace(row, values=values, reasons=tuple(_reason_about(one, thing) for one in row.reasons))


def _reason_about(reason: Reason, thing: str) -> Reason:
    return replace(reason, via=reason.via.without(thing) if reason.via else None)


def without(row: Row, general: Iterable[str]) -> Row:
    """The row without the passages that its card shows for the record as a whole."""
    known = set(general)
    return replace(
        row,
        passages=tuple(one for one in row.passages if one.iri not in known),
        values=tuple(
            replace(
                value,
                passages=tuple(one for one in value.passages if one.iri not in known),
                rows=tuple(without(inner, known) for inner in value.rows),
            )
            for value in row.values
        ),
    )
