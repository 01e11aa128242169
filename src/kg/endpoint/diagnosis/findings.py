"""What a diagnosis says: findings with their places, as values that any reader can put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# Every kind of finding, which programs go by, with the keys of its sentences.
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "dataset-empty": ("dataset-empty", "dataset-empty-named"),
        "graph": ("unknown-graph", "unknown-graph-near", "graph-not-named", "only-named", "not-in-graph"),
        "limit-offset": ("limit-zero", "offset-beyond"),
        "having": ("having",),
        "template": ("template",),
        "no-match": (
            "no-match",
            "no-match-together",
            "no-match-part",
            "no-match-has",
            "no-match-has-near",
            "no-match-into",
            "no-match-into-near",
            "no-match-class",
            "no-match-of-class",
            "literal-subject",
        ),
        "reversed": ("reversed",),
        "unknown-property": (
            "unknown-property",
            "unknown-property-near",
            "unknown-property-found",
            "unused-property",
            "unused-property-near",
            "property-is-class",
        ),
        "unknown-class": (
            "unknown-class",
            "unknown-class-near",
            "unused-class",
            "unused-class-near",
            "class-is-property",
            "only-subclasses",
        ),
        "unknown-entity": ("unknown-entity", "unknown-entity-near", "merged-entity", "removed-entity"),
        "unknown-value": (
            "unknown-value",
            "unknown-value-near",
            "other-property",
            "value-is-thing",
            "value-is-thing-near",
        ),
        "language-tag": (
            "language-tag",
            "language-tag-other",
            "no-language-tag",
            "language-case",
            "language-near",
            "language-of",
            "language-none",
        ),
        "datatype": ("datatype", "datatype-compared", "datatype-compared-near"),
        "other-script": ("other-script", "han-variant"),
        "case": ("case", "case-turned", "space", "search-case"),
        "filter": ("filter", "filter-examples", "exists", "not-exists", "minus", "search-in-iri"),
        "unbound-variable": ("unbound-variable", "unbound-variable-near"),
        "not-read": ("not-read",),
        "not-found": ("not-found", "not-finished"),
    }
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Write `replacement` for what is `written` at a place; `query` is the text with only that done."""

    written: str
    replacement: str
    line: int
    column: int
    length: int
    query: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason why there is no answer.

    `kind` is one of KINDS; `key` and `values` make its sentence; `pattern` is the part of the query
    that it is about, in the client's words.  Line and column (from 1, in characters) are None where
    the cause does not stand in the text, such as a parameter of the request.
    """

    kind: str
    key: str
    values: Mapping[str, str]
    pattern: str = ""
    line: int | None = None
    column: int | None = None
    length: int | None = None
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why an answer is empty.

    `mended` is the query with all suggestions done, where there is one, and `answers` says that it
    was tried and has an answer.  `complete` is False where time or the number of questions ran out;
    `questions` is how many were asked.  `version`, `solutions` and `capped` are those of the answer
    itself, which need not be empty.
    """

    empty: bool
    findings: tuple[Finding, ...] = ()
    mended: str = ""
    answers: bool = False
    complete: bool = True
    questions: int = 0
    version: str = ""
    solutions: int = 0
    capped: bool = False
