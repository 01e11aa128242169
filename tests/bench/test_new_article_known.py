"""What a new article and the other files both name is found, in every script; measured and printed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from bench.new_articles import ROOT, TEXTS, article_project, curation
from bench.scaffolding import active, offered, saved, scaffolded

from kg.bench.article.known import KnownName, KnownProject, read_known
from kg.bench.article.scaffold import Wishes
from kg.curation.naming.inflection import forms
from kg.curation.naming.name_keys import Sort, name_keys
from kg.curation.naming.pinyin import simplified
from kg.curation.naming.scripts import fold, words
from kg.curation.records import ArticleFile
from kg.model.iris import AUTHORITY
from kg.model.project import read_project

pytestmark = pytest.mark.slow

TEXT_FOLDER = os.environ.get("KG_ARTICLES", "")
SORTS: tuple[Sort, ...] = ("", "body", "place", "person")


def test_a_text_written_for_the_purpose_finds_whom_the_others_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KG_ARTICLES", raising=False)  # a copy of each text is written
    whole = read_known(read_project(article_project(tmp_path / "whole")))
    rows = []
    for ident, (_, text) in TEXTS.items():
        project = article_project(tmp_path / ident, without=ident)
        made = scaffolded(project, saved(tmp_path, text, f"{ident}.txt"), Wishes(id=ident))
        rows.append(row(whole, ident, made.path.read_text("utf-8")))
    show(rows)
    assert [one.missing for one in rows] == [set()] * len(TEXTS)
    assert sum(len(one.expected) for one in rows) >= 20


@pytest.mark.skipif(not TEXT_FOLDER, reason="KG_ARTICLES does not name the folder of the article texts")
def test_each_shipped_article_finds_whom_the_other_four_name(tmp_path: Path) -> None:
    whole = read_known(read_project(ROOT))
    rows = []
    for article in whole.articles:
        project = tmp_path / article.id
        for folder in ("ontology", "shapes", "seeds"):
            shutil.copytree(ROOT / folder, project / folder)
        shutil.copy(ROOT / "kg.toml", project)
        (project / article.path).unlink()
        assert article.head.text is not None
        text = Path(shutil.copy(Path(TEXT_FOLDER, article.head.text.text), tmp_path))
        # The folder of texts is not the tests' to write to; the text is found there by its bytes.
        made = scaffolded(project, text, Wishes(id=article.id))
        assert not made.text.copied
        rows.append(row(whole, article.id, made.path.read_text("utf-8")))
    show(rows)
    assert [one.missing for one in rows] == [set()] * 5
    assert sum(len(one.expected) for one in rows) >= 20


class Row:
    """What was to be found for one article, and what was."""

    def __init__(self, article: str, both: set[str], expected: set[str], written: str) -> None:
        self.article = article
        self.both = both
        self.expected = expected
        self.found = expected & active(written)
        self.missing = expected - active(written)
        self.otherwise = both - expected
        self.asked = self.otherwise & (offered(written) | active(written))


def row(whole: KnownProject, ident: str, written: str) -> Row:
    """An article against the others.

    Both list an entity when it stands in the files of both; both name it when a name that this
    article's file gives meets one that the others give: the same letters, script and inflection apart,
    or the same sound.  Where both only list it, the words differ and nothing but knowledge joins them.
    """
    here = next(one for one in whole.articles if one.id == ident)
    others = [one for one in whole.articles if one.id != ident]
    listed = {block.key.text for other in others for block in other.entities}
    both = {block.key.text for block in here.entities} & listed
    expected = {name for name in both if meets(list(named(here, name)), elsewhere(whole, name, ident))}
    return Row(ident, both, expected, written)


def named(article: ArticleFile, entity: str) -> Iterator[KnownName]:
    language = article.head.language.text if article.head.language else ""
    for block in article.entities:
        if block.key.text == entity:
            for one in block.names:
                if one.kind in ("name", "alias"):
                    yield KnownName(one.text.text, one.language or language, one.kind, article.id)


def elsewhere(whole: KnownProject, entity: str, ident: str) -> list[KnownName]:
    known = whole.entities[entity].names
    return [one for one in known if one.file != ident and one.kind in ("name", "alias")]


def meets(left: Iterable[KnownName], right: list[KnownName]) -> bool:
    return any(alike(one, other) for one in left for other in right)


def alike(one: KnownName, other: KnownName) -> bool:
    if plain(one) & plain(other):
        return True
    return any(
        key.meets(met)
        for sort in SORTS
        for key in name_keys(one.text, one.language, sort)
        for met in name_keys(other.text, other.language, sort)
    )


def plain(name: KnownName) -> set[str]:
    """The letters of a name, in simplified characters, a single word in all its cases."""
    spelt = [fold(simplified(word.text)) for word in words(name.text)]
    return set(forms(spelt[0])) if len(spelt) == 1 else {" ".join(spelt)}


def show(rows: list[Row]) -> None:
    print("\narticle  listed by both  named by both  found  other words  of them asked")
    for one in rows:
        counts = [len(ids) for ids in (one.both, one.expected, one.found, one.otherwise, one.asked)]
        print("{:7}  {:14}  {:13}  {:5}  {:11}  {:14}".format(one.article, *counts))
        for name in sorted(one.otherwise):
            print(f"         other words for {name}")


def test_the_measure_would_notice_a_name_that_is_not_found(tmp_path: Path) -> None:
    whole = read_known(read_project(article_project(tmp_path)))
    assert AUTHORITY not in {one.id for one in whole.articles}
    blind = row(whole, "b003", "article:\n  id: b003\n\nentities:\n  suzhou:\n")
    assert {"shen-weilan", "liu-yaqin", "qingchuan"} <= blind.missing
    assert "suzhou" in blind.found
    assert curation("b003")
