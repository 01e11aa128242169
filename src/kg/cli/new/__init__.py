"""`kg new`: files to begin with; one file per thing that can be made."""

from __future__ import annotations

import click

from kg.cli.new import article, project


@click.group("new", no_args_is_help=True)
def command() -> None:
    """Begin a curation file from a text, or a project of your own."""


command.add_command(article.command)
command.add_command(project.command)
