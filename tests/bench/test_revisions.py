"""The project at a revision is what was committed, whatever the repository would like to have run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from bench.repositories import begin, commit, git, small_project

from kg.bench.revisions import changed_files, find_commit, project_at
from kg.model.errors import UsageError
from kg.model.project import Project, read_project

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return read_project(begin(small_project(tmp_path / "p")))


def refused(project: Project, revision: str) -> UsageError:
    with pytest.raises(UsageError) as caught, project_at(project, revision):
        pass
    return caught.value


def test_a_revision_has_the_committed_bytes_and_the_texts_of_today(project: Project) -> None:
    seed = project.root / "seeds" / "a000.yaml"
    seed.write_text("changed\n", encoding="utf-8")
    (project.root / "seeds" / "a002.yaml").write_text("new\n", encoding="utf-8")
    with project_at(project, "HEAD") as old:
        assert (old.root / "seeds" / "a000.yaml").read_text("utf-8") == "article: {id: a000}\n"
        assert [path.name for path in old.files("seeds/*")] == ["a000.yaml", "a001.yaml"]
        assert (old.base, old.articles) == (project.base, project.root / "articles")
        folder = old.root
    assert not folder.exists()
    assert seed.read_text("utf-8") == "changed\n"


def test_bytes_are_those_of_the_commit_even_where_attributes_change_line_ends(project: Project) -> None:
    seed = project.root / "seeds" / "a000.yaml"
    seed.write_bytes(b"a: 1\r\nb: \xff\x00\r\n")
    commit(project.root, "bytes")
    (project.root / ".gitattributes").write_text("*.yaml text eol=lf working-tree-encoding=UTF-16\n")
    with project_at(project, "HEAD") as old:
        assert (old.root / "seeds" / "a000.yaml").read_bytes() == b"a: 1\r\nb: \xff\x00\r\n"


def test_a_project_below_the_top_of_its_repository_has_its_own_files_alone(tmp_path: Path) -> None:
    folder = small_project(tmp_path / "r" / "graphs" / "one")
    small_project(tmp_path / "r" / "graphs" / "other")
    begin(tmp_path / "r")
    project = read_project(folder)
    (folder / "seeds" / "a000.yaml").unlink()
    (tmp_path / "r" / "graphs" / "other" / "seeds" / "a000.yaml").unlink()
    assert changed_files(project, "main") == ("seeds/a000.yaml",)
    with project_at(project, "main") as old:
        assert (old.root / "seeds" / "a000.yaml").is_file()
        assert not (old.root / "graphs").exists()


def test_changed_files_are_edited_added_deleted_and_renamed_ones(project: Project) -> None:
    root = project.root
    assert changed_files(project, "HEAD") == ()
    (root / "seeds" / "a000.yaml").write_text("edited\n", encoding="utf-8")
    git(root, "mv", "seeds/a001.yaml", "seeds/a009.yaml")
    (root / "seeds" / "я.yaml").write_text("new\n", encoding="utf-8")
    (root / "seeds" / "private.yaml").write_text("ignored by git, read by kg\n", encoding="utf-8")
    (root / "articles" / "a001.txt").write_text("ignored\n", encoding="utf-8")
    (root / "README.md").write_text("no part of the project\n", encoding="utf-8")
    (root / "ontology" / "o.ttl").unlink()
    expected = (
        "ontology/o.ttl",
        "seeds/a000.yaml",
        "seeds/a001.yaml",
        "seeds/a009.yaml",
        "seeds/private.yaml",
    )
    assert changed_files(project, "HEAD") == (*expected, "seeds/я.yaml")
    commit(root, "all of that")
    assert set(changed_files(project, "HEAD~1")) == {*expected, "seeds/я.yaml"}
    assert changed_files(project, "HEAD") == ("seeds/private.yaml",)


def test_a_file_of_which_only_the_times_changed_has_not_changed(project: Project) -> None:
    os.utime(project.root / "seeds" / "a000.yaml", (1, 1))
    assert changed_files(project, "HEAD") == ()


def test_nothing_that_a_repository_names_is_run(project: Project, tmp_path: Path) -> None:
    root, witness = project.root, tmp_path / "it-was-run"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {witness}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    (root / ".gitattributes").write_text("*.yaml filter=f diff=d\n", encoding="utf-8")
    git(root, "add", ".gitattributes")
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
        (root / ".git" / "hooks").mkdir(exist_ok=True)
        (root / ".git" / "hooks" / hook).write_bytes(program.read_bytes())
        (root / ".git" / "hooks" / hook).chmod(0o755)
    for setting in (
        "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "diff.external", "pager.diff-index",
        "filter.f.clean", "filter.f.smudge", "filter.f.process", "diff.d.command", "diff.d.textconv",
    ):  # fmt: skip
        git(root, "config", setting, str(program))
    os.utime(root / "seeds" / "a001.yaml", (1, 1))
    (root / "seeds" / "a000.yaml").write_text("edited\n", encoding="utf-8")
    witness.unlink(missing_ok=True)
    assert changed_files(project, "HEAD") == ("seeds/a000.yaml",)
    with project_at(project, "HEAD~0") as old:
        assert (old.root / "seeds" / "a000.yaml").read_text("utf-8").startswith("article")
    assert not witness.exists()
    git(root, "diff", "HEAD")
    assert witness.exists(), "the trap does not work, so the test proves nothing"


@pytest.mark.parametrize(
    "revision", ["--output=stolen", "-c", "--exec=touch stolen", "", "a\nb", "a\0b", "x" * 2000]
)
def test_a_revision_is_never_an_option(project: Project, revision: str) -> None:
    assert "is no revision" in refused(project, revision).message
    assert not list(project.root.glob("**/stolen"))


@pytest.mark.parametrize("revision", ["^main", "main^!", "main..main", "main:seeds", "main^{tree}"])
def test_what_stands_for_other_than_one_commit_is_unknown(project: Project, revision: str) -> None:
    assert f"there is no revision `{revision}` here" in refused(project, revision).message


def test_a_range_with_an_option_in_it_is_refused(project: Project) -> None:
    assert "`--all` is no revision" in refused(project, "--all...HEAD").message


def test_an_unknown_revision_offers_the_nearest_name(project: Project) -> None:
    git(project.root, "tag", "v1.0")
    assert refused(project, "mian").help == "did you mean `main`?"
    assert refused(project, "v1.O").help == "did you mean `v1.0`?"
    assert "git log" in refused(project, "0123456789").help


def test_a_shallow_clone_says_how_to_fetch_the_rest(project: Project, tmp_path: Path) -> None:
    commit(project.root, "second")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{project.root}", "shallow")
    assert "fetch-depth: 0" in refused(read_project(tmp_path / "shallow"), "HEAD~1").help


def test_the_last_commit_of_both_is_found(project: Project) -> None:
    base = git(project.root, "rev-parse", "HEAD")
    git(project.root, "checkout", "-q", "-b", "branch")
    commit(project.root, "on the branch")
    git(project.root, "checkout", "-q", "main")
    commit(project.root, "on main")
    assert find_commit(project, "main...branch").hash == base
    assert find_commit(project, "branch...").hash == base


def test_histories_without_a_common_commit_are_refused(project: Project) -> None:
    git(project.root, "checkout", "-q", "--orphan", "alone")
    commit(project.root, "another beginning")
    assert "no commit in common" in refused(project, "main...alone").message


def test_a_folder_without_a_repository_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    project = read_project(small_project(tmp_path / "p"))
    assert "is in no Git repository" in refused(project, "main").message


def test_a_repository_without_a_commit_says_so(tmp_path: Path) -> None:
    folder = small_project(tmp_path / "p")
    git(folder, "init", "-q")
    assert "no commit yet" in refused(read_project(folder), "HEAD").help


def test_a_revision_before_the_project_says_so(tmp_path: Path) -> None:
    begin(tmp_path)
    folder = small_project(tmp_path / "p")
    commit(tmp_path, "the project")
    assert "was no project at HEAD~1" in refused(read_project(folder), "HEAD~1").message


def test_a_bare_repository_says_so(project: Project) -> None:
    git(project.root, "config", "core.bare", "true")
    assert "bare" in refused(project, "HEAD").message


def test_a_repository_of_another_user_says_how_to_trust_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    found = refused(project, "HEAD")
    assert "belongs to another user" in found.message
    assert str(project.root) in found.help


def test_a_machine_without_git_says_so(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in refused(project, "HEAD").message


def test_a_hook_of_another_repository_does_not_mislead(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = begin(small_project(tmp_path / "elsewhere"))
    here = git(project.root, "rev-parse", "HEAD")
    monkeypatch.setenv("GIT_DIR", str(elsewhere / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no-index"))
    assert find_commit(project, "HEAD").hash == here
    assert changed_files(project, "HEAD") == ()


def test_a_link_inside_the_project_is_the_file_it_leads_to(project: Project) -> None:
    (project.root / "seeds" / "linked.yaml").symlink_to("../ontology/o.ttl")
    commit(project.root, "a link")
    with project_at(project, "HEAD") as old:
        assert not (old.root / "seeds" / "linked.yaml").is_symlink()
        assert (old.root / "seeds" / "linked.yaml").read_text("utf-8") == "# nothing yet\n"


@pytest.mark.parametrize(
    "target", ["/etc/passwd", "../../outside", "../.gitignore", "linked.yaml", "nowhere"]
)
def test_a_link_out_of_the_project_or_nowhere_is_refused(project: Project, target: str) -> None:
    (project.root / "seeds" / "linked.yaml").symlink_to(target)
    commit(project.root, "a link")
    assert "a link out of the project" in refused(project, "HEAD").message


@pytest.mark.parametrize("name", [b"..", b".git", b".GIT"])
def test_a_tree_with_a_forbidden_name_is_refused(project: Project, name: bytes, tmp_path: Path) -> None:
    blob = git(project.root, "hash-object", "-w", "--stdin", given=b"escaped\n")
    inner = b"100644 stolen.yaml\0" + bytes.fromhex(blob)
    subtree = git(project.root, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=inner)
    seeds = b"40000 " + name + b"\0" + bytes.fromhex(subtree)
    tree = git(project.root, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=seeds)
    settings = git(project.root, "rev-parse", "HEAD:kg.toml")
    top = b"100644 kg.toml\0" + bytes.fromhex(settings) + b"40000 seeds\0" + bytes.fromhex(tree)
    root = git(project.root, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=top)
    made = git(project.root, "commit-tree", "-m", "hostile", root)
    assert "forbidden name" in refused(project, made).message
    assert not list(tmp_path.glob("**/stolen.yaml"))
