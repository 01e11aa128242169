"""`/connections`: how two things hang together, as a page and as JSON."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request

from kg.endpoint.formats import JSON
from kg.endpoint.protocol import Query
from kg.endpoint.table import Cell, Table, read_table
from kg.model.errors import QueryTimeout
from kg.web.connections.around import Around, connecting_properties
from kg.web.connections.asking import Asking, End, read_asking
from kg.web.connections.chains import HUB, MOST_CHAINS, MOST_STEPS, Found, find_chains
from kg.web.connections.document import to_document
from kg.web.connections.telling import Told, codes_of, tell_chains
from kg.web.http.callers import caller_of
from kg.web.indexing import keep_out
from kg.web.names import Ref, name_things
from kg.web.pictures import Edge, Node, Picture, draw_chains
from kg.web.pictures.nodes import node_of
from kg.web.problems import Problem
from kg.web.respond import (
    current_page,
    html,
    json_document,
    prefers_json,
    served_version,
    show_problem,
    unless_known,
)
from kg.web.site import Page

SHOWN_CHAINS = 5
_SECONDS = 5.0
_MOST_ROWS = 5_000
_MOST_HUBS = 5


@dataclass(frozen=True, slots=True)
class Result:
    """A search and its chains in words; `hubs` are the first things that were not passed through."""

    found: Found
    told: Told
    hubs: tuple[Ref, ...]


def connections() -> Response:
    """`/connections`: the page; JSON for who asks for it by Accept."""
    if prefers_json():
        return connections_json()
    page = current_page()
    asking = read_asking(page, request)
    result = _search(page, asking, limit=SHOWN_CHAINS) if _is_searched(asking) else None
    response = html(
        "connections.html",
        asking=asking,
        result=result,
        picture=_picture(page, asking, result) if result else None,
        address=_address(page, asking),
        hub=HUB,
        noindex=bool(asking.source.text or asking.target.text),
    )
    return _kept(keep_out(response), result)


def connections_json() -> Response:
    """`/connections.json`: the same for programs."""
    page = current_page()
    asking = read_asking(page, request)
    if asking.odd_steps:
        detail = page.texts.say("connections-odd-steps", most=MOST_STEPS)
        return show_problem(Problem("bad-request", page.texts.say("problem-bad-request"), 400, detail))
    for name, end in (("from", asking.source), ("to", asking.target)):
        if end.ref is None:
            return _refused(page, name, end)
    result = _search(page, asking, limit=MOST_CHAINS) if _is_searched(asking) else None
    found, told = (result.found, result.told) if result else (None, None)
    response = json_document(to_document(page, asking, found, told), indent=1)
    response.headers["Kg-Version"] = served_version(page)
    response.headers["Content-Language"] = page.language.interface
    return _kept(keep_out(unless_known(response)), result)


def _search(page: Page, asking: Asking, *, limit: int) -> Result:
    """The chains, found by small queries in the public pool within a few seconds in all."""
    if asking.source.ref is None or asking.target.ref is None:
        raise ValueError("both ends must be known")
    endpoint = page.site.endpoint
    limits = page.project.limits
    caller = caller_of(request, trusted_header=page.project.trusted_header)
    deadline = time.monotonic() + min(_SECONDS, limits.seconds)

    def rows(text: str) -> Sequence[Mapping[str, Cell]]:
        left = deadline - time.monotonic()
        if left <= 0:
            raise QueryTimeout("the time for connections is over")
        table = read_table(endpoint.answer(Query(text, timeout=left), JSON, caller=caller).body)
        return table.rows if isinstance(table, Table) else ()

    around = Around(
        rows,
        connecting_properties(page.lexicon),
        things=f"{page.project.base}id/",
        most_rows=min(_MOST_ROWS, limits.solutions),
    )
    found = find_chains(
        around,
        asking.source.ref.iri,
        asking.target.ref.iri,
        steps=asking.steps,
        limit=limit,
        deadline=deadline,
    )
    hubs = found.hubs[:_MOST_HUBS]
    names = name_things(page, hubs)
    return Result(found, tell_chains(page, found), tuple(names[one] for one in hubs))


def _is_searched(asking: Asking) -> bool:
    """Whether there are two different things to connect."""
    source, target = asking.source.ref, asking.target.ref
    return source is not None and target is not None and source.iri != target.iri


def _picture(page: Page, asking: Asking, result: Result) -> Picture | None:
    """All chains of the page in one picture, a column for each step."""
    chains = result.told.chains
    if not chains or asking.source.ref is None or asking.target.ref is None:
        return None
    columns: list[dict[str, Node]] = [{} for _ in chains[0].things]
    edges: dict[tuple[str, str], Edge] = {}
    for chain in chains:
        for column, ref in zip(columns, chain.things, strict=True):
            name = ref.without(asking.source.ref.iri).without(asking.target.ref.iri)
            column.setdefault(ref.iri, node_of(name, result.told.kinds.get(ref.iri, ())))
        for step in chain.steps:
            first = step.statements[0]
            ends = (first.link.subject, first.link.object)
            edges.setdefault(ends, Edge(*ends, ", ".join(codes_of(page, first)) or first.property.text))
    title = page.texts.say(
        "connections-picture", source=asking.source.ref.text, target=asking.target.ref.text
    )
    shown = [list(column.values()) for column in columns]
    return draw_chains(shown, list(edges.values()), title=title, texts=page.texts)


def _address(page: Page, asking: Asking) -> dict[str, str]:
    """Links of the page: the same as JSON, the other way round, one and all steps further."""
    source = asking.source.ref.iri if asking.source.ref else asking.source.text
    target = asking.target.ref.iri if asking.target.ref else asking.target.text
    ends = {"from": _short(page, source), "to": _short(page, target)}
    links = page.links
    return {
        "json": links.page("/connections.json", **ends, steps=asking.steps),
        "back": links.page("/connections", **{"from": ends["to"], "to": ends["from"]}, steps=asking.steps),
        "further": links.page("/connections", **ends, steps=min(asking.steps + 2, MOST_STEPS)),
        **ends,
    }


def _short(page: Page, thing: str) -> str:
    """The id of a thing of the project, which makes a readable address."""
    return thing.removeprefix(f"{page.project.base}id/")


def _kept(response: Response, result: Result | None) -> Response:
    """What the clock decided is not kept: another time the answer may be whole."""
    if result and "time" in result.found.cut:
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("ETag", None)
    return response


def _refused(page: Page, name: str, end: End) -> Response:
    """Why one end names nothing, for programs."""
    say = page.texts.say
    if end.gone:
        return show_problem(Problem("gone", say("gone"), 410, say("gone-because", reason=end.gone)))
    if not end.text:
        detail = say("connections-missing", name=name)
        return show_problem(Problem("bad-request", say("problem-bad-request"), 400, detail))
    near = ", ".join(_short(page, one.ref.iri) for one in end.candidates)
    detail = say("connections-several" if near else "connections-unknown", text=end.text, name=name)
    return show_problem(Problem("not-found", say("unknown"), 404, detail, help=near))
