"""The real yaml-language-server over a project made by `kg new project` and over the shipped seeds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clients.npm import locked, node
from editor.language_server import LanguageServer, serving
from projects import ROOT

from kg.bench.new_project import make_project
from kg.bench.schema import write_schemas
from kg.model.project import read_project


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two projects with their schemas: `choirs` as it is made, and `chips`, which is the shipped one."""
    folder = tmp_path_factory.mktemp("editor")
    make_project(folder / "choirs")
    (folder / "chips").mkdir()
    for part in ("ontology", "shapes", "seeds"):
        shutil.copytree(ROOT / part, folder / "chips" / part)
    shutil.copy(ROOT / "kg.toml", folder / "chips" / "kg.toml")
    for project in ("choirs", "chips"):
        write_schemas(read_project(folder / project))
        for language in ("ru", "zh"):
            write_schemas(read_project(folder / project), folder / project / language, language=language)
    return folder


@pytest.fixture(scope="session")
def served(workspace: Path) -> Iterator[Callable[[str], LanguageServer]]:
    """A session with one of the projects as its workspace, set up by the settings that a new project has."""
    package = locked(Path(__file__).parent) / "yaml-language-server"
    said = json.loads((workspace / "choirs" / ".vscode" / "settings.json").read_text("utf-8"))
    settings = {"validate": True, "hover": True, "completion": True, "schemas": said["yaml.schemas"]}
    with (
        serving(package, node(), workspace / "choirs", settings) as choirs,
        serving(package, node(), workspace / "chips", settings) as chips,
    ):
        yield {"choirs": choirs, "chips": chips}.__getitem__
