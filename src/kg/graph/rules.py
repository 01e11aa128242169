"""The rules of a project: CONSTRUCT queries that say what is derived, and from which record.

A rule is asked as a SELECT query and its template filled here, so that each statement is known together with
the record that it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.graph.project_files import texts
from kg.model.diagnostics import Diagnostic, error
from kg.model.marks import locate, whole_file
from kg.model.project import Project
from kg.model.sparql_tokens import mask, matching_brace
from kg.model.terms import Term, Triple, iri, is_iri, literal
from kg.model.wording import phrase


@dataclass(frozen=True, slots=True)
class Rule:
    """A CONSTRUCT query of the project: its name, the query as SELECT, and the template.

    A part of the template is a variable (`?name`), a term, or empty where it could give nothing.
    """

    name: str
    path: str
    select: str
    template: tuple[tuple[str, str, str], ...]


def read_rules(project: Project) -> tuple[list[Rule], tuple[Diagnostic, ...]]:
    """The rules of `ontology/rules/*.rq`, and what is wrong with them."""
    rules: list[Rule] = []
    found: list[Diagnostic] = []
    for path, name, text in texts(project, "ontology/rules/*.rq", found):
        rule = _parse_rule(path.stem, name, text, project.namespaces)
        if isinstance(rule, Rule):
            rules.append(rule)
        else:
            found.append(rule)
    return rules, tuple(found)


def instances_of(rule: Rule, variables: Sequence[str]) -> Callable[[Sequence[Term | None]], Iterator[Triple]]:
    """A function that puts a row into the template, without what is incomplete (SPARQL 1.1, 16.2)."""
    columns = {f"?{name}": place for place, name in enumerate(variables)}
    templates = [
        tuple(columns.get(part) if part.startswith("?") else Term(part) for part in triple)
        for triple in rule.template
    ]

    def instances(row: Sequence[Term | None]) -> Iterator[Triple]:
        for template in templates:
            subject, predicate, value = (row[one] if isinstance(one, int) else one for one in template)
            if subject and predicate and value and is_iri(subject) and is_iri(predicate):
                yield Triple(subject, predicate, value)

    return instances


def _parse_rule(name: str, path: str, text: str, namespaces: Mapping[str, str]) -> Rule | Diagnostic:
    masked = mask(text)
    construct = re.search(r"\bCONSTRUCT\b", masked, re.IGNORECASE)
    opening = masked.find("{", construct.end()) if construct else -1
    closing = matching_brace(masked, opening) if opening >= 0 else None
    if construct is None or closing is None or masked[construct.end() : opening].strip():
        words = phrase("a rule is a query of the form CONSTRUCT {{ … }} WHERE {{ … }}")
        return error("broken-rule", whole_file(path), words)
    if not re.search(r"[?$]via\b", masked[closing:]):
        words = phrase("this rule does not bind ?via, so its statements would lead to no passage")
        return error("rule-without-via", locate(path, text, construct.start(), construct.end()), words)
    try:
        template = _read_template(text, namespaces)
    except Exception as problem:  # noqa: BLE001 — rdflib's parser raises whatever its grammar raises
        reason = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        place = re.search(r"\(at char (\d+)\)", str(problem))
        mark = locate(path, text, int(place[1])) if place else whole_file(path)
        return error("broken-rule", mark, phrase("this rule is not SPARQL: {problem}", problem=reason))
    if template is None:
        mark = locate(path, text, opening, closing + 1)
        words = phrase("a rule makes no blank nodes; give what it derives a name")
        return error("broken-rule", mark, words)
    # The line breaks of the template stay, so that places in the query are places in the file.
    lines = "\n" * text.count("\n", construct.start(), closing + 1)
    query = text[: construct.start()] + "SELECT DISTINCT *" + lines + text[closing + 1 :]
    return Rule(name, path, query, template)


def _read_template(text: str, namespaces: Mapping[str, str]) -> tuple[tuple[str, str, str], ...] | None:
    """The template of a rule; None for one with blank nodes.  Raises whatever the parser raises."""
    # Imported here: it takes as long as a small check, and a check that goes on from another reads no rule.
    from rdflib import BNode, Literal, URIRef, Variable
    from rdflib.plugins.sparql import prepareQuery

    def part(node: object) -> str:
        if isinstance(node, Variable):
            return f"?{node}"
        if isinstance(node, URIRef):
            return iri(str(node))
        if isinstance(node, Literal):
            return literal(str(node), language=node.language or "", datatype=str(node.datatype or ""))
        return ""

    template = prepareQuery(text, initNs=dict(namespaces)).algebra.template
    if any(isinstance(node, BNode) for triple in template for node in triple):
        return None
    return tuple((part(one), part(two), part(three)) for one, two, three in template)
