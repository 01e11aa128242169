"""Search among the terms of the ontology: a class, a property or a code by its name.

They are few and in memory already, so they are folded once per version and looked through one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.graph.name_index import fold_name
from kg.web.language import Label
from kg.web.links import term_name, to_curie
from kg.web.names import Ref, name_term
from kg.web.search.iris import to_class
from kg.web.site import Page

_MOST = 6
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class TermFound:
    """A term of the ontology: its CURIE, and its definition where it has one."""

    ref: Ref
    curie: str
    definition: Label | None


def find_terms(page: Page, text: str) -> list[TermFound]:
    """The classes, properties and codes whose name begins with a text, or with a word of it."""
    asked = fold_name(text)
    if not asked or len(asked) > _LONGEST:
        return []
    folded = page.site.once("folded-terms", lambda: _fold_terms(page))
    pasted = to_class(page, text.strip().removeprefix("<").removesuffix(">")) if ":" in text else ""
    ranked = []
    for term, names in folded.items():
        rank = 0 if term == pasted else min((_rank(asked, name) for name in names), default=9)
        if rank < 9:
            ranked.append((rank, page.lexicon.place(term), term))
    return [_tell(page, term) for _, _, term in sorted(ranked)[:_MOST]]


def _rank(asked: str, name: str) -> int:
    return 1 if name == asked else 2 if name.startswith(asked) else 9


def _fold_terms(page: Page) -> dict[str, tuple[str, ...]]:
    lexicon = page.lexicon
    terms = [*lexicon.classes, *lexicon.properties, *lexicon.schemes]
    terms += [code for scheme in lexicon.schemes for code in lexicon.codes(scheme)]
    return {
        term: tuple(
            {fold_name(one) for one in (term_name(term), *(label.text for label in lexicon.labels(term)))}
        )
        for term in dict.fromkeys(terms)
    }


def _tell(page: Page, term: str) -> TermFound:
    definitions = [one for one in page.lexicon.definitions(term) if one.language == page.language.interface]
    return TermFound(
        name_term(page, term), to_curie(term, page.project), definitions[0] if definitions else None
    )
