"""What a page says about one record or entity: its statements in reading order, with their grounds.

The order of the rows is that of the ontology; dates come first, the engine's own statements last.
Grounds that all values of a row share are said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg.endpoint.table import Cell
from kg.model.iris import INFERRED
from kg.model.terms import CUR, DCTERMS, OWL, SKOS, XSD, iri_value
from kg.web.days import day_in_words
from kg.web.fragments import text_fragment
from kg.web.language import Label
from kg.web.lexicon import PREF_LABEL, TYPE
from kg.web.links import is_safe, local_name
from kg.web.mend import Mend, mend_statement
from kg.web.names import CODE, EDTF, QUOTE, Ref, name_term
from kg.web.neighbourhood import EVIDENCE, IN_ARTICLE, OTHERS, VIA, Neighbourhood
from kg.web.site import Page
from kg.web.telling.grounds import Grounds, general_passages, grounds_of, is_closure
from kg.web.telling.statements import (
    Card,
    Passage,
    Reason,
    Row,
    Value,
    apart_from,
    in_one_language,
    share,
    without,
)

ISSUED = DCTERMS + "issued"
STATUS = CUR + "status"
CURRENT = CUR + "status-current"
_JUDGEMENTS = (OWL + "sameAs", OWL + "differentFrom", CUR + "undecidedFrom")
_NAMES = (PREF_LABEL, SKOS + "altLabel", SKOS + "hiddenLabel", CUR + "mention", TYPE)
_MOST_VALUES = 100


class Teller:
    """Tells what a neighbourhood says, with the names of one page."""

    def __init__(self, page: Page, hood: Neighbourhood, names: Mapping[str, Ref]) -> None:
        self.page = page
        self.hood = hood
        self.names = names
        self.nested = page.lexicon.nested
        self.inferred = iri_value(page.project.minter.graph(INFERRED))

    def card(self, subject: str, *, brief: bool = False) -> Card:
        """One record or entity with all its statements.

        A `brief` card gives texts that stand in several languages in the reader's alone.
        """
        local = local_name(subject, self.page.project) or subject
        own = "--" in local
        rows = self.rows(subject)
        if brief:
            rows = tuple(in_one_language(row, self.page.language) for row in rows)
        general = general_passages(self.hood, subject) if own else ()
        if own:
            rows = tuple(without(row, general) for row in rows)
        edtf = self.hood.text(subject, EDTF)
        return Card(
            self.names[subject],
            self.kinds(subject),
            rows,
            passages=self.passages(general),
            day=self.day(subject),
            date=day_in_words(edtf, self.page.texts) if edtf else "",
            mend=self.mend(subject) if own else None,
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
        of_engine = any(one.startswith(CUR) for one in types)  # their classes are mapped to others as well
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
        return share(row)

    def value(self, subject: str, predicate: str, cell: Cell) -> Value:
        """One value with its grounds."""
        record = "--" in (local_name(subject, self.page.project) or "")
        grounds = grounds_of(self.hood, subject, predicate, cell, record=record)
        told = self._told(predicate, cell)
        passages = self.passages((*grounds.own, *grounds.general))
        if predicate in self.nested or predicate == OTHERS:
            inner = self.passages(self.hood.iris(cell.value, EVIDENCE))
            passages = inner or passages
        return replace(
            told,
            passages=passages,
            reasons=self.reasons(grounds),
            missing=grounds.missing and not passages and not self._is_minted(subject, predicate),
            mend=self.mend_value(subject, predicate, cell, grounds),
            derived=self.hood.graphs(subject, predicate, cell) == [self.inferred],
        )

    def passages(self, evidence: Iterable[str]) -> tuple[Passage, ...]:
        """Passages by the IRIs of their Evidence, in order of article and place."""
        found = [self._passage(one) for one in dict.fromkeys(evidence) if one in self.hood]
        found.sort(key=lambda one: (one.article.iri, one.place))
        return tuple({(one.article.iri, one.quote): one for one in reversed(found)}.values())[::-1]

    def reasons(self, grounds: Grounds) -> tuple[Reason, ...]:
        """The reasons among the grounds of a statement."""
        return tuple(self._reason(one) for one in grounds.inferences)

    def mend(self, subject: str, file: str = "") -> Mend:
        """Where to mend a thing in a curation file; a record says itself which file it stands in."""
        local = local_name(subject, self.page.project) or ""
        head, *rest = local.split("--")
        in_file = file or head
        key = rest[0] if rest and head == in_file else head
        return mend_statement(self.page.project, subject=subject, file=in_file, key=key)

    def mend_value(self, subject: str, predicate: str, cell: Cell, grounds: Grounds) -> Mend | None:
        """Where to mend one statement: in the file that makes it, or in the record it is derived from.

        None for a statement of a record, which is mended as a whole.
        """
        graphs = [one for one in self.hood.graphs(subject, predicate, cell) if one != self.inferred]
        if graphs and "--" in (local_name(subject, self.page.project) or ""):
            return None
        if graphs:
            return self.mend(subject, graphs[0].removeprefix(f"{self.page.project.base}graph/"))
        records = [via for one in grounds.inferences for via in self.hood.iris(one, VIA)]
        return self.mend(records[0] if records else subject)

    def _told(self, predicate: str, cell: Cell) -> Value:
        if predicate == OTHERS:
            return Value(text=Label(self.hood.text(cell.value, CUR + "as")))
        if predicate in self.nested and cell.value in self.hood:
            key = self.nested[predicate]
            about = next(iter(self.hood.iris(cell.value, key)), cell.value)
            rows = self.rows(cell.value, leave_out=(key,))
            known = self.hood.iris(cell.value, EVIDENCE)
            rows = tuple(without(apart_from(row, about), known) for row in rows)
            return Value(ref=self.names[about], rows=rows)
        if cell.kind == "iri":
            return Value(ref=self.names.get(cell.value) or name_term(self.page, cell.value))
        if predicate == EDTF:
            return Value(text=Label(day_in_words(cell.value, self.page.texts)))
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
            text_fragment(self._address(article), quote.value),
            self._in_text(article, evidence),
        )

    def _address(self, article: str) -> str:
        """Where an article stands on the web: at its publisher, else where it was archived."""
        return self.hood.text(article, CUR + "url") or self.hood.text(article, CUR + "archived")

    def _in_text(self, article: str, evidence: str) -> str:
        """The passage in the text on this site, where texts are shown at all."""
        article_name, name = (local_name(one, self.page.project) for one in (article, evidence))
        if not self.page.project.publish_texts or not article_name or not name:
            return ""
        return f"{self.page.links.page(f'/articles/{article_name}')}#{name}"

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

    def _is_minted(self, subject: str, predicate: str) -> bool:
        """Whether a statement only says what a minted node is; the record that mints it has the passage."""
        return predicate == OTHERS or bool(self.hood.iris(subject, CODE))

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


def _name_of_value(value: Value) -> tuple[str, str]:
    shown = value.ref.text if value.ref else value.text.text if value.text else ""
    return (shown, value.ref.iri if value.ref else "")
