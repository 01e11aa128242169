"""The built graph as an rdflib dataset, for notebooks and scripts.

Reading only: the store is opened read-only, and every change is refused.  While the dataset lives,
the version it shows is held, so that later builds do not delete it.
"""

from __future__ import annotations

import weakref
from typing import Any, NoReturn

from oxrdflib import OxigraphStore
from rdflib import Dataset as Dataset
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from kg.graph.version import Version, current_version
from kg.graph.version.disk_store import open_store
from kg.model.errors import FileProblem, UsageError
from kg.model.project import Project
from kg.model.wording import phrase


def open_dataset(project: Project) -> Dataset:
    """The current version of a project: the merged default graph and the named graphs.

    Hand queries over as text: they run in Oxigraph, with the prefixes of the project declared.  Strings
    come back with the datatype `xsd:string` and language tags in lower case, as the store keeps them.
    Raises NoVersion, VersionDamaged, FileProblem.
    """
    version = current_version(project)
    hold = version.hold()
    dataset = Dataset(store=_ReadOnlyStore(store=_open(version)), default_union=False)
    weakref.finalize(dataset, hold.close)
    for prefix, namespace in project.namespaces.items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset


def _open(version: Version) -> Any:
    try:
        return open_store(version.full_store)
    except OSError as problem:
        raise FileProblem(version.full_store, problem) from problem


class _ReadOnlyStore(OxigraphStore):
    """An Oxigraph store that is read and never changed."""

    def query(self, query: Query | str, *rest: Any, **options: Any) -> Result:
        """Evaluate a query text in the store; raises UsageError for a prepared query."""
        if isinstance(query, Query):
            # rdflib would evaluate it itself, hundreds of times slower, and fetch what FROM names.
            words = phrase("a prepared query does not run in the store")
            raise UsageError(words, help=phrase("pass the query as text"))
        return super().query(query, *rest, **options)

    def add_graph(self, *_: Any) -> None:
        """Naming a graph in order to read it is no change."""

    def add(self, *_: Any, **__: Any) -> NoReturn:
        """Raise UsageError, as every change does."""
        _refuse()

    def addN(self, *_: Any, **__: Any) -> NoReturn:  # noqa: N802  # rdflib's name
        """Raise UsageError."""
        _refuse()

    def remove(self, *_: Any, **__: Any) -> NoReturn:
        """Raise UsageError."""
        _refuse()

    def remove_graph(self, *_: Any, **__: Any) -> NoReturn:
        """Raise UsageError."""
        _refuse()

    def update(self, *_: Any, **__: Any) -> NoReturn:
        """Raise UsageError."""
        _refuse()


def _refuse() -> NoReturn:
    raise UsageError(
        phrase("the built graph is read-only"),
        help=phrase("change the curation files and run `kg build`, or copy a graph"),
    )
