"""Schemas of single values, as an editor sees them: plain scalars already typed by YAML.

`kg` takes every scalar for text, while an editor reads `2021` as a number and `true` as a truth value
(YAML 1.2, core schema).  So each schema here takes the texts that are meant in whatever type YAML
gives them; `null` passes only for free text, because nobody can tell the word from a missing value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg.model.iris import SLUG
from kg.model.terms import XSD

Schema = dict[str, Any]

TEXT: Mapping[str, Any] = {"$ref": "#/definitions/text"}
NOTHING = "(?!)"  # a pattern that no text has
SLUG_PATTERN = f"^{SLUG.pattern}$"
REFERENCE_PATTERN = f"^{SLUG.pattern}(?::{SLUG.pattern})?$"

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

_YEAR = "(?!0000)[0-9]{4}"
_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = "(?:0[1-9]|[12][0-9]|3[01])"
_PLAIN = f"{_YEAR}(?:-{_MONTH}(?:-{_DAY})?)?"
_MAYBE = rf"{_YEAR}\??(?:-{_MONTH}(?:-{_DAY})?)?"
_PATTERNS = {
    "integer": "^[+-]?[0-9]+$",
    "decimal": r"^[+-]?[0-9]+(?:\.[0-9]+)?$",
    "date": f"^{_YEAR}-{_MONTH}-{_DAY}$",
    "gYearMonth": f"^{_YEAR}-{_MONTH}$",
    "gYear": f"^{_YEAR}$",
    "anyURI": r'^[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|^`\\]+$',
}
_YEAR_NUMBER: Mapping[str, Any] = {"type": "integer", "minimum": 1, "maximum": 9999}


def core_value(text: str) -> str | int | float | bool | None:
    """What a plain scalar is in the core schema of YAML 1.2; what is none of its types is text."""
    if _NULL.fullmatch(text):
        return None
    if _BOOLEAN.fullmatch(text):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text) and len(text) < 300:
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _ENDLESS.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def text_definition(message: str) -> Schema:
    """Any text.

    An editor that is told of the types `boolean` and `null` would offer `true` and `null` as texts, and one
    that is told of no type inserts a key without its colon; `anyOf` avoids both.
    """
    never: Schema = {"type": "string", "errorMessage": message}
    return {"anyOf": [{}], "if": {"type": ["object", "array"]}, "then": never}


def spellings(words: Iterable[str]) -> list[str | int | float | bool | None]:
    """Words with what an editor may make of them where they stand without quotation marks."""
    found: list[str | int | float | bool | None] = []
    for word in words:
        found.append(word)
        value = core_value(word)
        if not isinstance(value, str) and value not in (float("inf"), float("-inf")):
            found.append(value)
    return found


def codes(described: Mapping[str, str]) -> Schema:
    """One of a closed list of words, each with what it means."""
    if not described:
        return {"not": {}}
    typed = [(value, text) for word, text in described.items() for value in spellings([word])]
    return {"enum": [value for value, _ in typed], "enumDescriptions": [text for _, text in typed]}


def matched(pattern: str, message: str) -> Schema:
    """A text of this pattern; the digits-only ones among them reach an editor as numbers."""
    return {"type": ["string", "number"], "pattern": pattern, "errorMessage": message}


def moment(message: str) -> Schema:
    """A date of a record: a day, a month or a year, perhaps uncertain, or two of them."""
    pattern = f"^{_MAYBE}(?:/{_MAYBE})?$"
    return {
        "anyOf": [{"type": "string", "pattern": pattern, "errorMessage": message}, dict(_YEAR_NUMBER)],
        "errorMessage": message,
    }


def page_date(message: str, *words: str) -> Schema:
    """The date of a page: a day, a month or a year, or one of these words."""
    pattern = f"^(?:{'|'.join((_PLAIN, *words))})$"
    return {
        "anyOf": [
            {"type": "string", "pattern": pattern, "errorMessage": message},
            dict(_YEAR_NUMBER),
            *({"const": word} for word in words),
        ]
    }


def typed_literal(datatype: str, message: str, limits: Mapping[str, Any]) -> Schema:
    """A value of an XML Schema datatype as the engine reads it; of unknown datatypes any text.

    `limits` are JSON Schema keywords for numbers, such as `minimum`.
    """
    kind = datatype.removeprefix(XSD)
    if kind == "boolean":
        return {
            "anyOf": [
                {"type": "boolean"},
                {"type": "string", "pattern": "^(?:true|false)$", "errorMessage": message},
            ]
        }
    if kind not in _PATTERNS:
        return dict(TEXT)
    text: Schema = {"type": "string", "pattern": _PATTERNS[kind], "errorMessage": message}
    if kind == "gYear":
        return {"anyOf": [text, dict(_YEAR_NUMBER)]}
    if kind in ("integer", "decimal"):
        return {"anyOf": [text, {"type": "integer" if kind == "integer" else "number", **limits}]}
    return text


def listed(one: Schema) -> Schema:
    """One value, or a list of them."""
    return {"anyOf": [one, {"type": "array", "items": one}]}


def by_language(languages: Sequence[str], one: Mapping[str, Any]) -> Schema:
    """A map from the languages of the project to values."""
    return {
        "type": "object",
        "properties": {language: dict(one) for language in languages},
        "additionalProperties": False,
    }
