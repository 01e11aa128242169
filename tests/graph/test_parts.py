"""What one file gave can be kept and taken again; it is made anew exactly when what it rests on changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from grown import MUSEUM, NEIGHBOURS, age, grow
from projects import ROOT

from kg.graph.cache.codec import from_bytes, to_bytes
from kg.graph.cache.store import Cache
from kg.graph.mapping.asking import Answers, Asking
from kg.graph.mapping.files import map_article
from kg.graph.mapping.kept_parts import from_kept, to_keep
from kg.graph.mapping.meanings import Meanings
from kg.graph.mapping.quotes import verify_quotes
from kg.graph.pipeline import Checked, check
from kg.model.project import read_project

pytestmark = pytest.mark.slow

ARTICLES = 12


def cached(folder: Path) -> Checked:
    return check(read_project(folder), cache=Cache(folder.parent / "cache.sqlite"))


def same(one: Checked, other: Checked) -> bool:
    return (one.diagnostics, one.dataset.quad_lines(), one.source_map.triples()) == (
        other.diagnostics,
        other.dataset.quad_lines(),
        other.source_map.triples(),
    )


@pytest.fixture
def museum(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MUSEUM, tmp_path / "museum", ignore=shutil.ignore_patterns("build")))


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return grow(tmp_path / "many", ARTICLES)


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    age(path)


@pytest.mark.parametrize("folder", [ROOT, MUSEUM])
def test_a_part_that_was_kept_is_the_part_that_was_made(folder: Path) -> None:
    checked = check(read_project(folder), update_lock=False)
    project, register = checked.project, checked.register
    articles = list(checked.articles.values())
    quotes = verify_quotes(project, articles, update_lock=False, progress=lambda *_: None)
    meanings = Meanings(checked.vocabulary)
    for article in articles:
        asking = Asking(register, article.id)
        made = map_article(project, meanings, asking, article, quotes.by_mark, {})
        answers = Answers(register)
        kept = from_bytes(to_bytes(to_keep(made, asking, answers)))
        assert len(made.part.triples) > 20
        assert from_kept(kept, made.part.graph, article.id, answers, {}) == made


def test_a_slip_is_kept_with_its_findings(museum: Path) -> None:
    edit(museum / "seeds" / "m001.yaml", "creator: lin-wanru", "creator: lin-wanrú")
    cold, warm = cached(museum), cached(museum)
    assert {"unknown-entity"} <= {one.code for one in cold.diagnostics}
    assert same(cold, warm)
    assert (cold.work.articles_mapped, warm.work.articles_mapped) == (2, 0)


def test_a_value_of_several_lines_is_kept_like_any_other(museum: Path) -> None:
    edit(museum / "seeds" / "m001.yaml", "creator: lin-wanru", 'creator: "lin\\nwanru"')
    cold, warm = cached(museum), cached(museum)
    assert same(cold, warm)
    assert warm.work.articles_mapped == 0


def test_a_hint_is_found_anew_when_another_file_mints_a_nearer_name(museum: Path) -> None:
    edit(museum / "seeds" / "m001.yaml", "creator: lin-wanru", "creator: lin-wanruu")
    cached(museum)
    path = museum / "seeds" / "authority.yaml"
    text = path.read_text("utf-8")
    entry = "  lin-wanruuu: {type: Artist, name: {en: Somebody Else}, basis: curator}\n"
    path.write_text(text.replace("entities:\n", "entities:\n" + entry, 1), "utf-8")
    age(path)
    edited = cached(museum)
    assert edited.work.articles_mapped == 1
    assert same(edited, check(read_project(museum), update_lock=False))


def test_an_edit_is_mapping_for_its_file_alone(many: Path) -> None:
    assert cached(many).work.articles_mapped == ARTICLES
    assert cached(many).work.articles_mapped == 0
    edit(many / "seeds" / "g007.yaml", "Courier 7}", "Courier Seven}")
    edited = cached(many)
    assert edited.work.articles_mapped == 1
    assert same(edited, check(read_project(many), update_lock=False))


def test_what_others_ask_about_is_mapping_for_those_who_ask(many: Path) -> None:
    cached(many)
    edit(many / "seeds" / "g005.yaml", "painter-1: {type: Artist", "painter-1: {type: Person")
    edited = cached(many)
    assert 1 <= edited.work.articles_mapped <= NEIGHBOURS
    assert same(edited, check(read_project(many), update_lock=False))


def test_a_changed_ontology_is_mapping_for_all(many: Path) -> None:
    cached(many)
    path = next(iter(sorted((many / "ontology").glob("*.ttl"))))
    path.write_text(path.read_text("utf-8") + "\n# a remark\n", "utf-8")
    assert cached(many).work.articles_mapped == 0  # says the same
    edit(path, "owl:FunctionalProperty", "owl:DatatypeProperty")
    edited = cached(many)
    assert edited.work.articles_mapped == ARTICLES
    assert same(edited, check(read_project(many), update_lock=False))
