"""Progress on a real terminal (a pseudo-terminal), and silence everywhere else."""

from __future__ import annotations

import io
import os
import re
import select
import sys
import time

import click
import pytest

from kg.cli.progress import KNOWN_AFTER, PATIENCE, shown_progress, time_left

pytestmark = pytest.mark.slow

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


def _shown(seconds: float) -> str:
    """What a terminal got from work of so many seconds."""
    keyboard, screen = os.openpty()
    with os.fdopen(screen, "w") as terminal:
        with shown_progress(terminal) as progress:
            progress("reading seeds", 3, 1200)
            time.sleep(seconds)
        written = b""
        while select.select([keyboard], [], [], 0.2)[0]:
            written += os.read(keyboard, 4096)
    os.close(keyboard)
    return written.decode()


@POSIX
def test_work_that_takes_longer_than_a_second_is_shown_on_one_line_that_is_wiped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    words = "reading seeds 3/1,200"
    assert _shown(PATIENCE + 0.3) == f"\r\r{words}\r{' ' * len(words)}\r"


@POSIX
def test_a_stage_is_named_in_the_language_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    with click.Context(click.Command("kg")) as context:
        context.meta["kg.language"] = "zh"
        shown = _shown(PATIENCE + 0.3)
    assert shown == f"\r\r读取整理文件 3/1,200\r{' ' * (12 + 8)}\r", "a Han character takes two columns"


@POSIX
def test_quick_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert _shown(0.1) == ""


@POSIX
def test_a_terminal_that_cannot_move_its_cursor_gets_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert _shown(PATIENCE + 0.3) == ""


def test_a_pipe_gets_no_progress() -> None:
    pipe = io.StringIO()
    with shown_progress(pipe) as progress:
        progress("reading seeds", 3, 12)
        time.sleep(PATIENCE + 0.1)
    assert pipe.getvalue() == ""


@POSIX
def test_a_stage_that_goes_on_says_how_long_it_will_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    keyboard, screen = os.openpty()
    with os.fdopen(screen, "w") as terminal:
        with shown_progress(terminal) as progress:
            progress("reading seeds", 0, 1200)
            time.sleep(KNOWN_AFTER + 0.2)
            progress("reading seeds", 400, 1200)
            time.sleep(0.5)
        written = b""
        while select.select([keyboard], [], [], 0.2)[0]:
            written += os.read(keyboard, 4096)
    os.close(keyboard)
    shown = written.decode()
    assert "reading seeds 0/1,200\r" in shown, "without a rate nothing is promised"
    assert re.search(r"reading seeds 400/1,200, about \d+ s left", shown)


def test_time_left_is_what_the_rate_so_far_gives() -> None:
    assert not time_left(KNOWN_AFTER / 2, 100, 200)
    assert not time_left(60, 1, 200)
    assert not time_left(60, 200, 200)
    assert time_left(10, 100, 200).en == "about 10 s left"
    assert time_left(60, 100, 400).ru == "осталось около 3 мин"
    assert time_left(3600, 100, 325).zh == "大约还需 2 小时 15 分钟"
