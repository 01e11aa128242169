"""A copy of the small museum project, for commands that write into their project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cli.shell import run_kg

PROJECT = Path(__file__).parents[1] / "project"


@pytest.fixture
def museum(tmp_path: Path) -> Path:
    """A project without errors that nobody else uses; its folder is called `museum`."""
    return Path(shutil.copytree(PROJECT, tmp_path / "museum", ignore=shutil.ignore_patterns("build")))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A museum project with a current version, shared by all tests that only read."""
    folder = tmp_path_factory.mktemp("built") / "museum"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("build"))
    found = run_kg("build", cwd=folder)
    assert found.returncode == 0, found.stderr.decode()
    return folder
