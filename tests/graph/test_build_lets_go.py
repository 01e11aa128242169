"""What was checked is gone before the stores are written, so that its memory and theirs are not added up."""

from __future__ import annotations

import shutil
import weakref
from pathlib import Path

import pytest

from kg.graph.pipeline import Checked, check, publish
from kg.model.project import read_project

pytestmark = pytest.mark.slow


def test_nothing_of_what_was_checked_is_held_while_stores_are_written(tmp_path: Path) -> None:
    project = read_project(shutil.copytree(Path(__file__).parents[1] / "project", tmp_path / "project"))
    held: dict[str, weakref.ref[object]] = {}
    alive: dict[str, list[str]] = {}

    def checked() -> Checked:
        found = check(project)
        parts = {"dataset": found.dataset, "source map": found.source_map}
        held.update({name: weakref.ref(part) for name, part in parts.items()})
        return found

    def look(stage: str, _done: int, _total: int) -> None:
        alive.setdefault(stage, [name for name, one in held.items() if one() is not None])

    publish(checked(), progress=look)
    assert "dataset" in alive["writing the graph"]
    stages = list(alive)
    after = stages[stages.index("writing the graph") + 1 :]
    assert "writing the store of all graphs" in after
    assert [name for stage in after for name in alive[stage]] == []
