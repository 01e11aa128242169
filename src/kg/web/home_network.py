"""The small network on the home page: the ready question whose head says `# home: network`.

What it asks is the project's to say.  Its lines are read once per version and drawn once per language.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass

from kg.endpoint.formats import N_TRIPLES
from kg.model.errors import KgError
from kg.model.terms import OWL
from kg.web.language import Label
from kg.web.lexicon import TYPE
from kg.web.links import local_name
from kg.web.names import name_kinds, name_term, name_things
from kg.web.pictures import Edge, Picture, draw_network
from kg.web.pictures.nodes import node_of
from kg.web.questions.listing import read_questions, show_question
from kg.web.site import Page

MOST_SHOWN = 30
_MOST_LINES = 50_000  # of the answer, read in the web process once per version
_TRIPLE = re.compile(r"<([^>]*)> <([^>]*)> <([^>]*)> \.")
_log = logging.getLogger("kg.web")


@dataclass(frozen=True, slots=True)
class HomeNetwork:
    """The picture with the words of its question; `href` and `ask` lead to the whole answer.

    `things` counts what the answer connects, drawn or not.
    """

    picture: Picture
    things: int
    title: Label
    question: Label
    href: str
    ask: str


def home_network(page: Page) -> HomeNetwork | None:
    """The network for the home page; None where no question asks for one, or its answer has no lines."""
    question = next((one for one in read_questions(page.project) if one.heads.get("home") == "network"), None)
    if question is None:
        return None
    lines, things = page.site.once("home-network", lambda: _best_connected(_lines(page, question.text)))
    if not lines:
        return None
    asked = show_question(page, question)
    picture = page.once_in_language("home-network", lambda: _draw(page, lines, asked.title.text))
    return (
        HomeNetwork(picture, things, asked.title, asked.question, asked.href, asked.ask) if picture else None
    )


def _lines(page: Page, query: str) -> list[tuple[str, str, str]]:
    """The triples between things of the project in the answer of a CONSTRUCT.

    A home page does without its picture sooner than without itself, so errors are only logged.
    """
    try:
        body = page.site.endpoint.graph_text(query, N_TRIPLES).decode()
    except (KgError, ValueError) as error:
        _log.warning("the network of the home page: %s", error)
        return []
    found = (_TRIPLE.fullmatch(line) for line in body.split("\n")[:_MOST_LINES])
    triples = [(one[1], one[2], one[3]) for one in found if one]
    return [one for one in triples if all(local_name(end, page.project) for end in (one[0], one[2]))]


def _best_connected(lines: list[tuple[str, str, str]]) -> tuple[list[tuple[str, str, str]], int]:
    """The lines between the MOST_SHOWN things that have the most neighbours, and the number of all."""
    pairs = {(min(s, o), max(s, o)) for s, _, o in lines if s != o}
    degrees = Counter(end for one in pairs for end in one)
    best = set(sorted(degrees, key=lambda one: (-degrees[one], one))[:MOST_SHOWN])
    return [one for one in lines if one[0] in best and one[2] in best and one[0] != one[2]], len(degrees)


def _draw(page: Page, lines: list[tuple[str, str, str]], title: str) -> Picture | None:
    things = sorted({end for s, _, o in lines for end in (s, o)})
    names, kinds = name_things(page, things), name_kinds(page, things)
    words = {property: name_term(page, property).text for _, property, _ in lines}
    both = {(s, p, o) for s, p, o in lines if _is_symmetric(page, p)}
    edges = [Edge(s, o, words[p], both=(s, p, o) in both) for s, p, o in lines]
    nodes = [node_of(names[one], kinds[one]) for one in things]
    return draw_network(nodes, edges, title=title, texts=page.texts)


def _is_symmetric(page: Page, property: str) -> bool:
    return any(cell.value == OWL + "SymmetricProperty" for cell in page.lexicon.values(property, TYPE))
