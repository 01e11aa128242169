"""The log is written by a thread of its own, so that a reader who does not read holds up no answer.

Records wait in a line that has an end.  What comes when it is full is dropped and counted, and the log says
so as soon as it can; what waits when the process ends is written, unless nobody takes it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import TextIO

_MOST_WAITING = 20_000  # lines; few have more than 500 bytes
_AT_ONCE = 500  # lines in one call of the system
_PAUSE_SECONDS = 0.02  # between two of them: to wake a thread for each line costs more than the line
_END_SECONDS = 3.0


class LogThread(logging.Handler):
    """Writes log records to a stream, in the order of their coming, without ever holding up who logs."""

    def __init__(
        self, stream: TextIO, *, most_waiting: int = _MOST_WAITING, end_seconds: float = _END_SECONDS
    ) -> None:
        """At most so many records wait; at the end they get `end_seconds` to be taken."""
        super().__init__()
        self._stream = stream
        self._most = most_waiting
        self._end_seconds = end_seconds
        self._waiting: deque[logging.LogRecord] = deque()
        self._dropped = 0
        self._called = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="kg-log", daemon=True)
        self._thread.start()

    def createLock(self) -> None:  # noqa: N802 - the name that logging calls
        """None: a deque needs no lock, and whoever logs waits for nobody."""
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        """Have a record written."""
        if len(self._waiting) >= self._most:
            self._dropped += 1  # two threads may count one; nobody needs the number to be exact
            return
        if record.args:
            record.msg, record.args = record.getMessage(), None  # they may change until it is written
        self._waiting.append(record)
        if not self._called.is_set():
            self._called.set()

    def close(self) -> None:
        """Write what waits, in at most `end_seconds`; a second time does nothing."""
        if not self._ended:
            self._ended = True
            self._called.set()
            self._thread.join(self._end_seconds)
        super().close()

    def _work(self) -> None:
        while True:
            self._called.wait()
            self._called.clear()
            ended = self._ended
            while self._waiting or self._dropped:
                self._write()
            if ended:
                return
            if not self._ended:
                time.sleep(_PAUSE_SECONDS)

    def _write(self) -> None:
        lines: list[str] = []
        while self._waiting and len(lines) < _AT_ONCE:
            record = self._waiting.popleft()
            try:
                lines.append(f"{self.format(record)}\n")
            except Exception:  # noqa: BLE001 - nothing may end this thread
                self._dropped += 1
        dropped, self._dropped = self._dropped, 0
        if dropped:
            words = f"{dropped} lines of the log were dropped, because nobody took them in time"
            lines.append(f"{self.format(_record(words))}\n")
        try:
            self._stream.write("".join(lines))
            self._stream.flush()
        except (OSError, ValueError):  # nobody reads any more, or it is closed: there is nothing to tell whom
            return


def _record(words: str) -> logging.LogRecord:
    return logging.LogRecord("kg.log", logging.WARNING, "", 0, words, None, None)
