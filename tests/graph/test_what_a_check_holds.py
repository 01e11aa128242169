"""What a check has in memory at a time: what a stage has made for itself is let go with the stage."""

from __future__ import annotations

import gc
import shutil
import weakref
from collections import Counter
from pathlib import Path

import pytest
from grown import MUSEUM, age, grow

from kg.curation.records import Block
from kg.graph.cache.store import Cache
from kg.graph.dataset import Dataset
from kg.graph.last_check.traces import Traces
from kg.graph.mapping.files import mapper_of
from kg.graph.mapping.meanings import Meanings
from kg.graph.mapping.statements import Statements
from kg.graph.pipeline import check
from kg.graph.store import MemoryStore
from kg.graph.validation.graph_index import GraphIndex
from kg.model.parts import Draft
from kg.model.project import read_project

ARTICLES = 30
HELD = (Block, Dataset, Draft, GraphIndex, MemoryStore)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return grow(tmp_path / "many", ARTICLES)


def held() -> Counter[type]:
    """How many values of some kinds there are in the process."""
    gc.collect()
    return Counter(kind for one in gc.get_objects() if (kind := type(one)) in HELD)


def test_when_a_check_leaves_its_traces_it_holds_one_dataset_and_no_records(many: Path) -> None:
    cache = Cache(many.parent / "cache.sqlite")
    before, found = held(), []

    def leave(traces: Traces) -> None:
        gc.unfreeze()
        cache.close_part()  # which holds what it has not written yet
        found.append(held() - before)
        assert len(traces.outlines) == ARTICLES

    checked = check(read_project(many), cache=cache, leave=leave)
    (more,) = found
    assert more[Dataset] <= 2  # what is asserted, and the empty one of a check that only finds
    assert more[GraphIndex] == more[MemoryStore] == more[Draft] == 0
    of_authority = sum(1 for one in gc.get_objects() if isinstance(one, Block) and _is_of(one, "authority"))
    assert more[Block] <= of_authority
    assert not checked.dataset.graph_names()
    assert checked.counts.statements > 1_000


def _is_of(block: Block, file: str) -> bool:
    return block.key.mark.path == f"seeds/{file}.yaml"


def test_a_check_that_only_finds_says_what_one_says_that_makes_the_graph(many: Path) -> None:
    project = read_project(many)
    found = check(project, update_lock=False, leave=lambda _: None)
    whole = check(project, update_lock=False)
    assert (found.diagnostics, found.counts, found.facts) == (whole.diagnostics, whole.counts, whole.facts)
    assert whole.counts.statements == whole.dataset.count()


def test_what_a_check_put_out_of_sight_of_the_collector_comes_back(many: Path) -> None:
    check(read_project(many), update_lock=False)
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()


def test_a_mapper_is_let_go_without_looking_for_circles(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(MUSEUM, tmp_path / "museum", ignore=shutil.ignore_patterns("build")))
    age(folder)
    checked = check(read_project(folder), update_lock=False)
    home = checked.project.minter.graph("a")
    statements = Statements(checked.project.minter, home)
    mapper = mapper_of(checked.project, Meanings(checked.vocabulary), checked.register, statements, {}, ())
    article = next(iter(checked.articles.values()))
    mapper.article(article)
    assert statements.parts()
    alive = weakref.ref(mapper)
    gc.disable()
    try:
        del mapper
        assert alive() is None
    finally:
        gc.enable()
