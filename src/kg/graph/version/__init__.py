"""Versions on disk: written beside the old one, read back, switched to, held, retained, forgotten."""

from kg.graph.version.publishing import (
    Facts,
    Forgotten,
    Version,
    current_version,
    forget,
    verify,
    verify_files,
    write_version,
)

__all__ = [
    "Facts",
    "Forgotten",
    "Version",
    "current_version",
    "forget",
    "verify",
    "verify_files",
    "write_version",
]
