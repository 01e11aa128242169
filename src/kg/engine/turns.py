"""One push at a time: a lock on this machine, and the token of the push in the store's record.

The protocol has no lock, so the record shows who writes: a push that finds another's token which was
alive lately stays away, and one that finds its own token replaced stops.  What the system's lock
shows as dead needs no waiting: a push that was killed is taken up at once where it ran.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from kg.engine.record import State, Status
from kg.model.errors import FileProblem, PushBusy
from kg.model.wording import phrase

PATIENCE = 600.0  # seconds without a sign of life after which another machine's push counts as dead

_KEPT = 16  # tokens of earlier pushes


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to write that this process has: its token, and those of earlier pushes from this folder."""

    token: str
    last: str


@contextmanager
def turn(build: Path, graphs: str) -> Iterator[Turn]:
    """The only push from this project folder to one graph store; never waits.

    Raises PushBusy when another process on this machine has it; FileProblem.
    """
    stem = f"push-{hashlib.sha256(graphs.encode()).hexdigest()[:16]}"
    note, lock = build / f"{stem}.token", FileLock(build / f"{stem}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as problem:
        raise PushBusy(
            phrase("another push of this project to this store is running here"),
            help=phrase("wait until it has ended"),
        ) from problem
    except OSError as problem:
        raise FileProblem(build, problem) from problem
    try:
        last = ""
        with suppress(OSError, UnicodeDecodeError):
            last = note.read_text(encoding="ascii").strip()
        mine = secrets.token_hex(8)
        try:
            # With those before, since the record holds one of them until this push has replaced it.
            note.write_text(" ".join([mine, *last.split()][:_KEPT]), encoding="ascii")
        except OSError as problem:
            raise FileProblem(note, problem) from problem
        yield Turn(mine, last)
    finally:
        lock.release()


def await_nobody(status: Status, mine: Turn, *, takeover: bool) -> None:
    """Raises PushBusy where somebody else's push has begun and was alive lately, unless taken over."""
    if takeover or status.state is not State.BEGUN or status.token in mine.last.split():
        return
    silent = status.silent_for(datetime.now(UTC))
    if silent > PATIENCE:
        return
    raise PushBusy(
        phrase(
            "another push to this store has begun: {token}, alive {n} seconds ago",
            one="another push to this store has begun: {token}, alive {n} second ago",
            token=status.token,
            n=max(0, round(silent)),
        ),
        help=phrase(
            "wait until it has ended; after {minutes} silent minutes, or with `--takeover`, go on from it",
            minutes=round(PATIENCE / 60),
        ),
    )
