"""An answer of the endpoint as a page shows it: a view of its rows, downloads, addresses, programs.

The whole answer, up to the caps, is filtered and sorted here; one page of it is named and drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from flask import Request

from kg.endpoint.diagnosis import is_empty
from kg.endpoint.formats import EXCEL, GRAPH_FORMATS, GRAPH_FORMS, JSON, N_TRIPLES, SOLUTION_FORMATS
from kg.endpoint.protocol import Query
from kg.endpoint.table import read_table
from kg.web.http.receipt import Receipt
from kg.web.pager import Pager
from kg.web.querying.snippets import Snippet, write_snippets
from kg.web.querying.sparql import FILE_NAME, Download, address_of, caller_of_request, public_address
from kg.web.site import Page
from kg.web.views.cells import read_triples
from kg.web.views.choosing import View
from kg.web.views.drawing import Drawn, draw
from kg.web.views.state import State, read_state, read_wish


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a view that the answer can fill; `key` is the text that names it."""

    key: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The form that filters the rows: where it goes, what else the address has, the way back."""

    action: str
    pairs: tuple[tuple[str, str], ...]
    text: str
    clear: str


@dataclass(frozen=True, slots=True)
class Result:
    """An answer as the page shows it: one page of a view, or the verdict of an ASK.

    `total` counts the rows of the answer.  `link` is the address of just this view, `address` asks the
    graph as it is, `cited` the version that answered and no other.  `empty` says that there is a
    reason to look for: no rows, a no, a count of nothing.
    """

    summary: str
    title: str
    drawn: Drawn | None
    tabs: tuple[Tab, ...]
    filter: FilterForm | None
    total: int
    graph: bool
    verdict: bool | None
    empty: bool
    capped: bool
    notices: tuple[str, ...]
    downloads: tuple[Download, ...]
    snippets: tuple[Snippet, ...]
    link: str
    address: str
    cited: str
    elapsed_ms: int
    seconds: float
    pager: Pager | None


def show_answer(
    page: Page,
    query: Query,
    form: str,
    *,
    request: Request,
    receipt: Receipt,
    address: Callable[..., str],
    seconds: float | None = None,
) -> Result:
    """The answer in the view of the address; what exceeds a cap is cut, and the page says so.

    `address` makes the address of the same answer with other parameters (`page=2`), so that a page
    elsewhere than `/sparql` keeps its own; `seconds` is the time limit where it is not that of the query.
    Raises an error of the QueryError tree.
    """
    graph = form in GRAPH_FORMS
    run = replace(query, partial=True, timeout=seconds or query.timeout)
    caller = caller_of_request(page, request)
    answer = page.site.endpoint.answer(run, N_TRIPLES if graph else JSON, caller=caller)
    receipt.answered(answer)
    state = read_state(request.args)
    read = read_triples(answer.body) if graph else read_table(answer.body)
    drawn = None
    if not isinstance(read, bool):
        wish = read_wish(query.text)
        drawn = draw(page, read, state, wish, triples=graph, address=_keeping(address, state))
    total = 0 if drawn is None else drawn.total
    cap = {"cap": "partial"} if answer.capped else {}
    summary, title = _summary(page, drawn, graph=graph)
    return Result(
        summary=summary,
        title=title,
        drawn=drawn,
        tabs=_tabs(drawn, address, state) if drawn else (),
        filter=_filter(address, state) if drawn and drawn.can_filter else None,
        total=total,
        graph=graph,
        verdict=read if isinstance(read, bool) else None,
        empty=is_empty(query.text, read),
        capped=answer.capped,
        notices=answer.notices,
        downloads=_downloads(page, query, cap, graph=graph),
        snippets=write_snippets(query, form, url=f"{page.address}sparql", capped=answer.capped),
        link=_whole(page, _keeping(address, replace(state, run=False))(**_page_of(drawn))),
        address=public_address(page, replace(query, version=None)),
        cited=public_address(page, replace(query, version=answer.version)),
        elapsed_ms=answer.elapsed_ms,
        seconds=receipt.seconds,
        pager=drawn.pager if drawn else None,
    )


def _keeping(address: Callable[..., str], state: State) -> Callable[..., str]:
    """Addresses that keep the state where the parameters do not change it; empty ones are left out."""

    def make(**changes: object) -> str:
        parameters = {**state.parameters, **changes}
        return address(**{name: value for name, value in parameters.items() if value not in (None, "")})

    return make


def _page_of(drawn: Drawn | None) -> dict[str, int]:
    """The parameter of the page that is shown; the first one needs none."""
    number = drawn.pager.number if drawn else 1
    return {"page": number} if number > 1 else {}


def _tabs(drawn: Drawn, address: Callable[..., str], state: State) -> tuple[Tab, ...]:
    """Links to the views; the view that is shown without being asked for is not in the address."""
    if len(drawn.views) < 2:
        return ()
    make = _keeping(address, replace(state, view=""))
    return tuple(
        Tab(
            f"view-{one.value}",
            make(view="" if one is drawn.default else one.value) + "#answer",
            one is drawn.view,
        )
        for one in drawn.views
    )


def _filter(address: Callable[..., str], state: State) -> FilterForm:
    clear = _keeping(address, replace(state, filter=""))()
    parts = urlsplit(clear)
    pairs = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return FilterForm(f"{parts.path}#answer", pairs, state.filter, f"{clear}#answer")


def _downloads(page: Page, query: Query, cap: dict[str, str], *, graph: bool) -> tuple[Download, ...]:
    """The whole answer in every format that can write it; the one for Excel next to CSV."""
    formats = list(GRAPH_FORMATS if graph else SOLUTION_FORMATS)
    if not graph:
        formats.insert(1 + [one.name for one in formats].index("csv"), EXCEL)
    return tuple(
        Download(
            page.texts.say("result-excel") if one is EXCEL else one.title,
            address_of(page, query, format=one.name, **cap),
            one.media_type,
            f"{FILE_NAME}{'-excel' if one is EXCEL else ''}.{one.suffix}",
        )
        for one in formats
    )


def _whole(page: Page, address: str) -> str:
    """An address of this site with its host, for copying."""
    return f"{page.address.rstrip('/')}{address}"


def _summary(page: Page, drawn: Drawn | None, *, graph: bool) -> tuple[str, str]:
    """The heading of an answer, and what the title of its page says of it."""
    say = page.texts.say
    if drawn is None:
        return say("query-answer"), say("query-answer")
    if drawn.total == 0:
        return say("query-none"), say("query-none")
    whole = say("query-triples" if graph else "query-solutions", n=drawn.total)
    if drawn.view is View.GRAPH:
        return whole, whole
    if drawn.filtered:
        return say("result-filtered", n=drawn.count, total=drawn.total), whole
    if drawn.paged:
        return say("result-range", first=drawn.first, last=drawn.last, total=drawn.total), whole
    return whole, whole
