"""One server for most attacks; after each of them it must be well."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from cli.shell import run_kg
from endpoint.listening import Listener
from hostile.site import Site, settings
from operation.served import serving

PROJECT = Path(__file__).parents[1] / "project"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these start servers, and look at processes as Linux shows them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            if sys.platform != "linux":
                item.add_marker(pytest.mark.skip(reason="looks at processes in /proc and at 127.0.0.2"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The museum project with short limits and a current version; nobody writes here."""
    folder = tmp_path_factory.mktemp("hostile") / "museum"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("build"))
    settings(folder)
    found = run_kg("build", cwd=folder)
    assert found.returncode == 0, found.stderr.decode()
    return folder


@pytest.fixture(scope="session")
def site(built: Path) -> Iterator[Site]:
    """The server that most attacks are made on."""
    with serving(built) as served:
        yield Site(served)


@pytest.fixture
def own_site(built: Path, tmp_path: Path) -> Iterator[Callable[[], tuple[Site, Path]]]:
    """Start a server on a copy of the project, for faults that others should not see."""
    with ExitStack() as stack:

        def start() -> tuple[Site, Path]:
            folder = Path(shutil.copytree(built, tmp_path / "museum"))
            return Site(stack.enter_context(serving(folder))), folder

        yield start


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A host that nobody may call."""
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture
def attacked(site: Site, listener: Listener) -> Iterator[Site]:
    """The shared server; after the test it is well, and nobody was called."""
    yield site
    site.assert_well()
    assert listener.heard() == 0
