"""What the word lists for Han characters have said, so that a check need not load them for it again.

Loading them takes longer than all else in the check of a small project.  What is remembered is what
they would say: whoever keeps it from one run to the next keeps it by their versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

MOST = 200_000  # texts; names are short

Said = TypeVar("Said", str, tuple[str, ...])


class Memory(Generic[Said]):
    """What was said of texts; `has_more` tells whether that is more than was recalled."""

    def __init__(self) -> None:
        self._known: dict[str, Said] = {}
        self.has_more = False

    def get(self, text: str) -> Said | None:
        """What is remembered of a text, or None."""
        return self._known.get(text)

    def note(self, text: str, said: Said) -> Said:
        """Remember what was said of a text, and give it back."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[text] = said
        self.has_more = True
        return said

    def recall(self, known: Mapping[str, Said]) -> None:
        """Take over what an earlier run has kept."""
        self._known = {**known, **self._known}
        self.has_more = len(self._known) > len(known)

    def all(self) -> Mapping[str, Said]:
        """All that is remembered."""
        return self._known


simple: Memory[str] = Memory()
syllables: Memory[tuple[str, ...]] = Memory()
