"""What `kg new article` tells at its end: what was guessed and why, what was found, where to go on."""

from __future__ import annotations

from collections.abc import Iterator

from kg.bench.article.scaffold import Scaffold
from kg.model.diagnostics import Message
from kg.model.project import Project
from kg.model.wording import LANGUAGES, phrase


def report_lines(made: Scaffold, project: Project, *, folder: str) -> Iterator[Message]:
    """The lines of the report; `folder` is put before paths of the project."""
    path = folder + project.relative(made.path)
    yield phrase("written: {path}", path=path)
    place = folder + project.relative(made.text.path)
    if made.text.copied:
        yield phrase("text: copied to {path}", path=place)
    else:
        yield phrase("text: {path}, where it lies", path=place)
    if made.language is not None:
        if made.language.tag:
            frame = phrase(
                "language: {tag}, because {reason}; please confirm", tag=made.language.tag, reason="\0"
            )
        else:
            frame = phrase("language: not known, because {reason}; please decide", reason="\0")
        yield _joined(frame, made.language.reason)
    if made.date is not None:
        if made.date.text:
            frame = phrase("date: {date}, because {reason}; please confirm", date=made.date.text, reason="\0")
        else:
            frame = phrase("date: unstated, because {reason}; please confirm", reason="\0")
        yield _joined(frame, made.date.reason)
        yield from made.date.remarks
    found, doubts = made.occurrences.found, made.occurrences.doubts
    yield phrase(
        "known: {n} entities named in the text", one="known: {n} entity named in the text", n=len(found)
    )
    if doubts:
        yield phrase(
            "in doubt: {n} more, as comments with the reason",
            one="in doubt: {n} more, as a comment with the reason",
            n=len(doubts),
        )
    listed = len(made.candidates.listed)
    yield phrase("unknown: {n} names, as comments", one="unknown: {n} name, as a comment", n=listed)
    if made.unread:
        yield phrase(
            "not looked at, because it cannot be read: {files}; mend it and see `kg check`",
            files=", ".join(made.unread),
        )
    if made.title_missing:
        yield phrase(
            "next: write the title, go through the lines with TODO, then `kg check {path}`", path=path
        )
    else:
        yield phrase("next: go through the lines with TODO, then `kg check {path}`", path=path)


def _joined(frame: Message, reason: Message) -> Message:
    """A sentence with another one in it, in each language."""
    parts = (frame.in_language(one).replace("\0", reason.in_language(one)) for one in LANGUAGES)
    return Message(*parts)
