"""Which properties and classes the graph uses, and which of them was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.endpoint.diagnosis.case import Case, Setting, Vocabulary
from kg.endpoint.diagnosis.nearness import nearest_iri
from kg.endpoint.diagnosis.questions import Unanswered
from kg.model.terms import RDFS, SKOS

_MOST_USED = "ORDER BY DESC(?n) ?term LIMIT 1000"
_LABELLED = 300


def vocabulary(case: Case, setting: Setting) -> Vocabulary:
    """The terms that are used in the graph of this setting.  Raises Unanswered, Finished."""
    if setting.opening not in case.vocabularies:
        case.vocabularies[setting.opening] = Vocabulary(
            _used(case, setting, "?s ?term ?o"), _used(case, setting, "?s a ?term")
        )
    return case.vocabularies[setting.opening]


def nearest_term(case: Case, iri: str, known: Iterable[str]) -> str | None:
    """The term that `iri` was probably meant to be: by its name, else by its labels."""
    terms = tuple(known)
    near = nearest_iri(iri, terms, {})
    if near is None and terms:
        try:
            near = nearest_iri(iri, terms, _labels(case, terms))
        except Unanswered:
            return None
    return near


def _used(case: Case, setting: Setting, pattern: str) -> tuple[str, ...]:
    rows = case.questions.rows(
        "?term (COUNT(*) AS ?n)", setting.alone(pattern), f"GROUP BY ?term {_MOST_USED}"
    )
    return tuple(row["term"].value for row in rows if row["term"].kind == "iri")


def _labels(case: Case, terms: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    names = " ".join(f"<{term}>" for term in terms[:_LABELLED])
    labels = f"<{RDFS}label>|<{SKOS}prefLabel>|<{SKOS}altLabel>"
    rows = case.questions.rows(
        "?term ?label", f"VALUES ?term {{ {names} }} ?term {labels} ?label", "LIMIT 1000"
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        term = row["term"].value
        found[term] = (*found.get(term, ()), row["label"].value)
    return found
