"""Warnings that a curator has seen and takes as right: `accept: {<code>: <reason>}`.

An acceptance covers the record beside which it stands, and in the head of an article the whole file;
one that covers nothing is itself a warning, so that it cannot hide a later finding.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.curation.records import Acceptance as Said
from kg.curation.records import ArticleFile, AuthorityFile, Block
from kg.model.diagnostics import Diagnostic, Severity, warning
from kg.model.iris import join
from kg.model.marks import Mark
from kg.model.wording import phrase


@dataclass(frozen=True, slots=True)
class Accepted:
    """A warning that is no longer shown to curators, and the reason that one of them gave."""

    finding: Diagnostic
    reason: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Where warnings are accepted: the stretch of the file, and the local name of the record."""

    scope: Mark
    focus: str
    said: Said


def accept(
    found: Sequence[Diagnostic], acceptances: Iterable[Acceptance]
) -> tuple[list[Diagnostic], list[Accepted]]:
    """The findings without the accepted warnings, and with a warning for each idle acceptance.

    The second list has the accepted ones.
    """
    remaining: list[Diagnostic | None] = list(found)
    taken: list[Accepted] = []
    by_code: dict[str, list[int]] = {}
    for place, one in enumerate(found):
        by_code.setdefault(one.code, []).append(place)
    for acceptance in acceptances:
        covered = 0
        for place in by_code.get(acceptance.said.code.text, ()):
            finding = remaining[place]
            if finding is not None and _covers(finding, acceptance):
                taken.append(Accepted(finding, acceptance.said.reason))
                remaining[place] = None
                covered += 1
        if not covered:
            idle = _idle(acceptance.said)
            by_code.setdefault(idle.code, []).append(len(remaining))
            remaining.append(idle)
    return [one for one in remaining if one is not None], taken


def _covers(found: Diagnostic, one: Acceptance) -> bool:
    placed = (one.focus != "" and found.focus == one.focus) or one.scope.contains(found.mark)
    return placed and found.severity is Severity.WARNING


def acceptances_in(article: ArticleFile) -> Iterator[Acceptance]:
    """What a curation file accepts."""
    for one in article.head.accepts:
        # Beside the head it covers the file: a retracted article concerns each of its records.
        yield Acceptance(Mark(article.path, 1, 1, sys.maxsize, 1), article.id, one)
    for block in article.entities:
        yield from _of_block(block, block.key.text)
    for _, block in article.records():
        yield from _of_block(block, join(article.id, block.key.text))


def acceptances_of(authority: AuthorityFile) -> Iterator[Acceptance]:
    """What the authority file accepts."""
    for block in authority.entities:
        yield from _of_block(block, block.key.text)


def _of_block(block: Block, name: str) -> Iterator[Acceptance]:
    for inner, one in block.all_accepts():
        yield Acceptance(inner.mark, name if inner is block else "", one)


def _idle(acceptance: Said) -> Diagnostic:
    words = phrase("`accept` names `{code}`, and no such warning is raised here", code=acceptance.code.text)
    help = phrase("remove it, so that it cannot hide a later finding")
    return warning("accept-unused", acceptance.code.mark, words, help=help)
