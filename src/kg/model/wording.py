"""Sentences of the engine in three languages: English where it is said, the others from a catalogue.

The English template stands in the code, so that it can be read in place; it is the key of
`translations/ru/*.json` and `translations/zh/*.json`.  A test reads every template out of the source
and holds it against both catalogues, so that none is missing and none is left over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "ru", "zh")
NUMBER = "n"

Translation = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in English and, where it has been translated, in Russian and Chinese."""

    en: str
    ru: str = ""
    zh: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return self.en != ""

    def in_language(self, language: str) -> str:
        """The sentence in `language` (`en`, `ru` or `zh`), else in English."""
        return {"ru": self.ru, "zh": self.zh}.get(language) or self.en


NOTHING = Message("")


def phrase(template: str, *, one: str = "", **values: object) -> Message:
    """A sentence with its `{placeholders}` filled, in every language that the catalogue has.

    `template` is a literal at the call.  A value that is itself a Message stands in the sentence in the
    language of the sentence.  With `one`, the value `n` chooses: `one` where it is 1, `template`
    elsewhere; the Russian entry then is a map of the plural categories `one`, `few` and `many` (CLDR).
    Raises KeyError when a value for a placeholder is missing.
    """
    english = one if one and values[NUMBER] == 1 else template
    return Message(
        english.format_map(_said_in(LANGUAGES[0], values)),
        *(_in_language(language, template, values) for language in LANGUAGES[1:]),
    )


def known(english: str) -> Message:
    """A sentence of the catalogues that is written as a plain string, such as the name of a stage."""
    return Message(english, *(str(catalogue(language).get(english, "")) for language in LANGUAGES[1:]))


def listed(words: Iterable[object]) -> Message:
    """Words one after another: `a, b, c`, in Chinese `a、b、c`; some may be Messages."""
    kept = list(words)
    return _in_each(lambda language: ("、" if language == "zh" else ", ").join(_all_in(language, kept)))


def either(words: Iterable[object]) -> Message:
    """Words of which one is meant: `a or b`; some may be Messages."""
    kept = list(words)
    between = {"en": " or ", "ru": " или ", "zh": " 或 "}
    return _in_each(lambda language: between[language].join(_all_in(language, kept)))


def grouped(number: int) -> Message:
    """A large number with its digits in groups of three, as each language parts them."""
    return _in_each(lambda language: f"{number:,}".replace(",", "\u00a0" if language == "ru" else ","))


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


def catalogue(language: str) -> Mapping[str, Translation]:
    """The translations into `ru` or `zh` by English template; none where no file can be opened.

    A worker of the endpoint is shut in, and a server can be short of descriptors: then the message is
    English, and nothing else fails on top of what it tells.
    """
    try:
        return read_catalogue(language)
    except OSError:
        return {}


@cache
def read_catalogue(language: str) -> Mapping[str, Translation]:
    """The translations into a language from their files, read once.  Raises OSError."""
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
    return translation.format_map(_said_in(language, values))


def _said_in(language: str, values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value.in_language(language) if isinstance(value, Message) else value
        for name, value in values.items()
    }


def _all_in(language: str, words: Iterable[object]) -> list[str]:
    return [word.in_language(language) if isinstance(word, Message) else str(word) for word in words]


def _in_each(said: Callable[[str], str]) -> Message:
    return Message(*(said(language) for language in LANGUAGES))
