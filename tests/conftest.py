"""What holds for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def no_cache_of_the_user() -> Iterator[None]:
    """Checks in tests keep nothing in the cache folder of whoever runs them, unless a test names one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE", "")
        yield
