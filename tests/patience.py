"""How much longer than promised a test lets things take.

What is promised in seconds is promised for a machine of its own; the machines that run tests are slow
and shared.  A test names the true bound, `assert seconds < within(0.5)`, and this module alone says
how much is granted beside it.  Where a test measures several times, the median keeps the true bound.
"""

from __future__ import annotations

import os

SLACK = float(os.environ.get("KG_TEST_SLACK", "3"))


def within(seconds: float) -> float:
    """The bound in seconds, and what a slow machine may need beside it."""
    return seconds + SLACK
