"""The coverage of a project: of each article its sentences, entities, records and statements.

It is read from a check, whose graph it counts, and from the texts that are at hand; without a text its
sentences are unknown, which is another thing than none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.bench.coverage.bases import in_order
from kg.bench.coverage.statements import (
    INFERENCE,
    QUALIFIES,
    QUOTE,
    VALUE,
    VIA,
    Reading,
    Said,
    read_statements,
)
from kg.curation.prose.gaps import find_gaps, first_words
from kg.curation.records import ArticleFile, Block
from kg.curation.source_texts import TextState, read_source
from kg.curation.text import normalise
from kg.graph.pipeline import Checked
from kg.graph.vocabulary import PREF_LABEL, Vocabulary
from kg.model.iris import AUTHORITY, INFERRED
from kg.model.marks import LineIndex, Mark, whole_file
from kg.model.terms import Term, literal_parts


@dataclass(frozen=True, slots=True)
class Gap:
    """A sentence that no passage touches: its place in the text, and what it begins with.

    `start` and `end` are raw code points, `end` exclusive; `mark` counts lines and columns.
    """

    start: int
    end: int
    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of an article's text; where it was not read, there are no numbers.

    `path` is where the text was looked for, empty where the head of the article names none.
    """

    state: TextState
    path: str = ""
    count: int = 0
    without: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity or a record: its id as its file writes it, its names by language, and where it stands."""

    id: str
    names: Mapping[str, str]
    mark: Mark

    def name(self, language: str) -> str:
        """The name in a language, else in English, else in any; empty where it has none."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()), "")


@dataclass(frozen=True, slots=True)
class ArticleCoverage:
    """What of one article is covered, and what is not.

    `statements` counts by the code of the basis, `quoted` and `bare` for those that are simply stated
    with and without a passage; `derived` is how many more the rules of the ontology draw from it.
    """

    id: str
    path: str
    sentences: Sentences
    statements: Mapping[str, int]
    derived: int
    entities: int
    entities_without: tuple[Thing, ...]
    records: int
    records_without: tuple[Thing, ...]

    @property
    def said(self) -> int:
        """How many statements the article has; what rules derive is not among them."""
        return sum(self.statements.values())


@dataclass(frozen=True, slots=True)
class Coverage:
    """The articles that were asked for, sorted by id."""

    articles: tuple[ArticleCoverage, ...]

    @property
    def texts(self) -> int:
        """Of how many articles the text was read."""
        return sum(1 for one in self.articles if one.sentences.state is TextState.READ)

    @property
    def sentences(self) -> int:
        """The sentences of the texts that were read."""
        return sum(one.sentences.count for one in self.articles)

    @property
    def sentences_without(self) -> int:
        """Those among them that no passage touches."""
        return sum(len(one.sentences.without) for one in self.articles)

    @property
    def said(self) -> int:
        """The statements of the articles."""
        return sum(one.said for one in self.articles)

    def statements(self) -> dict[str, int]:
        """Statements by basis over all articles, in the order in which bases are shown."""
        totals: Counter[str] = Counter()
        for one in self.articles:
            totals.update(one.statements)
        return {code: totals[code] for code in in_order(totals)}

    @property
    def derived(self) -> int:
        """Statements that the rules of the ontology draw from these articles."""
        return sum(one.derived for one in self.articles)

    @property
    def percent(self) -> float | None:
        """How many of a hundred sentences have a statement; None where no text was read."""
        if not self.sentences:
            return None
        return 100 * (self.sentences - self.sentences_without) / self.sentences


def measure(checked: Checked, ids: Iterable[str] | None = None) -> Coverage:
    """The coverage of the articles of a check, or of those with the given ids.

    Raises FileProblem when a text that is there cannot be read.
    """
    wanted = sorted(checked.articles) if ids is None else sorted(set(ids))
    reading = reading_of(checked.vocabulary)
    names = _names(checked)
    derived = derived_by_record(checked)
    found = []
    for id in wanted:
        minter = checked.project.minter
        said = read_statements(minter.thing(id), checked.dataset.graph(minter.graph(id)), reading)
        drawn = {one for node in said.nodes for one in derived.get(node, ())}
        found.append(_article(checked, checked.articles[id], said, len(drawn), names))
    return Coverage(tuple(found))


