"""The document of `/connections.json`: chains with the evidence of each statement."""

from __future__ import annotations

from typing import Any

from kg.web.connections.asking import Asking
from kg.web.connections.chains import Found
from kg.web.connections.telling import Chain, Statement, Step, Told, codes_of
from kg.web.names import Ref
from kg.web.respond import served_version
from kg.web.site import Page
from kg.web.telling.statements import Passage, Reason


def to_document(page: Page, asking: Asking, found: Found | None, told: Told | None) -> dict[str, Any]:
    """The document of a request; without a search (None) both ends are the same thing."""
    return {
        "from": _thing(asking.source.ref),
        "to": _thing(asking.target.ref),
        "steps": asking.steps,
        "complete": found.complete if found else True,
        "reached": list(found.cut) if found else [],
        "hubs": list(found.hubs) if found else [],
        "exhausted": bool(found and found.exhausted),
        "searched": found.searched if found else 0,
        "chains": [_chain(page, chain) for chain in told.chains] if told else [],
        "language": page.language.labels,
        "version": served_version(page),
    }


def _chain(page: Page, chain: Chain) -> dict[str, Any]:
    return {"length": len(chain.steps), "steps": [_step(page, step) for step in chain.steps]}


def _step(page: Page, step: Step) -> dict[str, Any]:
    first, *others = step.statements
    return {
        **_statement(page, first),
        "direction": "forward" if step.forward else "backward",
        "also": [_statement(page, one) for one in others],
        "more": step.more,
    }


def _statement(page: Page, one: Statement) -> dict[str, Any]:
    value = one.value
    passages = [*value.passages, *(passage for row in value.rows for passage in row.passages)]
    reasons = [*value.reasons, *(reason for row in value.rows for reason in row.reasons)]
    return {
        "subject": one.link.subject,
        "property": one.link.property,
        "object": one.link.object,
        "part": one.link.part or None,
        "labels": {"subject": one.subject.text, "property": one.property.text, "object": one.object.text},
        "codes": codes_of(page, one),
        "derived": value.derived,
        "evidence": [_passage(passage) for passage in dict.fromkeys(passages)],
        "reasons": [_reason(reason) for reason in dict.fromkeys(reasons)],
    }


def _thing(ref: Ref | None) -> dict[str, str] | None:
    return {"iri": ref.iri, "label": ref.text} if ref else None


def _passage(one: Passage) -> dict[str, str]:
    return {
        "iri": one.iri,
        "quote": one.quote.text,
        "language": one.quote.language,
        "article": one.article.iri,
        "title": one.article.text,
    }


def _reason(one: Reason) -> dict[str, str]:
    return {
        "basis": one.basis.iri if one.basis else "",
        "because": one.because.text if one.because else "",
        "via": one.via.iri if one.via else "",
    }
