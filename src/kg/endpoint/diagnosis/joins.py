"""Causes in how a pattern meets what is before it: reversed, another class, no such property or value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.endpoint.diagnosis.case import Case, Cause, Setting
from kg.endpoint.diagnosis.literals import value_cause
from kg.endpoint.diagnosis.names import unknown_iri
from kg.endpoint.diagnosis.nearness import local_name, nearest_iri
from kg.endpoint.diagnosis.patterns import Element, Node, Pattern, Span, Values
from kg.endpoint.diagnosis.terms import read_constant
from kg.endpoint.diagnosis.vocabulary import nearest_term
from kg.endpoint.query_text import variables
from kg.model.disarm import Edit
from kg.model.sparql_tokens import code, tokenize
from kg.model.terms import RDF

_A = RDF + "type"
_SHOWN = 5  # names that a sentence lists
_LISTED = 100  # values that are compared
_CONSTANTS = 3  # of a VALUES that are looked at


def reversed_pattern(case: Case, pattern: Pattern, setting: Setting, prior: str) -> Cause | None:
    """The pattern matches when subject and object change places."""
    target = case.constant(pattern.object)
    path = case.text(pattern.path)
    if path.startswith(("?", "$")) or (target is not None and target.kind == "literal"):
        return None
    if path.startswith("^") and _is_single(path[1:]):
        turned = path[1:].strip()
    else:
        turned = f"^{path}" if _is_single(path) else f"^({path})"
    edit = Edit(*pattern.path, turned)
    if not case.holds(setting.joined(f"{prior} {case.render(pattern, edits=[edit])}")):
        return None
    parts = (pattern.object, pattern.path, pattern.subject)
    values = {
        "property": case.now(pattern.path),
        "near": turned,
        "turned": " ".join(case.now(part) for part in parts),
    }
    return case.cause("reversed", "reversed", pattern.span, values, edit=edit)


def value_together(case: Case, pattern: Pattern, setting: Setting, prior: str) -> Cause | None:
    """What was found for the subject has a similar value at this property, but not this one."""
    cell = case.constant(pattern.object)
    if cell is None or cell.kind != "literal" or not isinstance(pattern.object, Span):
        return None
    subject, path = case.text(pattern.subject), case.text(pattern.path)
    group = setting.joined(f"{prior} {subject} {path} ?value_ .")
    return value_cause(case, pattern.object, cell, "?value_", group)


def listed_value(case: Case, pattern: Pattern, setting: Setting, priors: Sequence[Element]) -> Cause | None:
    """A constant of VALUES or BIND that the pattern does not find."""
    used = {case.text(part)[1:] for part in (pattern.subject, pattern.path, pattern.object)}
    for element in priors:
        if isinstance(element, Values) and used & set(element.variables):
            others = " ".join(case.render(each) for each in priors if each is not element)
            found = listed_among(case, element, setting, f"{others} {case.render(pattern)}", only=used)
            if found is not None:
                return found
    return None


def listed_among(
    case: Case, values: Values, setting: Setting, prior: str, *, only: set[str] | None = None
) -> Cause | None:
    """A constant of a VALUES that none of the solutions of `prior` has."""
    group = setting.joined(prior)
    for place, name in enumerate(values.variables):
        spans = [row[place] for row in values.rows if only is None or name in only]
        for span in [each for each in spans if each is not None][:_CONSTANTS]:
            cell = read_constant(case.text(span), case.names)
            if cell is None:
                continue
            if cell.kind == "literal":
                found = value_cause(case, span, cell, f"?{name}", group)
            else:
                found = _near_iri(case, span, cell.value, f"?{name}", group, setting.by_itself())
            if found is not None:
                return found
    return None


def other_property(case: Case, pattern: Pattern, setting: Setting, prior: str) -> Cause | None:
    """What was found for the subject has other properties, or is of another class, or is a text."""
    subject = case.text(pattern.subject)
    values = {"subject": case.now(pattern.subject), "property": case.now(pattern.path)}
    is_variable = subject.startswith(("?", "$"))
    # Not isLiteral, which is true of an IRI out of VALUES in an engine that may stand elsewhere (Virtuoso).
    literal = f"FILTER(!isIRI({subject}) && !isBlank({subject}))"
    if is_variable and prior and case.holds(setting.joined(f"{prior} {literal}")):
        return case.cause("no-match", "literal-subject", pattern.span, values)
    iri = case.names.expand(case.text(pattern.path))
    if iri == _A:
        return _other_class(case, pattern, setting, prior)
    if is_variable and subject[1:] not in variables(tokenize(prior)):
        return _into(case, pattern, setting, prior, iri)
    found = _iris(case, setting, f"{prior} {subject} ?found_ ?any_")
    if not found or iri in found:
        return None
    return _has(case, pattern, setting, prior, iri, found, "no-match-has", values)


def properties_instead(case: Case, cause: Cause, pattern: Pattern, setting: Setting, prior: str) -> Cause:
    """The cause that no triple has a property, with the properties that its subject has."""
    subject = case.text(pattern.subject)
    if cause.finding.key != "unknown-property" or subject[1:] not in variables(tokenize(prior)):
        return cause
    found = _iris(case, setting, f"{prior} {subject} ?found_ ?any_")
    if not found:
        return cause
    values = {
        **cause.finding.values,
        "subject": case.now(pattern.subject),
        "found": _some(case, found, pattern.path),
    }
    return cause._replace(finding=replace(cause.finding, key="unknown-property-found", values=values))


def _into(case: Case, pattern: Pattern, setting: Setting, prior: str, iri: str | None) -> Cause | None:
    """Other properties lead to what was found for the object."""
    target = case.text(pattern.object)
    if not target.startswith(("?", "$")) or target[1:] not in variables(tokenize(prior)):
        return None
    found = _iris(case, setting, f"{prior} ?any_ ?found_ {target}")
    if not found or iri in found:
        return None
    values = {"subject": case.now(pattern.object), "property": case.now(pattern.path)}
    return _has(case, pattern, setting, prior, iri, found, "no-match-into", values)


def _has(
    case: Case,
    pattern: Pattern,
    setting: Setting,
    prior: str,
    iri: str | None,
    found: Sequence[str],
    key: str,
    values: dict[str, str],
) -> Cause:
    """The finding that names the properties there are, and the one of them that was probably meant."""
    values["found"] = _some(case, found, pattern.path)
    near = nearest_term(case, iri, found) if iri is not None else None
    if near is not None:
        edit = Edit(*pattern.path, case.names.compact(near))
        if case.holds(setting.joined(f"{prior} {case.render(pattern, edits=[edit])}")):
            values["near"] = edit.text
            return case.cause("no-match", f"{key}-near", pattern.span, values, edit=edit)
    return case.cause("no-match", key, pattern.span, values)


def class_of_others(
    case: Case, pattern: Pattern, setting: Setting, priors: Sequence[Element]
) -> Cause | None:
    """The pattern matches things of another class than the one that was asked for before."""
    subject = case.text(pattern.subject)
    for each in priors:
        if not isinstance(each, Pattern) or case.text(each.subject) != subject:
            continue
        if case.names.expand(case.text(each.path)) != _A or case.constant(each.object) is None:
            continue
        found = _iris(case, setting.by_itself(), f"{case.render(pattern)} {subject} a ?found_")
        if found:
            values = {
                "subject": case.now(pattern.subject),
                "class": case.now(each.object),
                "found": _some(case, found, each.object),
            }
            return case.cause("no-match", "no-match-of-class", pattern.span, values)
    return None


def _other_class(case: Case, pattern: Pattern, setting: Setting, prior: str) -> Cause | None:
    found = _iris(case, setting, f"{prior} {case.text(pattern.subject)} a ?found_")
    if not found or case.constant(pattern.object) is None:
        return None
    values = {
        "subject": case.now(pattern.subject),
        "class": case.now(pattern.object),
        "found": _some(case, found, pattern.object),
    }
    return case.cause("no-match", "no-match-class", pattern.span, values)


def _near_iri(case: Case, span: Span, iri: str, variable: str, group: str, setting: Setting) -> Cause | None:
    """An IRI that occurs nowhere, or not here and a similar one does."""
    unknown = unknown_iri(case, span, iri, setting)
    if unknown is not None:
        return unknown
    rows = case.questions.rows(f"DISTINCT {variable}", group, f"LIMIT {_LISTED * 5}")
    cells = [row[variable[1:]] for row in rows if variable[1:] in row]
    known = [cell.value for cell in cells if cell.kind == "iri"]
    near = nearest_iri(iri, known, {}) if iri not in known else None
    if near is None:
        return None
    values = {"name": case.written(span), "near": case.names.compact(near)}
    edit = Edit(*span, case.names.compact(near))
    return case.cause("unknown-entity", "unknown-entity-near", span, values, edit=edit)


def _iris(case: Case, setting: Setting, group: str) -> list[str]:
    """The IRIs that `?found_` stands for in a group, the most frequent first."""
    rows = case.questions.rows(
        "?found_ (COUNT(*) AS ?n)",
        setting.joined(group),
        f"GROUP BY ?found_ ORDER BY DESC(?n) ?found_ LIMIT {_LISTED}",
    )
    return [row["found_"].value for row in rows if "found_" in row and row["found_"].kind == "iri"]


def _some(case: Case, found: Sequence[str], node: Node) -> str:
    """A few of the names, those in the namespace of the name at `node` first."""
    iri = case.names.expand(case.now(node)) or ""
    space = iri.removesuffix(local_name(iri))
    others = [each for each in found if each != _A]
    others.sort(key=lambda each: not each.startswith(space))
    names = [case.names.compact(each) for each in others]
    return ", ".join(names if len(names) <= _SHOWN else [*names[:_SHOWN], "…"])


def _is_single(path: str) -> bool:
    return len(code(tokenize(path))) == 1
