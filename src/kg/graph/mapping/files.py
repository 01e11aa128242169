"""All files of a project as triples: a part for each, and on top what reaches over files.

A part is made of one file, its verified quotes, the ontology, and what it asks of the register; nothing
else, so that it can be made anywhere and kept.  Authority, names and what records take over come after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.curation.evidence import Verified
from kg.curation.naming.names import Label, NameStatement
from kg.curation.records import ArticleFile, AuthorityFile
from kg.graph.cache.store import Cache
from kg.graph.dataset import Dataset
from kg.graph.mapping.across import Across
from kg.graph.mapping.articles import Mapper
from kg.graph.mapping.asking import Answers, Asking
from kg.graph.mapping.authority import map_authority, map_names, names_in
from kg.graph.mapping.citations import Citations
from kg.graph.mapping.inheritance import take_over
from kg.graph.mapping.kept_parts import ArticlePart, from_kept, ground_of, part_name, to_keep
from kg.graph.mapping.meanings import Meanings
from kg.graph.mapping.register import Register
from kg.graph.mapping.statements import Statements
from kg.graph.vocabulary import Vocabulary
from kg.model.diagnostics import Diagnostic
from kg.model.iris import AUTHORITY
from kg.model.marks import Mark
from kg.model.parts import Part
from kg.model.project import Project
from kg.model.source_map import SourceMap
from kg.model.terms import Term

Progress = Callable[[str, int, int], None]
Remarks = Callable[[Sequence[ArticleFile]], Iterable[Diagnostic]]

_AT_ONCE = 200  # parts that are taken from the cache at a time


@dataclass(frozen=True, slots=True)
class Mapped:
    """The asserted graphs of a project, with places, and what was found on the way.

    `faulty` holds the properties of subjects (None: all of them) that have a finding already; `names`
    are all names of entities, authority first, and `labels` what has become of each; `mapped_anew` counts
    the articles whose part was made anew.  `faulty_above` are those of `faulty` that no article has by
    itself.
    """

    source_map: SourceMap
    dataset: Dataset
    found: tuple[Diagnostic, ...]
    faulty: frozenset[tuple[Term, Term | None]]
    names: tuple[NameStatement, ...]
    labels: Mapping[NameStatement, Label]
    mapped_anew: int
    faulty_above: frozenset[tuple[Term, Term | None]] = frozenset()


@dataclass(frozen=True, slots=True)
class Files:
    """All files of a project as the mapping takes them.

    `articles` are sorted by id, `outlines` are theirs, `passages` the verified quotes.  `contents` and
    `quotes` give, by article id, the names of what a file holds and of what its quotes were found to be,
    empty for what is not kept.
    """

    articles: Sequence[ArticleFile]
    outlines: Sequence[ArticleFile]
    authority: AuthorityFile
    passages: Mapping[Mark, Verified]
    contents: Mapping[str, bytes] = field(default_factory=dict)
    quotes: Mapping[str, bytes] = field(default_factory=dict)


def map_files(
    project: Project,
    vocabulary: Vocabulary,
    register: Register,
    files: Files,
    *,
    progress: Progress,
    cache: Cache | None = None,
    remarks: Remarks = lambda _: (),
) -> Mapped:
    """The triples of all files; `remarks` says what else is to be found in an article by itself.

    With a `cache` the parts of articles are kept.
    """
    meanings = Meanings(vocabulary)
    terms: dict[Term, Term] = {}
    parts: list[Part] = []
    found: list[Diagnostic] = []
    faulty: set[tuple[Term, Term | None]] = set()
    anew = 0
    for one, is_new in _article_parts(
        project, meanings, register, files, terms, cache or Cache(None), remarks
    ):
        progress("making the graph", len(parts), len(files.articles))
        parts.append(one.part)
        found.extend(one.found)
        faulty |= one.faulty
        anew += is_new
    progress("making the graph", len(parts), len(files.articles))
    above = Across(project.minter, project.minter.graph(AUTHORITY), SourceMap(parts), terms)
    mapper = mapper_of(project, meanings, register, above, files.passages, files.outlines)
    map_authority(mapper, above, files.authority)
    names = names_in(register, AUTHORITY, files.authority.entities)
    for article in files.outlines:
        names += names_in(register, article.id, article.entities)
    labels = map_names(mapper, names, files.authority)
    take_over(mapper, above)
    source_map = SourceMap((*parts, *above.parts()))
    return Mapped(
        source_map,
        _dataset(source_map.parts),
        (*found, *above.found),
        frozenset(faulty | above.faulty),
        tuple(names),
        labels,
        anew,
        frozenset(above.faulty),
    )


def _article_parts(
    project: Project,
    meanings: Meanings,
    register: Register,
    files: Files,
    terms: dict[Term, Term],
    cache: Cache,
    remarks: Remarks,
) -> Iterator[tuple[ArticlePart, bool]]:
    """The part of each article, and whether it was made anew."""
    answers = Answers(register)
    ground = ground_of(project, meanings.vocabulary) if cache.keeps else ""
    for start in range(0, len(files.articles), _AT_ONCE):
        some = files.articles[start : start + _AT_ONCE]
        names = [_name(files, article.id, ground) for article in some]
        kept = cache.find(filter(None, names))
        for article, name in zip(some, names, strict=True):
            home = project.minter.graph(article.id)
            known = from_kept(kept.pop(name, None), home, article.id, answers, terms)
            if known is not None:
                yield known, False
                continue
            asking = Asking(register, article.id)
            made = map_article(project, meanings, asking, article, files.passages, terms, remarks)
            article.put_aside()
            if name and cache.keeps:
                cache.put({name: to_keep(made, asking, answers)})
            yield made, True


def _name(files: Files, article: str, ground: str) -> bytes:
    """The name under which the part of an article is kept, or nothing."""
    content, quotes = files.contents.get(article), files.quotes.get(article)
    return part_name(content, quotes, ground) if ground and content and quotes else b""


def map_article(
    project: Project,
    meanings: Meanings,
    register: Register,
    article: ArticleFile,
    passages: Mapping[Mark, Verified],
    terms: dict[Term, Term],
    remarks: Remarks = lambda _: (),
) -> ArticlePart:
    """The part of one article, with what `remarks` says of it."""
    home = project.minter.graph(article.id)
    statements = Statements(project.minter, home, terms=terms)
    mapper_of(project, meanings, register, statements, passages, [article]).article(article)
    (part,) = statements.parts()
    found = (*statements.found, *remarks([article]))
    return ArticlePart(part, found, frozenset(statements.faulty))


def mapper_of(
    project: Project,
    meanings: Meanings,
    register: Register,
    statements: Statements,
    passages: Mapping[Mark, Verified],
    articles: Sequence[ArticleFile],
) -> Mapper:
    """A mapper that makes `statements` of the articles."""
    undated = frozenset(one.id for one in articles if one.head.published_date is None)
    citations = Citations(statements, meanings.vocabulary, passages, undated=undated)
    return Mapper(meanings, register, statements, citations, project.languages)


def _dataset(parts: Sequence[Part]) -> Dataset:
    dataset = Dataset()
    for part in parts:
        dataset.update(part.graph, part.triples)
    return dataset
