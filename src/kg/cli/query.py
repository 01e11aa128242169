"""`kg query`: the answer of the current version to one SPARQL query."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import click

from kg.cli.folder import open_project
from kg.cli.language import language_option
from kg.cli.table import write_table
from kg.model.errors import FileProblem, QuerySyntax, UsageError
from kg.model.project import Project
from kg.model.wording import phrase

FORMATS = (
    "table", "csv", "tsv", "json", "xml", "turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads",
)  # fmt: skip

# The caps of kg.toml protect a server from strangers; at one's own terminal only a limit of time is
# of use, and it is an option.
_ANY_SOLUTIONS = 1_000_000_000
_ANY_MEGABYTES = 4_000


@click.command("query")
@click.argument("text", required=False)
@click.option(
    "-f",
    "--file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Read the query from a file; - is standard input.",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="[default: table; turtle for CONSTRUCT and DESCRIBE]"
)
@click.option(
    "--seconds", type=click.IntRange(min=1), default=60, show_default=True, help="Give up after so long."
)
@click.option(
    "--project",
    "directory",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The project folder, or one below it.  [default: here]",
)
@language_option
def command(
    text: str | None, file: Path | None, form: str | None, seconds: int, directory: Path, lang: str
) -> None:
    """Ask the current version a SPARQL query.

    The query is TEXT, or stands in a file (-f).  The prefixes of the project need not be declared.
    """
    from kg.endpoint.protocol import Query, negotiate, query_form
    from kg.endpoint.service import Endpoint
    from kg.endpoint.table import read_table

    asked = _query_text(text, file)
    project = _unbounded(open_project(directory), seconds)
    kind = query_form(asked)
    as_table = kind in ("SELECT", "ASK") and form in (None, "table")
    wanted = "json" if as_table else form
    format = negotiate(None, kind, parameter=wanted)
    with Endpoint(project, verify=False) as endpoint:
        answer = endpoint.answer(Query(asked), format)
    if as_table:
        found = read_table(answer.body)
        written = (
            f"{str(found).lower()}\n"
            if isinstance(found, bool)
            else write_table(found, project.namespaces, lang)
        )
        click.echo(written, nl=False)
    else:
        click.echo(answer.body, nl=not answer.body.endswith(b"\n"))
    for notice in answer.notices:
        click.echo(phrase("note: {notice}", notice=notice).in_language(lang), err=True)


def _query_text(text: str | None, file: Path | None) -> str:
    if file is None and text is not None:
        return text
    if file is None or text is not None:
        help = phrase("for example {example}", example='kg query "SELECT * { ?s ?p ?o } LIMIT 10"')
        raise UsageError(phrase("write a query, or name a file with -f"), help=help)
    try:
        written = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return written.decode("utf-8-sig")
    except OSError as problem:
        raise FileProblem(file, problem) from problem
    except UnicodeDecodeError as problem:
        words = phrase("byte {number} of {file} is not UTF-8", number=problem.start, file=file)
        raise QuerySyntax(words) from problem


def _unbounded(project: Project, seconds: int) -> Project:
    limits = dataclasses.replace(
        project.limits, seconds=seconds, solutions=_ANY_SOLUTIONS, megabytes=_ANY_MEGABYTES, workers=1
    )
    return dataclasses.replace(project, limits=limits)
