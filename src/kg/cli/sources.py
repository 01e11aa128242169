"""What `kg serve` is given: a project folder, or RDF files that are served without a project."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.progress import shown_progress
from kg.model.errors import ProjectRejected, UsageError
from kg.model.project import Project
from kg.model.wording import phrase

if TYPE_CHECKING:
    from kg.graph.rdf_files import Source

sources_argument = click.argument("sources", metavar="[DIR | [IRI=]FILE...]", nargs=-1)

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SITE = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]+)?(/[^\s?#\"<>\\^`{|}]*)?")


def folder_of(arguments: Sequence[str]) -> Path | None:
    """The project folder that the arguments name, or None when they name files."""
    if not arguments:
        return Path()
    only = Path(arguments[0])
    if len(arguments) == 1 and (only.is_dir() or not (only.suffix or only.exists() or "=" in arguments[0])):
        return only
    return None


def read_site(address: str | None) -> str:
    """The address of a site, ending in a slash; empty when none is given.  Raises UsageError."""
    if not address:
        return ""
    if not _SITE.fullmatch(address):
        raise UsageError(
            phrase("`{address}` is not the address of a site", address=address),
            help=phrase("for example {example}", example="--public-url https://kg.example/"),
        )
    return f"{address.removesuffix('/')}/"


@contextmanager
def project_of_files(arguments: Sequence[str], *, public_url: str, address: str) -> Iterator[Project]:
    """A project that holds what is in the files, for as long as the block runs.

    It is built in a temporary folder.  `address` is where it is served, ending in a slash; with
    `public_url` it is known under that one.  Raises UsageError, FileProblem, and ProjectRejected with
    a finding for each file that is not RDF.
    """
    from kg.graph.rdf_files import check, read_quads
    from kg.graph.version.loading import load_version

    sources = [_read_source(argument) for argument in arguments]
    site = public_url or address
    with (
        tempfile.TemporaryDirectory(prefix="kg-files-", ignore_cleanup_errors=True) as folder,
        shown_progress() as progress,
    ):
        found = check(sources, site=site, progress=progress)
        if found.diagnostics:
            words = phrase("nothing is served, because not every file is RDF")
            raise ProjectRejected(words, found.diagnostics)
        project = Project(
            Path(folder),
            title=_title(sources),
            base=site,
            public_url=public_url,
            languages=found.tags,
            prefixes=found.prefixes,
            plain=True,
        )
        graphs = dict.fromkeys(source.graph for source in sources if source.graph)
        load_version(project, read_quads(sources, site=site), graphs=graphs, progress=progress)
        yield project


def _read_source(argument: str) -> Source:
    """The file that an argument names, with the IRI of its graph.

    Both sides of `=` may contain one; the file that exists tells which is meant.
    """
    from kg.graph.rdf_files import Source

    path = Path(argument)
    if path.is_dir():
        raise UsageError(
            phrase("{path} is a folder", path=argument), help=phrase("name one project folder, or RDF files")
        )
    if path.exists() or not _SCHEME.match(argument) or "=" not in argument:
        iri, _, file = argument.rpartition("=")
        if iri and not path.exists() and Path(file).exists():
            raise UsageError(
                phrase("`{iri}` is not an absolute IRI", iri=iri),
                help=phrase("name the graph of a file in full: IRI=FILE"),
            )
        return Source(path)
    places = [found.start() for found in re.finditer("=", argument)]
    place = next((one for one in places if Path(argument[one + 1 :]).is_file()), places[-1])
    return Source(Path(argument[place + 1 :]), argument[:place])


def _title(sources: Sequence[Source]) -> str:
    names = list(dict.fromkeys(source.path.name for source in sources))
    if len(names) <= 2:
        return " and ".join(names)
    return f"{names[0]} and {len(names) - 1} more files"
