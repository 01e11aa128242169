"""The curation files of a project, each parsed only when its content is new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.curation.files import parse_article, parse_authority
from kg.curation.reader import MAX_BYTES, read_data, read_file
from kg.curation.records import ArticleFile, AuthorityFile
from kg.graph.cache.contents import Contents
from kg.graph.cache.keys import key_of
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


def read_seeds(project: Project, contents: Contents, progress: Callable[[str, int, int], None]) -> Seeds:
    """Read `seeds/*.yaml`.

    Raises FileProblem when the file system does not give one.
    """
    articles: dict[str, ArticleFile] = {}
    authority = AuthorityFile("seeds/authority.yaml")
    found: list[Diagnostic] = []
    names: dict[str, bytes] = {}
    parsed = 0
    paths = project.files("seeds/*.yaml")
    for done, path in enumerate(paths):
        progress("reading seeds", done, len(paths))
        content = _content(project, path, contents)
        one = _kept(contents.cache.get(content)) if content else None
        if one is None:
            one = _read(project, path, contents, known=content != b"")
            parsed += 1
            if content:
                contents.cache.put({content: (one.reading, one.whole, one.made, one.parsing)})
        if path.stem == AUTHORITY and [finding.code for finding in one.reading] == ["empty-file"]:
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
            name = project.relative(path)
            mark = next((finding.mark for finding in one.reading), whole_file(name))
            words = phrase("this file could not be read, so the other files have not been checked yet")
            found.append(info("file-not-read", mark, words))
    if not paths:
        words = phrase("there is no curation file seeds/*.yaml in this project")
        found.append(error("seeds-missing", whole_file("seeds"), words))
    found.extend(_not_read(project, paths))
    return Seeds(tuple(articles[key] for key in sorted(articles)), authority, tuple(found), names, parsed)


def _content(project: Project, path: Path, contents: Contents) -> bytes:
    """The name of what a file holds and how it is read; empty for a file that is too large to be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return b""
        digest = contents.sha256(path)
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    return key_of("curation", project.relative(path), digest, *project.languages)


def _read(project: Project, path: Path, contents: Contents, *, known: bool) -> _Read:
    """Parse a file, whose bytes are `known` unless it is too large."""
    name = project.relative(path)
    document = read_data(contents.data(path), name) if known else read_file(path, name)
    made: ArticleFile | AuthorityFile | None
    if path.stem == AUTHORITY:
        made, diagnostics = parse_authority(document, project.languages)
    else:
        made, diagnostics = parse_article(document, project.languages)
    return _Read(document.diagnostics, document.root is not None, made, diagnostics)


def _kept(kept: object) -> _Read | None:
    return _Read(*kept) if isinstance(kept, tuple) and len(kept) == 4 else None


def _not_read(project: Project, read: Sequence[Path]) -> Iterator[Diagnostic]:
    """Files of `seeds/` that look like curations and are none by their name or place."""
    known = frozenset(read)
    for path in sorted(project.seeds.rglob("*")) if project.seeds.is_dir() else ():
        name = project.relative(path)
        if path in known or name == LOCK_FILE or any(part.startswith(".") for part in path.parts[-2:]):
            continue
        if path.is_dir() and path.suffix.lower() not in _YAML:
            continue
        words = phrase("this file is not read: a curation file lies directly in seeds/ and ends in .yaml")
        kind = error if path.suffix.lower() in _YAML else warning
        yield kind("file-ignored", whole_file(name), words, help=phrase("rename or move it"))


_YAML = (".yaml", ".yml")
