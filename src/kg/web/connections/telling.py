"""Chains in words: each step as subject, property and object, with its passages and reasons.

Several statements may stand between the same two things; the first asserted one tells the step and
the others follow it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.endpoint.table import Cell
from kg.web.connections.around import Link, tidy
from kg.web.connections.chains import Found, pair
from kg.web.connections.evidence import evidence_of
from kg.web.names import Ref, name_kinds, name_term, name_things
from kg.web.neighbourhood import VIA
from kg.web.site import Page
from kg.web.telling.grounds import grounds_of
from kg.web.telling.records import Teller
from kg.web.telling.statements import Value

_MOST_STATEMENTS = 6


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement in words; `value` is its object with details, passages and reasons."""

    link: Link
    subject: Ref
    property: Ref
    object: Ref
    value: Value
    within: Ref | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """From one thing to the next; `forward` says that the first statement reads that way."""

    source: Ref
    target: Ref
    statements: tuple[Statement, ...]
    more: int = 0

    @property
    def forward(self) -> bool:
        """Whether the chain goes from subject to object here."""
        return self.statements[0].link.subject == self.source.iri


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain and its steps."""

    things: tuple[Ref, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Chains in words, and the kinds of their things."""

    chains: tuple[Chain, ...]
    kinds: Mapping[str, tuple[Ref, ...]]


def codes_of(page: Page, statement: Statement) -> list[str]:
    """The codes of the part through which a statement is made, in words: the roles, say."""
    inner = [value.ref for row in statement.value.rows for value in row.values if value.ref]
    return [ref.text for ref in inner if page.lexicon.is_code(ref.iri)]


def tell_chains(page: Page, found: Found) -> Told:
    """The chains of a search in the reader's language."""
    steps: dict[tuple[str, str], list[Link]] = {}
    for chain in found.chains:
        for one, other in pairwise(chain):
            if (one, other) not in steps:
                steps[one, other] = tidy(found.links[pair(one, other)], page.lexicon, first=one)
    shown = [link for links in steps.values() for link in links[: 2 * _MOST_STATEMENTS]]
    hood = evidence_of(page, shown)
    things = {thing for chain in found.chains for thing in chain}
    teller = Teller(page, hood, name_things(page, things | hood.shown_iris()))
    told = {ends: _step(teller, *ends, links) for ends, links in steps.items()}
    chains = tuple(
        Chain(
            tuple(teller.names[one] for one in chain),
            tuple(told[ends] for ends in pairwise(chain)),
        )
        for chain in found.chains
    )
    return Told(chains, name_kinds(page, things))


def _step(teller: Teller, source: str, target: str, links: Sequence[Link]) -> Step:
    parts = {link.part for link in links if link.part}
    kept = [link for link in links if not _follows_from(teller, link, parts)] or list(links)
    statements = tuple(_statement(teller, link) for link in kept[:_MOST_STATEMENTS])
    return Step(teller.names[source], teller.names[target], statements, len(kept) - len(statements))


def _follows_from(teller: Teller, link: Link, parts: set[str]) -> bool:
    """Whether a statement is only derived from a part of a record that makes the same step itself."""
    if link.part or not parts:
        return False
    grounds = grounds_of(teller.hood, link.subject, link.property, Cell("iri", link.object))
    return any(parts & set(teller.hood.iris(one, VIA)) for one in grounds.inferences)


def _statement(teller: Teller, link: Link) -> Statement:
    page, names = teller.page, teller.names
    within = None
    if link.part and link.property in teller.nested:
        value = teller.value(link.subject, link.property, Cell("iri", link.part))
    elif link.part:
        value = teller.value(link.part, link.property, Cell("iri", link.object))
        within = names.get(link.part)
    else:
        value = teller.value(link.subject, link.property, Cell("iri", link.object))
    if value.ref is None:
        value = replace(value, ref=names[link.object])
    subject, object = names[link.subject], names[link.object]
    return Statement(link, subject, name_term(page, link.property), object, value, within)
