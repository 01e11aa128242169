"""What a build read is noted, so that nobody builds what has not changed, and never trusted when in doubt."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from projects import ROOT

import kg.graph.cache.keys as keys_module
from kg.graph.pipeline import build
from kg.graph.version.build_folder import current_name, switch_current
from kg.graph.version.inputs import (
    NOTE,
    _files,
    forget_inputs,
    is_built,
    is_settled,
    look_at_inputs,
    note_inputs,
)
from kg.model.project import Project, read_project

pytestmark = pytest.mark.slow

SEED = "seeds/m001.yaml"


def settled() -> None:
    """Let the clock of files go on, so that what was written stands in its past."""
    time.sleep(0.1)


def museum(folder: Path) -> Project:
    shutil.copytree(ROOT / "tests" / "project", folder, ignore=shutil.ignore_patterns("build"))
    settled()
    return read_project(folder)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = museum(tmp_path_factory.mktemp("inputs") / "museum")
    build(made)
    assert is_built(made)
    return made


@pytest.fixture
def noted(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project, whatever an earlier test has changed, as if a build had just read it."""
    monkeypatch.delenv("KG_ARTICLES", raising=False)
    settled()
    note_inputs(project, look_at_inputs(project), current_name(project) or "")
    assert is_built(project)
    return project


def times_kept(path: Path, change: Callable[[], object]) -> None:
    """Change a file and set its time back, as some programs do."""
    before = path.stat()
    change()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def one_letter(path: Path) -> None:
    text = path.read_bytes()
    path.write_bytes(text.replace(b"a", b"b", 1))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a letter of a curation": lambda root: one_letter(root / SEED),
    "a letter, and the time set back": lambda root: times_kept(root / SEED, lambda: one_letter(root / SEED)),
    "a curation more": lambda root: shutil.copy(root / SEED, root / "seeds" / "m099.yaml"),
    "a curation less": lambda root: (root / "seeds" / "m002.yaml").unlink(),
    "a curation in a folder": lambda root: (
        (root / "seeds" / "x.yaml").mkdir(exist_ok=True)
        or (root / "seeds" / "x.yaml" / f"{time.monotonic_ns()}").touch()
    ),
    "the settings": lambda root: one_letter(root / "kg.toml"),
    "the ontology": lambda root: (root / "ontology" / "more.ttl").write_text("# nothing\n"),
    "a rule": lambda root: _write(root / "ontology" / "rules" / "more.rq"),
    "a shape": lambda root: _write(root / "shapes" / "more-shapes.ttl"),
    "a check": lambda root: _write(root / "shapes" / "checks" / "more.rq"),
    "a question": lambda root: _write(root / "queries" / "more.rq"),
    "a text": lambda root: _write(root / "articles" / "m001.txt"),
    "the lock": lambda root: _write(root / "seeds" / "evidence.lock"),
    "a link that leads nowhere": lambda root: (root / "seeds" / f"{time.monotonic_ns()}.yaml").symlink_to(
        root / "nowhere"
    ),
}


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {time.monotonic_ns()}\n", encoding="utf-8")


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_anything_that_a_build_reads_is_seen(noted: Project, change: str) -> None:
    CHANGES[change](noted.root)
    assert not is_built(noted)
    for left in noted.seeds.glob("*.yaml"):
        if left.is_symlink():  # with which nothing is ever trusted
            note_inputs(noted, look_at_inputs(noted), current_name(noted) or "")
            assert not is_built(noted)
            left.unlink()


def test_texts_elsewhere_are_other_texts(
    noted: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_ARTICLES", str(tmp_path))
    assert not is_built(noted)
    settled()
    note_inputs(noted, look_at_inputs(noted), current_name(noted) or "")
    assert is_built(noted)
    (tmp_path / "m001.txt").write_text("A text.\n")
    assert not is_built(noted)


def test_another_engine_has_built_nothing(noted: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "_engine", lambda: "another")
    assert not is_built(noted)


def test_a_note_about_another_version_says_nothing(noted: Project) -> None:
    name = current_name(noted) or ""
    switch_current(noted, f"{'0' * 64}{name[64:]}")
    assert not is_built(noted)
    switch_current(noted, name)
    assert is_built(noted)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"layout": 2}', "[" * 100_000, "\0"])
def test_a_note_that_is_none_says_nothing(noted: Project, text: str) -> None:
    (noted.build / NOTE).write_text(text)
    assert not is_built(noted)


def test_a_forgotten_note_says_nothing(noted: Project) -> None:
    forget_inputs(noted)
    forget_inputs(noted)
    assert not is_built(noted)


@pytest.mark.parametrize("ahead", [0.0, 10.0, 1e6])
def test_what_changed_in_the_moment_of_the_look_is_never_trusted(noted: Project, ahead: float) -> None:
    path, before = noted.root / SEED, (noted.root / SEED).stat()
    moment = time.time_ns() + int(ahead * 1e9)
    os.utime(path, ns=(moment, moment))
    found = look_at_inputs(noted)
    assert not found.settled
    note_inputs(noted, found, current_name(noted) or "")
    assert not is_built(noted)
    assert not (noted.build / NOTE).exists()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_where_times_are_whole_seconds_the_moment_is_longer(noted: Project) -> None:
    second = 1_000_000_000
    now = time.time_ns() // second * second
    for later, trusted in ((0, False), (second, False), (2 * second, True)):
        assert is_settled(now - second, now - second, now=now + later) is trusted
    assert is_settled(now - second, now - second + 1_000_000, now=now)


def test_a_file_that_changes_while_it_is_built_is_not_noted(noted: Project) -> None:
    before = look_at_inputs(noted)
    assert before.settled
    one_letter(noted.root / SEED)
    settled()
    note_inputs(noted, before, current_name(noted) or "")
    assert not is_built(noted)


def test_a_lock_that_the_build_writes_itself_does_not_count_as_a_change(tmp_path: Path) -> None:
    made = museum(tmp_path / "museum")
    lock = made.root / "seeds" / "evidence.lock"
    assert lock.exists()
    build(made)
    assert is_built(made)


def test_a_build_opens_nothing_in_a_project_that_is_not_among_its_inputs(tmp_path: Path) -> None:
    made = museum(tmp_path / "museum")
    opened: set[Path] = set()
    listening = True

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if listening and event in ("open", "os.scandir", "os.listdir") and isinstance(arguments[0], str):
            opened.add(Path(os.path.abspath(arguments[0])))  # noqa: PTH100

    sys.addaudithook(hear)  # which stays until the process ends
    try:
        build(made)
    finally:
        listening = False
    inside = {
        path for path in opened if made.root in path.parents and made.build not in (path, *path.parents)
    }
    known = {made.root / name for name, _ in _files(made)}
    assert made.root / SEED in inside
    # What is not there is asked for too, and would be seen when it came; so is the file beside a lock.
    assert {path for path in inside - known if path.exists()} == set()
