"""Shortening IRIs to CURIEs, exactly and the same everywhere.

Only names that every reader agrees on are shortened: ASCII letters, digits, `_` and single or double
hyphens after a namespace (within Turtle's PN_LOCAL); every other IRI stays whole, so that nothing is
ever escaped.  The prefixes that were used are remembered, because a file declares only those.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from kg.model.project import WELL_KNOWN_PREFIXES
from kg.model.terms import Term

_LOCAL = r"[A-Za-z0-9_][A-Za-z0-9_-]*"
_REMEMBERED = 1 << 16


class Curies:
    """A prefix map in use."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self._used: set[str] = set()
        self._namespaces = dict(sorted(namespaces.items(), key=_own_first))
        self._prefixes: dict[str, str] = {}
        for prefix, namespace in self._namespaces.items():
            self._prefixes.setdefault(namespace, prefix)
        longest_first = sorted(self._prefixes, key=lambda namespace: (-len(namespace), namespace))
        choice = "|".join(map(re.escape, longest_first)) or "(?!)"
        self._pattern = re.compile(f"<({choice})({_LOCAL})>")
        self.shorten = lru_cache(maxsize=_REMEMBERED)(self._shorten)

    def used(self) -> dict[str, str]:
        """Prefix to namespace IRI for the prefixes used so far: the project's own first, then sorted."""
        return {prefix: self._namespaces[prefix] for prefix in self._namespaces if prefix in self._used}

    def _shorten(self, term: Term) -> str:
        """The CURIE of an IRI term, or the term itself where there is none."""
        found = self._pattern.fullmatch(term)
        if not found:
            return term
        prefix = self._prefixes[found[1]]
        self._used.add(prefix)
        return f"{prefix}:{found[2]}"


def _own_first(item: tuple[str, str]) -> tuple[bool, str]:
    prefix, namespace = item
    return WELL_KNOWN_PREFIXES.get(prefix) == namespace, prefix
