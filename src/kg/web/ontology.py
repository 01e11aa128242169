"""The vocabulary as a page: each class, property and code with what it means and how often it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from kg.model.terms import CUR, RDFS, SKOS
from kg.web.home import count_members, members_query
from kg.web.language import Label, choose_label
from kg.web.lexicon import SCHEMA
from kg.web.links import term_name, to_curie
from kg.web.names import Ref, name_term
from kg.web.neighbourhood import values
from kg.web.site import Page

_USES = (CUR + "basis", CUR + "status", CUR + "code")
_FACTS = {
    "fact-superclass": (RDFS + "subClassOf",),
    "fact-superproperty": (RDFS + "subPropertyOf",),
    "fact-domain": (RDFS + "domain", SCHEMA + "domainIncludes"),
    "fact-range": (RDFS + "range", SCHEMA + "rangeIncludes"),
    "fact-codes-for": (CUR + "codesFor",),
    "fact-on-class": (CUR + "onClass",),
    "fact-match": (SKOS + "exactMatch", SKOS + "closeMatch"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One term; `counted` is the key of the words for `count`, which is None where nothing is counted.

    `anchor` is empty for a code that has its place in an earlier list.
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
    return [part for part in parts if part.terms or part.lists]


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
