"""Every stage of a check and of a build says how far it is: from nothing to all, and never back."""

from __future__ import annotations

from pathlib import Path

import pytest
from grown import grow

from kg.graph.cache.store import Cache
from kg.graph.findings import find
from kg.graph.pipeline import build, check
from kg.graph.version import current_version, write_version
from kg.model.project import read_project

FILES = 30

pytestmark = pytest.mark.slow


class Told(dict[str, list[tuple[int, int]]]):
    """What was said of each stage, in the order of the stages."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage in self:
            assert stage == list(self)[-1], f"{stage} began again"
        self.setdefault(stage, []).append((done, total))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    grow(tmp_path / "project", FILES)
    return tmp_path / "project"


def assert_whole(told: Told) -> None:
    for stage, words in told.items():
        done = [one for one, _ in words]
        (total,) = {one for _, one in words}
        assert done[0] == 0, stage
        assert done == sorted(done), stage
        assert done[-1] == total, stage


@pytest.mark.parametrize("kept", [False, True])
def test_each_stage_of_a_build_goes_from_nothing_to_all_and_never_back(
    project: Path, tmp_path: Path, kept: bool
) -> None:
    cache = Cache(tmp_path / "cache.sqlite" if kept else None)
    for again in range(1 + kept):
        told = Told()
        (project / "build" / "current").unlink(missing_ok=True)
        for quads in (project / "build" / "versions").glob("*/graph.nq"):
            quads.write_bytes(b"")  # so that it is written once more
        version = build(read_project(project), progress=told, cache=cache)
        assert_whole(told)
        assert told["verifying quotes"][-1] == told["making the graph"][-1] == (FILES, FILES)
        assert told["reading seeds"][-1][1] >= FILES
        counts = version.manifest.counts
        assert told["writing the graph"][-1][1] == counts.quads
        assert told["writing the store of the default graph"][-1][1] == counts.triples
        assert told["writing the store of all graphs"][-1][1] == counts.quads
        assert told["checking the shapes"][-1][1] > FILES
        assert told["running the checks"][-1][1] > 5
        assert len(told) > 12, again


def test_what_is_left_for_the_next_check_is_counted_too(project: Path, tmp_path: Path) -> None:
    told = Told()
    find(read_project(project), progress=told, cache=Cache(tmp_path / "cache" / "cache.sqlite"), worth_it=1)
    assert_whole(told)
    assert list(told)[-1] == "keeping what was found"
    assert told["keeping what was found"][-1][1] > 1_000


def test_nodes_that_a_validator_looks_at_are_counted_too(project: Path) -> None:
    seed = next(path for path in sorted((project / "seeds").glob("*.yaml")) if path.stem != "authority")
    text = seed.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("    borrower: ")]
    seed.write_text("".join(lines).replace("      borrower: ", "      lender: "), encoding="utf-8")
    assert seed.read_text(encoding="utf-8") != text
    told = Told()
    found = check(read_project(project), progress=told, update_lock=False)
    assert found.diagnostics
    assert_whole(told)
    assert told["validating what is in doubt"][-1][1] > 0


def test_lines_of_which_nobody_knows_the_number_are_one_step(project: Path) -> None:
    version = build(read_project(project))
    lines = version.quads.read_text(encoding="utf-8").splitlines(keepends=True)
    told = Told()
    write_version(read_project(project), iter(lines[:-1]), version.manifest.facts, progress=told)
    assert_whole(told)
    assert told["writing the graph"] == [(0, 1), (1, 1)]
    assert current_version(read_project(project)).manifest.counts.quads == len(lines) - 1
