"""The first page: what the graph is about, how much is in it, what is new."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.terms import CUR, RDFS
from kg.web.days import day_in_words
from kg.web.names import EDTF, Ref, name_kinds, name_term, name_things
from kg.web.neighbourhood import values
from kg.web.site import Page

_TRUE = ("true", "1")  # some engines keep a truth value as a number

_LATEST = 6
READY_QUESTIONS = 5


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of a class there are, with a link to their list; `kinds` are its subclasses."""

    ref: Ref
    count: int
    href: str
    kinds: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """A record with its date: `day` for sorting and machines, `date` in words; `kind` is its class."""

    ref: Ref
    day: str
    date: str
    kind: Ref | None = None


def count_classes(page: Page) -> list[Count]:
    """The project's classes that have members, in reading order, each with its subclasses.

    Classes whose members are only parts of records (participations, say) are left out.
    """
    lexicon = page.lexicon
    counts = page.site.once("project-members", lambda: count_members(page, lexicon.classes))
    parts = {cls for term in lexicon.nested for cls in lexicon.iris(term, RDFS + "range")}
    shown = [term for term in lexicon.classes if counts.get(term) and term not in parts]
    below = {term: lexicon.ancestors(term) - {term} for term in shown}

    def count(term: str, kinds: tuple[Count, ...] = ()) -> Count:
        return Count(name_term(page, term), counts[term], page.links.query(members_query(page, term)), kinds)

    return [
        count(top, tuple(count(term) for term in shown if top in below[term]))
        for top in shown
        if not below[top] & set(shown)
    ]


def count_members(page: Page, classes: tuple[str, ...]) -> dict[str, int]:
    """How many members each class has, those of its subclasses included."""
    if not classes:
        return {}
    rows = page.rows(
        f"SELECT ?c (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {values('c', classes)} ?x a ?c }} GROUP BY ?c"
    )
    return {row["c"].value: int(row["n"].value) for row in rows if "c" in row}


def members_query(page: Page, term: str) -> str:
    """The query for all members of a class, with their names or their dates."""
    dated = any(page.lexicon.text(one, CUR + "dated") in _TRUE for one in page.lexicon.ancestors(term))
    if dated:
        return (
            f"PREFIX cur: <{CUR}>\nSELECT ?thing ?date WHERE {{\n  ?thing a <{term}> .\n"
            "  OPTIONAL { ?thing cur:edtf ?date ; cur:earliest ?first }\n} ORDER BY DESC(?first) ?thing"
        )
    return f"SELECT ?thing WHERE {{\n  ?thing a <{term}> .\n}} ORDER BY ?thing"


def latest_records(page: Page) -> list[Dated]:
    """The dated records that happened last."""
    rows = page.rows(
        f"SELECT ?r (SAMPLE(?e) AS ?edtf) (MAX(?d) AS ?day) WHERE {{ ?r <{CUR}earliest> ?d ; <{EDTF}> ?e }} "
        f"GROUP BY ?r ORDER BY DESC(?day) ?r LIMIT {_LATEST}"
    )
    found = [row for row in rows if "r" in row]
    records = [row["r"].value for row in found]
    names = name_things(page, records)
    kinds = name_kinds(page, records)
    return [
        Dated(
            names[record],
            row["day"].value,
            day_in_words(row["edtf"].value, page.texts),
            next(iter(kinds[record]), None),
        )
        for record, row in zip(records, found, strict=True)
    ]
