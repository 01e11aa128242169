"""Sentences of the engine in three languages: English where it is said, the others from a catalogue.

The English template stands in the code, so that it can be read in place; it is the key of
`translations/ru/*.json` and `translations/zh/*.json`.  A test reads every template out of the source
and holds it against both catalogues, so that none is missing and none is left over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from kg.model.diagnostics import Message

LANGUAGES = ("en", "ru", "zh")
NUMBER = "n"

Translation = str | Mapping[str, str]


def phrase(template: str, *, one: str = "", **values: object) -> Message:
    """A sentence with its `{placeholders}` filled, in every language that the catalogue has.

    `template` is a literal at the call.  With `one`, the value `n` chooses: `one` where it is 1,
    `template` elsewhere; the Russian entry then is a map of the plural categories `one`, `few` and
    `many` (CLDR).  Raises KeyError when a value for a placeholder is missing.
    """
    english = one if one and values[NUMBER] == 1 else template
    return Message(
        english.format_map(values),
        *(_in_language(language, template, values) for language in LANGUAGES[1:]),
    )


def plural_category(number: int, language: str) -> str:
    """The plural category of a whole number (CLDR): `one`, `few`, `many` or `other`."""
    if language == "zh":
        return "other"
    if language != "ru":
        return "one" if number == 1 else "other"
    last, tens = number % 10, number % 100
    if last == 1 and tens != 11:
        return "one"
    return "few" if 2 <= last <= 4 and not 12 <= tens <= 14 else "many"


@cache
def catalogue(language: str) -> Mapping[str, Translation]:
    """The translations into `ru` or `zh` by English template."""
    found: dict[str, Translation] = {}
    folder = files("kg.model") / "translations" / language
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".json"):
            found.update(json.loads(file.read_text(encoding="utf-8")))
    return found


def _in_language(language: str, template: str, values: Mapping[str, object]) -> str:
    translation = catalogue(language).get(template, "")
    if isinstance(translation, Mapping):
        translation = translation[plural_category(int(str(values[NUMBER])), language)]
    return translation.format_map(values)
