"""What the other files need of a curation file is all in its outline."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from grown import MUSEUM
from projects import ROOT

from kg.curation.records import ArticleFile
from kg.graph.mapping.authority import names_in
from kg.graph.mapping.outlines import outline
from kg.graph.mapping.register import make_register
from kg.graph.pipeline import check
from kg.graph.validation.acceptance import accept, acceptances_in
from kg.model.diagnostics import Diagnostic, Severity, warning
from kg.model.project import read_project
from kg.model.wording import phrase

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("folder", [ROOT, MUSEUM])
def test_who_is_who_and_the_names_are_the_same_from_outlines(folder: Path) -> None:
    checked = check(read_project(folder), update_lock=False)
    whole = list(checked.articles.values())
    brief = [outline(one) for one in whole]
    assert brief != whole
    register = make_register(whole, checked.authority, checked.vocabulary)
    same = make_register(brief, checked.authority, checked.vocabulary, whole=whole)
    assert (same.mintings, same.classes, same.merged) == (
        register.mintings,
        register.classes,
        register.merged,
    )
    assert (same.removed, same.found) == (register.removed, register.found)
    for one, other in zip(whole, brief, strict=True):
        names = names_in(register, one.id, one.entities)
        assert names
        assert names_in(same, other.id, other.entities) == names
        assert other.head.published_date == one.head.published_date


def test_what_is_accepted_is_the_same_from_outlines() -> None:
    checked = check(read_project(ROOT), update_lock=False)
    whole = list(checked.articles.values())
    raised = list(_raised(whole))
    assert raised
    brief = [outline(one) for one in whole]
    of_outlines, of_files = (
        accept(raised, chain.from_iterable(map(acceptances_in, articles))) for articles in (brief, whole)
    )
    assert of_outlines == of_files


def _raised(articles: list[ArticleFile]) -> list[Diagnostic]:
    """The warnings that the acceptances of the files were written for, and one that nobody accepts."""
    found = [
        warning(one.code.text, inner.mark, phrase("expected"))
        for article in articles
        for block in article.blocks()
        for inner, one in block.all_accepts()
    ]
    assert all(one.severity is Severity.WARNING for one in found)
    return [
        *found,
        *(warning("accepted-by-nobody", article.head.mark, phrase("expected")) for article in articles),
    ]
