"""The schema of the authority file: names with their bases, judgements about ids, news of articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.bench.schema.article import entity_types, publisher, status, web_address
from kg.bench.schema.classes import ClassKeys
from kg.bench.schema.scalars import TEXT, Schema, matched, typed_literal
from kg.model.iris import SLUG
from kg.model.terms import XSD
from kg.model.wording import phrase

_REMOVED = f"^{SLUG.pattern}(?:(?::|--){SLUG.pattern})*$"


def authority_schema(keys: ClassKeys, texts: Mapping[str, str]) -> Schema:
    """The root of the schema, without its definitions."""
    references, say = keys.references, keys.references.say
    definitions = references.definitions
    definitions["basis"] = _basis(keys, say(phrase("Expected an address, such as https://…")), texts)
    entity = references.known_only(records=False)
    either = references.known_only(records=True)
    removed = matched(_REMOVED, say(phrase("Expected an id, such as anna-petrova or a002:talks.")))
    removal = {
        "type": "object",
        "required": ["id", "because"],
        "properties": {"id": {**removed, "description": texts["removed.id"]}, "because": _because(texts)},
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "entities": keys.entity_map(entity_types(keys)),
            "same": {**_judgements(entity, texts), "description": texts["same"]},
            "different": {**_judgements(either, texts), "description": texts["different"]},
            "undecided": {**_judgements(either, texts), "description": texts["undecided"]},
            "removed": {"type": "array", "items": removal, "description": texts["removed"]},
            "articles": {
                "type": "object",
                "properties": {
                    one: {"$ref": "#/definitions/note", "description": title}
                    for one, title in sorted(references.known.articles.items())
                },
                "additionalProperties": False,
                "description": texts["articles"],
            },
        },
        "additionalProperties": False,
    }


def note(keys: ClassKeys, texts: Mapping[str, str]) -> Schema:
    """What is known of an article from outside its text."""
    say = keys.references.say
    address = say(phrase("Expected the address of a page, such as https://…"))
    properties = {
        "url": web_address(address),
        "archived": web_address(address),
        "status": status(say(phrase("Expected a day, such as 2021-04-30.")), texts),
        "publisher": publisher(keys.references),
    }
    for key, schema in properties.items():
        schema["description"] = texts[f"head.{key}"]
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _judgements(ids: Schema, texts: Mapping[str, str]) -> Schema:
    one = {
        "type": "object",
        "required": ["ids", "because"],
        "properties": {
            "ids": {"type": "array", "minItems": 2, "items": ids, "description": texts["ids"]},
            "because": _because(texts),
        },
        "additionalProperties": False,
    }
    return {"type": "array", "items": one}


def _because(texts: Mapping[str, str]) -> dict[str, Any]:
    return {**TEXT, "description": texts["because"]}


def _basis(keys: ClassKeys, address_words: str, texts: Mapping[str, str]) -> Schema:
    address = typed_literal(XSD + "anyURI", address_words, {})
    source = {
        "type": "object",
        "required": ["source"],
        "properties": {"source": {**address, "description": texts["basis.source"]}},
        "additionalProperties": False,
    }
    one: Schema = {"anyOf": [{"$ref": "#/definitions/origin"}, source]}
    languages = {
        "type": "object",
        "properties": dict.fromkeys(keys.languages, one),
        "additionalProperties": False,
    }
    return {"anyOf": [{"$ref": "#/definitions/origin"}, languages], "description": texts["basis"]}
