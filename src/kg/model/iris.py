"""How the IRIs of a project are made.

`<base>id/<slug>` names a thing, `<base>graph/<name>` a named graph.  A slug is
`[a-z0-9]+(-[a-z0-9]+)*`; `--` joins slugs into the names of records and of parts of records, so a
slug that a curator writes can never meet a name that the engine makes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kg.model.terms import Term, iri

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LOCAL = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*")  # the local name of a thing: slugs, joined
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

AUTHORITY = "authority"
INFERRED = "inferred"
ONTOLOGY = "ontology"
RESERVED = (AUTHORITY, INFERRED, ONTOLOGY)


def is_slug(text: str) -> bool:
    """Whether `text` can be an id in a curation file."""
    return SLUG.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def kebab(name: str) -> str:
    """The local name of a property as a slug: `memberBody` becomes `member-body`."""
    return _CAMEL.sub("-", name).replace("_", "-").lower()


def join(*parts: str) -> str:
    """The local name of a part: `join("a000", "meeting")` is `a000--meeting`."""
    return "--".join(parts)


@dataclass(frozen=True, slots=True)
class Minter:
    """Makes the IRIs below one base IRI, which ends in a slash."""

    base: str

    def thing(self, *parts: str) -> Term:
        """The IRI of an entity, a record or a part of one."""
        return iri(f"{self.base}id/{join(*parts)}")

    def graph(self, name: str) -> Term:
        """The IRI of the named graph of an article, or of one of the engine's own graphs."""
        return iri(f"{self.base}graph/{name}")

    def local(self, term: Term) -> str | None:
        """The local name of an IRI made by `thing`, or None for any other term."""
        head = f"<{self.base}id/"
        return term[len(head) : -1] if term.startswith(head) else None
