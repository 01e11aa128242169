"""`/connections`: how two things hang together, as a page and as JSON."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Response, request

from kg.endpoint.formats import JSON
from kg.endpoint.protocol import Query
from kg.endpoint.table import Cell, Table, read_table
from kg.model.errors import QueryTimeout
from kg.web.connections.around import Around, connecting_properties
from kg.web.connections.asking import Asking, End, read_asking
from kg.web.connections.chains import HUB, MOST_CHAINS, MOST_STEPS, Found, find_chains
from kg.web.connections.telling import Chain, Statement, Step, Told, codes_of, tell_chains
from kg.web.http.callers import caller_of
from kg.web.names import Ref, name_things
from kg.web.pictures import Edge, Node, Picture, draw_chains
from kg.web.pictures.nodes import node_of
from kg.web.problems import Problem
from kg.web.respond import current_page, html, served_version, show_problem
from kg.web.site import Page
from kg.web.telling.statements import Passage, Reason

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
    if _wants_json():
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
    return _kept(response, result)


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
    body = json.dumps(_document(page, asking, result), ensure_ascii=False, indent=1) + "\n"
    response = Response(body, content_type="application/json")
    response.headers["Kg-Version"] = served_version(page)
    response.headers["Content-Language"] = page.language.interface
    response.add_etag(weak=True)
    return _kept(cast("Response", response.make_conditional(request)), result)


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


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(("text/html", "application/json"), "text/html")
    return best == "application/json" and request.accept_mimetypes["application/json"] > 0


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


def _document(page: Page, asking: Asking, result: Result | None) -> dict[str, Any]:
    found = result.found if result else None
    return {
        "from": _thing(asking.source.ref),
        "to": _thing(asking.target.ref),
        "steps": asking.steps,
        "complete": found.complete if found else True,
        "reached": list(found.cut) if found else [],
        "hubs": list(found.hubs) if found else [],
        "exhausted": bool(found and found.exhausted),
        "searched": found.searched if found else 0,
        "chains": [_chain(page, chain) for chain in result.told.chains] if result else [],
        "language": page.language.labels,
        "version": served_version(page),
    }


def _chain(page: Page, chain: Chain) -> dict[str, Any]:
    return {"length": len(chain.steps), "steps": [_step(page, step) for step in chain.steps]}


def _step(page: Page, step: Step) -> dict[str, Any]:
    first, *others = step.statements
    return {
        **_statement(page, first),
        "direction": "forward" if step.forward else "backward",
        "also": [_statement(page, one) for one in others],
        "more": step.more,
    }


def _statement(page: Page, one: Statement) -> dict[str, Any]:
    value = one.value
    passages = [*value.passages, *(passage for row in value.rows for passage in row.passages)]
    reasons = [*value.reasons, *(reason for row in value.rows for reason in row.reasons)]
    return {
        "subject": one.link.subject,
        "property": one.link.property,
        "object": one.link.object,
        "part": one.link.part or None,
        "labels": {"subject": one.subject.text, "property": one.property.text, "object": one.object.text},
        "codes": codes_of(page, one),
        "derived": value.derived,
        "evidence": [_passage(passage) for passage in dict.fromkeys(passages)],
        "reasons": [_reason(reason) for reason in dict.fromkeys(reasons)],
    }


def _thing(ref: Ref | None) -> dict[str, str] | None:
    return {"iri": ref.iri, "label": ref.text} if ref else None


def _passage(one: Passage) -> dict[str, str]:
    return {
        "iri": one.iri,
        "quote": one.quote.text,
        "language": one.quote.language,
        "article": one.article.iri,
        "title": one.article.text,
    }


def _reason(one: Reason) -> dict[str, str]:
    return {
        "basis": one.basis.iri if one.basis else "",
        "because": one.because.text if one.because else "",
        "via": one.via.iri if one.via else "",
    }