def reading_of(vocabulary: Vocabulary) -> Reading:
    """What counting must know of a project's ontology."""
    properties = vocabulary.properties.values()
    return Reading(
        {one.iri: one.key_property or Term("") for one in properties if one.nested},
        frozenset(one.iri for one in properties if one.from_article),
    )


def derived_by_record(checked: Checked) -> dict[Term, set[tuple[Term, Term, Term]]]:
    """What the rules of the ontology draw from each record."""
    via: dict[Term, list[Term]] = {}
    about: dict[Term, dict[Term, Term]] = {}
    subjects: dict[Term, Term] = {}
    for subject, predicate, value in checked.dataset.graph(checked.project.minter.graph(INFERRED)):
        if predicate == INFERENCE:
            subjects[value] = subject
        elif predicate == VIA:
            via.setdefault(value, []).append(subject)
        elif predicate in (QUALIFIES, VALUE):
            about.setdefault(subject, {})[predicate] = value
    return {
        record: {(subjects[one], about[one][QUALIFIES], about[one][VALUE]) for one in nodes}
        for record, nodes in via.items()
    }


def _article(
    checked: Checked, article: ArticleFile, said: Said, derived: int, names: Mapping[Term, Mapping[str, str]]
) -> ArticleCoverage:
    marks: dict[Term, tuple[str, Mark]] = {}
    for block in article.blocks():
        term = _term(checked, article, block)
        if term is not None:
            marks.setdefault(term, (block.key.text, block.key.mark))

    def things(terms: Iterable[Term]) -> tuple[Thing, ...]:
        found = []
        for term in terms:
            id, mark = marks.get(term, (checked.project.minter.local(term) or "", whole_file(article.path)))
            found.append(Thing(id, names.get(term, {}), mark))
        return tuple(sorted(found, key=lambda one: (one.mark, one.id)))

    counts = said.by_basis()
    return ArticleCoverage(
        article.id,
        article.path,
        _sentences(checked, article, said),
        {code: counts[code] for code in in_order(counts)},
        derived,
        len(said.entities),
        things(said.entities_without_evidence),
        len(said.records),
        things(said.records_without_passage),
    )


def _term(checked: Checked, article: ArticleFile, block: Block) -> Term | None:
    """The IRI of what a block of a file describes; a merged id gives the one that is kept."""
    name = checked.register.resolve(block.key.text, article.id)
    return checked.project.minter.thing(name) if name is not None else None


def _names(checked: Checked) -> dict[Term, dict[str, str]]:
    """The preferred names of all things, by language."""
    found: dict[Term, dict[str, str]] = {}
    graphs = (*sorted(checked.articles), AUTHORITY)
    for graph in graphs:
        for subject, predicate, value in checked.dataset.graph(checked.project.minter.graph(graph)):
            if predicate == PREF_LABEL:
                text = literal_parts(value)
                found.setdefault(subject, {})[text.language] = text.text
    return found


def _sentences(checked: Checked, article: ArticleFile, said: Said) -> Sentences:
    state, path, text = read_source(article.head, checked.project.articles)
    if state is not TextState.READ:
        return Sentences(state, path)
    gaps = find_gaps(text, _standing(checked, article.id, said, text))
    lines = LineIndex(path, text)
    places = (
        Gap(one.start, one.end, lines.mark(one.start, one.end), first_words(text, one))
        for one in gaps.untouched
    )
    return Sentences(state, path, gaps.sentences, tuple(places))


def _standing(checked: Checked, article: str, said: Said, text: str) -> list[tuple[int, int]]:
    """The passages that stand in the text; a quote with an error has a place before it all the same."""
    minter = checked.project.minter
    quotes = {
        subject: literal_parts(value).text
        for subject, predicate, value in checked.dataset.graph(minter.graph(article))
        if predicate == QUOTE
    }
    return [
        (start, end)
        for start, end in said.passages
        if normalise(text[start:end]) == normalise(quotes.get(minter.thing(article, f"{start}-{end}"), ""))
    ]
