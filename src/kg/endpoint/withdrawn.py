"""What stands in the place of workers when the version that they served turned out to be damaged.

It has no worker and answers nothing: each question hears why.
"""

from __future__ import annotations

from typing import Any, NoReturn

from kg.endpoint.jobs import Layers
from kg.model.errors import KgError


class Withdrawn:
    """Answers as `kg.endpoint.answering.Answering` asks, and with an error always."""

    alive = busy = waiting = replaced = 0

    def __init__(self, reason: KgError, *, layers: Layers, size: int) -> None:
        self._reason = reason
        self.layers = layers
        self.size = size

    def evaluate(self, *_: Any, **__: Any) -> NoReturn:
        """Raises the reason."""
        raise self._reason

    check = serialize = evaluate

    def tend(self) -> None:
        """There is nothing to replace."""

    def close(self) -> None:
        """There is nothing to end."""
