"""`kg new article` from end to end: the text is read, looked up, and a curation file is written.

What is written is read back before it becomes a file, by the reader that `kg check` uses, so that a
scaffold never has an error but where a person must decide.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.bench.article.candidates import Candidates, find_candidates
from kg.bench.article.draft import Draft, Head, write_draft
from kg.bench.article.known import KnownProject, read_known
from kg.bench.article.languages import LanguageGuess, guess_language
from kg.bench.article.near import NearNames
from kg.bench.article.occurrences import Occurrences, find_occurrences
from kg.bench.article.page_dates import DateGuess, guess_date
from kg.bench.article.phrases import Phrases
from kg.bench.article.places import (
    TextPlace,
    choose_id,
    place_text,
    refuse_curated,
    text_folder,
    write_new,
)
from kg.bench.article.text_file import TextFile, read_text
from kg.bench.article.tokens import Tokens
from kg.curation.dates import DateError, parse_date
from kg.curation.files import parse_article
from kg.curation.reader import read
from kg.curation.records import UNSTATED
from kg.curation.text import NormalisedText
from kg.graph.ontology import read_vocabulary
from kg.model.diagnostics import Message, nearest
from kg.model.errors import UsageError
from kg.model.project import Project
from kg.model.wording import phrase

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller knows better than any guess; empty texts are left to be guessed or decided."""

    id: str = ""
    language: str = ""
    published: str = ""
    title: str = ""
    publisher: str = ""
    url: str = ""
    comments: str = "en"


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What was written, and what it rests on; a guess is None where the caller said what it is."""

    path: Path
    text: TextPlace
    id: str
    language: LanguageGuess | None
    date: DateGuess | None
    occurrences: Occurrences
    candidates: Candidates
    title_missing: bool
    unread: tuple[str, ...]


def new_article(
    project: Project, path: Path, wishes: Wishes, *, today: datetime.date, progress: Progress
) -> Scaffold:
    """Write a curation file for the text at `path`, and bring the text to its place if need be.

    Raises UsageError and FileProblem with nothing written.
    """
    _check(wishes, project)
    progress("reading the text", 0, 1)
    text = read_text(path)
    folder = text_folder(project)
    progress("reading seeds", 0, 1)
    vocabulary, _ = read_vocabulary(project)
    known = read_known(project, vocabulary)
    _check_publisher(wishes.publisher, known)
    refuse_curated(known, text, _own_name(text, folder))
    ident = choose_id(project, known, text, wishes.id)
    place = place_text(folder, text, ident)
    refuse_curated(known, text, place.path.name)
    normal = NormalisedText(text.text)
    language = None if wishes.language else guess_language(normal.text, project.languages)
    tag = wishes.language or (language.tag if language else "")
    date = None if wishes.published else guess_date(text.text, today=today, language=tag)
    progress("looking for known names", 0, 1)
    tokens = Tokens(normal)
    occurrences = find_occurrences(tokens, known.entities.values())
    progress("looking for new names", 0, 1)
    candidates = find_candidates(tokens, occurrences)
    head = Head(
        id=ident,
        text=place.path.name,
        sha256=text.sha256[:16],
        language=tag,
        published=wishes.published or (date.text if date and date.text else UNSTATED),
        title=wishes.title,
        publisher=wishes.publisher,
        url=wishes.url,
    )
    draft = Draft(
        head=head,
        language_guess=language,
        date_guess=date,
        occurrences=occurrences,
        candidates=candidates,
        entities=known.entities,
        taken=_taken(known),
        near=NearNames(known.entities.values()),
        phrases=Phrases(tokens, text.text, _names(occurrences, candidates)),
        vocabulary=vocabulary,
        languages=project.languages,
    )
    progress("writing the file", 0, 1)
    written = write_draft(draft, comments=wishes.comments)
    target = project.seeds / f"{ident}.yaml"
    _read_back(written, project.relative(target), project, head)
    write_both(target, written, place, text)
    return Scaffold(
        target, place, ident, language, date, occurrences, candidates, not wishes.title, known.unread
    )


def _names(occurrences: Occurrences, candidates: Candidates) -> Iterator[tuple[int, int]]:
    """The stretches of words that are names or may be."""
    for found in occurrences.found:
        yield from ((one.first, one.last) for one in found.occurrences)
    for candidate in candidates.listed:
        yield from candidate.places


def _check(wishes: Wishes, project: Project) -> None:
    """Raise UsageError for wishes that no curation file could hold."""
    if wishes.language and wishes.language not in project.languages:
        known = ", ".join(project.languages)
        raise UsageError(
            phrase("`{language}` is not a language of this project", language=wishes.language),
            help=_meant(wishes.language, project.languages)
            or phrase("languages in kg.toml: {known}", known=known),
        )
    if wishes.published and wishes.published != UNSTATED:
        try:
            parse_date(wishes.published)
        except DateError as problem:
            raise UsageError(
                phrase("`{date}` is not a date", date=wishes.published),
                help=phrase("write 2021-04-30, 2021-04 or 2021, or the word unstated"),
            ) from problem


def _check_publisher(wanted: str, known: KnownProject) -> None:
    """Raise UsageError for a publisher that no file mints."""
    if wanted and wanted not in known.entities:
        raise UsageError(
            phrase("no file knows the publisher `{id}`", id=wanted),
            help=_meant(wanted, known.entities)
            or phrase("leave `--publisher` out, and write it down with its entity in the new file"),
        )


def _meant(word: str, known: Iterable[str]) -> Message | str:
    near = nearest(word, known)
    return phrase("did you mean `{near}`?", near=near) if near else ""


def _own_name(text: TextFile, folder: Path) -> str:
    """The name of the text where it lies in the folder of texts already; else none that could clash."""
    return text.path.name if text.path.resolve().parent == folder.resolve() else ""


def _taken(known: KnownProject) -> frozenset[str]:
    removed = {one.id.text for one in known.authority.removed}
    merged = {one.text for judgement in known.authority.same for one in judgement.ids}
    return frozenset({*known.entities, *removed, *merged, *(one.id for one in known.articles)})


def _read_back(written: str, path: str, project: Project, head: Head) -> None:
    """Make sure that the reader of `kg check` takes the file but for what a person must decide."""
    document = read(written, path)
    article, wrong = parse_article(document, project.languages)
    open_places = {"empty-value", "unknown-language"}
    unexpected = [one for one in (*document.diagnostics, *wrong) if one.code not in open_places]
    if article is None or unexpected or article.head.id.text != head.id:
        found = "; ".join(f"{one.mark.line}: {one.message.en}" for one in unexpected)
        raise AssertionError(f"the scaffold does not read back: {found}")


def write_both(target: Path, written: str, place: TextPlace, text: TextFile) -> None:
    """Write both files or none: a text without its curation would only be in the way.

    Raises UsageError and FileProblem.
    """
    if place.copied:
        write_new(place.path, text.data)
    try:
        write_new(target, written.encode())
    except BaseException:
        if place.copied:
            place.path.unlink(missing_ok=True)
        raise
