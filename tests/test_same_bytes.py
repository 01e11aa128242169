"""The same inputs give the same bytes, whatever the hash seed, the order of files or the machine's clock."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from projects import ROOT, checked, make_project

from kg.graph.pipeline import check
from kg.model.project import Project, read_project

pytestmark = pytest.mark.slow

PROGRAM = """
import hashlib, sys
from pathlib import Path
from kg.graph.pipeline import check
from kg.model.project import read_project
lines = check(read_project(Path(sys.argv[1]))).dataset.quad_lines()
print(hashlib.sha256("".join(lines).encode()).hexdigest())
"""


def digest(folder: Path, seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
    call = [sys.executable, "-c", PROGRAM, str(folder)]
    return subprocess.run(call, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def test_two_hash_seeds_give_the_same_graph(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    assert digest(project, "1") == digest(project, "2")


def test_the_order_in_which_the_file_system_lists_files_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(tmp_path / "project")
    (project / "seeds" / "authority.yaml").write_text(
        "entities:\n  li-ming: {name: {zh: 李明}, basis: curator}\n", encoding="utf-8"
    )
    straight = checked(project).dataset.quad_lines()
    files = Project.files

    def shuffled(self: Project, pattern: str) -> list[Path]:
        found = files(self, pattern)
        random.Random(7).shuffle(found)
        return found

    monkeypatch.setattr(Project, "files", shuffled)
    assert checked(project).dataset.quad_lines() == straight


def test_a_clone_without_texts_makes_the_same_bytes(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    with_text = check(read_project(project))
    (project / "articles" / "a005.txt").unlink()
    without = check(read_project(project))
    assert without.dataset.quad_lines() == with_text.dataset.quad_lines()
    assert (without.counts.quotes_from_text, without.counts.quotes_from_lock) == (
        0,
        with_text.counts.quotes_from_text,
    )


def test_line_ends_of_a_curation_file_do_not_matter(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    before = hashlib.sha256("".join(checked(project).dataset.quad_lines()).encode()).hexdigest()
    seed = project / "seeds" / "a005.yaml"
    seed.write_bytes(seed.read_bytes().replace(b"\n", b"\r\n"))
    assert hashlib.sha256("".join(checked(project).dataset.quad_lines()).encode()).hexdigest() == before
