"""The one-hop graph on the page of a thing: what one statement, or one part in a record, connects it with.

The page itself says the same in words; the picture is for a first glance and therefore small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.model.terms import CUR
from kg.web.connections.around import Around, Link, connecting_properties, tidy
from kg.web.lexicon import TYPE
from kg.web.names import Ref, name_kinds, name_term, name_things
from kg.web.neighbourhood import VIA, values
from kg.web.pictures import Picture, Spoke, draw_star
from kg.web.pictures.nodes import node_of
from kg.web.site import Page

MOST_SHOWN = 24
_MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class ThingGraph:
    """The picture; `more` things are connected and not drawn, or at least so many where it was cut."""

    picture: Picture
    title: str
    more: int
    at_least: bool
    connections: str


def thing_graph(page: Page, thing: str) -> ThingGraph | None:
    """The graph of a thing by its IRI; None where nothing is connected with it.

    Two queries of bounded size find the neighbours; only the best MOST_SHOWN are named and drawn.
    """
    around = Around(
        page.rows, connecting_properties(page.lexicon), things=f"{page.project.base}id/", most_rows=_MOST_ROWS
    )
    found: dict[str, list[Link]] = {}
    for _, link in around.links([thing]):
        found.setdefault(link.other(thing), []).append(link)
    carriers = _carriers(page, thing, found)
    links = {other: _tidied(page, some, thing) for other, some in found.items() if other not in carriers}
    if not links:
        return None
    best = sorted(links, key=lambda other: (-len(links[other]), _place(page, links[other][0]), other))
    shown = sorted(best[:MOST_SHOWN], key=lambda other: (_place(page, links[other][0]), other))
    names = name_things(page, {thing, *shown})
    kinds = name_kinds(page, {thing, *shown})
    title = page.texts.say("graph-title", name=names[thing].text)
    picture = draw_star(
        node_of(names[thing], kinds[thing]),
        [_spoke(page, links[other], thing, names[other], kinds[other]) for other in shown],
        title=title,
        texts=page.texts,
    )
    if picture is None:
        return None
    local = thing.removeprefix(f"{page.project.base}id/")
    address = page.links.page("/connections", **{"from": local})
    return ThingGraph(picture, title, len(links) - len(shown), around.cut, address)


def _tidied(page: Page, links: Sequence[Link], thing: str) -> list[Link]:
    """Links between two things, without derived ones where a part of a record says the same."""
    tidied = tidy(links, page.lexicon, first=thing)
    asserted = [link for link in tidied if not page.lexicon.is_derived(link.property)]
    return asserted if any(link.part for link in asserted) else tidied


def _place(page: Page, link: Link) -> tuple[int, str]:
    return page.lexicon.place(link.property)


def _spoke(page: Page, links: Sequence[Link], thing: str, name: Ref, kinds: Sequence[Ref]) -> Spoke:
    first = links[0]
    both = any(link.property == first.property and link.subject != first.subject for link in links)
    words = name_term(page, first.property).text
    return Spoke(node_of(name.without(thing), kinds), words, inward=first.object == thing, both=both)


def _carriers(page: Page, thing: str, found: dict[str, list[Link]]) -> set[str]:
    """Records without a date that only carry what is derived from them (a tenure: who holds a post)."""
    records = [other for other in found if "--" in other]
    if not records or not page.lexicon.sections:
        return set()
    rows = page.rows(
        f"SELECT DISTINCT ?r ?t WHERE {{ {values('s', [thing])} {values('r', records)} "
        f"?s <{CUR}inference> ?n . ?n <{VIA}> ?r . ?r <{TYPE}> ?t }}"
    )
    types: dict[str, set[str]] = {}
    for row in rows:
        types.setdefault(row["r"].value, set()).add(row["t"].value)
    lexicon = page.lexicon
    return {
        record
        for record, classes in types.items()
        if any(lexicon.is_record_class(cls) for cls in classes)
        and not any(lexicon.text(above, CUR + "dated") for cls in classes for above in lexicon.ancestors(cls))
    }
