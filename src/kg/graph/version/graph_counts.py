"""How much there is of what in the default graph, noted when a version is built: `counts.json`.

A server tells these numbers when it starts and need not ask its stores for them.  They are what the
queries of `kg.endpoint.counting` find in the store of the default graph, and the file is covered by the
hashes of the manifest.  Versions of plain files have none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from kg.model.errors import FileProblem, VersionDamaged
from kg.model.wording import phrase

GRAPH_COUNTS = "counts.json"
MOST_EXAMPLES = 3
_LAYOUT = 1


@dataclass(frozen=True, slots=True)
class PropertyCounts:
    """The triples with one property, and their distinct subjects and objects."""

    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class GraphCounts:
    """Counts of the default graph.

    `classes` counts things and `properties` triples, by IRI; `class_count` is how many classes there are,
    whatever names them; `entities` are subjects whose IRI begins with `<base>id/`, and `examples` are
    IRIs of a few of them, one of each of the largest classes.
    """

    classes: Mapping[str, int]
    properties: Mapping[str, PropertyCounts]
    class_count: int
    subjects: int
    objects: int
    entities: int
    examples: tuple[str, ...]


def write_graph_counts(folder: Path, counts: GraphCounts) -> None:
    """Write the counts of the version in `folder`, keys sorted.  Raises OSError."""
    values = {"layout": _LAYOUT, **asdict(counts)}
    text = f"{json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True)}\n"
    (folder / GRAPH_COUNTS).write_text(text, encoding="utf-8", newline="")


def read_graph_counts(folder: Path) -> GraphCounts | None:
    """The counts of the version in `folder`; None where nobody noted any.

    Raises VersionDamaged when the file holds something else, FileProblem.
    """
    path = folder / GRAPH_COUNTS
    try:
        return _counts(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    except (ValueError, TypeError, AttributeError, RecursionError) as problem:
        words = phrase("{path} does not hold the counts of a version", path=path)
        raise VersionDamaged(words, help=phrase("run `kg build`")) from problem


def _counts(
    *,
    layout: int,
    properties: dict[str, dict[str, Any]],
    classes: dict[str, int],
    examples: list[str],
    **totals: int,
) -> GraphCounts:
    if layout != _LAYOUT:
        raise ValueError(f"layout {layout}")
    by_property = {name: PropertyCounts(**values) for name, values in properties.items()}
    numbers = [*totals.values(), *classes.values()]
    numbers += [number for one in by_property.values() for number in astuple(one)]
    if not all(type(number) is int for number in numbers):  # a truth value is an int as well
        raise TypeError("a number is something else")
    if not all(isinstance(one, str) for one in examples):
        raise TypeError("an example is something else")
    return GraphCounts(classes=classes, properties=by_property, examples=tuple(examples), **totals)
