"""A curation file as an editor reads it: scalars typed by the core schema of YAML 1.2."""

from __future__ import annotations

from typing import Any

import jsonschema

from kg.bench.schema.scalars import core_value
from kg.curation.reader import read
from kg.curation.tree import Mapping, Node, Scalar

Schema = dict[str, Any]


def as_json(text: str) -> Any:
    """The value of a YAML text that `kg` reads."""
    document = read(text, "file.yaml")
    assert document.root is not None, document.diagnostics
    return _value(document.root)


def faults(schema: Schema, text: str) -> list[str]:
    """What a JSON Schema validator says of a YAML text: path and keyword of each error."""
    validator = jsonschema.Draft7Validator(schema)
    return sorted(
        f"{'/'.join(map(str, error.absolute_path))}: {error.validator}"
        for error in validator.iter_errors(as_json(text))
    )


def _value(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {entry.key.text: _value(entry.value) for entry in node.entries}
    if isinstance(node, Scalar):
        return core_value(node.text) if node.plain else node.text
    return [_value(item) for item in node.items]
