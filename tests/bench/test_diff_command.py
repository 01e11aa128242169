"""`kg diff` on the command line: what it compares, what it writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench.patches import applied, quads
from bench.repositories import begin, commit, git
from cli.shell import call_kg
from projects import ROOT, example_curation, make_project, replaced

from kg.graph.pipeline import build
from kg.model.project import read_project

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a commit, a built version of it, and an edit in the working tree."""
    folder = make_project(tmp_path_factory.mktemp("command") / "p")
    (folder / ".gitignore").write_text("/build/\n/articles/\n", encoding="utf-8")
    build(read_project(folder))
    begin(folder)
    curation = replaced(example_curation(), "li-ming:      {role: guest,", "li-ming:      {role: attendee,")
    (folder / "seeds" / "a005.yaml").write_text(curation, encoding="utf-8")
    return folder


def kg(folder: Path, *arguments: str, code: int = 0) -> str:
    """What `kg diff` writes; its errors where it fails."""
    done = call_kg("diff", *arguments, cwd=folder)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == code, (out, err)
    return err if code == 2 else out + err


CHANGE = "role guest → attendee, “received Li Ming” [a005]"
ROLE = f"± Li Ming takes part in talks in Port Orchid (2021-05-10): {CHANGE}"


def test_a_revision_a_version_and_a_tree_are_compared_alike(project: Path) -> None:
    version = (project / "build" / "current").read_text("utf-8")[:12]
    for before in ("main", "HEAD", "current", version, f"version:{version}", "revision:main"):
        assert ROLE in kg(project, before).splitlines(), before
    assert "no difference" in kg(project, "HEAD", "current")


def test_a_folder_may_stand_in_the_place_of_the_second_revision(project: Path) -> None:
    assert ROLE in kg(project.parent, "main", "p").splitlines()
    assert "no difference" in kg(project.parent, "main", "HEAD", "p")


def test_a_name_with_two_readings_is_refused_with_both(project: Path) -> None:
    git(project, "branch", "current")
    found = kg(project, "current", code=2)
    git(project, "branch", "-D", "current")
    assert "`current` is both the revision" in found
    assert "write `revision:current` or `version:current`" in found


def test_each_format_is_written_whole_or_not_at_all(project: Path, tmp_path: Path) -> None:
    first, second = ("".join(side(project, name)) for name in ("HEAD", "tree"))
    patch = kg(project, "main", "--format", "rdf-patch")
    assert applied(patch, quads(first)) == quads(second)
    target = tmp_path / "diff.json"
    assert kg(project, "main", "--format", "json", "-o", str(target)) == ""
    assert json.loads(target.read_text("utf-8"))["statements"] == {"gained": 1, "lost": 1}
    kg(project, "main", "--format", "json", "-o", str(tmp_path / "no" / "folder.json"), code=2)
    assert [path.name for path in tmp_path.iterdir()] == ["diff.json"]


def side(folder: Path, name: str) -> list[str]:
    from kg.bench.diff.sides import read_side, working_tree

    project = read_project(folder)
    return list((working_tree(project) if name == "tree" else read_side(project, name)).lines)


def test_it_ends_with_one_where_that_is_asked_and_writes_nothing_into_the_project(project: Path) -> None:
    before = {
        path: path.read_bytes() for path in project.rglob("*") if path.is_file() and ".git" not in path.parts
    }
    kg(project, "main", "--exit-code", code=1)
    kg(project, "main", "HEAD", "--exit-code")
    after = {
        path: path.read_bytes() for path in project.rglob("*") if path.is_file() and ".git" not in path.parts
    }
    assert before == after


def test_a_side_that_cannot_be_read_gives_its_findings_and_one(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    text = seed.read_text("utf-8")
    seed.write_text("article: [\n", encoding="utf-8")
    try:
        found = kg(project, "main", code=1)
    finally:
        seed.write_text(text, encoding="utf-8")
    assert "seeds/a005.yaml:" in found
    assert "there is no graph of the working tree to compare" in found


@pytest.mark.parametrize("revision", ["--upload-pack=x", "-x", "nowhere"])
def test_what_is_no_revision_is_refused(project: Path, revision: str) -> None:
    found = kg(project, "--", revision, code=2)
    assert f"`{revision}`" in found


def test_each_language_speaks(project: Path) -> None:
    assert "роль: гость → присутствующий" in kg(project, "main", "--lang", "ru")
    assert "角色：来访方 → 出席者" in kg(project, "main", "--lang", "zh")


def test_control_characters_reach_neither_the_terminal_nor_the_comment(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    text = seed.read_text("utf-8")
    seed.write_text(
        replaced(text, "name: {en: Li Ming}", 'name: {en: "Li\\e[31m Ming\\u202e"}'), encoding="utf-8"
    )
    try:
        for form in ("text", "markdown"):
            written = kg(project, "main", "--format", form)
            assert "\x1b" not in written
            assert "\u202e" not in written
    finally:
        seed.write_text(text, encoding="utf-8")


def test_another_subject_is_told_in_its_own_words(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "museum"
    shutil.copytree(ROOT / "tests" / "project", folder, ignore=shutil.ignore_patterns("build"))
    seed = folder / "seeds" / "m001.yaml"
    text = seed.read_text("utf-8")
    begin(folder)
    seed.write_text(replaced(text, "    insuredFor: 240000\n", "    insuredFor: 250000\n"), encoding="utf-8")
    told = kg(folder, "main")
    assert "240000 → 250000, “insured for 240000 crowns” [m001]" in told
    assert "Northgate Museum lends Autumn Ferry to Old Harbour Museum" in told
    seed.write_text(text, encoding="utf-8")
    for one in (seed, folder / "seeds" / "authority.yaml"):
        one.write_text(one.read_text("utf-8").replace("clara-voss", "clara-v"), encoding="utf-8")
    commit(folder, "another id")
    assert "renamed: clara-voss → clara-v" in kg(folder, "HEAD~1", "HEAD")
