"""The vocabulary as a page: each class, property and code with what it means and how often it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from kg.endpoint.table import Cell
from kg.model.terms import CUR, RDFS, SKOS, iri
from kg.web.home import count_members, members_query
from kg.web.language import Label, choose_label
from kg.web.lexicon import DOMAINS, SCHEMA
from kg.web.links import term_name, to_curie
from kg.web.names import Ref, name_term, name_things
from kg.web.neighbourhood import values
from kg.web.site import Page
from kg.web.telling.records import literal_label

_TERMS_A_QUERY = 50
_USES = (CUR + "basis", CUR + "status", CUR + "code")
_FACTS = {
    "fact-superclass": (RDFS + "subClassOf",),
    "fact-superproperty": (RDFS + "subPropertyOf",),
    "fact-domain": DOMAINS,
    "fact-range": (RDFS + "range", SCHEMA + "rangeIncludes"),
    "fact-codes-for": (CUR + "codesFor",),
    "fact-on-class": (CUR + "onClass",),
    "fact-match": (SKOS + "exactMatch", SKOS + "closeMatch"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A thing of the graph and, for a property, one value: another thing or a text."""

    thing: Ref
    value: Ref | None = None
    text: Label | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One term; `counted` is the key of the words for `count`, which is None where nothing is counted.

    `anchor` is empty for a code that has its place in an earlier list.  `example` is from the graph that is
    served: a member of a class, or the subject and the value of a statement.
    """

    iri: str
    anchor: str
    curie: str
    label: Label
    definition: Label | None
    notes: tuple[Label, ...]
    facts: tuple[tuple[str, tuple[Ref, ...]], ...]
    notation: str
    count: int | None
    counted: str
    query: str
    example: Example | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes."""

    scheme: Term
    codes: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page: its anchor, the key of its heading, and the terms or lists in it."""

    id: str
    key: str
    terms: tuple[Term, ...] = ()
    lists: tuple[CodeList, ...] = ()


def tell_ontology(page: Page, *, engine: bool = False) -> list[Part]:
    """The parts of the page about the project's vocabulary, or about the engine's own."""
    lexicon = page.lexicon
    classes = lexicon.engine_classes if engine else lexicon.classes
    properties = lexicon.engine_properties if engine else lexicon.properties
    schemes = [one for one in lexicon.schemes if one.startswith(CUR) == engine]
    codes = [code for scheme in schemes for code in lexicon.codes(scheme)]
    kind = "engine" if engine else "project"
    members = page.site.once(f"{kind}-members", lambda: count_members(page, classes))
    uses = page.site.once(f"{kind}-uses", lambda: _count_uses(page, properties))
    coded = page.site.once(f"{kind}-codes", lambda: _count_codes(page, codes))
    examples = {**_members_shown(page, kind, classes), **_statements_shown(page, kind, properties)}
    parts = (
        Part(
            "classes",
            "classes",
            _terms(page, classes, members, "n-members", lambda one: members_query(page, one)),
        ),
        Part("properties", "properties", _terms(page, properties, uses, "n-statements", _uses_query)),
        Part(
            "codes",
            "code-lists",
            lists=_code_lists(page, schemes, coded),
        ),
    )
    shown = (
        replace(part, terms=tuple(replace(term, example=examples.get(term.iri)) for term in part.terms))
        for part in parts
    )
    return [part for part in shown if part.terms or part.lists]


def _members_shown(page: Page, kind: str, classes: Iterable[str]) -> dict[str, Example]:
    """One member of each class that has any."""
    found = page.site.once(f"{kind}-member-shown", lambda: _one_each(page, classes, "?s a {term}"))
    names = name_things(page, (row["s"].value for row in found.values()))
    return {term: Example(names[row["s"].value]) for term, row in found.items()}


def _statements_shown(page: Page, kind: str, properties: Iterable[str]) -> dict[str, Example]:
    """One statement with each property that is used."""
    found = page.site.once(f"{kind}-statement-shown", lambda: _one_each(page, properties, "?s {term} ?o"))
    cells = [cell for row in found.values() for cell in row.values() if cell.kind == "iri"]
    names = name_things(page, (cell.value for cell in cells))
    return {
        term: Example(names[row["s"].value], value=names[row["o"].value])
        if row["o"].kind == "iri"
        else Example(names[row["s"].value], text=literal_label(row["o"], page))
        for term, row in found.items()
        if row["s"].kind == "iri"
    }


def _one_each(page: Page, terms: Iterable[str], pattern: str) -> dict[str, Mapping[str, Cell]]:
    """The first solution of a pattern for each term: one small query for some terms at a time."""
    wanted = list(terms)
    found = {}

    def part(term: str) -> str:
        own = iri(term)
        return f"{{ SELECT * WHERE {{ BIND({own} AS ?t) {pattern.replace('{term}', own)} }} LIMIT 1 }}"

    for start in range(0, len(wanted), _TERMS_A_QUERY):
        parts = " UNION ".join(part(term) for term in wanted[start : start + _TERMS_A_QUERY])
        found.update({row["t"].value: row for row in page.rows(f"SELECT * WHERE {{ {parts} }}")})
    return {term: found[term] for term in wanted if term in found}


def _code_lists(page: Page, schemes: Iterable[str], counts: Mapping[str, int]) -> tuple[CodeList, ...]:
    """The lists with their codes; a code of two lists has its anchor in the first."""
    anchored: set[str] = set()
    found = []
    for scheme in schemes:
        codes = _terms(page, page.lexicon.codes(scheme), counts, "", _code_query)
        placed = tuple(replace(code, anchor="") if code.iri in anchored else code for code in codes)
        anchored.update(code.iri for code in codes)
        found.append(CodeList(_term(page, scheme, None, "", ""), placed))
    return tuple(found)


def _terms(
    page: Page,
    terms: Iterable[str],
    counts: Mapping[str, int],
    counted: str,
    query: Callable[[str], str],
) -> tuple[Term, ...]:
    return tuple(_term(page, one, counts.get(one, 0), counted, page.links.query(query(one))) for one in terms)


def _term(page: Page, term: str, count: int | None, counted: str, query: str) -> Term:
    lexicon, language = page.lexicon, page.language
    definitions = lexicon.definitions(term)
    notes = [Label(cell.value, cell.language) for cell in lexicon.values(term, SKOS + "scopeNote")]
    facts = [
        (key, tuple(name_term(page, one) for one in lexicon.iris(term, *predicates)))
        for key, predicates in _FACTS.items()
    ]
    return Term(
        iri=term,
        anchor=term_name(term),
        curie=to_curie(term, page.project),
        label=choose_label(lexicon.labels(term), language, local_name=term_name(term)),
        definition=choose_label(definitions, language, local_name="") if definitions else None,
        notes=(choose_label(notes, language, local_name=""),) if notes else (),
        facts=tuple((key, refs) for key, refs in facts if refs),
        notation=lexicon.text(term, SKOS + "notation"),
        count=count,
        counted=counted,
        query=query,
    )


def _count_uses(page: Page, properties: Iterable[str]) -> dict[str, int]:
    query = f"SELECT ?t (COUNT(*) AS ?n) WHERE {{ {values('t', properties)} ?s ?t ?o }} GROUP BY ?t"
    return {row["t"].value: int(row["n"].value) for row in page.rows(query) if "t" in row}


def _count_codes(page: Page, codes: Iterable[str]) -> dict[str, int]:
    through = values("p", (*page.lexicon.properties, *_USES))
    query = f"SELECT ?t (COUNT(*) AS ?n) WHERE {{ {values('t', codes)} {through} ?s ?p ?t }} GROUP BY ?t"
    return {row["t"].value: int(row["n"].value) for row in page.rows(query) if "t" in row}


def _uses_query(term: str) -> str:
    return f"SELECT ?subject ?object WHERE {{\n  ?subject <{term}> ?object .\n}} ORDER BY ?subject"


def _code_query(term: str) -> str:
    return f"SELECT ?thing ?property WHERE {{\n  ?thing ?property <{term}> .\n}} ORDER BY ?thing"
