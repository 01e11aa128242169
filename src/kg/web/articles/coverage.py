"""What of an article has become statements, as its page shows it: numbers, and what lacks a ground.

The statements are counted by `kg.bench.coverage`, from the graph that is served.  The sentences are
those of the text where a page shows it; elsewhere they are what the build has noted, and no text is
opened for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.bench.coverage.bases import in_order
from kg.bench.coverage.statements import (
    BARE,
    INFERENCE,
    QUALIFIES,
    QUOTED,
    VALUE,
    VIA,
    Reading,
    Said,
    read_statements,
)
from kg.curation.prose.gaps import Gaps, find_gaps, first_words
from kg.endpoint.table import Cell
from kg.graph.version.manifest import SentenceCount
from kg.model.iris import INFERRED
from kg.model.terms import CUR, Term, Triple, iri, iri_value, literal
from kg.web.names import Ref, name_term, name_things
from kg.web.neighbourhood import values
from kg.web.site import Page

WIDE = 1000  # units of the drawing that one bar has for itself
_LEAST = 4  # so that what is not zero can be seen
_BATCH = 300


@dataclass(frozen=True, slots=True)
class Basis:
    """How many statements stand on one ground: its name or the key of its words, and its bar."""

    ref: Ref | None
    words: str
    number: int
    percent: int
    length: int


@dataclass(frozen=True, slots=True)
class GapShown:
    """A sentence that no passage touches: its anchor in the text, its place, and its first words."""

    anchor: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class CoverageShown:
    """The section of the page of an article.

    `sentences` is None where they could not be counted; `gaps` are listed where the text is shown.
    """

    sentences: int | None
    without: int
    gaps: tuple[GapShown, ...]
    entities: int
    entities_without: tuple[Ref, ...]
    records: int
    records_without: tuple[Ref, ...]
    statements: int
    bases: tuple[Basis, ...]
    derived: int
    wide: int = WIDE

    @property
    def touched(self) -> int:
        """How many sentences have a statement."""
        return (self.sentences or 0) - self.without


def tell_coverage(page: Page, local: str, text: str) -> CoverageShown:
    """What of the article with this id is covered; `text` is the one that its page shows, or empty."""
    said = read_article(page, local)
    gaps = _gaps(page, local, text, said) if text else None
    noted = page.site.endpoint.built.manifest.facts.sentences.get(local)
    if gaps is not None:
        noted = SentenceCount(gaps.sentences, len(gaps.untouched))
    lacking = (*said.entities_without_evidence, *said.records_without_passage)
    names = name_things(page, [iri_value(one) for one in lacking])
    counts = said.by_basis()
    return CoverageShown(
        sentences=noted.sentences if noted else None,
        without=noted.without if noted else 0,
        gaps=_shown_gaps(local, text, gaps) if gaps else (),
        entities=len(said.entities),
        entities_without=_refs(said.entities_without_evidence, names),
        records=len(said.records),
        records_without=_refs(said.records_without_passage, names),
        statements=len(said.statements),
        bases=tuple(_basis(page, code, counts) for code in in_order(counts)),
        derived=count_derived(page, said.nodes),
    )


def read_article(page: Page, local: str) -> Said:
    """What the named graph of an article says, in one query."""
    minter = page.project.minter
    rows = page.rows(f"SELECT ?s ?p ?o WHERE {{ GRAPH {minter.graph(local)} {{ ?s ?p ?o }} }}")
    triples = [Triple(iri(row["s"].value), iri(row["p"].value), _term(row["o"])) for row in rows]
    return read_statements(minter.thing(local), triples, _reading(page))


def _reading(page: Page) -> Reading:
    """What counting must know of the ontology that is served."""
    lexicon = page.lexicon
    return Reading(
        {iri(one): iri(key) if key else Term("") for one, key in lexicon.nested.items()},
        frozenset(iri(one) for one in lexicon.properties if lexicon.text(one, CUR + "fromArticle")),
    )


def count_derived(page: Page, nodes: Sequence[Term]) -> int:
    """How many statements the rules of the ontology draw from some records and their parts."""
    graph = page.project.minter.graph(INFERRED)
    found: set[tuple[Cell, Cell, Cell]] = set()
    for start in range(0, len(nodes), _BATCH):
        some = (iri_value(one) for one in nodes[start : start + _BATCH])
        rows = page.rows(
            f"SELECT DISTINCT ?s ?p ?o WHERE {{ {values('r', some)} GRAPH {graph} {{ "
            f"?i {VIA} ?r ; {QUALIFIES} ?p ; {VALUE} ?o . ?s {INFERENCE} ?i }} }}"
        )
        found.update((row["s"], row["p"], row["o"]) for row in rows)
    return len(found)


def _gaps(page: Page, local: str, text: str, said: Said) -> Gaps:
    # The file can change while a version is served, but then it is another text and not shown.
    return page.site.once(f"gaps-{local}", lambda: find_gaps(text, said.passages))


def _shown_gaps(local: str, text: str, gaps: Gaps) -> tuple[GapShown, ...]:
    return tuple(
        GapShown(f"{local}--sentence-{one.start}", one.start, one.end, first_words(text, one))
        for one in gaps.untouched
    )


def _refs(terms: Iterable[Term], names: Mapping[str, Ref]) -> tuple[Ref, ...]:
    return tuple(sorted((names[iri_value(one)] for one in terms), key=lambda one: (one.text, one.iri)))


def _basis(page: Page, code: str, counts: Mapping[str, int]) -> Basis:
    number, total, most = counts[code], sum(counts.values()), max(counts.values())
    own = code in (QUOTED, BARE)
    return Basis(
        None if own else name_term(page, f"{CUR}basis-{code}"),
        f"coverage-{code}" if own else "",
        number,
        whole_percent(number, total),
        max(_LEAST, round(number / most * WIDE)),
    )


def whole_percent(part: int, whole: int) -> int:
    """A share in whole percent, never rounded up to all nor down to nothing."""
    if part in (0, whole):
        return 100 if part else 0
    return min(99, max(1, round(100 * part / whole)))


def _term(cell: Cell) -> Term:
    if cell.kind == "iri":
        return iri(cell.value)
    return literal(cell.value, language=cell.language, datatype=cell.datatype)
