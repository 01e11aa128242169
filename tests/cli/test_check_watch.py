"""`kg check --watch` as it runs beside an editor: a real process, real saves, and what it prints of them."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli.shell import environment, kg_command, run_kg
from patience import within

pytestmark = pytest.mark.slow


class Watching:
    """A running `kg check --watch`; its lines are read as they come."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            kg_command("check", "--watch", *arguments),
            cwd=folder,
            env=environment(KG_CACHE=str(folder.parent / "cache")),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, fits: Callable[[str], bool], *, seconds: float = 20) -> list[str]:
        """The lines up to the first that fits."""
        seen: list[str] = []
        end = time.monotonic() + within(seconds)
        while not (seen and fits(seen[-1])):
            try:
                seen.append(self.lines.get(timeout=max(0.01, end - time.monotonic())))
            except queue.Empty:
                pytest.fail(f"no such line after {seconds} s: {seen}")
        return seen

    def round(self) -> list[str]:
        """The lines of the next round, whose last one counts findings."""
        return self.until(lambda line: "warnings" in line)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=within(20))
        self.reader.join(timeout=within(5))
        return code


@pytest.fixture
def watching(museum: Path) -> Iterator[Callable[..., Watching]]:
    begun: list[Watching] = []

    def begin(*arguments: str) -> Watching:
        begun.append(Watching(museum, *arguments))
        return begun[-1]

    yield begin
    for one in begun:
        one.process.kill()
        one.process.wait()
        one.reader.join(timeout=within(5))
        assert one.process.stdout is not None
        one.process.stdout.close()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def save_by_renaming(path: Path, old: str, new: str) -> None:
    """As many editors save: a new file takes the place of the old one."""
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    beside.replace(path)


def test_each_save_is_told_and_ctrl_c_is_a_quiet_end(museum: Path, watching: Callable[..., Watching]) -> None:
    run = watching()
    first = run.round()
    assert "watching; Ctrl+C ends" in first[0]
    assert "0 errors, 0 warnings" in first[-1]
    path = museum / "seeds" / "m002.yaml"
    edit(path, "seals: 3", "seals: three")
    told = run.round()
    assert told[0].endswith("saved: seeds/m002.yaml")
    assert any(line.startswith("seeds/m002.yaml:") and "error[" in line for line in told)
    assert "of 3 files: 1 error" in told[-1]
    assert "in the whole project 1 error" in told[-1]
    save_by_renaming(path, "seals: three", "seals: 3")
    mended = run.round()
    assert mended[0].endswith("saved: seeds/m002.yaml")
    assert "0 errors" in mended[-1]
    assert run.stop() == 0
    assert run.lines.empty()


def test_what_is_broken_on_the_way_does_not_end_it(museum: Path, watching: Callable[..., Watching]) -> None:
    run = watching()
    run.round()
    seed, settings = museum / "seeds" / "m001.yaml", museum / "kg.toml"
    edit(seed, "exhibitions:", "exhibitions: [")
    assert any("yaml-syntax" in line for line in run.round())
    edit(seed, "exhibitions: [", "exhibitions:")
    assert "0 errors" in run.round()[-1]
    edit(settings, "title = ", "titel = ")
    assert any("kg.toml:" in line and "error[" in line for line in run.round())
    edit(settings, "titel = ", "title = ")
    assert "0 errors" in run.round()[-1]
    edit(museum / "ontology" / "ml.ttl", "@prefix ml:", "@prefx ml:")
    assert any("turtle-syntax" in line for line in run.round())
    edit(museum / "ontology" / "ml.ttl", "@prefx ml:", "@prefix ml:")
    assert "0 errors" in run.round()[-1]
    vanished = seed.read_text("utf-8")
    seed.unlink()
    assert "0 errors" not in run.round()[-1]
    seed.write_text(vanished, "utf-8")
    assert "0 errors" in run.round()[-1]
    assert run.process.poll() is None
    assert run.stop() == 0


def test_files_of_a_new_folder_are_seen(museum: Path, watching: Callable[..., Watching]) -> None:
    (museum / "queries").rename(museum / "elsewhere")
    run = watching()
    run.round()
    (museum / "elsewhere").rename(museum / "queries")
    assert "queries/" in run.round()[0]
    (museum / "queries" / "broken.rq").write_text("# parameter x: nothing\nSELECT * {}", "utf-8")
    assert any("broken-question" in line for line in run.round())
    assert run.stop() == 0


def test_json_is_one_document_a_line(museum: Path, watching: Callable[..., Watching]) -> None:
    run = watching("--format", "json")
    first = json.loads(run.until(lambda line: line.startswith("{"))[-1])
    assert first["saved"] == []
    assert "scope" not in first
    edit(museum / "seeds" / "m002.yaml", "seals: 3", "seals: three")
    told = json.loads(run.until(lambda line: line.startswith("{"))[-1])
    assert told["saved"] == ["seeds/m002.yaml"]
    assert told["project"]["errors"] == 1
    assert told["diagnostics"][0]["path"] == "seeds/m002.yaml"
    assert told["scope"]["of"] == 3
    assert run.stop() == 0


def test_it_speaks_the_language_that_was_asked_for(museum: Path, watching: Callable[..., Watching]) -> None:
    run = watching("--lang", "ru")
    assert "слежу за файлами" in run.until(lambda line: "слежу" in line)[-1]
    run.until(lambda line: "0 ошибок" in line)
    edit(museum / "seeds" / "m002.yaml", "seals: 3", "seals: three")
    assert "сохранено: seeds/m002.yaml" in run.until(lambda line: "сохранено" in line)[-1]
    assert "во всём проекте: 1 ошибка" in run.until(lambda line: "во всём проекте" in line)[-1]


def test_a_project_that_goes_away_ends_it_with_the_reason(
    museum: Path, watching: Callable[..., Watching]
) -> None:
    run = watching()
    run.round()
    museum.rename(museum.with_name("gone"))
    assert run.process.wait(timeout=within(20)) == 2
    assert any("is gone" in line for line in run.until(lambda line: "is gone" in line))


def test_a_call_that_no_save_can_mend_is_refused(museum: Path) -> None:
    found = run_kg("check", "--watch", cwd=museum, KG_CACHE="inside")
    assert found.returncode == 2
    assert b"lies in the project" in found.stderr


def test_a_reader_that_goes_away_ends_it(museum: Path) -> None:
    read, write = os.pipe()
    process = subprocess.Popen(
        kg_command("check", "--watch"), cwd=museum, env=environment(), stdout=write, stderr=subprocess.DEVNULL
    )
    os.close(write)
    try:
        with os.fdopen(read, encoding="utf-8") as lines:
            assert "watching" in lines.readline()
        edit(museum / "seeds" / "m002.yaml", "seals: 3", "seals: three")
        assert process.wait(timeout=within(20)) != 0
    finally:
        process.kill()
        process.wait()
