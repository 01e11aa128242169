"""Whole messages between the server and one worker process, over a pair of sockets.

A message is a length and a pickled value.  The server never blocks on a worker: each wait has an end,
so that a process that is stopped in the middle of a message holds up nobody.  Nor does it believe one:
a query may have taken the process over, so what it says can be a plain value or one of a few classes of
ours, and never a call.
"""

from __future__ import annotations

import io
import pickle
import socket
import struct
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from kg.endpoint.asking import Asking, Shape
from kg.endpoint.jobs import Answered, Failed, Layers, Trouble

_LENGTH = struct.Struct("<Q")
_FIRST = 1 << 16  # most messages are shorter, and for more the system would be asked for memory each time
_BLOCK = 1 << 18
_ANY_SIZE = 1 << 62
_SAID = {
    (each.__module__, each.__qualname__): each for each in (Answered, Asking, Failed, Layers, Shape, Trouble)
}


class Nonsense(OSError):
    """What came is no message of a worker; nothing that follows on the channel can be one either."""


class TooLong(OSError):
    """The message is longer than its reader wants to take; it can still be received."""


class Channel:
    """One end of the pair; `receive` goes on where it was interrupted."""

    def __init__(self, end: socket.socket, *, most: int = _ANY_SIZE) -> None:
        """`most` is how many bytes a message that is received may have."""
        self._socket = end
        self._most = most
        self._nonsense = False
        self._begun = bytearray()
        self._seconds = -1.0

    def fileno(self) -> int:
        """The descriptor, for whoever waits for several."""
        return self._socket.fileno()

    def send(self, message: bytes, *, seconds: float | None = None) -> None:
        """Send a message of `pack`, in at most so many seconds (None: however long it takes).

        Raises TimeoutError, and OSError when nobody is at the other end.
        """
        self._wait(seconds)
        self._socket.sendall(message)

    def receive(self, *, seconds: float | None = None, short: int = _ANY_SIZE) -> Any:
        """The next value of a worker, who is not believed.

        Raises as `receive_packed`, and Nonsense for what no worker of ours says, then and ever after.
        """
        message = self.receive_packed(seconds=seconds, short=short)
        try:
            return _Said(io.BytesIO(message)).load()
        except MemoryError:
            self._nonsense = True  # the message is lost
            raise
        except Exception as problem:
            self._nonsense = True
            raise Nonsense("a worker sent what is no outcome") from problem

    def receive_packed(self, *, seconds: float | None = None, short: int = _ANY_SIZE) -> bytes:
        """The next message, for `unpack`.

        What has come of it by the end of the time is kept for the next call.  Raises TimeoutError
        (BlockingIOError for no time at all), EOFError when nobody is at the other end, Nonsense when it is
        longer than any message, TooLong when it has more than `short` bytes, OSError.
        """
        end = None if seconds is None else time.monotonic() + seconds
        while True:
            needed = self._needed()
            if self._nonsense or needed > self._most:
                self._nonsense = True
                raise Nonsense("a worker sent what is no message")
            if needed > 0 and needed + len(self._begun) > short:
                raise TooLong("a worker sends more than can be taken at once")
            if needed <= 0:
                message = bytes(memoryview(self._begun)[_LENGTH.size :])
                self._begun = bytearray()
                return message
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0 < (seconds or 0):  # it sends, but not in time
                raise TimeoutError
            self._wait(left)
            try:
                begun = bool(self._begun)
                received = self._socket.recv(max(_BLOCK, min(needed, 16 * _BLOCK)) if begun else _FIRST)
            except BlockingIOError:
                if not seconds:  # the caller asked for what is there
                    raise
                raise TimeoutError from None  # what was left of its time was no millisecond
            if not received:
                raise EOFError
            self._begun += received

    @property
    def closed_there(self) -> bool:
        """Whether nobody is at the other end any more; asked while nothing is on the way."""
        try:
            self._wait(0)
            return self._socket.recv(1, socket.MSG_PEEK) == b""
        except (BlockingIOError, TimeoutError):
            return False
        except OSError:
            return True

    def close(self) -> None:
        """Close this end."""
        self._socket.close()

    def _needed(self) -> int:
        """How many bytes of the message are still to come, at least."""
        if len(self._begun) < _LENGTH.size:
            return _LENGTH.size - len(self._begun)
        return int(_LENGTH.unpack_from(self._begun)[0]) + _LENGTH.size - len(self._begun)

    def _wait(self, seconds: float | None) -> None:
        """Let the next call wait so long; 0 and less: only for what is there."""
        wanted = -2.0 if seconds is None else max(0.0, round(seconds, 3))
        if wanted != self._seconds:
            self._socket.settimeout(None if seconds is None else wanted)
            self._seconds = wanted


def pack(value: Any) -> bytes:
    """A value as `Channel.send` takes it."""
    message = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(message)) + message


def unpack(message: bytes) -> Any:
    """The value of a message of the server; what it names is called."""
    return pickle.loads(message)  # noqa: S301 - of our own process, to a worker


def pair(*, most: int = _ANY_SIZE) -> tuple[Channel, socket.socket]:
    """The server's end, and the other, which can be given to a process that is started.

    `most` is how many bytes the process can say at a time.  Raises OSError.
    """
    here, there = socket.socketpair()
    return Channel(here, most=most), there


class _Said(pickle.Unpickler):
    """Reads what a worker says: plain values, and those classes that outcomes are made of."""

    def find_class(self, module: str, name: str) -> Callable[..., Any]:
        """The class of this name, in a wrapping of its own: to change that would change nothing."""
        found = _SAID.get((module, name))
        if found is None:
            raise pickle.UnpicklingError("a worker named what it has no need of")
        return partial(found)
