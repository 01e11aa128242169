"""Causes in the names of a pattern: properties, classes and entities that the graph does not have."""

from __future__ import annotations

from collections.abc import Sequence

from kg.curation.naming.lookalikes import latinized, strange_letter
from kg.endpoint.diagnosis.case import Case, Cause, Setting
from kg.endpoint.diagnosis.nearness import local_name, nearest_iri, trigrams
from kg.endpoint.diagnosis.patterns import Pattern, Span
from kg.endpoint.diagnosis.vocabulary import nearest_term, vocabulary
from kg.model.disarm import Edit
from kg.model.sparql_tokens import Kind, code, tokenize
from kg.model.terms import RDF, RDFS

_A = RDF + "type"


def unknown_property(case: Case, pattern: Pattern, setting: Setting) -> Cause | None:
    """A property of the path that no triple has."""
    known = vocabulary(case, setting)
    for span, iri in _names_in(case, pattern.path):
        if iri in known.properties or iri == _A:
            continue
        if iri in known.classes:
            return case.cause("unknown-property", "property-is-class", span, {"name": case.written(span)})
        near = nearest_term(case, iri, known.properties)
        return _unknown(case, "property", span, iri, near, declared=_is_declared(case, iri))
    return None


def unknown_class(case: Case, pattern: Pattern, setting: Setting) -> Cause | None:
    """A class that nothing is of, or only of its subclasses."""
    path = _names_in(case, pattern.path)
    target = case.constant(pattern.object)
    if not (
        path and path[0][1] == _A and isinstance(pattern.object, Span) and target and target.kind == "iri"
    ):
        return None
    known = vocabulary(case, setting)
    iri = target.value
    if iri in known.classes:
        return None
    place = pattern.object
    values = {"name": case.written(place)}
    if case.text(pattern.path) in ("a", case.names.compact(_A), f"<{_A}>"):
        edit = Edit(*pattern.path, f"a/{case.names.compact(RDFS + 'subClassOf')}*")
        if case.holds(setting.alone(case.render(pattern, edits=[edit]))):
            values["near"] = edit.text
            return case.cause("unknown-class", "only-subclasses", place, values, edit=edit)
    if iri in known.properties:
        return case.cause("unknown-class", "class-is-property", place, values)
    near = nearest_term(case, iri, known.classes)
    return _unknown(case, "class", place, iri, near, declared=_is_declared(case, iri))


def unknown_entity(case: Case, pattern: Pattern, setting: Setting) -> Cause | None:
    """A subject or object that occurs in no triple."""
    for node in (pattern.subject, pattern.object):
        cell = case.constant(node)
        if isinstance(node, Span) and cell is not None and cell.kind == "iri":
            found = unknown_iri(case, node, cell.value, setting)
            if found is not None:
                return found
    return None


def unknown_iri(case: Case, span: Span, iri: str, setting: Setting) -> Cause | None:
    """The finding about an IRI that occurs in no triple."""
    term = case.text(span)
    if case.holds(setting.alone(f"{{ {term} ?p ?o }} UNION {{ ?s ?p {term} }} UNION {{ ?s {term} ?o }}")):
        return None
    values = {"name": case.written(span)}
    if iri in case.redirects:
        values["near"] = case.names.compact(case.redirects[iri])
        edit = Edit(*span, values["near"])
        return case.cause("unknown-entity", "merged-entity", span, values, edit=edit)
    if iri in case.removed:
        values["reason"] = case.removed[iri]
        return case.cause("unknown-entity", "removed-entity", span, values)
    return _unknown(case, "entity", span, iri, _nearest_entity(case, iri, setting), declared=False)


def _unknown(case: Case, what: str, span: Span, iri: str, near: str | None, *, declared: bool) -> Cause:
    kind, key = f"unknown-{what}", f"{'unused' if declared else 'unknown'}-{what}"
    values = {"name": case.written(span)}
    if near is None:
        return case.cause(kind, key, span, values)
    values["near"] = case.names.compact(near)
    edit = Edit(*span, values["near"])
    letter, script = strange_letter(iri, near)
    if latinized(iri) == latinized(near) and script:
        values |= {"letter": letter, "script": script}
        return case.cause("other-script", "other-script", span, values, edit=edit)
    return case.cause(kind, f"{key}-near", span, values, edit=edit)


def _names_in(case: Case, path: Span) -> Sequence[tuple[Span, str]]:
    """The IRIs of a path with their places; those that have been mended already are left out."""
    found: list[tuple[Span, str]] = []
    for token in code(tokenize(case.query[path.start : path.end])):
        if token.kind in (Kind.WORD, Kind.IRI):
            span = Span(path.start + token.start, path.start + token.end)
            iri = case.names.expand(case.text(span))
            if iri is not None:
                found.append((span, iri))
    return found


def _is_declared(case: Case, iri: str) -> bool:
    """Whether the ontology knows a term that nothing uses."""
    return case.holds(f"<{iri}> ?p ?o")


def _nearest_entity(case: Case, iri: str, setting: Setting) -> str | None:
    """The most similar IRI that is the subject of a triple; the engine picks, this decides."""
    name = local_name(iri)
    space = iri.removesuffix(name)
    pieces = trigrams(name)
    if not pieces:
        return None
    low = "LCASE(STR(?x))"
    score = " + ".join(f'IF(CONTAINS({low}, "{piece}"), 1, 0)' for piece in pieces)
    group = setting.alone(f"?x ?p ?o FILTER(isIRI(?x)) BIND({score} AS ?score) FILTER(?score > 0)")
    rows = case.questions.rows(
        "DISTINCT ?x ?score", group, "ORDER BY DESC(?score) STRLEN(STR(?x)) ?x LIMIT 40"
    )
    known = [row["x"].value for row in rows if row["x"].kind == "iri"]
    own = [each for each in known if each.startswith(space)] if space else known
    return nearest_iri(iri, own, {}) or nearest_iri(iri, known, {})
