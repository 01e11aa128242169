"""What a version says about itself: `manifest.json`.

The manifest describes the bytes beside it (counts, sizes, hashes) and carries what a build found
out and the graph does not hold (redirects, removed ids, how quotes were verified, what the shapes
remarked, since when each article is in).  The version's
hash is that of the sorted N-Quads alone, so the day of the build may stand here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from kg.graph.version.durable import sha256_of
from kg.model.errors import FileProblem, VersionDamaged
from kg.model.wording import phrase

MANIFEST = "manifest.json"
QUADS = "graph.nq"
_LAYOUT = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """A warning or remark of the build about one thing; `accepted` is the curator's reason to leave it.

    The message stands in each language of the site; `ru` and `zh` are empty where nobody translated it.
    """

    code: str
    severity: str
    en: str
    ru: str = ""
    zh: str = ""
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """When the graph of an article first stood in a built version, and when it changed last.

    Times are ISO 8601 in UTC; `sha256` is that of the sorted triples of the graph.
    """

    sha256: str
    added: str
    changed: str


@dataclass(frozen=True, slots=True)
class SentenceCount:
    """How many sentences the text of an article has, and how many of them no passage touches."""

    sentences: int
    without: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a build knows beside the graph.

    `redirects` leads from the local name of a merged id to the one that is kept, `removed` from a
    local name to the reason; quotes are counted by what verified them, the text or the lock.
    `rules` is how many shapes and checks the graph was held against, 0 where nobody noted it;
    `findings` is what they remarked, by the local name of the thing, and `unrecorded` counts the
    findings that are not listed.  `articles` has the history of each article by its id, and `sentences`
    the numbers of those whose text was at hand.
    """

    redirects: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, str] = field(default_factory=dict)
    quotes_from_text: int = 0
    quotes_from_lock: int = 0
    rules: int = 0
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    unrecorded: int = 0
    articles: Mapping[str, History] = field(default_factory=dict)
    sentences: Mapping[str, SentenceCount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """Sizes of the graphs: `graphs` by IRI, `quads` in all of them, `triples` of the default graph.

    `unnamed` counts the triples of plain files that stand in no named graph.
    """

    graphs: Mapping[str, int]
    quads: int
    triples: int
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """The size in bytes and the SHA-256 of one file of a version."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of `manifest.json`; the keys of `files` are relative, with forward slashes.

    `canonical` says that the quads are sorted, in named graphs, and without blank nodes.
    """

    sha256: str
    format: str
    title: str
    base: str
    license: str
    built: str
    engine: Mapping[str, str]
    counts: Counts
    files: Mapping[str, Stored]
    facts: Facts
    canonical: bool = True


def to_json(manifest: Manifest) -> str:
    """The text of `manifest.json`, keys sorted."""
    values = {"layout": _LAYOUT, **asdict(manifest)}
    return f"{json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True)}\n"


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the version in `folder`.

    Raises VersionDamaged when it is missing or is not a manifest; FileProblem.
    """
    path = folder / MANIFEST
    try:
        return _manifest(**json.loads(path.read_bytes()))
    except FileNotFoundError as problem:
        words = phrase("{path} is missing", path=path)
        raise VersionDamaged(words, help=phrase("run `kg build`")) from problem
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        words = phrase("{path} is not a manifest of this engine", path=path)
        raise VersionDamaged(words, help=phrase("run `kg build`")) from problem


def _manifest(
    *,
    layout: int,
    counts: dict[str, Any],
    files: dict[str, dict[str, Any]],
    facts: dict[str, Any],
    **rest: Any,
) -> Manifest:
    if layout != _LAYOUT:
        raise ValueError(f"layout {layout}")
    stored = {name: Stored(**values) for name, values in files.items()}
    manifest = Manifest(counts=Counts(**counts), files=stored, facts=_facts(**facts), **rest)
    _check_types(manifest)
    return manifest


def _facts(
    *,
    findings: dict[str, list[dict[str, Any]]] | None = None,
    articles: dict[str, dict[str, Any]] | None = None,
    sentences: dict[str, dict[str, Any]] | None = None,
    **rest: Any,
) -> Facts:
    """The facts; manifests of earlier engines have no findings, histories or sentences."""
    noted = {name: tuple(Finding(**one) for one in some) for name, some in (findings or {}).items()}
    histories = {name: History(**values) for name, values in (articles or {}).items()}
    counted = {name: SentenceCount(**values) for name, values in (sentences or {}).items()}
    return Facts(findings=noted, articles=histories, sentences=counted, **rest)


def _check_types(manifest: Manifest) -> None:
    """Raises TypeError, or ValueError for a file that cannot be one of a version."""
    counts, facts, files = manifest.counts, manifest.facts, manifest.files
    words = (manifest.sha256, manifest.format, manifest.title, manifest.base, manifest.license)
    texts = (*words, manifest.built, *(stored.sha256 for stored in files.values()))
    sizes = (counts.quads, counts.triples, counts.unnamed, facts.quotes_from_text, facts.quotes_from_lock)
    numbers = (
        *sizes,
        facts.rules,
        facts.unrecorded,
        *counts.graphs.values(),
        *(stored.size for stored in files.values()),
        *(number for one in facts.sentences.values() for number in astuple(one)),
    )
    tables = (manifest.engine, facts.redirects, facts.removed)
    texts += tuple(value for table in tables for value in table.values())
    texts += tuple(value for some in facts.findings.values() for one in some for value in astuple(one))
    texts += tuple(value for one in facts.articles.values() for value in astuple(one))
    if not all(isinstance(text, str) for text in texts) or not isinstance(manifest.canonical, bool):
        raise TypeError("a text or a truth value is something else")
    if not all(type(number) is int for number in numbers):  # a truth value is an int as well
        raise TypeError("a number is something else")
    for name in files:
        name.encode()  # half a character cannot be part of a path
        path = PurePosixPath(name)
        if "\0" in name or path.is_absolute() or ".." in path.parts:
            raise ValueError("a file of another folder")


def describe_files(folder: Path) -> dict[str, Stored]:
    """Size and hash of every file below `folder`, as read from it.  Raises OSError."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): Stored(path.stat().st_size, sha256_of(path)) for path in paths
    }
