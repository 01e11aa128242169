"""Who names a thing: the records and entities in whose statements it stands.

A part of a record (a participation, say) counts as its record, and what names a part of the thing
(a post of a body) counts as naming the thing.  Lists are cut at a stated length, newest first, and
say how many there are in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model.terms import RDF, XSD
from kg.web.links import local_name
from kg.web.neighbourhood import values
from kg.web.site import Page

MOST_FETCHED = 5000
MOST_SHOWN = 50
_BATCH = 300


@dataclass(frozen=True, slots=True)
class Mention:
    """One statement that names the thing: `record` is the subject, or the record that it is part of."""

    record: str
    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Mentioning:
    """A record or entity that names the thing, with what sorts it."""

    iri: str
    types: tuple[str, ...]
    day: str


def find_mentions(page: Page, iri: str) -> tuple[list[Mention], list[str], bool]:
    """The statements that name a thing or a part of it, the parts, and whether there are more of them."""
    found = _pointing_at(page, [iri])
    cut = len(found) >= MOST_FETCHED
    head = f"{iri}--"
    parts = sorted({one.subject for one in found if one.subject.startswith(head)})
    if parts:
        of_parts = _pointing_at(page, parts)
        cut = cut or len(of_parts) >= MOST_FETCHED
        found += of_parts
    return [one for one in found if one.subject not in parts and one.record != iri], parts, cut


def describe_mentioning(page: Page, iris: Iterable[str]) -> list[Mentioning]:
    """Class and day of the records and entities, newest first."""
    types: dict[str, list[str]] = {}
    earliest: dict[str, str] = {}
    latest: dict[str, str] = {}
    wanted = sorted(set(iris))
    for start in range(0, len(wanted), _BATCH):
        clause = values("s", wanted[start : start + _BATCH])
        query = (
            f"SELECT ?s ?p ?o WHERE {{ {clause} ?s ?p ?o "
            f"FILTER(?p = <{RDF}type> || DATATYPE(?o) = <{XSD}date>) }}"
        )
        for row in page.rows(query):
            subject, value = row["s"].value, row["o"].value
            if row["o"].kind == "iri":
                types.setdefault(subject, []).append(value)
            elif row["p"].value.endswith("earliest"):
                earliest[subject] = value
            else:
                latest[subject] = max(value, latest.get(subject, ""))
    found = [
        Mentioning(one, tuple(types.get(one, ())), earliest.get(one, latest.get(one, ""))) for one in wanted
    ]
    return sorted(found, key=lambda one: one.day, reverse=True)


def group_records(
    page: Page, found: Sequence[Mentioning]
) -> tuple[dict[str, list[Mentioning]], list[Mentioning]]:
    """Records by the class that has their section, in reading order; and the other things."""
    groups: dict[str, list[Mentioning]] = {}
    others = []
    for one in found:
        section = section_of(page, one)
        if section:
            groups.setdefault(section, []).append(one)
        else:
            others.append(one)
    return {section: groups[section] for section in sorted(groups, key=page.lexicon.place)}, others


def section_of(page: Page, one: Mentioning) -> str:
    """The class that heads the section of a record; its own class where no section is stated."""
    if "--" not in (local_name(one.iri, page.project) or ""):
        return ""
    ancestors = {term for cls in one.types for term in page.lexicon.ancestors(cls)}
    heads = [term for term in page.lexicon.sections if term in ancestors]
    return heads[0] if heads else next(iter(page.lexicon.most_specific(one.types)), "")


def _pointing_at(page: Page, iris: Sequence[str]) -> list[Mention]:
    properties = page.lexicon.properties
    if not properties:
        return []
    nested = values("q", page.lexicon.nested)
    # A second VALUES beside that of the objects would make the engine read the graph whole.
    known = ", ".join(f"<{one}>" for one in properties)
    query = (
        f"SELECT DISTINCT ?r ?s ?p ?x WHERE {{ {values('x', iris)} ?s ?p ?x FILTER(?p IN ({known})) "
        f"OPTIONAL {{ {nested} ?r ?q ?s }} }} LIMIT {MOST_FETCHED}"
    )
    return [
        Mention(row.get("r", row["s"]).value, row["s"].value, row["p"].value, row["x"].value)
        for row in page.rows(query)
    ]
