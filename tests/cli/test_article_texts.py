"""The shipped curations against the texts of their articles, which are not part of the repository."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from cli.shell import run_kg

ROOT = Path(__file__).parents[2]
TEXTS = os.environ.get("KG_ARTICLES", "")

pytestmark = pytest.mark.skipif(not TEXTS, reason="KG_ARTICLES does not name the folder of the article texts")


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of the shipped project, without texts and without a version."""
    for folder in ("ontology", "shapes", "seeds"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "kg.toml", tmp_path)
    return tmp_path


def test_every_quote_is_in_its_text_and_the_committed_lock_says_where(shipped: Path) -> None:
    found = run_kg("check", cwd=shipped, KG_ARTICLES=TEXTS)
    assert found.returncode == 0, found.stdout.decode()
    quotes = re.search(rb"; (\d+) quotes verified \((\d+) from the text, 0 by the lock\)\n$", found.stdout)
    assert quotes
    assert quotes[1] == quotes[2] != b"0"
    lock = Path("seeds", "evidence.lock")
    assert (shipped / lock).read_bytes() == (ROOT / lock).read_bytes()


def test_a_clone_without_texts_builds_the_same_bytes(shipped: Path) -> None:
    without = run_kg("build", cwd=shipped)
    assert without.returncode == 0, without.stderr.decode()
    within = run_kg("build", cwd=shipped, KG_ARTICLES=TEXTS)
    assert within.stdout == without.stdout.replace(b"built:", b"unchanged:")
