"""In which articles a thing is listed: their own words for it, and what has become of them."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.terms import CUR, DCTERMS, iri_value
from kg.web.days import day_in_words
from kg.web.language import Label
from kg.web.links import local_name
from kg.web.names import Ref, name_term
from kg.web.neighbourhood import IN_ARTICLE
from kg.web.telling.grounds import general_passages
from kg.web.telling.records import CURRENT, ISSUED, STATUS, Teller
from kg.web.telling.statements import Passage

MENTION = CUR + "mention"


@dataclass(frozen=True, slots=True)
class Appearance:
    """An article that lists the thing: its own words for it and the passages it quotes for it."""

    article: Ref
    publisher: Ref | None
    issued: str
    day: str
    status: Ref | None
    mentions: tuple[Label, ...]
    passages: tuple[Passage, ...]


def list_appearances(teller: Teller, subject: str) -> list[Appearance]:
    """The articles that list a thing, newest first."""
    hood, page = teller.hood, teller.page
    quoted = general_passages(hood, subject)
    found = []
    for article in hood.iris(subject, IN_ARTICLE):
        name = local_name(article, page.project) or ""
        graph = iri_value(page.project.minter.graph(name))
        mentions = sorted(
            quad.object for quad in hood.of(subject) if quad.predicate == MENTION and quad.graph == graph
        )
        publisher = hood.iris(article, DCTERMS + "publisher")
        status = [one for one in hood.iris(article, STATUS) if one != CURRENT]
        day = hood.text(article, ISSUED)
        found.append(
            Appearance(
                teller.names[article],
                teller.names.get(publisher[0]) if publisher else None,
                day_in_words(day, page.texts) if day else "",
                day,
                name_term(page, status[0]) if status else None,
                tuple(Label(cell.value, cell.language) for cell in mentions),
                tuple(one for one in teller.passages(quoted) if one.article.iri == article),
            )
        )
    return sorted(found, key=lambda one: (one.day, one.article.iri), reverse=True)
