"""The curation files of a project, each parsed only when its content is new."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from kg.curation.files import parse_article, parse_authority
from kg.curation.reader import MAX_BYTES, read_data, read_file
from kg.curation.records import ArticleFile, AuthorityFile, Later
from kg.graph.cache.codec import packed_now
from kg.graph.cache.contents import Contents, Folder
from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache
from kg.graph.collector import uncollected
from kg.graph.mapping.outlines import keep_outline
from kg.graph.mapping.quotes import LOCK_FILE
from kg.model.diagnostics import Diagnostic, error, info, warning
from kg.model.errors import FileProblem
from kg.model.iris import AUTHORITY
from kg.model.marks import whole_file
from kg.model.project import Project
from kg.model.wording import phrase


@dataclass(frozen=True, slots=True)
class Seeds:
    """What the curation files say.

    `articles` are sorted by id; `names` gives, by article id, the name of the content that the file was
    parsed from; `parsed` counts the files that were parsed anew.
    """

    articles: tuple[ArticleFile, ...]
    authority: AuthorityFile
    diagnostics: tuple[Diagnostic, ...]
    names: dict[str, bytes]
    parsed: int


@dataclass(frozen=True, slots=True)
class _Read:
    """One file: what the reader found, whether it gave a tree, what the parser made of it and found."""

    reading: tuple[Diagnostic, ...]
    whole: bool
    made: ArticleFile | AuthorityFile | None
    parsing: tuple[Diagnostic, ...]


@uncollected()
def read_seeds(project: Project, contents: Contents, progress: Callable[[str, int, int], None]) -> Seeds:
    """Read `seeds/*.yaml`.

    Raises FileProblem when the file system does not give one.
    """
    articles: dict[str, ArticleFile] = {}
    authority = AuthorityFile("seeds/authority.yaml")
    found: list[Diagnostic] = []
    names: dict[str, bytes] = {}
    parsed = 0
    folder = contents.of(project.seeds)
    prefix = project.relative(project.seeds)
    # As the glob `seeds/*.yaml` would find them, from one listing of the folder.
    paths = sorted(name for name in folder.names if name[0] != "." and fnmatch(name, "*.yaml"))
    done = 0
    for start in range(0, len(paths), _AT_ONCE):
        some = paths[start : start + _AT_ONCE]
        known = {file: content_name(project, folder, file, f"{prefix}/{file}") for file in some}
        kept = contents.cache.find(filter(None, known.values()))
        for file, content in known.items():
            progress("reading seeds", done, len(paths))
            done += 1
            name = f"{prefix}/{file}"
            is_authority = file.rpartition(".")[0] == AUTHORITY
            one = _kept(kept.pop(content, None), name)
            if one is None:
                one = _read(project, folder, file, name, known=content != b"")
                parsed += 1
                if content and contents.cache.keeps:
                    one = _put_aside(one, content, name, contents.cache)
            if is_authority and [finding.code for finding in one.reading] == ["empty-file"]:
                continue  # nothing is known beyond the articles
            found.extend((*one.reading, *one.parsing))
            read = one.whole
            if isinstance(one.made, AuthorityFile):
                authority = one.made
            elif one.made is not None:
                articles[one.made.id] = one.made
                names[one.made.id] = content
            else:
                read = False
            if not read:
                # Beside the error that says why.
                mark = next((finding.mark for finding in one.reading), whole_file(name))
                words = phrase("this file could not be read, so the other files have not been checked yet")
                found.append(info("file-not-read", mark, words))
    progress("reading seeds", len(paths), len(paths))
    folder.close()
    if not paths:
        words = phrase("there is no curation file seeds/*.yaml in this project")
        found.append(error("seeds-missing", whole_file("seeds"), words))
    found.extend(_not_read(project, paths))
    return Seeds(tuple(articles[key] for key in sorted(articles)), authority, tuple(found), names, parsed)


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """One curation file that was read: the name of its content, its records, what is wrong with it."""

    content: bytes
    article: ArticleFile
    diagnostics: tuple[Diagnostic, ...]


def read_article(project: Project, contents: Contents, path: str) -> ReadArticle | None:
    """One curation file of an article as it is now; None where it gives no records.

    Raises FileProblem when the file system does not give it.
    """
    folder, file = contents.of(project.seeds), PurePosixPath(path).name
    content = content_name(project, folder, file, path)
    found = read_earlier(contents.cache, path, content) if content else None
    if found is not None or not content:
        return found
    one = _read(project, folder, file, path, known=True)
    one = _put_aside(one, content, path, contents.cache)
    return _article_of(one, content)


def read_earlier(cache: Cache, path: str, content: bytes) -> ReadArticle | None:
    """The same from what is kept of a content; None where nothing is."""
    one = _kept(cache.get(content), path)
    return _article_of(one, content) if one is not None else None


def _article_of(one: _Read, content: bytes) -> ReadArticle | None:
    if not isinstance(one.made, ArticleFile) or not one.whole:
        return None
    return ReadArticle(content, one.made, (*one.reading, *one.parsing))


def may_hold_odd_files(project: Project, read: Collection[str]) -> bool:
    """Whether something lies in `seeds/` that may be none of the curation files `read` and not the lock."""
    with os.scandir(project.seeds) as entries:
        return not {*read, Path(LOCK_FILE).name}.issuperset(entry.name for entry in entries)


def content_name(project: Project, folder: Folder, file: str, name: str) -> bytes:
    """The name of what a file holds and how it is read; empty for a file that is too large to be read."""
    try:
        if (folder.size(file) or 0) > MAX_BYTES:
            return b""
        digest = folder.sha256(file)
    except OSError as problem:
        raise FileProblem(folder.path / file, problem) from problem
    return key_of("curation", name, digest, *project.languages)


def _read(project: Project, folder: Folder, file: str, name: str, *, known: bool) -> _Read:
    """Parse a file, whose bytes are `known` unless it is too large."""
    document = read_data(folder.data(file), name) if known else read_file(folder.path / file, name)
    made: ArticleFile | AuthorityFile | None
    if file.rpartition(".")[0] == AUTHORITY:
        made, diagnostics = parse_authority(document, project.languages)
    else:
        made, diagnostics = parse_article(document, project.languages)
    return _Read(document.diagnostics, document.root is not None, made, diagnostics)


def _put_aside(one: _Read, content: bytes, name: str, cache: Cache) -> _Read:
    """Keep what was read, and give it back in the little room that it takes there."""
    kept = _to_keep(one)
    cache.put({content: kept})
    if isinstance(one.made, ArticleFile):
        keep_outline(one.made, content, cache)
        one = _kept(kept, name) or one
    return one


def _to_keep(one: _Read) -> tuple[object, ...]:
    """What was read, with the records packed by themselves: most checks need them of few files."""
    made: object = one.made
    if isinstance(one.made, ArticleFile):
        try:
            head, body = packed_now(one.made.head), packed_now((one.made.entities, one.made.sections))
        except TypeError:
            return ()  # of a kind that nobody keeps
        made = (one.made.id, one.made.text, head, body)
    return (one.reading or None, one.whole, made, one.parsing or None)


def _kept(kept: object, name: str) -> _Read | None:
    """What was kept of the file with this path in the project."""
    if not isinstance(kept, tuple) or len(kept) != 4:
        return None
    reading, whole, made, parsing = kept
    if isinstance(made, tuple):
        id, text, head, body = made
        made = ArticleFile.at_a_later_time(name, Later(id, text, head.value, body.value))
    return _Read(reading or (), whole, made, parsing or ())


def _not_read(project: Project, read: Sequence[str]) -> Iterator[Diagnostic]:
    """Files of `seeds/` that look like curations and are none by their name or place."""
    known = frozenset(read)
    if not project.seeds.is_dir() or not may_hold_odd_files(project, known):
        return
    for path in sorted(project.seeds.rglob("*")):
        name = project.relative(path)
        if path.parent == project.seeds and path.name in known:
            continue
        if name == LOCK_FILE or any(part.startswith(".") for part in path.parts[-2:]):
            continue
        if path.is_dir() and path.suffix.lower() not in _YAML:
            continue
        words = phrase("this file is not read: a curation file lies directly in seeds/ and ends in .yaml")
        kind = error if path.suffix.lower() in _YAML else warning
        yield kind("file-ignored", whole_file(name), words, help=phrase("rename or move it"))


_YAML = (".yaml", ".yml")
_AT_ONCE = 1_000  # files whose bytes are held before they are parsed
