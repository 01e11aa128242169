"""The entities that a project knows, and every name that its files give them.

Files are read one by one and what is wrong in them is left to `kg check`: a name that can be read is
known, even where another file is broken or the entity has no type any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.curation.files import parse_article, parse_authority
from kg.curation.naming.name_keys import Sort
from kg.curation.reader import read_file
from kg.curation.records import ArticleFile, AuthorityFile, Block
from kg.graph.validation.names import sort_of
from kg.graph.vocabulary import Vocabulary
from kg.model.iris import AUTHORITY
from kg.model.project import Project

_KINDS = ("name", "alias", "misspelling", "mention")


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name of an entity: `kind` is the key of the file, `file` the id of an article or `authority`."""

    text: str
    language: str
    kind: str
    file: str


@dataclass(slots=True)
class KnownEntity:
    """An entity by its id: its class as some file writes it, where it is minted, and its names."""

    id: str
    type: str = ""
    minted: str = ""
    names: list[KnownName] = field(default_factory=list)
    removed: bool = False
    sort: Sort = ""

    def label(self, *languages: str) -> str:
        """The name in the first of these languages that has one, else in any, else the id."""
        proper = [one for one in self.names if one.kind in ("name", "alias")]
        ranked = sorted(proper, key=lambda one: (one.kind != "name", one.file, one.text))
        for language in languages:
            for one in ranked:
                if one.language == language or (one.language == language.split("-")[0] and language):
                    return one.text
        return ranked[0].text if ranked else self.id


@dataclass(frozen=True)
class KnownProject:
    """What the curation files of a project hold, as far as they can be read.

    `unread` are the files that cannot; `broken` those in which something is wrong.
    """

    entities: dict[str, KnownEntity]
    articles: tuple[ArticleFile, ...]
    authority: AuthorityFile
    unread: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


def read_known(project: Project, vocabulary: Vocabulary | None = None) -> KnownProject:
    """Read the names of all entities of a project; with a vocabulary also what sort of thing each is.

    Raises FileProblem when the file system does not give a file.
    """
    articles: list[ArticleFile] = []
    authority = AuthorityFile("seeds/authority.yaml")
    unread, broken = [], []
    for path in project.files("seeds/*.yaml"):
        name = project.relative(path)
        document = read_file(path, name)
        if path.stem == AUTHORITY:
            authority, wrong = parse_authority(document, project.languages)
            lost = document.root is None and any(one.code != "empty-file" for one in document.diagnostics)
        else:
            article, wrong = parse_article(document, project.languages)
            lost = article is None
            if article is not None:
                articles.append(article)
        if lost:
            unread.append(name)
        elif wrong or document.diagnostics:
            broken.append(name)
    articles.sort(key=lambda one: one.id)
    entities = _entities(articles, authority)
    for entity in entities.values():
        cls = vocabulary.classes.get(entity.type) if vocabulary is not None else None
        if vocabulary is not None and cls is not None:
            entity.sort = sort_of(cls, vocabulary)
    return KnownProject(entities, tuple(articles), authority, tuple(unread), tuple(broken))


def _entities(articles: Sequence[ArticleFile], authority: AuthorityFile) -> dict[str, KnownEntity]:
    """The entities after merging; names of merged ids go to the one that stays."""
    stays = {other.text: one.ids[0].text for one in authority.same for other in one.ids[1:]}
    found: dict[str, KnownEntity] = {}
    for file, language, blocks in _blocks(articles, authority):
        for block in blocks:
            name = stays.get(block.key.text, block.key.text)
            entity = found.setdefault(name, KnownEntity(name))
            if block.type is not None and (not entity.type or name == block.key.text):
                entity.type, entity.minted = block.type.text, file
            entity.names += [
                KnownName(one.text.text, one.language or language, one.kind, file)
                for one in block.names
                if one.kind in _KINDS
            ]
    for removal in authority.removed:
        if removal.id.text in found:
            found[removal.id.text].removed = True
    return found


def _blocks(
    articles: Sequence[ArticleFile], authority: AuthorityFile
) -> Iterable[tuple[str, str, Sequence[Block]]]:
    for article in articles:
        language = article.head.language.text if article.head.language else ""
        yield article.id, language, article.entities
    yield AUTHORITY, "", authority.entities
