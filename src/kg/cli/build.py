"""`kg build`: a checked project becomes the version that is exported, queried and served."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.folder import directory_argument, open_project
from kg.cli.language import language_option
from kg.cli.progress import shown_progress
from kg.model.errors import VersionDamaged
from kg.model.project import Project
from kg.model.wording import phrase


@click.command("build")
@directory_argument
@click.option(
    "--forget",
    is_flag=True,
    help="Then delete the earlier versions that hold an id which the authority file removes.",
)
@language_option
def command(directory: Path, forget: bool, lang: str) -> None:
    """Check a project and build the version that is served.

    A project with errors is not built: the last version stays.  The same inputs give the same
    version, and nothing is built twice.  Exports and queries read the version too.
    """
    from kg.graph.cache.place import open_cache
    from kg.graph.pipeline import build
    from kg.graph.version.retention import forget as forget_ids

    project = open_project(directory)
    before = _current_name(project)
    with shown_progress() as progress:
        built = build(project, progress=progress, cache=open_cache(project))
    counts = built.manifest.counts
    version = built.sha256[:12]
    held = phrase(
        "{statements} in {n} graphs",
        one="{statements} in {n} graph",
        n=len(counts.graphs),
        statements=phrase("{n} statements", one="{n} statement", n=counts.triples),
    )
    words = (
        phrase("unchanged: version {version}, {held}", version=version, held=held)
        if built.path.name == before
        else phrase("built: version {version}, {held}", version=version, held=held)
    )
    click.echo(words.in_language(lang))
    if forget:
        forgotten = forget_ids(project, built.manifest.facts.removed)
        deleted = phrase(
            "deleted: {n} earlier versions", one="deleted: {n} earlier version", n=len(forgotten.deleted)
        )
        click.echo(deleted.in_language(lang))
        if forgotten.still_open:
            kept = phrase(
                "warning: {n} earlier versions still open elsewhere; stop the readers and run this again",
                one="warning: {n} earlier version still open elsewhere; stop the readers and run this again",
                n=len(forgotten.still_open),
            )
            click.echo(kept.in_language(lang), err=True)


def _current_name(project: Project) -> str | None:
    """The folder name of the current version; None when there is none that can be named."""
    from kg.graph.version.build_folder import current_name

    try:
        return current_name(project)
    except VersionDamaged:  # which building mends
        return None
