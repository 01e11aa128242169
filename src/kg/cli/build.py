"""`kg build`: a checked project becomes the version that is exported, queried and served."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.folder import directory_argument, open_project
from kg.cli.progress import shown_progress
from kg.cli.render.report import counted
from kg.model.errors import VersionDamaged
from kg.model.project import Project


@click.command("build")
@directory_argument
@click.option(
    "--forget",
    is_flag=True,
    help="Then delete the earlier versions that hold an id which the authority file removes.",
)
def command(directory: Path, forget: bool) -> None:
    """Check a project and build the version that is served.

    A project with errors is not built: the last version stays.  The same inputs give the same
    version, and nothing is built twice.  Exports and queries read the version too.
    """
    from kg.graph.pipeline import build
    from kg.graph.version.retention import forget as forget_ids

    project = open_project(directory)
    before = _current_name(project)
    with shown_progress() as progress:
        built = build(project, progress=progress)
    word = "unchanged" if built.path.name == before else "built"
    counts = built.manifest.counts
    click.echo(
        f"{word}: version {built.sha256[:12]}, {counted(counts.triples, 'statement')} "
        f"in {counted(len(counts.graphs), 'graph')}"
    )
    if forget:
        forgotten = forget_ids(project, built.manifest.facts.removed)
        click.echo(f"deleted: {counted(len(forgotten.deleted), 'earlier version')}")
        if forgotten.still_open:
            kept = counted(len(forgotten.still_open), "earlier version")
            click.echo(f"warning: {kept} still open elsewhere; stop the readers and run this again", err=True)


def _current_name(project: Project) -> str | None:
    """The folder name of the current version; None when there is none that can be named."""
    from kg.graph.version.build_folder import current_name

    try:
        return current_name(project)
    except VersionDamaged:  # which building mends
        return None
