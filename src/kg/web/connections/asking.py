"""What a request for connections asks: two things, named in any way, and how far to look."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Request

from kg.model.terms import iri, iri_value
from kg.web.connections.chains import MOST_STEPS
from kg.web.links import local_name
from kg.web.names import Ref, name_things
from kg.web.search.candidates import Candidate, resolve
from kg.web.search.iris import to_iri
from kg.web.site import Page

STEPS = 4
_LONGEST = 200
_STEPS = frozenset(str(number) for number in range(1, MOST_STEPS + 1))


@dataclass(frozen=True, slots=True)
class End:
    """One of the two things.

    `ref` is None where the text names nothing or several things (`candidates`); `gone` is the reason
    for which it was removed, `merged` the id that it was merged into.
    """

    text: str
    ref: Ref | None = None
    candidates: tuple[Candidate, ...] = ()
    gone: str = ""
    merged: str = ""

    @property
    def unknown(self) -> bool:
        """Whether something was given that names nothing."""
        return bool(self.text) and self.ref is None and not self.candidates and not self.gone


@dataclass(frozen=True, slots=True)
class Asking:
    """Both ends and the number of steps; `odd_steps` is what was given for it and is no such number."""

    source: End
    target: End
    steps: int
    odd_steps: str = ""

    @property
    def both(self) -> bool:
        """Whether both ends are known."""
        return self.source.ref is not None and self.target.ref is not None


def read_asking(page: Page, request: Request) -> Asking:
    """The two ends and the steps of a request; a number of steps that is none counts as the usual one."""
    steps = request.args.get("steps", "")
    known = steps in _STEPS
    return Asking(
        read_end(page, _chosen(request, "from")),
        read_end(page, _chosen(request, "to")),
        int(steps) if known else STEPS,
        "" if known else steps,
    )


def _chosen(request: Request, name: str) -> str:
    """What was given last: without scripts, a choice among candidates follows the text they are for."""
    return next((one for one in reversed(request.args.getlist(name)) if one.strip()), "")


def read_end(page: Page, given: str) -> End:
    """The thing that a text names: an id, an IRI, an address of this site, or a name."""
    text = " ".join(given.split())[:_LONGEST]
    if not text:
        return End("")
    found = to_iri(page, text)
    local = local_name(found, page.project) if found else None
    facts = page.site.endpoint.built.manifest.facts
    if local is not None and local in facts.removed:
        return End(text, gone=facts.removed[local])
    if local is not None and local in facts.redirects:
        merged = facts.redirects[local]
        return End(text, _named(page, iri_value(page.project.minter.thing(merged))), merged=merged)
    if local is not None and page.site.endpoint.ask(f"ASK {{ {iri(found)} ?p ?o }}"):
        return End(text, _named(page, found))
    resolved = resolve(page, text)
    if resolved.iri and local_name(resolved.iri, page.project) is not None:
        return End(text, _named(page, resolved.iri))
    return End(text, candidates=tuple(resolved.candidates))


def _named(page: Page, thing: str) -> Ref:
    return name_things(page, [thing])[thing]
