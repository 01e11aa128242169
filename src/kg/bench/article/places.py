"""Where the text and its curation file go, and why a place is refused.

Nothing that is there is ever written over: a file comes into being whole under its final name, or not
at all, and a name that is taken stays as it is.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from kg.bench.article.ids import next_article_id
from kg.bench.article.known import KnownProject
from kg.bench.article.text_file import TextFile
from kg.curation.tree import Scalar
from kg.graph.version.durable import sync_folder
from kg.model.errors import FileProblem, UsageError
from kg.model.iris import RESERVED, is_slug
from kg.model.project import SETTINGS_FILE, Project
from kg.model.wording import phrase


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where the text lies, or is to lie: `copied` says that it is not there yet."""

    path: Path
    copied: bool


def choose_id(project: Project, known: KnownProject, text: TextFile, wanted: str) -> str:
    """The id of the new article: the one that was asked for, else the next free one.

    Raises UsageError for an id that is none, or is taken.
    """
    files = {path.stem.casefold(): path for path in project.seeds.glob("*") if not path.name.startswith(".")}
    articles = {one.id for one in known.articles} | set(files)
    taken = articles | set(known.entities) | set(RESERVED) | {one.id.text for one in known.authority.removed}
    offered = next_article_id(taken, sorted(articles), text.path.stem)
    if not wanted:
        return offered
    if not is_slug(wanted):
        raise UsageError(
            phrase("`{id}` cannot be an id", id=wanted),
            help=phrase(
                "lower-case Latin letters and digits, with single hyphens between; free is `{offered}`",
                offered=offered,
            ),
        )
    if wanted in files:
        raise UsageError(
            phrase(
                "{path} is there already, and nothing is written over", path=project.relative(files[wanted])
            ),
            help=phrase("choose another id, such as `--id {offered}`", offered=offered),
        )
    if wanted in taken:
        raise UsageError(
            phrase("the id `{id}` is taken", id=wanted),
            help=phrase("choose another id, such as `--id {offered}`", offered=offered),
        )
    return wanted


def refuse_curated(known: KnownProject, text: TextFile, name: str) -> None:
    """Raise UsageError where a curation is there for this text, by its hash or by its name."""
    for article in known.articles:
        digits, named = article.head.sha256, article.head.text
        if digits is not None and _is_hash_of(digits, text.sha256):
            raise UsageError(
                phrase("this text is curated already, in {path}", path=article.path),
                help=phrase("go on there; a text has one curation file"),
            )
        if named is not None and named.text == name:
            raise UsageError(
                phrase(
                    "{path} is the curation of a text of the name {name}, and this is another text",
                    path=article.path,
                    name=name,
                ),
                help=phrase(
                    "give the text file another name; if it is a new state of the same text, go on there"
                ),
            )


def project_of_text(text: Path) -> Path | None:
    """The root of the project in whose `articles/` a text lies; None where it lies in none."""
    folder = text.resolve().parent
    root = folder.parent
    return root if folder.name == "articles" and (root / SETTINGS_FILE).is_file() else None


def text_folder(project: Project) -> Path:
    """The folder of the article texts.  Raises UsageError when KG_ARTICLES names none."""
    folder = project.articles
    if os.environ.get("KG_ARTICLES") and not folder.is_dir():
        raise UsageError(
            phrase("KG_ARTICLES names {folder}, and that is not a folder", folder=folder),
            help=phrase("set it to the folder that holds the article texts, or unset it to use articles/"),
        )
    return folder


def place_text(folder: Path, text: TextFile, ident: str) -> TextPlace:
    """Where the text is to lie: as it is where it lies in the folder, else under the id of the article.

    Raises UsageError when another text lies there.
    """
    here = text.path.resolve()
    if here.parent == folder.resolve():
        return TextPlace(here, copied=False)
    for one in _same_size(folder, len(text.data)):
        if hashlib.sha256(one.read_bytes()).hexdigest() == text.sha256:
            return TextPlace(one, copied=False)
    path = folder / f"{ident}.txt"
    if path.exists():
        raise UsageError(
            phrase("{path} is there already and holds another text", path=path),
            help=phrase(
                "choose another id with `--id`, or put the text into {folder} yourself", folder=folder
            ),
        )
    return TextPlace(path, copied=True)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet; it comes into being whole.

    Raises UsageError where a file of the name is there, also one that came meanwhile; FileProblem when
    it cannot be written.
    """
    beside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(exist_ok=True)
        try:
            with beside.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _take_name(beside, path)
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(path.parent)
    except FileExistsError as problem:
        raise UsageError(
            phrase("{path} is there already, and nothing is written over", path=path),
            help=phrase("choose another id with `--id`"),
        ) from problem
    except OSError as problem:
        raise FileProblem(path, problem) from problem


def _take_name(beside: Path, path: Path) -> None:
    """Give a finished file its name, which no other file may have: a rename would replace it."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links.  The name is taken first, so that nobody else can have it.
        with path.open("xb"):
            pass
        beside.replace(path)


def _is_hash_of(digits: Scalar, sha256: str) -> bool:
    return len(digits.text) >= 16 and sha256.startswith(digits.text)


def _same_size(folder: Path, size: int) -> list[Path]:
    if not folder.is_dir():
        return []
    files = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return sorted(path for path in files if path.stat().st_size == size)
