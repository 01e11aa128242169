"""Why a check has to be a complete one, in words for whoever asks why it took long.

A change that reaches further than can be followed is one reason; what was left and is not as it was written
is another, told apart from it, so that a defect of the engine does not pass for a change.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.wording import Message, phrase


class NotByItself(Exception):
    """What has changed reaches further than it can be followed."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True, slots=True)
class Complete:
    """Why only a complete check can tell, and whether what an earlier one left is to blame."""

    why: Message
    is_damage: bool = False


def damaged(problem: Exception) -> Complete:
    """The reason where what an earlier check left cannot be gone on from."""
    cause = problem.__cause__ or problem
    words = f"{type(cause).__name__}: {cause}" if str(cause) else type(cause).__name__
    why = phrase("what an earlier check left is not as it was written ({problem})", problem=words)
    return Complete(why, is_damage=True)


def seen_otherwise(path: str) -> NotByItself:
    """Other files see something else of this one than before."""
    return NotByItself(phrase("{file} has other ids, classes or names than before", file=path))


def no_longer_known(path: str) -> NotByItself:
    """What a file was is no longer kept."""
    return NotByItself(phrase("the cache no longer has {file} as it was", file=path))


def other_lock() -> NotByItself:
    """The lock is not the one that was written."""
    return NotByItself(phrase("seeds/evidence.lock has changed"))


def placed_in_changed() -> NotByItself:
    """A finding of several files may stand at another place now."""
    return NotByItself(phrase("a finding about several files stands in one that has changed"))
