"""The project folder and its settings.

A folder with a `kg.toml` is a project (see `docs/settings.md`); everything about its subject
stands in files below it.  Reading is strict: a setting that is unknown or of the wrong type is a
finding with its line, never a silent default.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kg.model.diagnostics import Diagnostic, did_you_mean, error, in_order
from kg.model.engine_settings import EngineSettings
from kg.model.errors import FileProblem, ProjectNotFound, ProjectRejected
from kg.model.iris import Minter
from kg.model.marks import Mark, locate, whole_file
from kg.model.terms import CUR, DCTERMS, OWL, RDF, RDFS, SKOS, XSD
from kg.model.wording import NOTHING, Message, listed, phrase

SETTINGS_FILE = "kg.toml"

WELL_KNOWN_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "cur": CUR,
        "dcterms": DCTERMS,
        "foaf": "http://xmlns.com/foaf/0.1/",
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "owl": OWL,
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": RDF,
        "rdfs": RDFS,
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": SKOS,
        "xsd": XSD,
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may use; the units are in the names.

    All but the last three hold for one query.  `queue` is how many queries may wait for one of the
    `workers`; `cache_mb` is what answers that are kept for the next client may take together.
    """

    seconds: int = 10
    solutions: int = 10_000
    megabytes: int = 20
    memory_mb: int = 1_500
    workers: int = 4
    queue: int = 8
    cache_mb: int = 64


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder: where it is, and what its `kg.toml` says.

    Two are no settings: `plain`, RDF files are served as they are, with no ontology and no pages about
    things; `texts`, the folder of the article texts where the project is a copy of another.
    """

    root: Path
    title: str
    base: str
    languages: tuple[str, ...] = ("en",)
    license: str = ""
    contact: str = ""
    edit_url: str = ""
    public_url: str = ""
    trusted_header: str = ""
    hosts: tuple[str, ...] = ()
    log_addresses: bool = False
    publish_texts: bool = False
    index_people: bool = True
    prefixes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    limits: Limits = Limits()
    engine: EngineSettings = field(default_factory=EngineSettings)
    plain: bool = False
    texts: Path | None = None

    @property
    def minter(self) -> Minter:
        """Makes the IRIs of this project."""
        return Minter(self.base)

    @property
    def namespaces(self) -> dict[str, str]:
        """Prefix to namespace IRI: the well-known ones, `id`, and the project's own over them.

        Of plain files, those that the files declare.
        """
        if self.plain:
            return dict(self.prefixes)
        return {**WELL_KNOWN_PREFIXES, "id": f"{self.base}id/", **self.prefixes}

    @property
    def predeclared(self) -> dict[str, str]:
        """The prefixes that queries need not declare: `namespaces`, and none over plain files."""
        return {} if self.plain else self.namespaces

    @property
    def seeds(self) -> Path:
        """Folder of the curation files."""
        return self.root / "seeds"

    @property
    def articles(self) -> Path:
        """Folder of the article texts: `KG_ARTICLES` where it is set, else `articles/`."""
        if self.texts is not None:
            return self.texts
        named = os.environ.get("KG_ARTICLES")
        return Path(named) if named else self.root / "articles"

    @property
    def build(self) -> Path:
        """Folder of the built versions."""
        return self.root / "build"

    def files(self, pattern: str) -> list[Path]:
        """Files of the project that match a glob, sorted by their path in the project.

        Hidden ones are left out: they are what editors and systems put beside a file, never a part of it.
        """
        found = (path for path in self.root.glob(pattern) if path.is_file() and path.name[0] != ".")
        return sorted(found, key=self.relative)

    def relative(self, path: Path) -> str:
        """The path as diagnostics write it: relative to the project, with forward slashes."""
        return Path(os.path.relpath(path, self.root)).as_posix()


def find_project(start: Path) -> Path:
    """The nearest folder at or above `start` that holds a `kg.toml`.

    Raises ProjectNotFound when there is none.
    """
    if not start.exists():
        raise ProjectNotFound(phrase("there is no folder {folder}", folder=start))
    absolute = start.resolve()
    for folder in (absolute, *absolute.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise ProjectNotFound(
        phrase(
            "{folder} is not a kg project: there is no kg.toml in it or in a folder above it", folder=start
        ),
        help=phrase("go to the folder that holds kg.toml, or name it: `kg check path/to/project`"),
    )


def read_project(root: Path) -> Project:
    """Read the settings of the project in `root`.

    Raises ProjectRejected, with a diagnostic per error, when `kg.toml` is not in order;
    FileProblem when it cannot be read.
    """
    path = root / SETTINGS_FILE
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    except UnicodeDecodeError as problem:
        words = phrase("byte {number} is not UTF-8", number=problem.start)
        raise _rejected([error("not-utf-8", whole_file(SETTINGS_FILE), words)]) from problem
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _rejected([_syntax(problem)]) from problem
    reader = _Settings(text)
    project = reader.project(root, values)
    if reader.found:
        raise _rejected(in_order(reader.found))
    return project


def _rejected(found: Sequence[Diagnostic]) -> ProjectRejected:
    return ProjectRejected(phrase("{file} has errors", file=SETTINGS_FILE), found)


def _syntax(problem: tomllib.TOMLDecodeError) -> Diagnostic:
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(problem))
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    words = re.sub(r" \(at .*\)", "", str(problem))
    mark = Mark(SETTINGS_FILE, line, column, line, column)
    return error("toml-syntax", mark, phrase("this is not {format}: {problem}", format="TOML", problem=words))


_TYPES: dict[str, type] = {
    "title": str,
    "base": str,
    "languages": list,
    "license": str,
    "contact": str,
    "edit_url": str,
    "public_url": str,
    "trusted_header": str,
    "hosts": list,
    "log_addresses": bool,
    "publish_texts": bool,
    "index_people": bool,
    "prefixes": dict,
    "limits": dict,
    "engine": dict,
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
_PREFIX = re.compile(r"[A-Za-z]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")


class _Settings:
    """Checks the values of one `kg.toml` and notes what is wrong with them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Diagnostic] = []

    def project(self, root: Path, values: dict[str, Any]) -> Project:
        kept = {key: value for key, value in values.items() if self._known(key, value, _TYPES)}
        for key in ("title", "base"):
            if not kept.get(key):
                words = phrase("`{key}` is missing", key=key)
                self.found.append(
                    error("setting-missing", whole_file(SETTINGS_FILE), words, help=_what_it_says(key))
                )
        base = kept.get("base", "")
        if base and not (_ABSOLUTE.fullmatch(base) and base.endswith("/")):
            self._report(
                "base",
                phrase("`base` must be an absolute IRI that ends in /"),
                phrase("for example {example}", example='"https://kg.example/"'),
            )
        languages = kept.pop("languages", ["en"])
        for language in languages:
            if not (isinstance(language, str) and _LANGUAGE.fullmatch(language)):
                self._report(
                    "languages",
                    phrase("`{language}` is not a language tag", language=language),
                    phrase("for example {example}", example=listed(("en", "ru", "zh", "zh-Hant"))),
                )
        hosts = kept.pop("hosts", [])
        for host in hosts:
            if not (isinstance(host, str) and _HOST.fullmatch(host)):
                self._report(
                    "hosts",
                    phrase("`{host}` is not a host name", host=host),
                    phrase("for example {example}", example='hosts = ["kg.example"]'),
                )
        prefixes = kept.pop("prefixes", {})
        for prefix, namespace in prefixes.items():
            self._prefix(prefix, namespace)
        limits = {
            key: value
            for key, value in kept.pop("limits", {}).items()
            if self._known(key, value, dict.fromkeys(Limits.__slots__, int))
        }
        for key, value in limits.items():
            if value < 1:
                self._report(key, phrase("`{key}` must be at least 1", key=key))
        engine = {
            key: value
            for key, value in kept.pop("engine", {}).items()
            if self._known(key, value, dict.fromkeys(EngineSettings.__slots__, str))
        }
        if self.found:
            return Project(root, "", "")
        return Project(
            root,
            languages=tuple(languages),
            hosts=tuple(str(host).lower() for host in hosts),
            prefixes=MappingProxyType(dict(prefixes)),
            limits=Limits(**limits),
            engine=EngineSettings(**engine),
            **kept,
        )

    def _known(self, key: str, value: object, types: Mapping[str, type]) -> bool:
        wanted = types.get(key)
        if wanted is None:
            known = phrase("known settings: {known}", known=listed(types))
            words = phrase("unknown setting `{key}`", key=key)
            self._report(key, words, did_you_mean(key, types, otherwise=known))
            return False
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            self._report(key, _must_be(key, wanted))
            return False
        return True

    def _prefix(self, prefix: str, namespace: object) -> None:
        if not _PREFIX.fullmatch(prefix):
            self._report(
                prefix,
                phrase("`{prefix}` is not a prefix", prefix=prefix),
                phrase("letters, digits, - and _, beginning with a letter"),
            )
        if not (isinstance(namespace, str) and _ABSOLUTE.fullmatch(namespace)):
            words = phrase("the namespace of `{prefix}` is not an absolute IRI", prefix=prefix)
            self._report(prefix, words)

    def _report(self, key: str, message: Message, help: Message = NOTHING) -> None:
        self.found.append(error("setting-invalid", self._mark(key), message, help=help))

    def _mark(self, key: str) -> Mark:
        place = re.search(
            rf'^[ \t]*"?({re.escape(key)})"?[ \t]*=|^[ \t]*\[({re.escape(key)})\]', self.text, re.MULTILINE
        )
        if not place:
            return whole_file(SETTINGS_FILE)
        group = 1 if place[1] else 2
        return locate(SETTINGS_FILE, self.text, place.start(group), place.end(group))


def _what_it_says(key: str) -> Message:
    if key == "title":
        return phrase("one line that says what the graph is about")
    return phrase(
        "the beginning of every IRI of the graph, for example {example}",
        example='base = "https://kg.example/"',
    )


def _must_be(key: str, wanted: type) -> Message:
    if wanted is str:
        return phrase("`{key}` must be text", key=key)
    if wanted is list:
        return phrase("`{key}` must be a list of texts", key=key)
    if wanted is bool:
        return phrase("`{key}` must be true or false", key=key)
    if wanted is dict:
        return phrase("`{key}` must be a table", key=key)
    return phrase("`{key}` must be a whole number", key=key)
