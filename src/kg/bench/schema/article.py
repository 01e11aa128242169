"""The schema of a curation file: the head of the article, its entities, and the sections of its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.bench.schema.classes import ClassKeys
from kg.bench.schema.references import References
from kg.bench.schema.scalars import (
    REFERENCE_PATTERN,
    SLUG_PATTERN,
    TEXT,
    Schema,
    codes,
    matched,
    page_date,
    typed_literal,
)
from kg.curation.records import UNSTATED
from kg.graph.vocabulary import OntologyClass, Vocabulary
from kg.model.iris import RESERVED
from kg.model.terms import XSD
from kg.model.wording import phrase

_REQUIRED = ("id", "text", "sha256", "language", "published", "title")


def article_schema(keys: ClassKeys, texts: Mapping[str, str]) -> Schema:
    """The root of the schema, without its definitions."""
    sections = {
        cls.section: keys.section(cls, section_types(keys, cls))
        for cls in sorted(keys.vocabulary.classes.values(), key=lambda cls: cls.name)
        if cls.section
    }
    return {
        "type": "object",
        "required": ["article"],
        "properties": {
            "article": head(keys.references, keys.languages, texts),
            "entities": keys.entity_map(entity_types(keys)),
            **sections,
        },
        "additionalProperties": False,
    }


def head(references: References, languages: Sequence[str], texts: Mapping[str, str]) -> Schema:
    """The head of a curation file."""
    say = references.say
    reserved = "|".join(RESERVED)
    digits = phrase("16 to 64 lower-case hex digits: the beginning of the SHA-256 of the text file.")
    address = phrase("Expected the address of a page, such as https://…")
    date = phrase("Not a date as kg writes them: 2022-02-17, 2020-07 or 2021, or the word `unstated`.")
    file_name = phrase("The name of a file in the articles folder, without a path.")
    unusable = phrase(
        "An id is made of lower-case Latin letters and digits with single hyphens between; "
        "it is also the name of the file."
    )
    named = {language: {**TEXT} for language in languages}
    properties: dict[str, Schema] = {
        "id": matched(f"^(?!(?:{reserved})$){SLUG_PATTERN[1:]}", say(unusable)),
        "text": {
            "type": ["string", "number", "boolean"],
            "pattern": r"^(?!\.{1,2}$)[^/\\]+$",
            "errorMessage": say(file_name),
        },
        "sha256": matched("^[0-9a-f]{16,64}$", say(digits)),
        "language": {"enum": list(languages)},
        "published": page_date(say(date), UNSTATED),
        "publisher": publisher(references),
        "title": {"type": "object", "properties": named, "additionalProperties": False},
        "url": web_address(say(address)),
        "status": status(say(phrase("Expected a day, such as 2021-04-30.")), texts),
        "accept": {"$ref": "#/definitions/accept"},
    }
    for key, schema in properties.items():
        schema["description"] = texts[f"head.{key}"]
    return {
        "type": "object",
        "required": list(_REQUIRED),
        "properties": properties,
        "additionalProperties": False,
        "description": texts["article"],
    }


def status(date_words: str, texts: Mapping[str, str]) -> Schema:
    """Whether an article stands: a code, or a code with its day."""
    day = typed_literal(XSD + "date", date_words, {})
    code = {"$ref": "#/definitions/status"}
    with_day = {
        "type": "object",
        "required": ["code"],
        "properties": {
            "code": {**code, "description": texts["status.code"]},
            "date": {**day, "description": texts["status.date"]},
        },
        "additionalProperties": False,
    }
    return {"anyOf": [code, with_day]}


def publisher(references: References) -> Schema:
    """The id of a publisher: those of other articles are completed, any other id passes."""
    known = references.known.publishers
    message = phrase("Expected the id of the publisher, such as harbour-news.")
    any_id = matched(REFERENCE_PATTERN, references.say(message))
    if not known:
        return any_id
    return {**any_id, "anyOf": [codes({one.id: one.line for one in known}), {"properties": {}}]}


def web_address(message: str) -> Schema:
    """An address of the web."""
    return {"type": "string", "pattern": r'^https?:[^\x00-\x20<>"{}|^`\\]+$', "errorMessage": message}


def entity_types(keys: ClassKeys) -> dict[str, str]:
    """The classes that an entity can have as its `type`, with what they mean."""
    return _types(keys, "")


def section_types(keys: ClassKeys, cls: OntologyClass) -> dict[str, str]:
    """The classes that a record of this class's section can have as its `type`."""
    return _types(keys, cls.section)


def _types(keys: ClassKeys, section: str) -> dict[str, str]:
    vocabulary = keys.vocabulary
    return {
        name: keys.words.explanation(cls.iri)
        for name, cls in sorted(vocabulary.classes.items())
        if vocabulary.section_of(cls.iri) == section and not _is_part(vocabulary, cls)
    }


def _is_part(vocabulary: Vocabulary, cls: OntologyClass) -> bool:
    """Whether the engine makes the things of this class, so that no file writes them."""
    made = (one for one in vocabulary.properties.values() if one.nested or one.mints is not None)
    return any(cls.iri in one.ranges for one in made)
