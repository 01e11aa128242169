"""A check holds the records of few files at a time; whoever asks for them later has them made again."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from grown import grow

from kg.curation.records import ArticleFile, Block
from kg.graph.cache.store import AT_ONCE_WRITTEN, Cache
from kg.graph.pipeline import check
from kg.model.project import read_project

FILES = 60

pytestmark = pytest.mark.slow


def holds_records(article: ArticleFile) -> bool:
    held = (one for one in gc.get_referents(article) if isinstance(one, tuple))
    return any(isinstance(part, Block) for some in held for part in some)


def test_the_records_of_files_that_were_gone_over_are_let_go_and_made_again(tmp_path: Path) -> None:
    grow(tmp_path / "project", FILES)
    project = read_project(tmp_path / "project")
    whole = check(project, update_lock=False)
    checked = check(project, update_lock=False, cache=Cache(tmp_path / "cache.sqlite"))
    assert checked.diagnostics == whole.diagnostics
    assert FILES < AT_ONCE_WRITTEN
    for id, article in checked.articles.items():
        assert holds_records(whole.articles[id])
        assert not holds_records(article)
        assert article == whole.articles[id]
        assert holds_records(article)


def test_a_file_that_cannot_be_made_again_keeps_its_records(tmp_path: Path) -> None:
    grow(tmp_path / "project", 1)
    (article,) = check(read_project(tmp_path / "project"), update_lock=False).articles.values()
    before = ArticleFile(article.path, article.head, article.entities, article.sections)
    article.put_aside()
    assert article == before
