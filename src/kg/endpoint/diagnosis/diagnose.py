"""The order of a diagnosis: the dataset, what stands around the WHERE, and the WHERE itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.endpoint.diagnosis.case import Case, Cause, Setting
from kg.endpoint.diagnosis.conditions import unbound_variable
from kg.endpoint.diagnosis.cursor import NotRead
from kg.endpoint.diagnosis.datasets import dataset_causes
from kg.endpoint.diagnosis.findings import Diagnosis, Finding
from kg.endpoint.diagnosis.names import unknown_iri
from kg.endpoint.diagnosis.patterns import Group, Outline, Span
from kg.endpoint.diagnosis.questions import Ask, Finished, Questions, Unanswered
from kg.endpoint.diagnosis.reading import read_outline
from kg.endpoint.diagnosis.search import search
from kg.endpoint.diagnosis.terms import read_names
from kg.endpoint.protocol import Query
from kg.endpoint.query_text import find_form, variables
from kg.endpoint.table import Table
from kg.model.disarm import Edit
from kg.model.sparql_tokens import Kind, code, tokenize

_NUMBER = re.compile(r"\d+")
_NAMES_TRIED = 8  # in a query that cannot be taken apart


def is_empty(query: str, found: Table | bool) -> bool:
    """Whether an answer says nothing: no solutions, a False, or aggregates over no solutions."""
    if isinstance(found, bool):
        return not found
    if len(found.rows) != 1:
        return not found.rows
    if any(cell.value != "0" for cell in found.rows[0].values()):
        return False
    try:
        outline = read_outline(query)
    except NotRead:
        return False
    return outline.aggregates and "group" not in outline.modifiers


def diagnose(
    query: Query,
    *,
    ask: Ask,
    namespaces: Mapping[str, str],
    redirects: Mapping[str, str] | None = None,
    removed: Mapping[str, str] | None = None,
) -> Diagnosis:
    """Why the answer of a query is empty.

    `ask` evaluates small queries over the query's own dataset; `namespaces` are the prefixes that hold
    without a declaration; `redirects` and `removed` are IRIs of things that were merged or taken out.
    Raises QueryCancelled when the client goes away, and no other error: what cannot be asked is left
    out and the diagnosis says that it is not complete.
    """
    text = query.text
    try:
        outline, read = read_outline(text), True
    except NotRead:
        form, start = find_form(text, tokenize(text))
        outline, read = Outline(form, start.start), False
    questions = Questions(ask, prologue=text[: outline.prologue], clauses="")
    names = read_names(text, namespaces)
    case = Case(text, outline, names, questions, redirects or {}, removed or {})
    answers = False
    complete = True
    try:
        answers = _diagnosed(case, query) if read else _not_read(case)
    except Finished:
        complete = False
    findings = _findings(case, complete=complete)
    return Diagnosis(
        empty=True,
        findings=findings,
        mended=case.mended() if case.edits else "",
        answers=answers and bool(case.edits),
        complete=complete,
        questions=questions.asked,
    )


def _diagnosed(case: Case, query: Query) -> bool:
    """Whether the mended query has an answer.  Raises Finished."""
    outline = case.outline
    case.questions.clauses = case.clauses()
    limit = outline.modifiers.get("limit")
    number = _NUMBER.search(case.query, *limit) if limit else None
    if limit and number and int(number.group()) == 0:
        case.causes.append(case.cause("limit-offset", "limit-zero", limit, {}, edit=Edit(*limit, "")))
        case.mend(Edit(*limit, ""))
    stop = dataset_causes(case, query)
    if stop:
        return False
    for span in outline.described:
        _take(case, _unknown(case, span))
    if outline.group is None:
        return bool(case.edits)
    bound = variables(tokenize(case.query[slice(*outline.group.span)]))
    for span in (*outline.projected, *outline.template):
        if case.query[span.start + 1 : span.end] not in bound:
            _take(case, unbound_variable(case, span, bound))
    return search(case, outline.group) and _around(case, outline.group)


def _around(case: Case, group: Group) -> bool:
    """Whether what stands around the WHERE lets anything through; the WHERE has solutions."""
    outline = case.outline
    if outline.form == "CONSTRUCT" and not case.causes:
        case.causes.append(Cause(Finding("template", "template", {})))
        return False
    if outline.form != "SELECT" or outline.head is None:
        return True
    having, offset = outline.modifiers.get("having"), outline.modifiers.get("offset")
    try:
        if having and not case.holds(_selected(case, group, "group", "having")):
            case.causes.append(case.cause("having", "having", having, {}))
            return False
        if offset:
            return _offset(case, group, offset)
    except Unanswered:
        return False
    return True


def _offset(case: Case, group: Group, offset: Span) -> bool:
    rows = case.questions.rows("(COUNT(*) AS ?n)", _selected(case, group, "group", "having"), "")
    number = _NUMBER.search(case.query, *offset)
    count = int(rows[0]["n"].value) if rows else 0
    if number and count <= int(number.group()):
        values = {"offset": number.group(), "count": str(count)}
        edit = Edit(number.start(), number.end(), "0")
        _take(case, case.cause("limit-offset", "offset-beyond", offset, values, edit=edit))
    return True


def _selected(case: Case, group: Group, *modifiers: str) -> str:
    """The SELECT as a group, with only these of its modifiers."""
    spans = [case.outline.modifiers[word] for word in modifiers if word in case.outline.modifiers]
    parts = [case.text(span) for span in (case.outline.head or group.span, group.span, *spans)]
    return f"{{ {' '.join(parts)} }}"


def _not_read(case: Case) -> bool:
    """The names of a query that cannot be taken apart, looked up one by one."""
    tried = 0
    for token in code(tokenize(case.query)):
        if token.start < case.outline.prologue or token.kind not in (Kind.IRI, Kind.WORD):
            continue
        iri = case.names.expand(token.text)
        if iri is None or token.text == "a":
            continue
        tried += 1
        if tried > _NAMES_TRIED:
            break
        found = _unknown(case, Span(token.start, token.end))
        if found:
            case.causes.append(found)
    case.causes.append(Cause(Finding("not-read", "not-read", {})))
    return False


def _unknown(case: Case, span: Span) -> Cause | None:
    iri = case.names.expand(case.text(span))
    try:
        return unknown_iri(case, span, iri, Setting()) if iri else None
    except Unanswered:
        return None


def _take(case: Case, cause: Cause | None) -> None:
    if cause is None:
        return
    case.causes.append(cause)
    if cause.edit:
        case.mend(cause.edit)


def _findings(case: Case, *, complete: bool) -> tuple[Finding, ...]:
    """The findings, each once: by place, and those of one pattern as they came up."""
    found = {(one.kind, one.line, one.column): one for one, _ in case.causes}  # the last one knows most
    findings = list(found.values())
    first: dict[str, tuple[int, int]] = {}
    for one in findings:
        place = (one.line or 0, one.column or 0)
        first[one.pattern] = min(first.get(one.pattern, place), place)
    findings.sort(key=lambda one: first[one.pattern])
    if not findings:
        findings = [Finding("not-found", "not-found" if complete else "not-finished", {})]
    return tuple(findings)
