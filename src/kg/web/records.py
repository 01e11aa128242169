"""What a page says about one record or entity: its statements in reading order, with their grounds.

The order of the rows is that of the ontology; dates come first, the engine's own statements last.
Grounds that all values of a row share are said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.endpoint.table import Cell
from kg.model.iris import AUTHORITY, INFERRED
from kg.model.terms import CUR, DCTERMS, OWL, SKOS, XSD, iri_value
from kg.web.days import day_in_words
from kg.web.grounds import Grounds, general_passages, grounds_of, is_closure
from kg.web.language import Label
from kg.web.lexicon import PREF_LABEL, TYPE
from kg.web.links import is_safe, local_name
from kg.web.mend import Mend, mend_statement
from kg.web.names import EDTF, QUOTE, Ref, name_term
from kg.web.neighbourhood import EVIDENCE, IN_ARTICLE, OTHERS, VIA, Neighbourhood
from kg.web.site import Page

ISSUED = DCTERMS + "issued"
STATUS = CUR + "status"
CURRENT = CUR + "status-current"
_JUDGEMENTS = (OWL + "sameAs", OWL + "differentFrom", CUR + "undecidedFrom")
_NAMES = (PREF_LABEL, SKOS + "altLabel", SKOS + "hiddenLabel", CUR + "mention", TYPE)
_MOST_VALUES = 100


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote and the article it stands in."""

    iri: str
    href: str
    quote: Label
    article: Ref
    issued: str
    status: Ref | None
    place: int


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
    def first_place(self) -> int:
        """The first position in the text of an article that the card rests on."""
        places = [passage.place for passage in self.passages]
        places += [one.place for row in self.rows for one in row.passages]
        places += [one.place for row in self.rows for value in row.values for one in value.passages]
        return min(places, default=1 << 40)


