"""How a worker process shuts itself in: no network, limits of memory and time, no core dumps.

Each layer is tried and reported by name; what a platform lacks is said, never assumed.  Linux has
all of them.  Called in a worker, never in the process that serves.
"""

from __future__ import annotations

import ctypes
import math
import multiprocessing
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl
    import resource

NETWORK_NAMESPACE = "own network namespace"
NO_DESCRIPTORS = "no new file descriptors"
MEMORY = "memory limit"
PROCESSOR_TIME = "processor time limit"

_DESCRIPTORS = 8
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


def restore_signals() -> None:
    """Let SIGTERM end the process at once, also in the middle of a query; leave SIGINT to the parent."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def end_with_server() -> bool:
    """Let the system end this process when the one that serves is gone; whether that worked.

    A pipe leads there, which is closed with it; the system then sends SIGIO, which nobody catches
    and which ends the process whatever the engine is doing.
    """
    server = multiprocessing.parent_process()
    if sys.platform == "win32" or server is None:
        return False
    fcntl.fcntl(server.sentinel, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(server.sentinel, fcntl.F_GETFL)
    fcntl.fcntl(server.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    with suppress(BlockingIOError):
        if os.read(server.sentinel, 1) == b"":  # it went before anybody would have told
            os._exit(1)
    return True


def fall_silent() -> None:
    """Write nothing to the outputs of the server: its log is one line of JSON a request.

    What a dying engine writes there says less than the error that the client gets.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for output in (1, 2):
        os.dup2(nowhere, output)
    os.close(nowhere)


def give_way() -> None:
    """Let the server and the site's own worker go first when the processors are busy."""
    if sys.platform != "win32":
        os.nice(10)


def leave_network() -> bool:
    """Move into a network namespace of its own, where no interface is up; whether that worked.

    Must happen while the process has one thread.  Works as root, and elsewhere through a user
    namespace where the system allows them.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def forbid_descriptors() -> bool:
    """Forbid new file descriptors, and so new sockets and files; whether that worked.

    The second best way to have no network.  What is open stays open, so the stores must be.
    """
    if sys.platform == "win32":
        return False
    try:
        # A limit of 0 would also forbid to poll the channel on which queries come (see poll(2)).  So
        # a few numbers stay allowed, and all of them are taken.
        while (descriptor := os.open(os.devnull, os.O_RDONLY)) < _DESCRIPTORS:
            pass
        os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (_DESCRIPTORS, _DESCRIPTORS))
    except (OSError, ValueError):
        return False
    return True


def limit_memory(megabytes: int) -> bool:
    """Limit what the process may take from now on; whether that worked.

    The system limits address space, of which an open store reserves much that it never uses; that
    part is granted on top.  macOS accepts such a limit and ignores it.
    """
    if sys.platform != "linux":
        return False
    pages, resident = map(int, Path("/proc/self/statm").read_text(encoding="ascii").split()[:2])
    limit = (pages - resident) * resource.getpagesize() + megabytes * 1_000_000
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (OSError, ValueError):
        return False
    return True


def limit_processor_time(seconds: int) -> bool:
    """Let the system end the process when it computes longer than this from now; whether that worked.

    The server ends a query at its deadline; this ends it when nobody is there any more to do so.
    """
    if sys.platform == "win32":
        return False
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime + seconds)
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
    except (OSError, ValueError):
        return False
    return True


def forbid_core_dumps() -> None:
    """Write no memory image when the engine dies: it may hold what others asked."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
