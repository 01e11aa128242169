"""Names for results: the hash of all that a result depends on.

The engine itself is a part of every name, by the bytes of its sources and the versions of what it
calls, so that a newer engine never finds the results of an older one.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from functools import cache
from importlib import metadata
from pathlib import Path

import kg

_ROOMS = ("model", "curation", "graph")
_LIBRARIES = ("pyshacl", "rdflib", "pyyaml", "pyoxigraph", "pypinyin", "opencc-py")


def key_of(kind: str, *parts: str) -> bytes:
    """The name of a result of this kind that was made from these texts; no two lists of texts share one."""
    digest = hashlib.sha256(f"{kind}\0{_engine()}".encode())
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.digest()


@cache
def _engine() -> str:
    """A hash of the engine, as it stands on the disk, and of the libraries that it calls."""
    digest = hashlib.sha256(f"{sys.version}\0{unicodedata.unidata_version}".encode())
    for name in _LIBRARIES:
        digest.update(f"\0{name} {_version(name)}".encode())
    home = Path(kg.__file__).parent
    for room in _ROOMS:
        for path in sorted((home / room).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"\0{path.relative_to(home).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
