"""`kg check`: findings of a project in one of five formats, and an exit code that says whether it failed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import click

from kg.cli.folder import (
    directory_argument,
    project_root,
    seen_from_here,
    seen_from_repository,
)
from kg.cli.language import language_option
from kg.cli.progress import shown_progress
from kg.cli.render import github, json, junit, sarif, text
from kg.cli.render.report import Report, Summary
from kg.graph.version.manifest import engine_versions
from kg.model.diagnostics import Diagnostic
from kg.model.errors import FileProblem, ProjectRejected
from kg.model.project import read_project


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


@click.command("check")
@directory_argument
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default="text", show_default=True)
@language_option
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to a file."
)
def command(directory: Path, form: str, lang: str, strict: bool, output: Path | None) -> int:
    """Check a project and report each error at its line.

    The project is the folder with kg.toml at or above DIR.  Exit code: 0 no error (with --strict no
    warning either), 1 at least one, 2 the check could not run.
    """
    root = project_root(directory)
    diagnostics, summary = _findings(root)
    report = Report(
        diagnostics,
        summary,
        language=lang,
        folder=FORMATS[form].folder(root),
        engine=engine_versions()["kg-curation"],
        strict=strict,
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


def _findings(root: Path) -> tuple[tuple[Diagnostic, ...], Summary | None]:
    from kg.graph.pipeline import check

    try:
        project = read_project(root)
    except ProjectRejected as rejected:
        return rejected.diagnostics, None
    with shown_progress() as progress:
        checked = check(project, progress=progress)
    counts = checked.counts
    summary = Summary(
        articles=counts.articles,
        statements=counts.statements,
        quotes_from_text=counts.quotes_from_text,
        quotes_from_lock=counts.quotes_from_lock,
    )
    return checked.diagnostics, summary


def _write(path: Path, mode: str, written: str) -> None:
    try:
        with path.open(mode, encoding="utf-8", newline="\n") as file:
            file.write(written)
    except OSError as problem:
        raise FileProblem(path, problem) from problem
