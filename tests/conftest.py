"""What holds for all tests."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# No test is timed by Hypothesis either: a machine that does other things beside is not a defect.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


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
