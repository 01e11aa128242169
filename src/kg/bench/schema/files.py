"""Making the two schemas of a project, and putting them where editors look for them.

The same project gives the same bytes.  A file is replaced as a whole and only when its text differs, so
that an editor that watches it reads it again exactly when something has changed.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kg.bench.schema.article import article_schema
from kg.bench.schema.authority import authority_schema, note
from kg.bench.schema.classes import ClassKeys
from kg.bench.schema.known import read_known
from kg.bench.schema.parts import part_definitions
from kg.bench.schema.references import References
from kg.bench.schema.words import key_words, term_words
from kg.graph.ontology import read_vocabulary
from kg.graph.validation.constraints import acceptable, read_constraints
from kg.graph.validation.engine import engine_shapes
from kg.graph.validation.queries import read_checks
from kg.graph.validation.shapes import read_shapes
from kg.model.diagnostics import Severity, has_errors
from kg.model.errors import FileProblem, ProjectRejected
from kg.model.project import Project
from kg.model.wording import phrase

KINDS: Mapping[str, str] = MappingProxyType({"article": "article.json", "authority": "authority.json"})
_DIALECT = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True, slots=True)
class Written:
    """A schema file, and whether its text is another one than before."""

    path: Path
    changed: bool


def write_schemas(
    project: Project, folder: Path | None = None, *, language: str = "en"
) -> tuple[Written, ...]:
    """Write the schemas of a project into `folder`, by default `build/schema/`.

    Raises ProjectRejected when ontology or shapes cannot be read, and FileProblem.
    """
    target = project.build / "schema" if folder is None else folder
    texts = schema_texts(project, language=language)
    try:
        target.mkdir(parents=True, exist_ok=True)
        return tuple(
            Written(target / KINDS[kind], _replaced(target / KINDS[kind], text))
            for kind, text in texts.items()
        )
    except OSError as problem:
        raise FileProblem(Path(problem.filename or target), problem) from problem


def schema_texts(project: Project, *, language: str = "en") -> dict[str, str]:
    """The texts of the schemas by kind: `article` and `authority`.

    `language` is that of descriptions and messages.  Raises ProjectRejected, FileProblem.
    """
    vocabulary, found = read_vocabulary(project)
    shapes, wrong = read_shapes(project, engine_shapes(), "shapes/*-shapes.ttl")
    if has_errors((*found, *wrong)):
        words = phrase("the schema is made of ontology and shapes, and these have errors")
        raise ProjectRejected(words, (*found, *wrong))
    words_of_terms = term_words(vocabulary, language)
    known = read_known(project, vocabulary, words_of_terms, language)
    checks, _ = read_checks(project)
    accepted = {
        **acceptable(shapes),
        **{one.code: one.message for one in checks if one.severity is not Severity.ERROR},
    }
    constraints = read_constraints(shapes)
    texts = {key: message.in_language(language) for key, message in key_words().items()}
    made = {}
    for kind in KINDS:
        references = References(known, vocabulary, words_of_terms, language)
        references.definitions.update(
            part_definitions(vocabulary, words_of_terms, project.languages, accepted, texts, language)
        )
        keys = ClassKeys(
            vocabulary, constraints, references, project.languages, texts, authority=kind == "authority"
        )
        if kind == "article":
            root = article_schema(keys, texts)
            said = phrase("Curation files of {title}; made by `kg schema`.", title=project.title)
        else:
            root = authority_schema(keys, texts)
            references.definitions["note"] = note(keys, texts)
            said = phrase("The authority file of {title}; made by `kg schema`.", title=project.title)
        schema = {
            "$schema": _DIALECT,
            "$comment": said.in_language(language),
            **root,
            "definitions": dict(sorted(references.definitions.items())),
        }
        made[kind] = json.dumps(schema, ensure_ascii=False, separators=(",", ":")) + "\n"
    return made


def _replaced(path: Path, text: str) -> bool:
    """Whether a file was written because its text differs."""
    data = text.encode()
    if path.is_file() and path.read_bytes() == data:
        return False
    beside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return True
