"""Knowledge graphs in which every record carries the passage that says it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph.notebook import Dataset


def open(path: str | Path = ".") -> Dataset:
    """The built graph of the project at or above `path`, as an `rdflib.Dataset` for notebooks.

    It is read-only and shows the version that is current now; see `kg.graph.notebook`.

        import kg
        for row in kg.open("path/to/project").query("SELECT ?s ?name { ?s skos:prefLabel ?name }"):
            print(row.name)

    Raises ProjectNotFound, ProjectRejected when kg.toml is not in order, NoVersion when nothing has been
    built, VersionDamaged, FileProblem.
    """
    from kg.graph.notebook import open_dataset
    from kg.model.project import find_project, read_project

    return open_dataset(read_project(find_project(Path(path))))
