"""Which release of the engine this is."""

from __future__ import annotations

from importlib import metadata


def engine_versions() -> dict[str, str]:
    """Versions of the distributions that make the bytes of a version."""
    return {name: _distribution(name) for name in ("kg-curation", "pyoxigraph")}


def _distribution(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"  # run from the source folder
