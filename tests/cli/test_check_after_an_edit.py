"""`kg check` after one edit, as a person runs it: the words of a complete check, whatever was left."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli.shell import environment, kg_command, run_kg
from grown import age, grow
from patience import within

from kg.graph.findings import WORTH_IT

pytestmark = pytest.mark.slow


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A project that is large enough, checked once; its cache is beside it."""
    folder = grow(tmp_path / "many", WORTH_IT)
    age(folder)
    done = run_kg("check", cwd=folder, KG_CACHE=str(tmp_path / "cache"))
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "cache").glob("*/last-check-*/ledger.sqlite"))
    return folder


def edit(folder: Path, number: int, old: str = "leg: outward", new: str = "leg: sideways") -> None:
    path = folder / "seeds" / f"g{number:03}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_words_are_those_of_a_complete_check(many: Path) -> None:
    edit(many, 7)
    edit(many, 50, "kind: canvas", "kind: kanvas")
    quick = run_kg("check", cwd=many, KG_CACHE=str(many.parent / "cache"))
    complete = run_kg("check", cwd=many)
    assert (quick.returncode, quick.stdout, quick.stderr) == (1, complete.stdout, complete.stderr)
    assert b"seeds/g007.yaml" in quick.stdout
    assert b"seeds/g050.yaml" in quick.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_killed_at_any_moment_it_says_the_same_the_next_time(many: Path) -> None:
    cache = many.parent / "cache"
    edit(many, 7)
    complete = run_kg("check", cwd=many)
    started = time.monotonic()
    assert run_kg("check", cwd=many, KG_CACHE=str(cache)).stdout == complete.stdout
    takes = time.monotonic() - started
    chance = random.Random(1)
    for _ in range(8):
        process = subprocess.Popen(
            kg_command("check"),
            cwd=many,
            env=environment(KG_CACHE=str(cache)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(takes * chance.random())
        process.kill()
        process.wait(timeout=within(10))
    assert run_kg("check", cwd=many, KG_CACHE=str(cache)).stdout == complete.stdout


def test_two_at_once_say_the_same(many: Path) -> None:
    edit(many, 7)
    complete = run_kg("check", cwd=many)
    running = [
        subprocess.Popen(
            kg_command("check"),
            cwd=many,
            env=environment(KG_CACHE=str(many.parent / "cache")),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    for process in running:
        out, err = process.communicate(timeout=within(60))
        assert (process.returncode, out, err) == (1, complete.stdout, complete.stderr)


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(many: Path) -> None:
    shutil.rmtree(many.parent / "cache")
    (many.parent / "cache").write_text("a file where a folder should be", "utf-8")
    edit(many, 7)
    quick = run_kg("check", cwd=many, KG_CACHE=str(many.parent / "cache"))
    complete = run_kg("check", cwd=many)
    assert (quick.returncode, quick.stdout, quick.stderr) == (1, complete.stdout, complete.stderr)


def test_when_asked_it_says_whether_the_check_was_complete_and_why(many: Path) -> None:
    cache = str(many.parent / "cache")
    edit(many, 7)
    silent = run_kg("check", cwd=many, KG_CACHE=cache)
    quick = run_kg("check", "--verbose", cwd=many, KG_CACHE=cache)
    assert (silent.returncode, silent.stdout, silent.stderr) == (1, quick.stdout, b"")
    assert quick.stderr.decode() == (
        "this check went on from the last complete one: one article has changed since\n"
    )
    part = run_kg("check", "-v", "seeds/g007.yaml", cwd=many, KG_CACHE=cache)
    assert b"only a check of a whole project goes on" in part.stderr
    with (many / "kg.toml").open("a", encoding="utf-8") as settings:
        settings.write("# a remark\n")
    complete = run_kg("check", "-v", "--lang", "ru", cwd=many, KG_CACHE=cache)
    assert complete.stderr.decode().startswith("проверка была полной: изменились сам kg, kg.toml")
    without = run_kg("check", "-v", cwd=many)
    assert without.stderr == b"this check was a complete one: no cache is kept\n"
