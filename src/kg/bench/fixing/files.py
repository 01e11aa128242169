"""Mending the curation files of a project, each by itself, with the fixes that findings carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.bench.fixing.edits import apply
from kg.bench.fixing.replacing import Changed, replace_file
from kg.bench.fixing.sameness import Reading, reading, says_the_same
from kg.curation.decoding import decode
from kg.model.diagnostics import Diagnostic, has_errors
from kg.model.marks import Mark
from kg.model.project import Project
from kg.model.wording import Message, phrase

_ROUNDS = 25  # a fix that waits for another one needs a round of its own; maps nest at most 20 deep
_ALONE = 5_000_000  # characters that are read to try fixes one by one, where they do not go together
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Mended:
    """One fix that was applied: the place of its finding before, and what was done."""

    mark: Mark
    title: Message


@dataclass(frozen=True, slots=True)
class Left:
    """A file that was left as it was although findings offer fixes for it, and why."""

    path: str
    why: Message


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the project that was mended, and its text before and after."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was mended and written, and what was left, sorted by place."""

    mended: tuple[Mended, ...] = ()
    written: tuple[Written, ...] = ()
    left: tuple[Left, ...] = ()


def fix(project: Project, diagnostics: Iterable[Diagnostic], *, write: bool = True) -> Fixed:
    """Apply the fixes of the findings to the curation files of the project.

    The findings are those of a check of the files as they are.  With `write` false nothing is written,
    and the answer says what would be.  One file that cannot be mended does not keep the others from it.
    """
    by_path: dict[str, list[Diagnostic]] = {}
    for found in diagnostics:
        if found.fix is not None:
            by_path.setdefault(found.mark.path, []).append(found)
    files = {project.relative(path): path for path in project.files("seeds/*.yaml")}
    mended: list[Mended] = []
    written: list[Written] = []
    left: list[Left] = []
    for name in sorted(by_path):
        done = _fix_file(project, files.get(name), name, by_path[name], write=write)
        mended += done.mended
        written += done.written
        left += done.left
    return Fixed(tuple(mended), tuple(written), tuple(left))


def _fix_file(
    project: Project, path: Path | None, name: str, findings: Sequence[Diagnostic], *, write: bool
) -> Fixed:
    if path is None:
        return _left(name, phrase("only the curation files in seeds/ are mended"))
    try:
        if not path.resolve(strict=True).is_relative_to(project.root.resolve()):
            return _left(name, phrase("this link leads out of the project, so nothing was written there"))
        data = path.read_bytes()
        text = decode(data, name)
        if isinstance(text, Diagnostic):
            return _left(name, text.message)
        after, mended, refused = _mend(text, name, project.languages, findings)
        mark = data[:3] if data.startswith(_BOM) else b""
        if write and mended:
            replace_file(path, data, mark + after.encode("utf-8"))
    except Changed:
        return _left(name, phrase("the file was changed while it was mended, so it was left as it is"))
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        return _left(name, phrase("the file could not be written and is as it was: {reason}", reason=reason))
    return Fixed(
        tuple(Mended(one.mark, one.fix.title) for one in mended if one.fix),
        (Written(name, text, after),) if mended else (),
        refused,
    )


def _left(name: str, why: Message) -> Fixed:
    return Fixed(left=(Left(name, why),))


def _mend(
    text: str, name: str, languages: Sequence[str], findings: Sequence[Diagnostic]
) -> tuple[str, list[Diagnostic], tuple[Left, ...]]:
    """The text after all fixes that read back well, the findings that they mend, and what was refused."""
    now = reading(text, name, languages)
    mended: list[Diagnostic] = []
    left: list[Left] = []
    wanted = _by_weight(findings)
    if has_errors(one for one in now.diagnostics if one.fix is None):
        kept = [one for one in wanted if one.code != "hash-mismatch"]
        if len(kept) < len(wanted):
            left.append(Left(name, phrase("the hash is renewed once the file can be read without errors")))
        wanted = kept
    refused: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        after, done = _applied(now, wanted, languages)
        applied = {id(one) for one in done}
        refused += [one for one in wanted if id(one) not in applied and (not done or one.code != "key-order")]
        if not done:
            break
        mended += done
        now = after
        wanted = _by_weight(one for one in now.diagnostics if one.fix is not None)
    if refused:
        why = phrase("a fix was left out, because with it the file would not say the same as before")
        left.append(Left(name, why))
    return now.text, mended, tuple(left)


def _by_weight(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Fixes of a few characters before those that move whole blocks about, which may contain them."""
    return sorted((one for one in findings if one.fix), key=lambda one: (one.code == "key-order", one.mark))


def _applied(
    now: Reading, wanted: Sequence[Diagnostic], languages: Sequence[str]
) -> tuple[Reading, tuple[Diagnostic, ...]]:
    """The file after those fixes that go together; where all of them do not, after those that do alone."""
    after, done = _tried(now, wanted, languages)
    if done or not wanted:
        return after, done
    tries = max(_ALONE // len(now.text), 1)
    alone = [one for one in wanted[:tries] if _tried(now, [one], languages)[1]]
    return _tried(now, alone, languages)


def _tried(
    now: Reading, wanted: Sequence[Diagnostic], languages: Sequence[str]
) -> tuple[Reading, tuple[Diagnostic, ...]]:
    applied = apply(now.text, now.path, wanted)
    if applied.text == now.text:
        return now, ()
    after = reading(applied.text, now.path, languages)
    return (after, applied.mended) if says_the_same(now, after, applied.marks) else (now, ())
