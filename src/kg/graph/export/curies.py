"""Shortening IRIs to CURIEs, exactly and the same everywhere.

Only names that every reader agrees on are shortened: ASCII letters, digits, `_` and single or double
hyphens after a namespace (within Turtle's PN_LOCAL); every other IRI stays whole, so that nothing is
ever escaped.  The prefixes that were used are remembered, because a file declares only those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kg.graph.export.memo import Memo
from kg.model.project import WELL_KNOWN_PREFIXES

_LOCAL = r"[A-Za-z0-9_][A-Za-z0-9_-]*"


class Curies:
    """A prefix map in use; `shorten` gives the CURIE of an IRI term, or the term where there is none."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self._used: set[bytes] = set()
        self._namespaces = dict(sorted(namespaces.items(), key=_own_first))
        self._prefixes: dict[bytes, bytes] = {}
        for prefix, namespace in self._namespaces.items():
            self._prefixes.setdefault(namespace.encode(), _before_name(prefix))
        longest_first = sorted(self._prefixes, key=lambda namespace: (-len(namespace), namespace))
        choice = b"|".join(map(re.escape, longest_first)) or b"(?!)"
        self._pattern = re.compile(b"<(%b)(%b)>" % (choice, _LOCAL.encode()))
        self.shorten: Callable[[bytes], bytes] = Memo(self._shorten).__getitem__

    def used(self) -> dict[str, str]:
        """Prefix to namespace IRI for the prefixes used so far: the project's own first, then sorted."""
        return {
            prefix: namespace
            for prefix, namespace in self._namespaces.items()
            if _before_name(prefix) in self._used
        }

    def _shorten(self, term: bytes) -> bytes:
        found = self._pattern.fullmatch(term)
        if not found:
            return term
        namespace, name = found.groups()
        prefix = self._prefixes[namespace]
        self._used.add(prefix)
        return prefix + name


def _before_name(prefix: str) -> bytes:
    return f"{prefix}:".encode()


def _own_first(item: tuple[str, str]) -> tuple[bool, str]:
    prefix, namespace = item
    return WELL_KNOWN_PREFIXES.get(prefix) == namespace, prefix
