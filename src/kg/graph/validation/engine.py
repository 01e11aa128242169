"""The engine's own shapes and checks, the same in every project, as texts."""

from __future__ import annotations

from importlib import resources
from pathlib import PurePosixPath

_ROOM = "kg.graph.validation"


def engine_shapes() -> str:
    """The text of `curation-shapes.ttl`."""
    return resources.files(_ROOM).joinpath("curation-shapes.ttl").read_text("utf-8")


def engine_checks() -> dict[str, str]:
    """The text of each check by its code."""
    return {
        PurePosixPath(entry.name).stem: entry.read_text("utf-8")
        for entry in resources.files(_ROOM).joinpath("checks").iterdir()
        if entry.name.endswith(".rq")
    }