class Teller:
    """Tells what a neighbourhood says, with the names of one page."""

    def __init__(self, page: Page, hood: Neighbourhood, names: Mapping[str, Ref]) -> None:
        self.page = page
        self.hood = hood
        self.names = names
        self.nested = page.lexicon.nested
        self.inferred = iri_value(page.project.minter.graph(INFERRED))

    def card(self, subject: str) -> Card:
        """One record or entity with all its statements."""
        local = local_name(subject, self.page.project) or subject
        own = "--" in local
        rows = self.rows(subject)
        general = general_passages(self.hood, subject) if own else ()
        if own:
            rows = tuple(_without(row, general) for row in rows)
        edtf = self.hood.text(subject, EDTF)
        return Card(
            self.names[subject],
            self.kinds(subject),
            rows,
            passages=self.passages(general),
            day=self.day(subject),
            date=day_in_words(edtf, self.page.texts) if edtf else "",
            mend=self.mend(subject, local.split("--")[0]) if own else None,
        )

    def kinds(self, subject: str) -> tuple[Ref, ...]:
        """The most specific classes of a thing."""
        types = self.page.lexicon.most_specific(self.hood.iris(subject, TYPE))
        return tuple(name_term(self.page, term) for term in types)

    def day(self, subject: str) -> str:
        """The day that sorts a thing: the earliest of its date, else the latest date it states."""
        earliest = self.hood.text(subject, CUR + "earliest")
        dates = (quad.object.value for quad in self.hood.of(subject) if quad.object.datatype == XSD + "date")
        return earliest or max(dates, default="")

    def rows(self, subject: str, *, leave_out: Sequence[str] = ()) -> tuple[Row, ...]:
        """The statements of a thing, by property, in reading order."""
        types = self.hood.iris(subject, TYPE)
        of_engine = bool(types) and all(one.startswith(CUR) for one in types)
        found: dict[str, dict[Cell, None]] = {}
        for quad in self.hood.of(subject):
            if quad.predicate in leave_out or not (of_engine or self._is_told(quad.predicate)):
                continue
            if quad.predicate in _NAMES or is_closure(
                self.hood, subject, quad.predicate, quad.object, self.inferred
            ):
                continue
            found.setdefault(quad.predicate, {})[quad.object] = None
        return tuple(self.row(subject, one, list(found[one])) for one in sorted(found, key=self._place))

    def row(self, subject: str, predicate: str, cells: Sequence[Cell]) -> Row:
        """One property with its values."""
        values = sorted((self.value(subject, predicate, cell) for cell in cells), key=_name_of_value)
        shown = values[:_MOST_VALUES]
        row = Row(name_term(self.page, predicate), tuple(shown), more=len(values) - len(shown))
        return _share(row)

    def value(self, subject: str, predicate: str, cell: Cell) -> Value:
        """One value with its grounds."""
        grounds = grounds_of(self.hood, subject, predicate, cell)
        told = self._told(predicate, cell)
        passages = self.passages((*grounds.own, *grounds.general))
        if predicate in self.nested or predicate == OTHERS:
            inner = self.passages(self.hood.iris(cell.value, EVIDENCE))
            passages = inner or passages
        local = local_name(subject, self.page.project) or ""
        graphs = self.hood.graphs(subject, predicate, cell)
        return replace(
            told,
            passages=passages,
            reasons=self.reasons(grounds),
            missing=grounds.missing and not passages and predicate != OTHERS,
            mend=None if "--" in local else self.mend_in(subject, graphs),
            derived=graphs == [self.inferred],
        )

    def passages(self, evidence: Iterable[str]) -> tuple[Passage, ...]:
        """Passages by the IRIs of their Evidence, in order of article and place."""
        found = [self._passage(one) for one in dict.fromkeys(evidence) if one in self.hood]
        return tuple(sorted(found, key=lambda one: (one.article.iri, one.place)))

    def reasons(self, grounds: Grounds) -> tuple[Reason, ...]:
        """The reasons among the grounds of a statement."""
        return tuple(self._reason(one) for one in grounds.inferences)

    def mend(self, subject: str, file: str) -> Mend:
        """Where to mend a record of a curation file."""
        local = local_name(subject, self.page.project) or ""
        parts = local.split("--")
        key = parts[1] if len(parts) > 1 and parts[0] == file else parts[0]
        return mend_statement(self.page.project, subject=subject, file=file, key=key)

    def mend_in(self, subject: str, graphs: Iterable[str]) -> Mend:
        """Where to mend what the first of some graphs says of an entity."""
        head = f"{self.page.project.base}graph/"
        files = [one.removeprefix(head) for one in graphs if one != self.inferred]
        return self.mend(subject, files[0] if files else AUTHORITY)

    def _told(self, predicate: str, cell: Cell) -> Value:
        if predicate == OTHERS:
            return Value(text=Label(self.hood.text(cell.value, CUR + "as")))
        if predicate in self.nested and cell.value in self.hood:
            key = self.nested[predicate]
            about = self.hood.iris(cell.value, key)
            rows = self.rows(cell.value, leave_out=(key,))
            return Value(ref=self.names[about[0] if about else cell.value], rows=rows)
        if cell.kind == "iri":
            return Value(ref=self.names.get(cell.value) or name_term(self.page, cell.value))
        return Value(text=literal_label(cell, self.page))

    def _passage(self, evidence: str) -> Passage:
        quote = next(iter(self.hood.cells(evidence, QUOTE)), Cell("literal", ""))
        article = next(iter(self.hood.iris(evidence, IN_ARTICLE)), "")
        issued = self.hood.text(article, ISSUED)
        status = [one for one in self.hood.iris(article, STATUS) if one != CURRENT]
        start = self.hood.text(evidence, CUR + "start")
        return Passage(
            evidence,
            self.page.links.of(evidence),
            Label(quote.value, quote.language),
            self.names.get(article) or name_term(self.page, article),
            day_in_words(issued, self.page.texts) if issued else "",
            name_term(self.page, status[0]) if status else None,
            int(start) if start.isdigit() else 0,
        )

    def _reason(self, inference: str) -> Reason:
        basis = self.hood.iris(inference, CUR + "basis")
        because = self.hood.cells(inference, CUR + "because")
        via = self.hood.iris(inference, VIA)
        source = next((cell.value for cell in self.hood.cells(inference, CUR + "source")), "")
        return Reason(
            name_term(self.page, basis[0]) if basis else None,
            Label(because[0].value, because[0].language) if because else None,
            self.names.get(via[0]) if via else None,
            source if is_safe(source) else "",
        )

    def _is_told(self, predicate: str) -> bool:
        if predicate.startswith(CUR):
            return predicate in (EDTF, OTHERS, CUR + "code", *_JUDGEMENTS)
        return True

    def _place(self, predicate: str) -> tuple[int, tuple[int, str]]:
        if predicate == EDTF:
            return (0, (0, ""))
        rank = 1 if predicate in self.page.lexicon.properties else 2
        return (3 if predicate == OTHERS else rank, self.page.lexicon.place(predicate))


def literal_label(cell: Cell, page: Page) -> Label:
    """A literal in words: dates in the reader's language, everything else as it stands."""
    if cell.datatype in (XSD + "date", XSD + "gYear", XSD + "gYearMonth"):
        return Label(day_in_words(cell.value, page.texts))
    return Label(cell.value, cell.language)


def _share(row: Row) -> Row:
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


def _without(row: Row, general: Iterable[str]) -> Row:
    """The row without the passages that its card shows for the record as a whole."""
    known = set(general)
    return replace(
        row,
        passages=tuple(one for one in row.passages if one.iri not in known),
        values=tuple(
            replace(
                value,
                passages=tuple(one for one in value.passages if one.iri not in known),
                rows=tuple(_without(inner, known) for inner in value.rows),
            )
            for value in row.values
        ),
    )


def _name_of_value(value: Value) -> tuple[str, str]:
    shown = value.ref.text if value.ref else value.text.text if value.text else ""
    return (shown, value.ref.iri if value.ref else "")
