"""Why an answer is empty, in the reader's language: as JSON for programs and on the page of the form."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import Response

from kg.endpoint.diagnosis import Diagnosis, Finding
from kg.endpoint.protocol import Query
from kg.web.querying.sparql import address_of, excerpt
from kg.web.respond import json_document
from kg.web.site import Page

_LISTS = frozenset({"found", "known", "types"})  # names and tags, which hold no comma


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding as the page shows it; `change` says what would mend it, and `href` runs that."""

    sentence: str
    line: int | None
    column: int | None
    excerpt: str
    caret: str
    change: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Reasons:
    """All findings; `href` runs the query with all changes, which `answers` says to have been tried."""

    reasons: tuple[Reason, ...]
    href: str
    answers: bool
    complete: bool


def diagnosis_json(page: Page, diagnosis: Diagnosis) -> Response:
    """The diagnosis as a JSON object; sentences are in the language that was asked for."""
    values: dict[str, Any] = {
        "version": diagnosis.version,
        "empty": diagnosis.empty,
        "complete": diagnosis.complete,
        "findings": [_json(page, finding) for finding in diagnosis.findings],
    }
    if diagnosis.mended:
        values["mended"] = {"query": diagnosis.mended, "answers": diagnosis.answers}
    values["questions"] = diagnosis.questions
    response = json_document(values, indent=2)
    response.headers["Content-Language"] = page.language.interface
    return response


def show_diagnosis(page: Page, query: Query, diagnosis: Diagnosis) -> Reasons:
    """The diagnosis as the page of the form shows it."""
    return Reasons(
        tuple(_reason(page, query, finding) for finding in diagnosis.findings),
        address_of(page, replace(query, text=diagnosis.mended), run=1) + "#answer"
        if diagnosis.mended
        else "",
        diagnosis.answers,
        diagnosis.complete,
    )


def sentence_of(page: Page, finding: Finding) -> str:
    """What a finding says, with code between backticks."""
    values = {name: _in_code(value) for name, value in finding.values.items()}
    values.setdefault("pattern", _in_code(finding.pattern))
    for name in _LISTS & values.keys():
        values[name] = ", ".join(f"`{one}`" for one in values[name].split(", "))
    if "script" in values:
        key = f"script-{values['script'].lower()}"
        values["script"] = page.texts.say(key) if key in page.texts.entries else values["script"]
    return page.texts.say(f"empty-{finding.key}", **values)


def _json(page: Page, finding: Finding) -> dict[str, Any]:
    suggestion = finding.suggestion
    found: dict[str, Any] = {
        "kind": finding.kind,
        "key": finding.key,
        "sentence": sentence_of(page, finding),
        "values": dict(finding.values),
        "pattern": finding.pattern,
        "line": finding.line,
        "column": finding.column,
        "length": finding.length,
        "suggestion": asdict(suggestion) if suggestion else None,
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def _reason(page: Page, query: Query, finding: Finding) -> Reason:
    line, caret = excerpt(query.text, finding)
    suggestion = finding.suggestion
    shown = Reason(sentence_of(page, finding), finding.line, finding.column, line, caret)
    if suggestion is None:
        return shown
    old, new = (_in_code(one) for one in (suggestion.written, suggestion.replacement))
    texts = page.texts
    return replace(
        shown,
        change=texts.say("empty-change", old=old, new=new) if new else texts.say("empty-take-out", old=old),
        href=address_of(page, replace(query, text=suggestion.query), run=1) + "#answer",
    )


def _in_code(text: str) -> str:
    """The text in one line, without the backticks between which code stands in a sentence."""
    return " ".join(text.replace("`", "'").split())
