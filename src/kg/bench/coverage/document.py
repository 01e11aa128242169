"""Coverage as one JSON object for scripts; `docs/coverage.md` describes its members.

Members are only ever added; a change of meaning raises `version`.  What is unknown is null, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.bench.coverage.bases import basis_words
from kg.bench.coverage.project import ArticleCoverage, Coverage, Sentences, Thing
from kg.curation.source_texts import TextState
from kg.graph.vocabulary import Vocabulary

VERSION = 1


def document(coverage: Coverage, vocabulary: Vocabulary, *, language: str = "en") -> dict[str, Any]:
    """Coverage as values of JSON; names and labels are in `language` where there are some."""

    def bases(counts: Mapping[str, int]) -> list[dict[str, Any]]:
        return [
            {"basis": code, "label": basis_words(code, vocabulary).in_language(language), "count": number}
            for code, number in counts.items()
        ]

    def article(one: ArticleCoverage) -> dict[str, Any]:
        return {
            "id": one.id,
            "path": one.path,
            "sentences": _sentences(one.sentences),
            "entities": {"count": one.entities, "without_evidence": _things(one.entities_without, language)},
            "records": {"count": one.records, "without_passage": _things(one.records_without, language)},
            "statements": {
                "count": one.said,
                "by_basis": bases(one.statements),
                "derived_beside": one.derived,
            },
        }

    read = coverage.texts > 0
    return {
        "version": VERSION,
        "articles": [article(one) for one in coverage.articles],
        "totals": {
            "articles": len(coverage.articles),
            "texts": coverage.texts,
            "sentences": {
                "count": coverage.sentences if read else None,
                "without_statement": coverage.sentences_without if read else None,
                "percent": None if coverage.percent is None else round(coverage.percent, 2),
            },
            "entities": sum(one.entities for one in coverage.articles),
            "entities_without_evidence": sum(len(one.entities_without) for one in coverage.articles),
            "records": sum(one.records for one in coverage.articles),
            "records_without_passage": sum(len(one.records_without) for one in coverage.articles),
            "statements": {
                "count": coverage.said,
                "by_basis": bases(coverage.statements()),
                "derived_beside": coverage.derived,
            },
        },
    }


def _sentences(found: Sentences) -> dict[str, Any]:
    known = found.state is TextState.READ
    gaps = [
        {
            "start": one.start,
            "end": one.end,
            "line": one.mark.line,
            "column": one.mark.column,
            "begins": one.words,
        }
        for one in found.without
    ]
    return {
        "text": found.state.value,
        "path": found.path or None,
        "count": found.count if known else None,
        "without_statement": gaps if known else None,
    }


def _things(some: tuple[Thing, ...], language: str) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "name": one.name(language) or None, "line": one.mark.line, "column": one.mark.column}
        for one in some
    ]
