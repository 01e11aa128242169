"""The museum project, served by a process of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from clients.running import serving

SUBJECT = Path(__file__).parent.parent / "project"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, ending in a slash."""
    folder = tmp_path_factory.mktemp("clients")
    shutil.copytree(SUBJECT, folder / "project")
    with serving(folder / "project", folder / "log") as address:
        yield address


@pytest.fixture(scope="session")
def sparql(site: str) -> str:
    """The address of the endpoint."""
    return f"{site}sparql"
