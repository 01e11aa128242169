"""What a YAML file of the project consists of: texts, lists and maps, each with its place.

Every scalar is text; what a text means is for the ontology to say.  Nodes are values without
links upwards, so equal files give equal trees.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.model.marks import Mark


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `plain` says that it stands without quotation marks.

    A value that is left out (`key:` and nothing more) is an empty plain text right after the colon.
    `written` is the text as the file has it, with its quotation marks and escapes, and empty where that
    is the same; `flow` says that it stands inside brackets or braces.
    """

    text: str
    mark: Mark
    plain: bool = True
    written: str = field(default="", repr=False, compare=False)
    flow: bool = field(default=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, in the order of the file."""

    items: tuple[Node, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping and its value."""

    key: Scalar
    value: Node

    @property
    def mark(self) -> Mark:
        """From the start of the key to the end of the value."""
        return self.key.mark.to(self.value.mark)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order of the file; no two entries have the same key."""

    entries: tuple[Entry, ...]
    mark: Mark
    _places: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {entry.key.text: place for place, entry in enumerate(self.entries)}
        object.__setattr__(self, "_places", places)

    def entry(self, key: str) -> Entry | None:
        """The entry of a key, or None."""
        place = self._places.get(key)
        return None if place is None else self.entries[place]

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        entry = self.entry(key)
        return None if entry is None else entry.value

    def keys(self) -> tuple[str, ...]:
        """The keys, in the order of the file."""
        return tuple(self._places)


Node = Scalar | Sequence | Mapping
