"""Warnings that a curator has seen and takes as right: `accept: {<code>: <reason>}`.

An acceptance covers the record beside which it stands, and in the head of an article the whole file;
one that covers nothing is itself a warning, so that it cannot hide a later finding.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.curation.records import Acceptance, ArticleFile, AuthorityFile, Block
from kg.model.diagnostics import Diagnostic, Severity, warning
from kg.model.iris import join
from kg.model.marks import Mark
from kg.model.wording import phrase


@dataclass(frozen=True, slots=True)
class Accepted:
    """A warning that is no longer shown to curators, and the reason that one of them gave."""

    finding: Diagnostic
    reason: str


def accept(
    found: Sequence[Diagnostic], articles: Sequence[ArticleFile], authority: AuthorityFile
) -> tuple[list[Diagnostic], list[Accepted]]:
    """The findings without the accepted warnings, and with a warning for each idle acceptance.

    The second list has the accepted ones.
    """
    remaining: list[Diagnostic | None] = list(found)
    taken: list[Accepted] = []
    by_code: dict[str, list[int]] = {}
    for place, one in enumerate(found):
        by_code.setdefault(one.code, []).append(place)
    for scope, focus, acceptance in _acceptances(articles, authority):
        covered = 0
        for place in by_code.get(acceptance.code.text, ()):
            finding = remaining[place]
            if finding is not None and _covers(finding, scope, focus):
                taken.append(Accepted(finding, acceptance.reason))
                remaining[place] = None
                covered += 1
        if not covered:
            idle = _idle(acceptance)
            by_code.setdefault(idle.code, []).append(len(remaining))
            remaining.append(idle)
    return [one for one in remaining if one is not None], taken


def _covers(one: Diagnostic, scope: Mark, focus: str) -> bool:
    placed = (focus != "" and one.focus == focus) or scope.contains(one.mark)
    return placed and one.severity is Severity.WARNING


def _acceptances(
    articles: Sequence[ArticleFile], authority: AuthorityFile
) -> Iterator[tuple[Mark, str, Acceptance]]:
    """For each acceptance: the stretch of the file, and the local name of the record."""
    for article in articles:
        for one in article.head.accepts:
            # Beside the head it covers the file: a retracted article concerns each of its records.
            yield Mark(article.path, 1, 1, sys.maxsize, 1), article.id, one
        for block in article.entities:
            yield from _of_block(block, block.key.text)
        for _, block in article.records():
            yield from _of_block(block, join(article.id, block.key.text))
    for block in authority.entities:
        yield from _of_block(block, block.key.text)


def _of_block(block: Block, name: str) -> Iterator[tuple[Mark, str, Acceptance]]:
    for inner, one in block.all_accepts():
        yield inner.mark, name if inner is block else "", one


def _idle(acceptance: Acceptance) -> Diagnostic:
    words = phrase("`accept` names `{code}`, and no such warning is raised here", code=acceptance.code.text)
    help = phrase("remove it, so that it cannot hide a later finding")
    return warning("accept-unused", acceptance.code.mark, words, help=help)
