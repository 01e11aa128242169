"""The process that workers are forked from: started early, and at an address that is short enough.

It imports what workers need while the server still looks at the project.  Where the platform has no
fork server, workers are processes of their own from the beginning.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from multiprocessing import util
from multiprocessing.context import BaseContext

from kg.model.errors import WorkersNotStarted
from kg.model.wording import phrase

_WORKER = "kg.endpoint.worker.serving"  # code only: never a store of a version
_LONGEST_ADDRESS = 103  # bytes of the path of a socket: 107 on Linux, 103 on macOS
_BELOW = len("/pymp-01234567/listener-01234567")  # what Python puts below the folder for temporary files
_SHORT_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - a folder of our own is made in it


def worker_context() -> BaseContext:
    """The context that worker processes are made in.

    Never `fork`: the process that serves has threads.  Raises WorkersNotStarted.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_WORKER])
    _shorten_address()
    return context


def start_fork_server() -> None:
    """Have the process start now that workers are forked from later.

    Raises WorkersNotStarted when it cannot have an address; what else is wrong shows when a worker starts.
    """
    if sys.platform != "win32" and worker_context().get_start_method() == "forkserver":
        from multiprocessing import forkserver  # Windows has none

        try:
            forkserver.ensure_running()
        except (OSError, RuntimeError):
            return


def _shorten_address() -> None:
    """See to it that sockets of multiprocessing have addresses that the system takes.

    Their folder is made once for a process, where temporary files are; that path may be of any length.
    """
    if _fits(tempfile.gettempdir()):
        return
    chosen = tempfile.tempdir
    for folder in _SHORT_FOLDERS:
        tempfile.tempdir = folder
        try:
            made = util.get_temp_dir()
        except OSError:
            continue
        finally:
            tempfile.tempdir = chosen
        if _fits(os.path.dirname(made)):  # noqa: PTH120 - bytes and symbolic links stay as they are
            return
        break
    raise WorkersNotStarted(
        phrase(
            "the path of the folder for temporary files is too long for workers: {folder}",
            folder=tempfile.gettempdir(),
        ),
        help=phrase(
            "set {variable} to a folder whose path has at most {size} bytes",
            variable="TMPDIR",
            size=_LONGEST_ADDRESS - _BELOW,
        ),
    )


def _fits(folder: str) -> bool:
    return len(os.fsencode(folder)) + _BELOW <= _LONGEST_ADDRESS
