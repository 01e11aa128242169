"""The words of the interface: a folder of JSON files for each language in `texts/`, a file for each room.

Every language has the same files and keys (a test holds them to it), so a language is added by
adding a folder.
Values are plain text; templates escape them like anything else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Texts:
    """The catalogue of one language."""

    language: str
    entries: Mapping[str, Any]

    def say(self, key: str, **values: object) -> str:
        """The text `key` with `values` filled in; `n` also chooses the plural form."""
        entry = self.entries[key]
        if isinstance(entry, dict):
            entry = entry[_plural(self.language, values["n"])]
        shown = {
            name: self.number(value) if isinstance(value, int) else value for name, value in values.items()
        }
        return str(entry.format(**shown))

    def names(self, key: str) -> list[str]:
        """A list of the catalogue, such as the months."""
        return list(self.entries[key])

    def number(self, value: float) -> str:
        """A number with the language's separators of thousands and decimals."""
        text = f"{value:,}"
        if self.language != "ru":
            return text
        return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")

    def size(self, octets: int) -> str:
        """A file size in B, kB or MB (powers of 1000)."""
        if octets < 1000:
            return f"{octets} {self.say('unit-b')}"
        if octets < 1_000_000:
            return f"{self.number(round(octets / 1000, 1))} {self.say('unit-kb')}"
        return f"{self.number(round(octets / 1_000_000, 1))} {self.say('unit-mb')}"


def read_texts(language: str) -> Texts:
    """The catalogue of `language`, one of `kg.web.language.INTERFACE`."""
    folder = files("kg.web").joinpath("texts", language)
    entries: dict[str, Any] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        entries |= json.loads(file.read_text(encoding="utf-8"))
    return Texts(language, MappingProxyType(entries))


def _plural(language: str, number: object) -> str:
    """The plural category of a whole number (CLDR rules for en, ru and zh)."""
    count = number if isinstance(number, int) else 0
    if language == "zh":
        return "other"
    if language == "en":
        return "one" if count == 1 else "other"
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    return "few" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "many"
