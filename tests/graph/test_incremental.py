"""A check that remembers says what one says that does not, and does work in proportion to the change."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from edits import edit_at_random
from grown import MUSEUM, NEIGHBOURS, age, grow

from kg.graph.cache.store import Cache
from kg.graph.pipeline import Checked, check
from kg.graph.work import Work
from kg.model.project import read_project

ARTICLES = 30


def cached(folder: Path) -> Checked:
    return check(read_project(folder), cache=Cache(folder.parent / "cache.sqlite"))


def said(one: Checked) -> tuple[object, ...]:
    """All that a check says: findings, graph, places, what a build notes, and the numbers."""
    return one.diagnostics, one.dataset.quad_lines(), one.source_map.triples(), one.facts, one.counts


def fresh(folder: Path) -> Checked:
    """The check without a cache, which must not change the lock that the other one reads."""
    return check(read_project(folder), update_lock=False)


@pytest.fixture
def museum(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(MUSEUM, tmp_path / "museum", ignore=shutil.ignore_patterns("build")))
    age(folder)
    return folder


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return grow(tmp_path / "many", ARTICLES)


def test_without_cold_and_warm_cache_a_check_says_the_same(museum: Path) -> None:
    without, cold, warm = fresh(museum), cached(museum), cached(museum)
    assert said(without) == said(cold) == said(warm)
    assert without.counts.focus_nodes > 50
    assert cold.work.focus_nodes_checked == without.work.focus_nodes_checked == 0  # all surely conform
    assert warm.work == Work()


@pytest.mark.slow
def test_an_edit_of_one_file_is_work_for_that_file_and_its_neighbours(many: Path) -> None:
    cold = cached(many)
    assert cold.work.files_read == cold.work.files_parsed == ARTICLES + 1
    assert cold.work.texts_read == cold.work.articles_verified == ARTICLES
    assert cached(many).work == Work()
    path = many / "seeds" / "g007.yaml"
    path.write_text(path.read_text("utf-8").replace("Courier 7}", "Courier Seven}"), "utf-8")
    age(path)
    edited = cached(many)
    assert said(edited) == said(fresh(many))
    assert (edited.work.files_read, edited.work.files_parsed) == (1, 1)
    assert edited.work.texts_read <= 1
    assert edited.work.articles_verified == 1
    assert edited.work.focus_nodes_checked == 0


@pytest.mark.slow
def test_what_neighbours_share_is_work_for_the_neighbours_alone(many: Path) -> None:
    cached(many)
    path = many / "seeds" / "g005.yaml"
    text = path.read_text("utf-8").replace("painter-1: {type: Artist", "painter-1: {type: Person")
    path.write_text(text, "utf-8")
    age(path)
    edited = cached(many)
    assert said(edited) == said(fresh(many))
    assert edited.work.files_read == edited.work.files_parsed == 1
    assert edited.work.focus_nodes_checked == NEIGHBOURS  # those that no longer conform
    assert cached(many).work.focus_nodes_checked == 0
    assert {one.mark.path for one in edited.diagnostics if one.severity.value == "error"} == {
        f"seeds/g{number:03}.yaml" for number in range(5, 10)
    }


@pytest.mark.slow
def test_an_edit_of_the_authority_file_opens_that_file_alone(many: Path) -> None:
    cached(many)
    path = many / "seeds" / "authority.yaml"
    path.write_text(path.read_text("utf-8").replace("画家", "畫"), "utf-8")
    age(path)
    edited = cached(many)
    assert said(edited) == said(fresh(many))
    assert (edited.work.files_read, edited.work.texts_read) == (1, 0)
    assert edited.work.focus_nodes_checked <= 3


def test_lines_that_move_move_the_findings_though_nothing_is_validated_again(museum: Path) -> None:
    path = museum / "seeds" / "m001.yaml"
    path.write_text(path.read_text("utf-8").replace("creator: lin-wanru", "creator: vesnyansk"), "utf-8")
    before = cached(museum)
    path.write_text("# one line more\n" + path.read_text("utf-8"), "utf-8")
    after = cached(museum)
    shapes = [one for one in before.diagnostics if one.mark.path == "seeds/m001.yaml" and "class" in one.code]
    assert shapes
    moved = {(one.code, one.mark.line) for one in after.diagnostics}
    assert {(one.code, one.mark.line + 1) for one in shapes} <= moved
    assert after.work.focus_nodes_checked == 0


def follow(folder: Path, seed: int, steps: int) -> int:
    """Edit a project step by step and hold each check against one without a cache."""
    chance = random.Random(seed)
    done = []
    stopped = 0
    for _ in range(steps):
        done.append(edit_at_random(folder, chance))
        if chance.random() < 0.3:
            age(folder)
        remembered, anew = cached(folder), fresh(folder)
        assert said(remembered) == said(anew), f"seed {seed}: {' → '.join(done)}"
        stopped += anew.stopped
    return stopped


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_after_any_edits_a_check_that_remembers_says_the_same(museum: Path, seed: int) -> None:
    follow(museum, seed, steps=6)


@pytest.mark.slow
def test_after_any_edits_of_a_larger_project_too(many: Path) -> None:
    assert follow(many, 99, steps=12) < 12
