"""Schemas of the engine's own keys inside a block: names, quotes, reasons, dates, and the rest.

They are the same for every class, so each stands once among the definitions.  The format is that of
`docs/curation.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.bench.schema.scalars import TEXT, Schema, by_language, codes, listed, moment, text_definition
from kg.bench.schema.words import TermWords
from kg.graph.mapping.citations import ENGINE_BASES
from kg.graph.vocabulary import Vocabulary
from kg.model.diagnostics import Message
from kg.model.wording import phrase

OBJECT = ["object", "null"]  # `jilin:` with nothing behind it is a block too


def part_definitions(
    vocabulary: Vocabulary,
    words: TermWords,
    languages: Sequence[str],
    accepted: Mapping[str, Message],
    texts: Mapping[str, str],
    language: str,
) -> dict[str, Schema]:
    """The definitions of the engine's keys; `texts` are what an editor says of them."""
    bases = {
        code: words.explanation(term) for code, term in vocabulary.bases.items() if code not in ENGINE_BASES
    }
    origins = {
        code: words.explanation(term) for code, term in vocabulary.name_bases.items() if code != "source"
    }
    statuses = {code: words.explanation(term) for code, term in vocabulary.statuses.items()}
    occurrence = {
        "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^0*[1-9][0-9]{0,8}$"}],
        "description": texts["occurrence"],
    }
    one_phrase = {
        "type": "object",
        "properties": {"quote": {"$ref": "#/definitions/phrases"}, "occurrence": occurrence},
        "additionalProperties": False,
    }
    reason = {
        "anyOf": [
            dict(TEXT),
            {
                "type": "object",
                "required": ["because"],
                "properties": {
                    "basis": {**codes(dict(sorted(bases.items()))), "description": texts["inferred.basis"]},
                    "because": {**TEXT, "description": texts["because"]},
                },
                "additionalProperties": False,
            },
        ]
    }
    unnamed = {
        "type": "object",
        "required": ["as"],
        "properties": {
            "as": {**TEXT, "description": texts["others.as"]},
            "quote": {"$ref": "#/definitions/quote"},
            "occurrence": occurrence,
        },
        "additionalProperties": False,
    }
    date_words = phrase(
        "Not a date as kg writes them: 2022-02-17, 2020-07, 2021, 2020?-10-18, 2021-11-05/2021-11-06."
    )
    name_map = by_language(languages, TEXT)
    many_names = by_language(languages, listed(dict(TEXT)))
    return {
        "text": text_definition(phrase("Expected a text.").in_language(language)),
        "name": {**name_map, "description": texts["name"]},
        "alias": {**many_names, "description": texts["alias"]},
        "misspelling": {**many_names, "description": texts["misspelling"]},
        "mention": {
            "anyOf": [dict(TEXT), {"type": "array", "items": dict(TEXT)}, many_names],
            "description": texts["mention"],
        },
        "date": {**moment(date_words.in_language(language)), "description": texts["date"]},
        "phrases": {
            "anyOf": [dict(TEXT), one_phrase, {"type": "array", "items": {"anyOf": [dict(TEXT), one_phrase]}}]
        },
        "quote": {
            "anyOf": [
                dict(TEXT),
                {"type": "array", "items": {"anyOf": [dict(TEXT), one_phrase]}},
                {
                    "type": "object",
                    "properties": {"occurrence": occurrence},
                    "additionalProperties": {"$ref": "#/definitions/phrases"},
                },
            ],
            "description": texts["quote"],
        },
        "occurrence": occurrence,
        "reason": reason,
        "inferred": {
            "type": "object",
            "additionalProperties": {"$ref": "#/definitions/reason"},
            "description": texts["inferred"],
        },
        "others": {"anyOf": [unnamed, {"type": "array", "items": unnamed}], "description": texts["others"]},
        "accept": {
            "type": "object",
            "properties": {
                code: {**TEXT, "description": message.in_language(language)}
                for code, message in sorted(accepted.items())
            },
            "additionalProperties": dict(TEXT),
            "description": texts["accept"],
        },
        "detail": {
            "type": OBJECT,
            "properties": {
                "quote": {"$ref": "#/definitions/quote"},
                "occurrence": occurrence,
                "inferred": {"anyOf": [{"$ref": "#/definitions/reason"}, {"$ref": "#/definitions/inferred"}]},
                "accept": {"$ref": "#/definitions/accept"},
            },
            "additionalProperties": False,
        },
        "origin": {**codes(dict(sorted(origins.items())))},
        "status": {**codes(dict(sorted(statuses.items())))},
    }
