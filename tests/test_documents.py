"""What the documents show is what happens: sessions, messages, commands, generated pages."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from projects import ROOT, example_curation, make_project, replaced

from kg.cli import commands
from kg.model.engine_settings import EngineSettings
from kg.model.project import Limits, Project

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text("utf-8")


def block(marker: str, language: str) -> str:
    found = re.search(rf"<!-- {marker} -->\n```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def shown(output: str) -> re.Pattern[str]:
    """Output as a document shows it; `…` stands for what is no news, such as a hash."""
    return re.compile(".*".join(re.escape(words) for words in output.split("…")))


def kg(line: str, folder: Path) -> str:
    """What a command prints, on both streams, as a reader without article texts sees it."""
    environment = {key: value for key, value in os.environ.items() if key != "KG_ARTICLES"}
    environment["PYTHONPATH"] = str(ROOT / "src")
    assert line.startswith("kg ")
    call = [sys.executable, "-m", *shlex.split(line)]
    done = subprocess.run(call, cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    return done.stdout + done.stderr


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The shipped project as a clone has it: no texts, nothing built."""
    for name in ("kg.toml", "ontology", "shapes", "seeds", "queries"):
        copy = shutil.copy if (ROOT / name).is_file() else shutil.copytree
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_session_of_the_readme_prints_what_it_shows(clone: Path) -> None:
    commands_and_outputs = re.split(r"^\$ ", block("session", "console"), flags=re.MULTILINE)[1:]
    assert len(commands_and_outputs) >= 4
    for part in commands_and_outputs:
        line, _, expected = part.partition("\n")
        assert shown(expected).fullmatch(kg(line, clone)), line


def test_a_wrong_quote_says_what_the_readme_shows(tmp_path: Path) -> None:
    right = "called Lotus Motors a reliable partner"
    curation = replaced(example_curation(), right, right.replace("reliable", "reliabel"))
    project = make_project(tmp_path / "project", curation=curation)
    assert shown(block("wrong-quote", "text")).fullmatch(kg("kg check", project))


def test_the_python_of_the_readme_runs(clone: Path) -> None:
    kg("kg build", clone)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    call = [sys.executable, "-c", block("python", "python")]
    done = subprocess.run(call, cwd=clone, env=environment, capture_output=True, encoding="utf-8")
    assert done.stderr == ""
    assert "Softec experimental center" in done.stdout.splitlines()


def test_the_readme_lists_every_command_with_its_own_sentence() -> None:
    rows = dict(re.findall(r"^\| `kg (\w+)` \| (.*) \|$", README, re.MULTILINE))
    assert rows == {
        name: command.help.split("\n")[0] for name, command in commands.commands.items() if command.help
    }


def test_the_set_up_is_one_line_for_each_of_the_two_commands() -> None:
    head = README[: README.index("## A session")]
    lines = re.findall(r"^python3 -m venv .*$", head, re.MULTILINE)
    assert [line.rsplit("/python ", 1)[1] for line in lines] == ["server.py", "-m pytest -n auto"]


def test_links_between_documents_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "ARCHITECTURE.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_generated_documents_are_up_to_date(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    call = [sys.executable, str(ROOT / "docs" / "generate.py"), str(tmp_path)]
    subprocess.run(call, env=environment, check=True)
    written = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert set(written) == {"ontology.md", "shapes.md", "commands.md", "endpoint.md"}
    for name, text in written.items():
        assert text == (ROOT / "docs" / name).read_text("utf-8"), f"{name}: run python docs/generate.py"


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    settings = set(Project.__dataclass_fields__) - {"root", "prefixes", "limits", "engine", "plain", "texts"}
    tables = {*Limits.__dataclass_fields__, *EngineSettings.__dataclass_fields__}
    assert documented == settings | tables


def test_architecture_fits_one_page_and_names_every_package() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert len(text.splitlines()) <= 45
    packages = {path.name for path in (ROOT / "src" / "kg").iterdir() if (path / "__init__.py").exists()}
    assert packages == set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
