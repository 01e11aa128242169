"""`kg diff`: what the graph gains and loses between two revisions or versions, in sentences."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.folder import project_root, seen_from_repository
from kg.cli.language import language_option
from kg.cli.output import write_output
from kg.cli.progress import shown_progress
from kg.cli.render.report import plain
from kg.model.errors import ProjectNotFound, ProjectRejected, UsageError
from kg.model.project import find_project, read_project
from kg.model.wording import phrase

FORMATS = ("text", "markdown", "json", "rdf-patch")


@click.command("diff")
@click.argument("before", metavar="REV")
@click.argument("after", metavar="[REV2]", default="")
@click.argument("directory", metavar="[DIR]", type=click.Path(path_type=Path), default=None, required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@language_option
@click.option("--derived", is_flag=True, help="Tell the statements that rules derive as well.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where there is a difference.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file.  [default: standard output]",
)
def command(
    before: str,
    after: str,
    directory: Path | None,
    form: str,
    lang: str,
    derived: bool,
    exit_code: bool,
    output: Path | None,
) -> int:
    """Say in sentences what the graph gains and loses.

    REV and REV2 are Git revisions (main, HEAD~1, a tag, a hash, A...B) or built versions (the
    beginning of a hash, current); without REV2 it is the working tree.  Exit code: 0 done, 1 a side
    that cannot be read (with --exit-code also a difference), 2 could not run.
    """
    from kg.bench.diff.comparison import compare
    from kg.bench.diff.rendering import render
    from kg.bench.diff.sides import read_side, working_tree
    from kg.graph.cache.place import open_cache

    if after and directory is None and _is_folder(after):
        directory, after = Path(after), ""
    root = project_root(directory or Path())
    project = read_project(root)
    cache = open_cache(project)
    with shown_progress() as progress:
        old = read_side(project, before, progress=progress, cache=cache)
        new = (
            read_side(project, after, progress=progress, cache=cache)
            if after
            else working_tree(project, progress=progress, cache=cache)
        )
        comparison = compare(project, old, new)
    place = seen_from_repository(root)
    written = render(comparison, form, language=lang, derived=derived, place=place, plain=plain)
    if output is None:
        click.echo(written, nl=False)
    else:
        write_output(output, written)
    return int(exit_code and not comparison.is_empty)


def _is_folder(name: str) -> bool:
    """Whether the second argument names a project folder; it may not be a revision as well."""
    from kg.bench.diff.sides import is_side

    folder = Path(name)
    if not folder.is_dir():
        return False
    try:
        project = read_project(find_project(folder))
        here = read_project(find_project(Path()))
    except (ProjectNotFound, ProjectRejected):
        return True
    if here.root != project.root and is_side(here, name):
        raise UsageError(
            phrase("`{name}` is both a folder and a revision", name=name),
            help=phrase("write `./{name}` or `revision:{name}`", name=name),
        )
    return True
