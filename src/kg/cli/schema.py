"""`kg schema`: JSON Schemas of the curation files for editors, made from ontology, shapes and known ids."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.folder import directory_argument, open_project
from kg.cli.language import language_option
from kg.cli.render.report import plain
from kg.model.wording import phrase

_KINDS = ("article", "authority")


@click.command("schema")
@directory_argument
@language_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write into this folder.  [default: build/schema of the project]",
)
@click.option("--print", "printed", type=click.Choice(_KINDS), help="Print one schema and write nothing.")
def command(directory: Path, lang: str, output: Path | None, printed: str | None) -> None:
    """Write the JSON Schemas by which editors know curation files.

    article.json is for the files of seeds/, authority.json for seeds/authority.yaml.  They know the ids
    of this moment: run it again when ids, ontology or shapes have changed.  A file whose text would be
    the same is left alone.  --lang is the language of what the editor shows.
    """
    from kg.bench.schema import schema_texts, write_schemas

    project = open_project(directory)
    if printed is not None:
        click.echo(schema_texts(project, language=lang)[printed], nl=False)
        return
    for one in write_schemas(project, output, language=lang):
        path = str(one.path)
        said = phrase("{path}: written", path=path) if one.changed else phrase("{path}: unchanged", path=path)
        click.echo(plain(said.in_language(lang)))
