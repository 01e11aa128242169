"""From a text to the things that it may mean: names in any script, ids, IRIs, merged ids.

The index of names in the version answers; no query runs, so a search never waits for a worker.  What was
merged or removed comes from the facts of the build, which may be newer than the index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kg.graph.name_index import MOST, NAMED, Described, Hit, Kind, Match, Name, clean, open_index
from kg.model.terms import iri_value
from kg.web.language import Label, choose_label
from kg.web.links import local_name
from kg.web.names import Ref, name_term, name_things
from kg.web.search.iris import is_bare_id, to_iri
from kg.web.search.reasons import say_why
from kg.web.site import Page

_SHOWN_LABELS = (Kind.NAME, Kind.TITLE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a text may mean: `why` in the reader's words, `matched` the name that says so.

    `match` is the reason as a code (`name`, `sound` …), `score` falls from 1 with it; `names` are all
    names but slips, `articles` how many articles speak of the thing.
    """

    ref: Ref
    kinds: tuple[Ref, ...]
    why: str
    matched: Label
    score: float
    match: str = ""
    names: tuple[Label, ...] = ()
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Resolved:
    """The one thing that a text names (`iri`, else empty), and what else it may mean."""

    iri: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: candidates from `start` on, out of `total`, and what became of a typed id.

    `named` are the things that the text names exactly; `many` says that there may be more than `total`;
    `merged` is an id that was merged into the first candidate, `removed` one that is gone, with its
    `reason`.
    """

    text: str
    candidates: tuple[Candidate, ...]
    total: int = 0
    start: int = 0
    many: bool = False
    merged: str = ""
    removed: str = ""
    reason: str = ""
    named: tuple[str, ...] = ()


def find(page: Page, text: str, *, kinds: Collection[str] = (), limit: int = 10) -> list[Candidate]:
    """Things that `text` may name, best first; with `kinds` only members of these classes (IRIs)."""
    return list(search(page, text, kinds=kinds, limit=limit).candidates)


def resolve(page: Page, text: str, *, kinds: Collection[str] = ()) -> Resolved:
    """The thing that an id, an IRI or a name means, and the candidates.

    A name decides where one thing alone has it, as a name or an alias, in whatever characters; what only
    sounds or looks like it never does.
    """
    found = search(page, text, kinds=kinds)
    return Resolved(found.named[0] if len(found.named) == 1 else "", found.candidates)


def search(page: Page, text: str, *, kinds: Collection[str] = (), limit: int = 10, start: int = 0) -> Found:
    """Candidates from `start` on of a search, at most `limit`, and what there is to say of an id.

    A `start` behind the last candidate becomes that of the last page.  Raises VersionDamaged.
    """
    cleaned = clean(text)
    facts = page.site.endpoint.built.manifest.facts
    if not cleaned or page.project.plain:
        return Found(cleaned, ())
    iri = to_iri(page, cleaned)
    local = local_name(iri, page.project) or ""
    merged = local if local in facts.redirects else ""
    if merged:
        iri = iri_value(page.project.minter.thing(facts.redirects[merged]))
    with open_index(page.site.endpoint.built.name_index) as index:
        hits = index.find(cleaned, classes=kinds)
        gone = {iri_value(page.project.minter.thing(one)) for one in facts.removed}
        hits = [hit for hit in hits if hit.iri not in gone]
        known = index.describe([iri]) if iri and iri not in gone else {}
        if iri and iri not in gone:
            hits = _with_id(page, iri, hits, known.get(iri), kinds, bare=is_bare_id(cleaned) and not merged)
        start = min(start, (len(hits) - 1) // limit * limit) if hits else 0
        shown = hits[start : start + limit]
        described = index.describe([hit.iri for hit in shown])
    named = [hit for hit in hits if hit.match in NAMED]
    return Found(
        cleaned,
        tuple(_candidates(page, shown, described)),
        total=len(hits),
        start=start,
        many=len(hits) >= MOST,
        merged=merged,
        removed=local if local in facts.removed else "",
        reason=facts.removed.get(local, ""),
        named=tuple(hit.iri for hit in named if hit.match == Match.ID or named[0].match != Match.ID),
    )


def _with_id(
    page: Page, iri: str, hits: list[Hit], known: Described | None, kinds: Collection[str], *, bare: bool
) -> list[Hit]:
    """The hits with the thing whose id or IRI was typed at their head, where there is one.

    A record without names counts as well.  A bare word that is also a name keeps that better reason.
    """
    if known is None:
        local = local_name(iri, page.project)
        if kinds or local is None or not page.site.endpoint.ask(f"ASK {{ <{iri}> ?p ?o }}"):
            return hits
        name = Name(local, "", Kind.NAME)
    else:
        if kinds and set(kinds).isdisjoint(known.classes):
            return hits
        name = known.names[0]
    same = next((hit for hit in hits if hit.iri == iri), None)
    others = [hit for hit in hits if hit.iri != iri]
    if bare and same is not None and same.match in NAMED and not any(one.match in NAMED for one in others):
        return [same, *others]
    return [Hit(iri, Match.ID, name, known.articles if known else 0), *others]


def _candidates(page: Page, hits: Iterable[Hit], described: dict[str, Described]) -> Iterable[Candidate]:
    unnamed = name_things(page, [hit.iri for hit in hits if hit.iri not in described])
    lexicon = page.lexicon
    for hit in hits:
        known = described.get(hit.iri, Described((), (), 0))
        names = tuple(Label(one.text, one.language) for one in known.names if one.kind != Kind.MISSPELLING)
        labels = [Label(one.text, one.language) for one in known.names if one.kind in _SHOWN_LABELS]
        ref = unnamed.get(hit.iri) or Ref(
            hit.iri,
            page.links.of(hit.iri),
            (choose_label(labels or names, page.language, local_name=hit.name.text),),
            lexicon.mark(known.classes),
        )
        yield Candidate(
            ref,
            tuple(name_term(page, one) for one in lexicon.most_specific(known.classes)),
            say_why(page, hit),
            Label(hit.name.text, hit.name.language),
            round(1 - hit.match / len(Match), 3),
            match=hit.match.name.lower().replace("_", "-"),
            names=names,
            articles=known.articles,
        )
