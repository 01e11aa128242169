"""`kg new project`: a small complete project to be changed into one's own."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from kg.cli.language import language_option
from kg.cli.render.report import plain
from kg.model.wording import phrase

_COMMANDS = ("kg check", "kg build", "kg serve", "kg schema", "kg new article articles/c003.txt")


@click.command("project")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", help="Title of the project.")
@click.option("--base", help="Base IRI of the project, ending in a slash.")
@language_option
def command(directory: Path, title: str | None, base: str | None, lang: str) -> None:
    """Make a small complete project that checks, builds and serves as it is.

    DIR is a new folder or an empty one; `git init` may come before.  The project is about choirs and
    concerts: two articles with their curations, ontology, shapes, a check, a rule, questions, and a
    workflow for GitHub.
    """
    from kg.bench.new_project import make_project

    chosen = {key: value for key, value in (("title", title), ("base", base)) if value is not None}
    made = make_project(directory, **chosen)
    done = phrase(
        "{path}: a project of {n} files", one="{path}: a project of one file", n=len(made), path=directory
    )
    click.echo(plain(done.in_language(lang)))
    click.echo(phrase("next:").in_language(lang))
    for line in (f"cd {shlex.quote(str(directory))}", *_COMMANDS):
        click.echo(f"  {plain(line)}")
