"""How far long work has come: one line of standard error that is written again and again.

Nothing is shown in a pipe, nor in the first second; the line is wiped when the work ends, so that
what is printed afterwards stands alone.  Time left is said only once a stage has a rate of its own.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import TextIO

import click

from kg.cli.columns import columns_of, cut
from kg.cli.language import language_of
from kg.model.wording import NOTHING, Message, grouped, known, phrase

Progress = Callable[[str, int, int], None]

PATIENCE = 1.0  # seconds before anything is shown
PERIOD = 0.2  # seconds between two drawings
KNOWN_AFTER = 2.0  # seconds of a stage, before which its rate says little
FEWEST_DONE = 5
_MINUTE, _HOUR = 60, 60


@contextmanager
def shown_progress(stream: TextIO | None = None) -> Iterator[Progress]:
    """A function that takes stage, done and total, and shows them while the block runs.

    `stream` is standard error unless given.  The drawing is done by a thread, so that a stage that
    reports seldom is shown all the same.
    """
    terminal = sys.stderr if stream is None else stream
    if not terminal.isatty() or os.environ.get("TERM") == "dumb":
        yield _silent
        return
    line = _Line(terminal, language_of(click.get_current_context(silent=True)))
    drawing = threading.Thread(target=line.draw_until_ended, daemon=True)
    drawing.start()
    try:
        yield line.note
    finally:
        line.ended.set()
        drawing.join()


def time_left(seconds: float, done: int, total: int) -> Message:
    """How long a stage will go on at the rate that it had so far; nothing before there is a rate."""
    if seconds < KNOWN_AFTER or done < FEWEST_DONE or done >= total:
        return NOTHING
    left = round(seconds / done * (total - done))
    if left < _MINUTE:
        return phrase("about {seconds} s left", seconds=max(1, left))
    minutes = round(left / _MINUTE)
    if minutes < _HOUR:
        return phrase("about {minutes} min left", minutes=minutes)
    return phrase("about {hours} h {minutes} min left", hours=minutes // _HOUR, minutes=minutes % _HOUR)


def _silent(stage: str, done: int, total: int) -> None:
    """Progress where nobody watches."""


@dataclass(frozen=True, slots=True)
class _News:
    """What the work said last, and when it began the stage that it is in."""

    stage: str
    done: int
    total: int
    begun: float


class _Line:
    """The latest news of the work, and the line of the terminal that shows it."""

    def __init__(self, terminal: TextIO, language: str) -> None:
        self.terminal = terminal
        self.language = language
        self.ended = threading.Event()
        self.news = _News("", 0, 0, 0.0)

    def note(self, stage: str, done: int, total: int) -> None:
        # Called for each file: words are made by the thread that draws, five times a second.
        begun = self.news.begun if stage == self.news.stage else time.monotonic()
        self.news = _News(stage, done, total, begun)

    def draw_until_ended(self) -> None:
        shown = ""
        wait = PATIENCE
        while not self.ended.wait(wait):
            wait = PERIOD
            news = cut(self._words(self.news), get_terminal_size().columns - 1)
            if news != shown:
                self._rewrite(news, columns_of(shown))
                shown = news
        if shown:
            self._rewrite("", columns_of(shown))

    def _rewrite(self, words: str, wiped: int) -> None:
        self.terminal.write(f"\r{' ' * wiped}\r{words}")
        self.terminal.flush()

    def _words(self, news: _News) -> str:
        if not news.stage:
            return ""
        words = known(news.stage).in_language(self.language)
        if news.total <= 1:
            return words
        counted = (grouped(number).in_language(self.language) for number in (news.done, news.total))
        left = time_left(time.monotonic() - news.begun, news.done, news.total).in_language(self.language)
        return f"{words} {'/'.join(counted)}{', ' if left else ''}{left}"
