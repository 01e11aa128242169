"""How many sentences the texts of the articles have, and how many no passage touches.

A server opens no text that it does not publish, so a build notes the two numbers beside the graph where
the text is at hand.  They are outside the hash: a clone without texts makes the same version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from kg.curation.prose.gaps import find_gaps
from kg.curation.records import ArticleFile
from kg.curation.source_texts import TextState, read_source
from kg.graph.dataset import Dataset
from kg.graph.progress import Progress, counted, silent
from kg.graph.version.manifest import SentenceCount
from kg.model.errors import FileProblem
from kg.model.project import Project
from kg.model.terms import CUR, Term, Triple, iri, literal_parts

_START = iri(CUR + "start")
_END = iri(CUR + "end")


def count_sentences(
    project: Project, articles: Mapping[str, ArticleFile], dataset: Dataset, progress: Progress = silent
) -> dict[str, SentenceCount]:
    """The numbers of each article whose text is at hand, by its id."""
    found = {}
    for id, article in counted("counting the sentences", articles.items(), len(articles), progress):
        with suppress(FileProblem):  # a check has said what is wrong with it
            source = read_source(article.head, project.articles)
            if source.state is TextState.READ:
                gaps = find_gaps(source.text, passages_of(dataset.graph(project.minter.graph(id))))
                found[id] = SentenceCount(gaps.sentences, len(gaps.untouched))
    return found


def passages_of(triples: Iterable[Triple]) -> tuple[tuple[int, int], ...]:
    """The places of the passages in the graph of an article: raw code points, `end` exclusive, sorted."""
    starts: dict[Term, int] = {}
    ends: dict[Term, int] = {}
    for subject, predicate, value in triples:
        if predicate in (_START, _END):
            (starts if predicate == _START else ends)[subject] = int(literal_parts(value).text)
    return tuple(sorted({(starts[one], ends[one]) for one in starts.keys() & ends.keys()}))
