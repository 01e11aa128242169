"""`kg new`: files to begin with; one file per thing that can be made."""

from __future__ import annotations

import click


@click.group("new", no_args_is_help=True)
def command() -> None:
    """Begin a curation file from the text of an article, or a project of your own."""
