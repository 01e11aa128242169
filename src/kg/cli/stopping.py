"""The signals that say to stop: the first lets work end, the second does not wait."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

# SIGHUP is what a terminal sends that is closed; Windows has none.
STOPPING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name))


def end_on_signals() -> None:
    """Have each of them end the process as Ctrl+C does, with KeyboardInterrupt."""
    for number in STOPPING:
        signal.signal(number, signal.default_int_handler)


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Have the first of them call `stop`, and the next end the process."""

    def called(_number: int, _frame: FrameType | None) -> None:
        end_on_signals()
        stop()

    for number in STOPPING:
        signal.signal(number, called)
