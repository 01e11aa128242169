"""A comparison as one JSON object for scripts; `docs/review.md` describes its members.

Members are only ever added; a change of meaning raises `version`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from kg.bench.diff.told import Sentence, Told

VERSION = 1


def to_json(told: Told) -> str:
    """The comparison as indented JSON, ended by LF; nothing is cut."""
    document: dict[str, Any] = {
        "version": VERSION,
        "language": told.language,
        "from": told.before,
        "to": told.after,
        "empty": told.empty,
        "notes": list(told.notes),
        "ids": [asdict(one) for one in told.identities],
        "entities": [
            {
                "id": group.id,
                "label": group.label,
                "classes": group.classes,
                "state": group.state,
                "sentences": [_sentence(one) for one in group.sentences],
            }
            for group in told.groups
        ],
        "terms": [asdict(one) for one in told.terms],
        "files": [{"sign": sign, "path": path} for sign, path in told.files],
        "counted": [
            {"what": one.what, "text": one.text, "statements": {"gained": one.gained, "lost": one.lost}}
            for one in told.asides
        ],
        "derived": [_sentence(one) for one in told.derived],
        "statements": {"gained": told.gained, "lost": told.lost},
        "derived_statements": {"gained": told.derived_gained, "lost": told.derived_lost},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _sentence(one: Sentence) -> dict[str, Any]:
    return {
        "sign": one.sign,
        "kind": one.kind,
        "subject": one.subject,
        "text": one.text,
        "passages": [{"quote": passage.quote, "article": passage.article} for passage in one.passages],
        "sources": list(one.sources),
        "reasons": list(one.reasons),
        "statements": {"gained": one.gained, "lost": one.lost},
        "repeated": one.repeated,
    }
