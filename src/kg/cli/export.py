"""`kg export`: the current version in one RDF format, byte for byte the same each time."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

import click

from kg.cli.folder import directory_argument, open_project
from kg.cli.language import language_of_errors
from kg.cli.progress import shown_progress
from kg.model.errors import FileProblem

FORMATS = ("turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml")


@click.command("export")
@directory_argument
@click.option("--format", "form", type=click.Choice(FORMATS), default="turtle", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file.  [default: standard output]",
)
@language_of_errors
def command(directory: Path, form: str, output: Path | None) -> None:
    """Write the current version in an RDF format.

    Turtle, N-Triples and RDF/XML hold the merged graph; TriG, N-Quads and JSON-LD one named graph for
    each article and for what is known or derived beyond them.
    """
    from kg.graph.collector import uncollected
    from kg.graph.export import export
    from kg.graph.progress import silent
    from kg.graph.version import current_version

    project = open_project(directory)
    version = current_version(project)
    # Beside what goes to a terminal, or into a pipe that may end at one, nothing else is written.
    watched = shown_progress() if _goes_to_a_file(output) else nullcontext(silent)
    # An export makes no circles, and the collector would visit what it remembers for nothing.
    with version.hold(), watched as progress, uncollected():
        blocks = export(version, form, namespaces=project.namespaces, progress=progress)
        if output is None:
            for block in blocks:
                sys.stdout.buffer.write(block)
        else:
            _write(output, blocks)


def _goes_to_a_file(output: Path | None) -> bool:
    if output is not None:
        return output.is_file() or not output.exists()
    try:
        return stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except OSError:  # nothing behind standard output
        return False


def _write(path: Path, blocks: Iterable[bytes]) -> None:
    """Write a file that is whole or as it was; a pipe or a device is written to as it is."""
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            file.writelines(blocks)
        return
    beside = path.with_name(f".{path.name}-{os.urandom(8).hex()}")
    try:
        with beside.open("xb") as file:
            file.writelines(blocks)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    finally:
        beside.unlink(missing_ok=True)
