"""`kg serve` on a project that was built: at once when nothing has changed, else while another is built."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli.shell import kg_command, run_kg
from cli.test_serve import get, serving
from patience import within

import kg.cli.rebuilding as rebuilding_module
from kg.cli.rebuilding import prepare
from kg.graph.version import current_version, verify
from kg.graph.version.build_folder import build_lock
from kg.graph.version.inputs import NOTE, is_built
from kg.model.errors import ProjectRejected
from kg.model.project import Project, read_project

pytestmark = pytest.mark.slow

SEED = "m001.yaml"


def eventually(condition: Callable[[], bool], *, seconds: float = 60) -> bool:
    end = time.monotonic() + within(seconds)
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


@pytest.fixture
def known(museum: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that nobody has changed since it was built."""
    monkeypatch.setenv("KG_CACHE", "")
    monkeypatch.delenv("KG_ARTICLES", raising=False)
    time.sleep(0.1)  # what was copied in the same moment is not trusted
    found = run_kg("build", cwd=museum)
    assert found.returncode == 0, found.stderr.decode()
    project = read_project(museum)
    assert is_built(project)
    return project


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Any build takes longer than a start waits."""
    monkeypatch.setattr(rebuilding_module, "PATIENCE", 0.0)
    yield


def noted(project: Project) -> tuple[int, int]:
    """Which note there is: each build writes another."""
    found = (project.build / NOTE).stat()
    return found.st_ino, found.st_mtime_ns


def remark(project: Project) -> None:
    """Change a file, and nothing of the graph."""
    with (project.seeds / SEED).open("a", encoding="utf-8") as file:
        file.write("# a remark\n")


def spoil(project: Project) -> None:
    (project.seeds / "m003.yaml").write_text("article: {id: m003\n", encoding="utf-8")


def test_what_has_not_changed_is_served_and_nothing_is_built(known: Project) -> None:
    before = noted(known)
    with serving(kg_command("serve", "--port", "0"), known.root) as (server, line):
        assert get(line, "/sparql?query=ASK%7B%7D&format=json")[0] == 200
        assert get(line, "/id/autumn-ferry")[0] == 200
        assert noted(known) == before
        server.terminate()
        complaint = server.communicate(timeout=30)[1]
    assert "changed" not in complaint
    remark(known)
    with serving(kg_command("serve", "--port", "0", "--fresh"), known.root) as (_, line):
        assert get(line, "/id/autumn-ferry")[0] == 200
        assert noted(known) != before, "a build leaves another note"


def test_what_has_changed_is_served_as_it_was_until_it_is_built(
    known: Project, impatient: None, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    last = current_version(known)
    settings = (known.root / "kg.toml").read_text("utf-8")
    (known.root / "kg.toml").write_text(settings.replace('title = "', 'title = "New: ', 1), "utf-8")
    project = read_project(known.root)
    with caplog.at_level(logging.INFO, "kg.build"):
        rebuild = prepare(project, fresh=False, language="en")
        assert rebuild is not None
        said = capsys.readouterr().err
        assert said == (
            f"the project has changed since {last.sha256[:12]} of {last.manifest.built}, "
            "which is served until the new version is built\n"
        )
        assert current_version(project).manifest.title == last.manifest.title
        try:
            rebuild.watch()
            assert eventually(lambda: bool(caplog.messages))
        finally:
            rebuild.close()
    assert caplog.messages == ["the project is built, and is served as it was at the start"]
    assert current_version(project).manifest.title.startswith("New: ")
    assert is_built(project)


def test_errors_that_a_build_finds_beside_the_server_are_in_the_log(
    known: Project, impatient: None, caplog: pytest.LogCaptureFixture
) -> None:
    last = current_version(known)
    spoil(known)
    rebuild = prepare(known, fresh=False, language="en")
    assert rebuild is not None
    try:
        rebuild.watch()
        assert eventually(lambda: any("m003.yaml:" in one for one in caplog.messages))
    finally:
        rebuild.close()
    assert caplog.messages[0] == "the project has errors; the last good version stays"
    assert {one.levelno for one in caplog.records} == {logging.ERROR}
    assert current_version(known).sha256 == last.sha256


def test_who_wants_it_fresh_waits(
    known: Project, impatient: None, capsys: pytest.CaptureFixture[str]
) -> None:
    remark(known)
    assert prepare(known, fresh=True, language="en") is None
    assert is_built(known)
    assert capsys.readouterr().err == ""


def test_a_server_that_ends_ends_its_build(known: Project, impatient: None) -> None:
    remark(known)
    rebuild = prepare(known, fresh=False, language="en")
    assert rebuild is not None
    rebuild.watch()
    rebuild.close()
    assert rebuild.wait(0) not in (None, 0)
    verify(current_version(known))


def test_a_build_that_cannot_run_keeps_nobody_from_the_last_good_version(
    known: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding_module, "PATIENCE", within(60))
    remark(known)
    with build_lock(known):
        assert prepare(known, fresh=False, language="en") is None
    said = capsys.readouterr().err
    assert "another build of this project is running" in said
    assert "warning: the project could not be built; the last good version is served, " in said


def test_without_a_version_the_project_is_built_first_and_errors_end_the_start(museum: Path) -> None:
    project = read_project(museum)
    spoil(project)
    with pytest.raises(ProjectRejected):
        prepare(project, fresh=False, language="en")
    (project.seeds / "m003.yaml").unlink()
    assert prepare(project, fresh=False, language="en") is None
    verify(current_version(project))


@pytest.mark.parametrize("damage", ["shortened", "deleted", "format"])
def test_a_version_that_cannot_be_served_is_built_before_the_start(known: Project, damage: str) -> None:
    version = current_version(known)
    if damage == "shortened":
        os.truncate(version.quads, 10)
    elif damage == "deleted":
        shutil.rmtree(version.path)
    else:
        (version.path / "manifest.json").write_text("{}")
    assert prepare(known, fresh=False, language="en") is None
    verify(current_version(known))


def test_a_version_that_is_withdrawn_is_built_anew_by_the_next_start(known: Project) -> None:
    quads = current_version(known).quads
    whole = quads.read_bytes()
    quads.write_bytes(whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:])
    assert is_built(known), "its size is right, and nobody has read it"
    with serving(kg_command("serve", "--port", "0"), known.root) as (_, line):
        assert eventually(lambda: get(line, "/readyz")[0] == 503)
        assert eventually(lambda: not (known.build / NOTE).exists())
    with serving(kg_command("serve", "--port", "0", "--fresh"), known.root) as (_, line):
        assert get(line, "/id/autumn-ferry")[0] == 200
    verify(current_version(known))
