"""How far long work has come: one line of standard error that is written again and again.

Nothing is shown in a pipe, nor in the first second; the line is wiped when the work ends, so that
what is printed afterwards stands alone.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import TextIO

import click

from kg.cli.columns import columns_of, cut
from kg.cli.language import language_of
from kg.model.wording import grouped, known

Progress = Callable[[str, int, int], None]

PATIENCE = 1.0  # seconds before anything is shown
PERIOD = 0.2  # seconds between two drawings


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


def _silent(stage: str, done: int, total: int) -> None:
    """Progress where nobody watches."""


class _Line:
    """The latest news of the work, and the line of the terminal that shows it."""

    def __init__(self, terminal: TextIO, language: str) -> None:
        self.terminal = terminal
        self.language = language
        self.ended = threading.Event()
        self.news = ""

    def note(self, stage: str, done: int, total: int) -> None:
        words = known(stage).in_language(self.language)
        counted = (grouped(number).in_language(self.language) for number in (done, total))
        self.news = f"{words} {'/'.join(counted)}" if total > 1 else words

    def draw_until_ended(self) -> None:
        shown = ""
        wait = PATIENCE
        while not self.ended.wait(wait):
            wait = PERIOD
            news = cut(self.news, get_terminal_size().columns - 1)
            if news != shown:
                self._rewrite(news, columns_of(shown))
                shown = news
        if shown:
            self._rewrite("", columns_of(shown))

    def _rewrite(self, words: str, wiped: int) -> None:
        self.terminal.write(f"\r{' ' * wiped}\r{words}")
        self.terminal.flush()
