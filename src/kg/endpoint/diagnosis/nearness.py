"""Which known name was probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from kg.curation.naming.lookalikes import latinized
from kg.curation.naming.slips import distance, slips
from kg.model.compatibility import compatible
from kg.model.terms import DCTERMS, RDFS, SKOS

_SEPARATORS = re.compile(r"[\s_\-.]+")
_PLAIN = re.compile(r"[\w -]+")
_PLURAL = re.compile(r"(?:es|s)$")
_MOST = 2_000  # names that are compared letter by letter
_BY_LABEL = 4  # the ranks before it are those of `_rank`
_LOOKS_LIKE = 0.8
_SHORT = 6
_LONGEST_NAME = 200  # what is longer was no slip, and each name is compared with many
_SCHEMA, _FOAF, _DC = "https://schema.org/", "http://xmlns.com/foaf/0.1/", "http://purl.org/dc/elements/1.1/"
# What vocabularies have for the same, the commonest first.
_TWINS = (
    (SKOS + "prefLabel", RDFS + "label", _SCHEMA + "name", _FOAF + "name", DCTERMS + "title", _DC + "title"),
    (
        SKOS + "definition",
        DCTERMS + "description",
        RDFS + "comment",
        _SCHEMA + "description",
        _DC + "description",
    ),
    (DCTERMS + "issued", DCTERMS + "date", DCTERMS + "created", _SCHEMA + "datePublished", _DC + "date"),
    (DCTERMS + "creator", _SCHEMA + "author", _FOAF + "maker", _DC + "creator"),
)


def local_name(iri: str) -> str:
    """What stands behind the last `#`, `/` or `:`."""
    return re.split(r"[#/:]", iri.rstrip("#/:"))[-1]


def nearest_iri(iri: str, known: Iterable[str], labels: Mapping[str, Sequence[str]]) -> str | None:
    """The known IRI that `iri` was probably meant to be, or None.

    In this order, and in the same namespace first: the same local name but for letters that look
    alike, but for case and separators, for a plural; with few slips; as a label says it (`labels` are
    words for known IRIs); the property that other vocabularies have for it; a name that looks like it.
    """
    name = local_name(iri)
    if len(name) > _LONGEST_NAME:
        return None
    space = iri.removesuffix(name)
    ranked: list[tuple[int, int, str]] = []
    others = [other for other in list(known)[:_MOST] if other != iri]
    for other in others:
        rank = _rank(name, local_name(other))
        if rank is None and any(_plain(label) == _plain(name) for label in labels.get(other, ())):
            rank = _BY_LABEL
        if rank is not None:
            ranked.append((rank, 0 if other.startswith(space) else 1, other))
    if ranked:
        return min(ranked)[2]
    twins = next((group for group in _TWINS if iri in group), ())
    twin = next((other for other in twins if other in others), None)
    if twin is not None:
        return twin
    by_name = {local_name(other).casefold(): other for other in sorted(others, reverse=True)}
    close = difflib.get_close_matches(name.casefold(), sorted(by_name), n=1, cutoff=_LOOKS_LIKE)
    return by_name[close[0]] if close else None


def trigrams(text: str) -> list[str]:
    """The runs of three letters in a text, or of two where it is short, each once, at most twelve."""
    folded = compatible(text[:_LONGEST_NAME]).casefold()
    size = 3 if len(folded) > _SHORT else 2
    pieces = dict.fromkeys(folded[i : i + size] for i in range(len(folded) - size + 1))
    return [piece for piece in pieces if _PLAIN.fullmatch(piece)][:12]


def _rank(name: str, other: str) -> int | None:
    if name == other or latinized(name) == latinized(other):
        return 0
    if _plain(name) == _plain(other):
        return 1
    if _PLURAL.sub("", _plain(name)) == _PLURAL.sub("", _plain(other)):
        return 2
    if distance(_plain(name), _plain(other), most=slips(name)) <= slips(name):
        return 3
    return None


def _plain(text: str) -> str:
    """Without case, separators and look-alikes: `birthPlace`, `birth_place` and `Birth place` are one."""
    return _SEPARATORS.sub("", latinized(text)).casefold()
