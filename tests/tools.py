"""Programs and packages that some tests need beyond Python and the test dependencies.

Where one is missing the test is skipped with the reason; under `KG_REQUIRE_TOOLS`, which `.ci/run`
sets, it fails.
"""

from __future__ import annotations

import importlib
import os
import shutil
from types import ModuleType
from typing import NoReturn

import pytest


def tool(name: str) -> str:
    """The path of a program."""
    return shutil.which(name) or _missing(f"the program {name} is not installed")


def package(name: str) -> ModuleType:
    """A Python package that is not among the test dependencies."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        _missing(f"the package {name} is not installed")


def _missing(reason: str) -> NoReturn:
    if os.environ.get("KG_REQUIRE_TOOLS"):
        pytest.fail(reason)
    pytest.skip(reason, allow_module_level=True)
