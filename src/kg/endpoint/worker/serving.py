"""The life of a worker process: open the stores, say so, then one job after another until nobody asks.

The only thing that leaves the process is a value for each job; an end of the channel is the end of
the process.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from functools import lru_cache
from pathlib import Path

from kg.endpoint.channel import Channel, pack, unpack
from kg.endpoint.jobs import Failed, Setup, Trouble
from kg.endpoint.worker import process

if sys.platform != "win32":
    import resource

_SHORT = 8_192
_KEPT_MB = 64  # what queries may leave behind before a process counts as worn
_LONGEST_LIFE = 100  # times the number of jobs after which a process is looked at


def serve(setup: Setup, there: socket.socket, max_tasks: int) -> None:
    """Answer jobs from `there`: first comes a report, then for each job its outcome and whether the
    process is worn: it has done `max_tasks` jobs, and what they took of memory was much.
    """
    channel = Channel(there)
    memory = _Memory()  # while files can be opened
    try:
        process.prepare(setup)
    except BaseException as problem:  # noqa: BLE001 - a panic of the engine is no Exception
        channel.send(pack(Failed(Trouble.STORE, type(problem).__name__)))
        os._exit(1)
    gc.freeze()  # what is there now stays, and is shared with other workers while none touches it
    known = lru_cache(maxsize=256)(unpack)  # jobs do not change, and many come again
    try:
        channel.send(pack(process.report(setup)))
        began, done, worn = memory.megabytes(), 0, False
        while True:
            message = channel.receive_packed()
            function, arguments, options = known(message) if len(message) < _SHORT else unpack(message)
            outcome = function(setup, *arguments, **options)
            done += 1
            if done % max_tasks == 0:
                worn = done >= max_tasks * _LONGEST_LIFE or not memory.megabytes() - began < _KEPT_MB
            try:
                said = pack((outcome, worn))
            except MemoryError:  # it fitted once, but not twice
                said = pack((Failed(Trouble.MEMORY, ""), worn))
            del outcome
            channel.send(said)
            del said
    except (OSError, EOFError):
        os._exit(0)  # the server has closed the channel; there is nothing to put in order here


class _Memory:
    """The memory that this process has for itself."""

    def __init__(self) -> None:
        self._file = Path("/proc/self/statm").open("rb", buffering=0) if sys.platform == "linux" else None  # noqa: SIM115

    def megabytes(self) -> float:
        """In MB; without Linux the most it ever had, and not known on Windows, where jobs are counted."""
        if sys.platform == "win32":
            return float("nan")
        if self._file is None:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            return peak / (1_000_000 if sys.platform == "darwin" else 1_000)
        self._file.seek(0)
        # What is mapped from files (the stores) is shared, and goes when the system needs the room.
        _, resident, shared = map(int, self._file.read(200).split()[:3])
        return (resident - shared) * resource.getpagesize() / 1_000_000
