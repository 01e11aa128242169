"""`kg check`: findings of a project in one of five formats, and an exit code that says whether it failed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from kg.cli import fixing
from kg.cli.check_target import Target, target_of
from kg.cli.folder import seen_from_here, seen_from_repository
from kg.cli.language import language_option
from kg.cli.progress import shown_progress
from kg.cli.render import github, json, junit, sarif, text
from kg.cli.render.report import Report, Scope, plain
from kg.cli.summary import summary_of
from kg.model.errors import FileProblem, ProjectRejected, UsageError
from kg.model.project import Project, read_project
from kg.model.release import engine_versions
from kg.model.wording import Message, phrase

if TYPE_CHECKING:
    from kg.bench.affected import Part
    from kg.graph.cache.store import Cache


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a report, and from where its paths are read."""

    render: Callable[[Report], str]
    folder: Callable[[Path], str]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format(text.render, seen_from_here),
        "json": Format(json.render, lambda _: ""),
        "github": Format(github.render, seen_from_repository),
        "sarif": Format(sarif.render, seen_from_repository),
        "junit": Format(junit.render, seen_from_repository),
    }
)
WATCHED = ("text", "json")


@click.command("check")
@click.argument("paths", metavar="[DIR | FILE...]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default="text", show_default=True)
@language_option
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to a file."
)
@click.option(
    "--changed-since",
    "revision",
    metavar="REV",
    help="Report only what the change since a Git revision can affect.",
)
@click.option("--fix", is_flag=True, help="Mend what is certain in the curation files, then check again.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until Ctrl+C.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Say on standard error whether the check was a complete one, and why.",
)
def command(
    paths: tuple[Path, ...],
    form: str,
    lang: str,
    strict: bool,
    output: Path | None,
    revision: str | None,
    fix: bool,
    diff: bool,
    watch: bool,
    verbose: bool,
) -> int:
    """Check a project and report each error at its line.

    The project is the folder with kg.toml at or above DIR; with FILEs, only what these files can affect
    is reported.  Exit code: 0 no error (with --strict no warning either), 1 at least one, 2 the check
    could not run.
    """
    target = target_of(paths)
    _refuse_together(target, form, output, revision, watch=watch)
    fixing.refuse_together(form, output, fix=fix, diff=diff, watch=watch)
    blank = Report(
        (),
        language=lang,
        folder=FORMATS[form].folder(target.root),
        engine=engine_versions()["kg-curation"],
        strict=strict,
    )
    if watch:
        from kg.cli.watch import watch_project

        return watch_project(target.root, blank, as_json=form == "json")
    report = _report(target, revision, blank, verbose=verbose)
    if diff:
        fixing.show_difference(target.root, report, files=target.files)
        return int(report.failed)
    if fix:
        report = fixing.mended(
            target.root,
            report,
            lambda: _report(target, revision, blank, verbose=verbose),
            files=target.files,
            err=form != "text" or output is not None,
        )
    written = FORMATS[form].render(report)
    if output is None:
        click.echo(written, nl=False)
    else:
        _write(output, "w", written)
        click.echo(report.summary_line, err=True)
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and page:
        _write(Path(page), "a", github.render_summary(report))
    return int(report.failed)


def _refuse_together(
    target: Target, form: str, output: Path | None, revision: str | None, *, watch: bool
) -> None:
    """Raise UsageError for options that contradict each other."""
    if target.files and revision is not None:
        raise UsageError(
            phrase("--changed-since finds the files that changed, and files are named besides"),
            help=phrase("leave one of the two out"),
        )
    if watch and (target.files or revision is not None or output is not None):
        raise UsageError(
            phrase("--watch takes no files, no --changed-since and no --output"),
            help=phrase("it tells after each save what that can affect"),
        )
    if watch and form not in WATCHED:
        raise UsageError(
            phrase("--watch writes text, or JSON with one document a line; not {format}", format=form)
        )


def _report(target: Target, revision: str | None, blank: Report, *, verbose: bool) -> Report:
    """The findings of the whole project, or of the part that is asked for."""
    from kg.graph.cache.place import open_cache

    try:
        project = read_project(target.root)
    except ProjectRejected as rejected:
        return replace(blank, diagnostics=rejected.diagnostics)
    cache = open_cache(project)
    if revision is None and not target.files:
        from kg.graph.findings import find

        with shown_progress() as progress:
            found = find(project, progress=progress, cache=cache)
        if verbose:
            _tell(found.course, blank.language)
        return replace(blank, diagnostics=found.diagnostics, summary=summary_of(found))
    return _report_of_part(project, target, revision, blank, cache, verbose=verbose)


def _report_of_part(
    project: Project, target: Target, revision: str | None, blank: Report, cache: Cache, *, verbose: bool
) -> Report:
    from kg.bench.affected import affected_by_files, affected_since
    from kg.graph.pipeline import check

    part: Part | None = None
    with shown_progress() as progress:
        if revision is not None:
            found = affected_since(project, revision, progress=progress, cache=cache)
            if found is None:
                return replace(blank, scope=Scope((), len(project.files("seeds/*.yaml")), revision))
            checked, part = found
        else:
            checked = check(project, progress=progress, cache=cache)
            if target.files:
                part = affected_by_files(checked, target.files)
    if verbose:
        reason = phrase("only a check of a whole project goes on from an earlier one")
        _tell([phrase("this check was a complete one: {reason}", reason=reason)], blank.language)
    report = replace(blank, diagnostics=checked.diagnostics, summary=summary_of(checked.counts))
    if part is None:
        return report
    return replace(report, diagnostics=part.diagnostics, scope=Scope(part.files, len(part.all_files)))


def _tell(course: Iterable[Message], language: str) -> None:
    for one in course:
        click.echo(plain(one.in_language(language)), err=True)


def _write(path: Path, mode: str, written: str) -> None:
    try:
        with path.open(mode, encoding="utf-8", newline="\n") as file:
            file.write(written)
    except OSError as problem:
        raise FileProblem(path, problem) from problem
