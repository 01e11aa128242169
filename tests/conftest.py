"""What holds for all tests."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def interrupts_reach_programs() -> None:
    """Programs that the tests start can be interrupted.

    A shell starts what runs in its background with SIGINT ignored, and children inherit that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def no_cache_of_the_user() -> Iterator[None]:
    """Checks in tests keep nothing in the cache folder of whoever runs them, unless a test names one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE", "")
        yield
