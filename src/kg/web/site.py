"""What every page needs: the project, the endpoint, the words, and the ontology that is served.

A `Site` lives as long as the process and is safe to use from many threads; a `Page` belongs to one
request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar, cast

from kg.endpoint.service import Endpoint
from kg.endpoint.table import Cell
from kg.model.iris import ONTOLOGY
from kg.model.project import Project
from kg.web.assets import read_assets
from kg.web.exports import Exports
from kg.web.http.metrics import Metrics
from kg.web.http.request_log import Exchange, write_exchange
from kg.web.language import INTERFACE, Language
from kg.web.lexicon import Lexicon, make_lexicon
from kg.web.links import Links
from kg.web.texts import Texts, read_texts

_Kept = TypeVar("_Kept")


class Site:
    """One project, served."""

    def __init__(self, project: Project, endpoint: Endpoint) -> None:
        self.project = project
        self.endpoint = endpoint
        self.catalogues: Mapping[str, Texts] = {language: read_texts(language) for language in INTERFACE}
        self.assets = read_assets()
        self.exports = Exports(project)
        self.metrics = Metrics(endpoint)
        self._lock = Lock()
        self._kept_version = ""
        self._kept: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], _Kept]) -> _Kept:
        """What `make` returns, made once per version and kept under `name`.

        Two threads may both make it; that costs time, never consistency.
        """
        version = self.endpoint.version
        with self._lock:
            if version != self._kept_version:
                self._kept_version, self._kept = version, {}
            if name in self._kept:
                return cast("_Kept", self._kept[name])
        made = make()
        with self._lock:
            if version == self._kept_version:
                self._kept[name] = made
        return made

    def lexicon(self) -> Lexicon:
        """The ontology of the version that is served."""
        return self.once("lexicon", self._read_lexicon)

    def _read_lexicon(self) -> Lexicon:
        if self.project.plain:
            return make_lexicon(self.project, ())
        graph = self.project.minter.graph(ONTOLOGY)
        rows = self.endpoint.rows(f"SELECT ?s ?p ?o WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        return make_lexicon(self.project, rows)

    def note(self, exchange: Exchange) -> None:
        """Count and log a request and its response."""
        self.metrics.record(exchange)
        write_exchange(exchange)

    def page(self, language: Language, *, host: str) -> Page:
        """What a request in this language needs; `host` is the address it came to, ending in a slash."""
        return Page(self, language, self.project.public_url or host)


@dataclass(slots=True)
class Page:
    """One request: whose language, which links, which ontology.

    `address` is the public address of the site, ending in a slash.
    """

    site: Site
    language: Language
    address: str
    _lexicon: Lexicon | None = field(default=None)

    @property
    def project(self) -> Project:
        """The project that is served."""
        return self.site.project

    @property
    def texts(self) -> Texts:
        """The words of the interface."""
        return self.site.catalogues[self.language.interface]

    @property
    def lexicon(self) -> Lexicon:
        """The ontology, the same for the whole request."""
        if self._lexicon is None:
            self._lexicon = self.site.lexicon()
        return self._lexicon

    @property
    def links(self) -> Links:
        """The links of this page."""
        known = self._lexicon.triples if self._lexicon else {}
        return Links(self.project, self.language, known)

    def once_in_language(self, name: str, make: Callable[[], _Kept]) -> _Kept:
        """What `make` returns for the language of this page, kept as `Site.once` keeps things.

        Readers may ask for any tag, and no memory holds what is made for all of them: only what is for a
        language of the interface or of the project is kept.
        """
        known = {*INTERFACE, *(tag.lower() for tag in self.project.languages)}
        if self.language.labels not in known:
            return make()
        return self.site.once(f"{name}-{self.language.labels}-{self.language.explicit}", make)

    def rows(self, query: str) -> Sequence[Mapping[str, Cell]]:
        """The solutions of a small query, answered by the worker that is kept for pages."""
        return self.site.endpoint.rows(query)
