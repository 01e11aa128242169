"""`/evidence/<local name>`: the passages behind a thing, one click from every cell that names it.

For a record these are its quotes and what was concluded beside them; for an entity the quotes of all
records that name it; for an article everything quoted from it.  Each page has at most fifty, and no
more than `MOST_RECORDS` records are looked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import request
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.model.iris import LOCAL
from kg.model.terms import CUR, iri_value
from kg.web.indexing import is_kept_out, keep_out
from kg.web.language import Label
from kg.web.lexicon import TYPE
from kg.web.links import local_name
from kg.web.names import Ref, name_things
from kg.web.neighbourhood import (
    ARTICLE,
    EVIDENCE,
    EVIDENCE_KIND,
    IN_ARTICLE,
    INFERENCE,
    OTHERS,
    Neighbourhood,
    describe,
    values,
)
from kg.web.pager import Pager, make_pager
from kg.web.respond import current_page, html
from kg.web.site import Page
from kg.web.telling.grounds import Grounds
from kg.web.telling.mentions import describe_mentioning, find_mentions
from kg.web.telling.records import Teller
from kg.web.telling.statements import Passage, Reason, Row, Value
from kg.web.things import passed_on, unknown_thing

PER_PAGE = 50
MOST_RECORDS = 300
MOST_REASONS = 50
_START = CUR + "start"
_NODES = {CUR + "Citation", CUR + "Inference"}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage, and the records beside the thing itself that rest on it."""

    passage: Passage
    records: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The passages of one article, in the order of its text."""

    head: Passage
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Concluded:
    """A statement that no passage makes, and why it is there."""

    relation: Ref | None
    value: Ref | Label | None
    reasons: tuple[Reason, ...]

    @property
    def is_thing(self) -> bool:
        """Whether the value is a thing with a name and a link."""
        return isinstance(self.value, Ref)


@dataclass(frozen=True, slots=True)
class Behind:
    """What a thing rests on: one page of its passages, and its reasons; `cut` where records were left out.

    `reasons` counts the statements with reasons, of which `concluded` are the first.
    """

    ref: Ref
    sources: tuple[Source, ...]
    concluded: tuple[Concluded, ...]
    total: int
    first: int
    last: int
    pager: Pager
    cut: bool
    reasons: int

    @property
    def most_records(self) -> int:
        """How many records are looked through."""
        return MOST_RECORDS


@dataclass(frozen=True, slots=True)
class _Found:
    """Passages in order of article and place, each with the records that rest on it."""

    by_evidence: Mapping[str, tuple[str, ...]]
    cut: bool = False


def evidence(local: str) -> WerkzeugResponse:
    """The page of the passages behind a thing."""
    page = current_page()
    if not LOCAL.fullmatch(local):
        return unknown_thing(page, local)
    elsewhere = passed_on(page, local, "/evidence/{}")
    if elsewhere is not None:
        return elsewhere
    told = tell_evidence(page, local, request.args.get("page", ""))
    if told is None:
        return unknown_thing(page, local)
    kept_out = is_kept_out(page, local)
    response = html("evidence.html", behind=told, pager=told.pager, noindex=kept_out)
    return keep_out(response) if kept_out else response


def tell_evidence(page: Page, local: str, number: str) -> Behind | None:
    """What `<base>id/<local>` rests on; None when the graph does not know it.

    `number` is the page that was asked for.
    """
    subject = iri_value(page.project.minter.thing(local))
    hood = describe(page.rows, [subject], page.lexicon)
    if subject not in hood:
        return None
    found = _find(page, subject, hood)
    pager = make_pager(
        number,
        total=len(found.by_evidence),
        size=PER_PAGE,
        address=lambda one: page.links.page(f"/evidence/{local}", page=one),
    )
    first = PER_PAGE * (pager.number - 1)
    some = list(found.by_evidence)[first : first + PER_PAGE]
    around = describe(page.rows, some, page.lexicon)
    around.quads.update(hood.quads)
    records = {one for evidence in some for one in found.by_evidence[evidence]}
    teller = Teller(page, around, name_things(page, {subject, *records, *around.shown_iris()}))
    concluded = tuple(_concluded(teller, subject)) if pager.number == 1 else ()
    return Behind(
        teller.names[subject],
        tuple(_sources(teller, found.by_evidence, some)),
        concluded[:MOST_REASONS],
        len(found.by_evidence),
        first + 1,
        first + len(some),
        pager,
        found.cut,
        len(concluded),
    )


def _find(page: Page, subject: str, hood: Neighbourhood) -> _Found:
    types = set(hood.iris(subject, TYPE))
    if EVIDENCE_KIND in types:
        rows = page.rows(
            f"SELECT DISTINCT ?r WHERE {{ ?r <{EVIDENCE}> <{subject}> FILTER NOT EXISTS "
            f"{{ ?r a ?t {values('t', sorted(_NODES))} }} }} "
            f"ORDER BY ?r LIMIT {MOST_RECORDS + 1}"
        )
        records = [row["r"].value for row in rows]
        return _Found({subject: tuple(records[:MOST_RECORDS])}, len(records) > MOST_RECORDS)
    if ARTICLE in types:
        return _Found(_of_article(page, subject))
    if types & _NODES or "--" in (local_name(subject, page.project) or ""):
        return _Found(_resting(page, [subject], subject))
    mentions, _, cut = find_mentions(page, subject)
    records = sorted({one.record for one in mentions})
    if len(records) > MOST_RECORDS:
        cut = True
        records = [one.iri for one in describe_mentioning(page, records)[:MOST_RECORDS]]
    return _Found(_resting(page, [subject, *records], subject), cut)


def _of_article(page: Page, article: str) -> dict[str, tuple[str, ...]]:
    rows = page.rows(
        f"SELECT ?e (SAMPLE(?n) AS ?start) WHERE {{ ?e <{IN_ARTICLE}> <{article}> ; a <{EVIDENCE_KIND}> "
        f"OPTIONAL {{ ?e <{_START}> ?n }} }} GROUP BY ?e ORDER BY ?start ?e"
    )
    return {row["e"].value: () for row in rows}


def _resting(page: Page, things: Sequence[str], subject: str) -> dict[str, tuple[str, ...]]:
    """The passages that some things, their parts or their inferences have."""
    parts = values("q", [*page.lexicon.nested, OTHERS, INFERENCE])
    found: dict[tuple[str, int, str], dict[str, None]] = {}
    query = (
        f"SELECT DISTINCT ?r ?e ?a ?n WHERE {{ {values('r', things)} "
        f"{{ ?r <{EVIDENCE}> ?e }} UNION {{ {parts} ?r ?q ?part . ?part <{EVIDENCE}> ?e }} "
        f"?e <{IN_ARTICLE}> ?a OPTIONAL {{ ?e <{_START}> ?n }} }}"
    )
    for row in page.rows(query):
        start = row["n"].value if "n" in row else ""
        key = (row["a"].value, int(start) if start.isdigit() else 0, row["e"].value)
        records = found.setdefault(key, {})
        if row["r"].value != subject:
            records[row["r"].value] = None
    return {key[2]: tuple(sorted(found[key])) for key in sorted(found)}


def _sources(
    teller: Teller, records: Mapping[str, Sequence[str]], evidence: Sequence[str]
) -> Iterable[Source]:
    """The passages, one group an article; equal quotes of two places stay two."""
    told = [teller.passages([one])[0] for one in evidence if one in teller.hood]
    for _, some in groupby(told, key=lambda one: one.article.iri):
        quotes = [Quoted(one, tuple(teller.names[record] for record in records[one.iri])) for one in some]
        yield Source(quotes[0].passage, tuple(quotes))


def _concluded(teller: Teller, subject: str) -> Iterable[Concluded]:
    """The statements of a thing that were concluded, each with its reasons."""
    if CUR + "Inference" in teller.hood.iris(subject, TYPE):
        yield Concluded(None, None, teller.reasons(Grounds(inferences=(subject,))))
        return
    for row in teller.rows(subject):
        if row.reasons:
            yield Concluded(row.property, None, row.reasons)
        yield from _in_values(row, row.values)


def _in_values(row: Row, some: Sequence[Value]) -> Iterable[Concluded]:
    for value in some:
        about = value.ref or value.text
        if value.reasons:
            yield Concluded(row.property, about, value.reasons)
        for inner in value.rows:
            for one in inner.values:
                if one.reasons or inner.reasons:
                    yield Concluded(inner.property, one.ref or one.text, one.reasons or inner.reasons)
