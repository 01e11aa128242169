"""What some statements rest on, fetched for these statements alone.

A page about one thing reads all that is said of it; a chain needs only its own statements, of which a
much mentioned thing may have thousands more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.model.iris import INFERRED
from kg.model.terms import iri
from kg.web.connections.around import Link
from kg.web.links import local_name
from kg.web.neighbourhood import CITATION, EVIDENCE, INFERENCE, Neighbourhood, Quad, describe
from kg.web.site import Page
from kg.web.telling.grounds import QUALIFIES, VALUE

_BATCH = 200
_MOST_ROWS = 5_000


def evidence_of(page: Page, links: Iterable[Link]) -> Neighbourhood:
    """The statements, their citations, inferences and passages, and the records they stand in whole."""
    wanted = sorted(set(links))
    records = {one.part for one in wanted if one.part}
    records |= {one.subject for one in wanted if "--" in (local_name(one.subject, page.project) or "")}
    hood = describe(page.rows, records, page.lexicon)
    bare = [one for one in wanted if one.subject not in records and not one.part]
    found = dict.fromkeys(
        quad for start in range(0, len(bare), _BATCH) for quad in _quads(page, bare[start : start + _BATCH])
    )
    supports = {quad.object.value for quad in found if quad.predicate in (CITATION, INFERENCE, EVIDENCE)}
    grounds = describe(page.rows, supports - hood.quads.keys(), page.lexicon)
    hood.quads.update(grounds.quads)
    for quad in found:
        hood.quads.setdefault(quad.subject, []).append(quad)
    return hood


def _quads(page: Page, links: Sequence[Link]) -> list[Quad]:
    """The statements themselves; what qualifies them; what the thing quotes as a whole where it is said."""
    rows = " ".join(f"({iri(one.subject)} {iri(one.property)} {iri(one.object)})" for one in links)
    given = f"VALUES (?s ?p ?v) {{ {rows} }}"
    inferred = page.project.minter.graph(INFERRED)
    stated = f"SELECT ?g ?s ?p ?o WHERE {{ {given} GRAPH ?g {{ ?s ?p ?v }} BIND(?v AS ?o) }}"
    qualified = (
        f"SELECT DISTINCT ?g ?s ?l ?o WHERE {{ {given} "
        f"GRAPH ?g {{ ?s ?l ?o }} FILTER(?l IN ({iri(CITATION)}, {iri(INFERENCE)})) "
        f"?o {iri(QUALIFIES)} ?p OPTIONAL {{ ?o {iri(VALUE)} ?w }} "
        f"FILTER(!BOUND(?w) || ?w = ?v) }} LIMIT {_MOST_ROWS}"
    )
    general = (
        f"SELECT DISTINCT ?g ?s ?l ?o WHERE {{ {given} "
        f"GRAPH ?g {{ ?s ?p ?v . ?s ?l ?o }} "
        f"FILTER(?l IN ({iri(EVIDENCE)}, {iri(CITATION)}) && ?g != {inferred}) }} LIMIT {_MOST_ROWS}"
    )
    return [
        Quad(row["g"].value, row["s"].value, row["l" if "l" in row else "p"].value, row["o"])
        for query in (stated, qualified, general)
        for row in page.rows(query)
    ]
