"""`kg coverage`: what of each article has become statements, as text or JSON."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.folder import open_project, seen_from_here
from kg.cli.language import language_option
from kg.cli.output import write_output
from kg.cli.progress import shown_progress
from kg.cli.render.report import plain
from kg.model.diagnostics import Severity, did_you_mean
from kg.model.errors import ProjectRejected, UsageError
from kg.model.iris import is_slug
from kg.model.project import Project
from kg.model.wording import listed, phrase

if TYPE_CHECKING:
    from kg.graph.pipeline import Checked


def _number(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    """The value unless it is `nan`, below which nothing lies, so that no text would ever fail."""
    if value is not None and math.isnan(value):
        raise click.BadParameter(f"{value} is not in the range 0<=x<=100.")
    return value


@click.command("coverage")
@click.argument("wanted", metavar="[DIR | FILE... | ID...]", nargs=-1)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@language_option
@click.option("--list", "whole", is_flag=True, help="List every place, not the first five of each kind.")
@click.option(
    "--fail-under",
    "least",
    metavar="PERCENT",
    type=click.FloatRange(0, 100),
    callback=_number,
    help="Exit with 1 when fewer sentences in a hundred have a statement.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to a file."
)
def command(
    wanted: tuple[str, ...], form: str, lang: str, whole: bool, least: float | None, output: Path | None
) -> int:
    """Show what of each article has become statements.

    Beside it stands what is missing: sentences that no passage touches, entities without evidence,
    records without a passage.  DIR is the project, and FILEs (curation files or texts) or IDs are the
    articles; without them all articles are shown.  Sentences are counted where the text is at hand.
    Exit code: 0, 1 with --fail-under, 2 could not run.
    """
    from kg.bench.coverage.document import document
    from kg.bench.coverage.project import measure
    from kg.cli.coverage_text import CoverageWriter
    from kg.graph.cache.place import open_cache
    from kg.graph.pipeline import check

    folder, articles = _parted(wanted)
    project = open_project(folder)
    with shown_progress() as progress:
        checked = check(project, progress=progress, update_lock=False, cache=open_cache(project))
    _refuse_errors(checked, lang)
    coverage = measure(checked, _ids(articles, checked))
    if least is not None and coverage.percent is None:
        raise UsageError(
            phrase("--fail-under needs sentences, and no text is at hand to count them in"),
            help=phrase("put the texts into {folder}", folder=f"{project.articles.name}/"),
        )
    if form == "json":
        written = json.dumps(
            document(coverage, checked.vocabulary, language=lang), ensure_ascii=False, indent=2
        )
        written += "\n"
    else:
        here = seen_from_here(project.root)
        writer = CoverageWriter(checked.vocabulary, lang, here, _texts_from_here(project), whole)
        written = writer.write(coverage)
    if output is None:
        click.echo(written, nl=False)
    else:
        write_output(output, written)
    return int(least is not None and coverage.percent is not None and coverage.percent < least)


def _parted(wanted: Sequence[str]) -> tuple[Path, tuple[str, ...]]:
    """The folder that leads to the project, and the articles that are asked for."""
    folders = [one for one in wanted if Path(one).is_dir()]
    articles = tuple(one for one in wanted if not Path(one).is_dir())
    if len(folders) > 1:
        raise UsageError(
            phrase("coverage is that of one project, and {n} folders are named", n=len(folders)),
            help=phrase("name one folder, or articles of the project"),
        )
    if folders:
        return Path(folders[0]), articles
    files = [Path(one) for one in articles if Path(one).is_file()]
    return (files[0].absolute().parent.resolve() if files else Path()), articles


def _ids(articles: Sequence[str], checked: Checked) -> tuple[str, ...] | None:
    """The ids of the articles that are meant by id, curation file or text; None for all."""
    return tuple(_id(one, checked) for one in articles) if articles else None


def _id(wanted: str, checked: Checked) -> str:
    if wanted in checked.articles:
        return wanted
    path = Path(wanted)
    if path.is_file():
        place = path.resolve()
        for id, article in checked.articles.items():
            text = article.head.text
            own = (checked.project.root / article.path).resolve()
            if place in (own, (checked.project.articles / text.text).resolve() if text else own):
                return id
        raise UsageError(
            phrase(
                "{path} is neither a curation file nor the text of an article of this project", path=wanted
            ),
            help=phrase("articles: {ids}", ids=listed(sorted(checked.articles)[:_MOST_NAMED])),
        )
    otherwise = phrase("articles: {ids}", ids=listed(sorted(checked.articles)[:_MOST_NAMED]))
    hint = did_you_mean(path.stem, checked.articles, otherwise=otherwise)
    if is_slug(wanted):
        raise UsageError(phrase("there is no article `{id}` in this project", id=wanted), help=hint)
    raise UsageError(phrase("there is no file {path}", path=wanted), help=hint)


_MOST_NAMED = 10


def _refuse_errors(checked: Checked, language: str) -> None:
    """Say on standard error that errors make the numbers doubtful.

    Raises ProjectRejected when they left no graph to count.
    """
    errors = [one for one in checked.diagnostics if one.severity is Severity.ERROR]
    if checked.stopped:
        raise ProjectRejected(
            phrase("the files have errors, and without a graph nothing can be counted"), errors
        )
    if errors:
        words = phrase(
            "the project has {n} errors (`kg check` lists them); what could be read is counted",
            one="the project has {n} error (`kg check` lists it); what could be read is counted",
            n=len(errors),
        )
        click.echo(plain(words.in_language(language)), err=True)


def _texts_from_here(project: Project) -> str:
    """What to put before the name of a text so that it opens from the current directory."""
    try:
        way = Path(os.path.relpath(project.articles, Path.cwd())).as_posix()
    except ValueError:  # another drive on Windows
        way = project.articles.as_posix()
    return "" if way == "." else f"{way}/"
