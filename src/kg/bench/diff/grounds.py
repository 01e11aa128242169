"""The passages and the reasons behind what is told.

The order is that of the file format: a passage for the property, else what is quoted for the thing as
a whole, else whatever is quoted for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.bench.diff.names import Names
from kg.bench.diff.units import (
    CITATION,
    EVIDENCE,
    IN_ARTICLE,
    INFERENCE,
    JUDGEMENTS,
    OTHERS,
    QUALIFIES,
)
from kg.model.terms import CUR, Term, iri, literal_parts
from kg.model.wording import phrase

_QUOTE = iri(CUR + "quote")
_START = iri(CUR + "start")
_BASIS = iri(CUR + "basis")
_BECAUSE = iri(CUR + "because")


JUDGEMENTS_OF = frozenset(JUDGEMENTS)


class Passage(NamedTuple):
    """A quote and the id of the article it stands in."""

    quote: str
    article: str


def passages(names: Names, subject: Term, *, predicate: Term | None = None, graph: Term | None = None
) -> tuple[Passage, ...]:  # fmt: skip
    """What supports a thing or one of its properties, in order of article and place."""
    quads = names.quads
    cited: list[Term] = []
    exact: list[Term] = []
    for citation in quads.values(subject, CITATION, graph):
        evidence = quads.values(citation, EVIDENCE)
        cited += evidence
        if predicate is not None and predicate in quads.values(citation, QUALIFIES):
            exact += evidence
    every = quads.values(subject, EVIDENCE, graph)
    general = [one for one in every if one not in cited]
    return read_passages(names, exact or general or (every if predicate is None else ()))


def read_passages(names: Names, evidence: Iterable[Term]) -> tuple[Passage, ...]:
    """The quotes of some evidence, each once."""
    found = []
    for one in set(evidence):
        quotes = names.quads.values(one, _QUOTE)
        articles = names.quads.values(one, IN_ARTICLE)
        starts = names.quads.values(one, _START)
        article = names.quads.local(articles[0]) if articles else None
        if quotes:
            place = int(literal_parts(starts[0]).text) if starts else 0
            found.append((article or "", place, literal_parts(quotes[0]).text))
    return tuple(dict.fromkeys(Passage(quote, article) for article, _, quote in sorted(found)))


def quotes_by_topic(names: Names, subject: Term) -> dict[Term | None, frozenset[str]]:
    """The quotes of a thing by the property that they speak for; None: for the thing as a whole."""
    quads = names.quads
    found: dict[Term | None, set[Term]] = {}
    cited: set[Term] = set()
    for citation in quads.values(subject, CITATION):
        evidence = quads.values(citation, EVIDENCE)
        cited.update(evidence)
        for predicate in quads.values(citation, QUALIFIES):
            found.setdefault(predicate, set()).update(evidence)
    general = set(quads.values(subject, EVIDENCE)) - cited
    for unnamed in quads.values(subject, OTHERS):
        general.update(quads.values(unnamed, EVIDENCE))
    found[None] = general
    return {
        topic: frozenset(one.quote for one in read_passages(names, evidence))
        for topic, evidence in found.items()
    }


def reasons(names: Names, subject: Term, *, predicate: Term | None = None, graph: Term | None = None
) -> tuple[str, ...]:  # fmt: skip
    """Why what is not simply stated is said, in words; those for one property without its name."""
    found = []
    for inference in names.quads.values(subject, INFERENCE, graph):
        topics = names.quads.values(inference, QUALIFIES)
        if predicate is None and JUDGEMENTS_OF.intersection(topics):
            continue
        words = reason_in_words(names, inference)
        if predicate is None and topics:
            words = phrase(
                "{property}: {reason}", property=names.lexicon.label(topics[0], names.language), reason=words
            ).in_language(names.language)
        elif predicate is not None and predicate not in topics:
            continue
        if words:
            found.append(words)
    return tuple(dict.fromkeys(found))


def reason_in_words(names: Names, inference: Term) -> str:
    """The basis and the reason of one inference."""
    basis = [names.lexicon.label(one, names.language) for one in names.quads.values(inference, _BASIS)]
    because = [literal_parts(one).text for one in names.quads.values(inference, _BECAUSE)]
    return ("，" if names.language == "zh" else ", ").join((*basis, *because))
