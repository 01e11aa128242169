"""`kg new project`: what it makes is sound from end to end; nothing is overwritten or left half made."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from clients.running import send, serving
from projects import ROOT
from tools import package

from kg.bench.new_project import make_project
from kg.bench.new_project.making import template
from kg.bench.schema import schema_texts
from kg.cli import commands, run
from kg.graph.export import export
from kg.graph.pipeline import build, check
from kg.graph.version import current_version
from kg.model.errors import FileProblem, UsageError
from kg.model.project import read_project

pytestmark = pytest.mark.slow

WORKFLOW = ".github/workflows/check.yml"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "choirs"
    make_project(folder)
    return folder


@pytest.mark.parametrize("texts", ["from the text", "by the lock"])
def test_it_has_no_finding_with_its_texts_and_without(tmp_path: Path, texts: str) -> None:
    make_project(tmp_path / "choirs")
    if texts == "by the lock":
        shutil.rmtree(tmp_path / "choirs" / "articles")
    found = check(read_project(tmp_path / "choirs"))
    assert found.diagnostics == ()
    assert found.counts.articles == 2
    assert (found.counts.quotes_from_text, found.counts.quotes_from_lock)[texts == "by the lock"] > 20


def test_a_check_leaves_its_files_as_they_are(tmp_path: Path) -> None:
    make_project(tmp_path / "choirs")
    before = tree(tmp_path / "choirs")
    check(read_project(tmp_path / "choirs"))
    after = tree(tmp_path / "choirs")
    assert {path: data for path, data in after.items() if not path.startswith("build/")} == before


def test_it_keeps_the_rules_of_the_house(tmp_path: Path) -> None:
    make_project(tmp_path / "choirs")
    shutil.copy(ROOT / "shapes" / "house.ttl", tmp_path / "choirs" / "shapes" / "house.ttl")
    assert [
        str(one.mark) + one.message.en for one in check(read_project(tmp_path / "choirs")).diagnostics
    ] == []


def test_it_builds_exports_answers_and_has_schemas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "choirs"
    make_project(folder)
    build(read_project(folder))
    version = current_version(read_project(folder))
    with version.hold():
        turtle = b"".join(export(version, "turtle", namespaces=read_project(folder).namespaces)).decode()
    assert "cf:performed id:three-nocturnes" in turtle
    for query in sorted(folder.glob("queries/*.rq")):
        assert run(["query", "-f", str(query), "--project", str(folder), "--format", "csv"]) == 0
        header, *rows = capsys.readouterr().out.splitlines()
        assert rows, query.name
        assert "," in header
    assert {"article", "authority"} == schema_texts(read_project(folder)).keys()


def test_it_is_served(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "choirs")
    with serving(tmp_path / "choirs", tmp_path / "log") as address:
        assert send(address, "GET", "/").status == 200
        page = send(address, "GET", "/id/neva-voices", {"Accept": "text/html", "Accept-Language": "zh"})
        assert "涅瓦之声" in page.body.decode()


def test_an_article_can_be_begun_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "choirs"
    make_project(folder)
    text = (
        "3 July 2024, Lakeside Courier\n\nNeva Voices sang “Three Nocturnes” in the Granary Hall once more.\n"
    )
    (folder / "articles" / "c003.txt").write_text(text, encoding="utf-8")
    assert run(["new", "article", str(folder / "articles" / "c003.txt"), str(folder), "--id", "c003"]) == 0
    begun = (folder / "seeds" / "c003.yaml").read_text("utf-8")
    assert all(known in begun for known in ("neva-voices", "three-nocturnes", "granary-hall"))


def test_its_check_finds_what_it_is_for(tmp_path: Path) -> None:
    folder = tmp_path / "choirs"
    make_project(folder)
    seed = folder / "seeds" / "c001.yaml"
    text = seed.read_text("utf-8")
    assert text.count("    givenAt: competition\n    quote: won the grand prix\n") == 1
    changed = text.replace("givenAt: competition\n    quote: won", "givenAt: opening\n    quote: won")
    seed.write_text(changed, encoding="utf-8")
    assert [one.code for one in check(read_project(folder)).diagnostics] == ["award-without-appearance"]


def test_the_same_call_gives_the_same_bytes(tmp_path: Path) -> None:
    listed = make_project(tmp_path / "one")
    make_project(tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert listed == tuple(sorted(tree(tmp_path / "one")))


def test_title_and_base_are_those_that_were_asked_for(tmp_path: Path) -> None:
    folder, title, base = tmp_path / "ours", 'Rivers "and" \\ lakes 江河', "https://rivers.example/graph/"
    make_project(folder, title=title, base=base)
    project = read_project(folder)
    assert (project.title, project.base) == (title, base)
    assert check(project).diagnostics == ()
    assert not [path for path, data in tree(folder).items() if b"https://choirs.example" in data]


@pytest.mark.parametrize(
    "base", ["rivers", "https://rivers.example", "ftp://x/", "https://a b/", "https://x/?q=/", 'https://x"/']
)
def test_a_base_that_makes_no_iris_is_refused(tmp_path: Path, base: str) -> None:
    with pytest.raises(UsageError, match="base"):
        make_project(tmp_path / "ours", base=base)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert run(["new", "project", str(tmp_path)]) == 2
    assert "is not empty: notes.txt" in capsys.readouterr().err
    assert tree(tmp_path) == {"notes.txt": b"mine"}


def test_a_repository_may_have_been_begun_first(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    make_project(tmp_path)
    assert (tmp_path / "kg.toml").is_file()
    assert tree(tmp_path)[".git/HEAD"] == b"ref: refs/heads/main\n"


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    before = empty.stat().st_ino
    make_project(empty)
    assert empty.stat().st_ino == before
    assert (empty / "kg.toml").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_what_lies_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="no folder"):
        make_project(tmp_path / "file")
    with pytest.raises(UsageError, match="there is no folder"):
        make_project(tmp_path / "missing" / "choirs")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_place_that_cannot_be_written_is_named() -> None:
    if not Path("/proc/self").is_dir():
        pytest.skip("there is no folder here that refuses new files to everybody")
    with pytest.raises(FileProblem, match="choirs"):
        make_project(Path("/proc/self/choirs"))


@pytest.mark.parametrize("exists", [False, True])
def test_an_interrupted_run_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool
) -> None:
    target = tmp_path / "choirs"
    if exists:
        target.mkdir()
    moved = []
    rename = Path.rename

    def interrupted(self: Path, other: Path) -> Path:
        moved.append(other)
        if len(moved) == (4 if exists else 1):
            raise KeyboardInterrupt
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make_project(target)
    assert moved
    assert list(tmp_path.rglob("*")) == ([target] if exists else [])


def test_the_command_says_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "my choirs"
    assert run(["new", "project", str(folder), "--lang", "zh"]) == 0
    first, after, *following = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{folder}：项目")
    assert after == "接下来："
    assert following[0].strip() == f"cd {shlex.quote(str(folder))}"


def calls(text: str) -> list[list[str]]:
    """The command lines of a text that call `kg`."""
    found = re.findall(r"^\s*(?:run: )?kg ([a-z][^#|\n]*)", text, re.MULTILINE)
    return [shlex.split(line) for line in found]


@pytest.mark.parametrize("name", ["README.md", WORKFLOW])
def test_every_call_that_it_shows_is_understood(made: Path, name: str) -> None:
    shown = calls((made / name).read_text("utf-8"))
    assert len(shown) >= 4
    for words in shown:
        command: object = commands
        while hasattr(command, "commands"):
            command = command.commands[words.pop(0)]
        command.make_context("kg", words)  # type: ignore[attr-defined]


def test_the_workflow_is_one_for_github(made: Path) -> None:
    workflow = yaml.safe_load((made / WORKFLOW).read_text("utf-8"))
    steps = workflow["jobs"]["check"]["steps"]
    assert "kg check --format github" in [step.get("run") for step in steps]
    ours = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yml").read_text("utf-8"))
    used = {step["uses"] for step in steps if "uses" in step}
    assert used <= {step["uses"] for job in ours["jobs"].values() for step in job["steps"] if "uses" in step}


def test_the_workflow_conforms_to_the_schema_of_github(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checker = package("check_jsonschema")
    arguments = ["--builtin-schema", "vendor.github-workflows", str(made / WORKFLOW)]
    with pytest.raises(SystemExit) as ended:
        checker.main(arguments)
    assert ended.value.code == 0, capsys.readouterr()


def test_no_name_of_the_template_is_a_setting_of_this_repository() -> None:
    folder = ROOT / "src" / "kg" / "bench" / "new_project" / "template"
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    assert not [name for name in names if any(part.startswith(".") for part in name.split("/"))]
    assert {".gitignore", ".vscode/settings.json", WORKFLOW} <= dict(template()).keys()


def test_its_settings_for_an_editor_name_the_files_that_kg_schema_writes(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "choirs")
    settings = json.loads((made / ".vscode" / "settings.json").read_text("utf-8"))
    assert run(["schema", str(tmp_path / "choirs")]) == 0
    assert all((tmp_path / "choirs" / name).is_file() for name in settings["yaml.schemas"])
    assert [path.name for path in (tmp_path / "choirs" / "build").iterdir()] == ["schema"]
