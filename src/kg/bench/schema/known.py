"""Which ids a project knows, with their classes and what an editor shows beside them.

Files that have errors give the ids that could be read from them: an editor is of most use while a file
is unfinished.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.bench.schema.words import TermWords, joined
from kg.curation.files import parse_article, parse_authority
from kg.curation.reader import read_file
from kg.curation.records import ArticleFile, AuthorityFile, Block
from kg.graph.mapping.register import Register, make_register
from kg.graph.vocabulary import OntologyClass, Vocabulary
from kg.model.iris import AUTHORITY, join
from kg.model.project import Project

_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity or a record: how it is written, its classes, and a line about it.

    Ids that are merged count as of every class of their group.
    """

    id: str
    classes: tuple[OntologyClass, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a project knows: entities and records by id, article ids with a line, publishers, removed ids."""

    entities: tuple[Thing, ...]
    records: tuple[Thing, ...]
    articles: Mapping[str, str]
    publishers: tuple[Thing, ...]
    removed: frozenset[str]


def read_known(project: Project, vocabulary: Vocabulary, words: TermWords, language: str) -> Known:
    """What the files of `seeds/` make known.  Raises FileProblem when one cannot be read."""
    articles: dict[str, ArticleFile] = {}
    authority = AuthorityFile("seeds/authority.yaml")
    for path in project.files("seeds/*.yaml"):
        document = read_file(path, project.relative(path))
        if path.stem == AUTHORITY:
            authority, _ = parse_authority(document, project.languages)
        elif (article := parse_article(document, project.languages)[0]) is not None:
            articles[article.id] = article
    ordered = [articles[key] for key in sorted(articles)]
    register = make_register(ordered, authority, vocabulary)
    languages = (language, *(one for one in project.languages if one != language))
    return _known(register, ordered, authority, words, languages)


def _known(
    register: Register,
    articles: Sequence[ArticleFile],
    authority: AuthorityFile,
    words: TermWords,
    languages: Sequence[str],
) -> Known:
    names = _names(register, articles, authority)
    groups: dict[str, set[OntologyClass]] = {}
    for name, cls in register.classes.items():
        groups.setdefault(register.canonical(name), set()).add(cls)
    entities = []
    for name in sorted(name for name in register.classes if "--" not in name):
        classes = tuple(sorted(groups[register.canonical(name)], key=lambda cls: cls.name))
        shown = [names[name][language] for language in languages if language in names.get(name, {})]
        label = words.label(register.classes[name].iri)
        entities.append(Thing(name, classes, _short(f"{joined(dict.fromkeys(shown))} ({label})".lstrip())))
    published = {one.head.publisher.text for one in articles if one.head.publisher is not None}
    published |= {one.publisher.text for one in authority.articles if one.publisher is not None}
    return Known(
        entities=tuple(entities),
        records=tuple(_records(register, articles, words, languages)),
        articles={one.id: _title(one, languages) for one in articles},
        publishers=tuple(one for one in entities if one.id in published),
        removed=frozenset(register.removed),
    )


def _records(
    register: Register, articles: Sequence[ArticleFile], words: TermWords, languages: Sequence[str]
) -> Iterator[Thing]:
    for article in articles:
        for _, block in article.records():
            cls = register.classes.get(join(article.id, block.key.text))
            if cls is not None:
                named = _first_names(block)
                shown = next((named[language] for language in languages if language in named), "")
                quote = next((f"“{one.phrase.text}”" for one in block.quotes), "")
                date = block.date.text if block.date is not None else ""
                line = _short(joined((words.label(cls.iri), date, shown, quote)))
                yield Thing(f"{article.id}:{block.key.text}", (cls,), line)


def _names(
    register: Register, articles: Sequence[ArticleFile], authority: AuthorityFile
) -> dict[str, dict[str, str]]:
    """The preferred names by language: the authority's, else the minting file's, else the first."""
    minted = {name: minting.file for name, minting in register.mintings.items()}
    found: dict[str, dict[str, str]] = {}
    sources = [(AUTHORITY, authority.entities), *((one.id, one.entities) for one in articles)]
    for rank in (AUTHORITY, None, ""):
        for file, blocks in sources:
            for block in blocks:
                if rank == AUTHORITY and file != AUTHORITY:
                    continue
                if rank is None and minted.get(block.key.text) != file:
                    continue
                held = found.setdefault(block.key.text, {})
                for language, text in _first_names(block).items():
                    held.setdefault(language, text)
    return found


def _first_names(block: Block) -> dict[str, str]:
    named: dict[str, str] = {}
    for name in block.names:
        if name.kind == "name":
            named.setdefault(name.language, " ".join(name.text.text.split()))
    return named


def _title(article: ArticleFile, languages: Sequence[str]) -> str:
    titles = {one.language: one.text.text for one in article.head.titles}
    return _short(next((titles[language] for language in languages if language in titles), ""))


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
