"""`/sparql/vocabulary`: what the editor offers for completion, of this graph alone.

Prefixes, classes, properties with the classes whose things have them, and codes, each with its name
in the reader's language.  Entities are too many for one document; they are searched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response

from kg.endpoint.formats import JSON
from kg.endpoint.protocol import Query
from kg.endpoint.slips.well_known import WELL_KNOWN
from kg.endpoint.table import read_table
from kg.model.errors import EndpointBusy, QueryError
from kg.model.terms import CUR
from kg.web.language import choose_label
from kg.web.lexicon import DOMAINS
from kg.web.links import term_name
from kg.web.respond import current_page, unless_known
from kg.web.site import Page

_LONGEST_DEFINITION = 200
_MOST = 5_000  # classes, and properties; what a page can use
_USE_SECONDS = 3.0
_USE = "SELECT DISTINCT ?class ?property { ?s a ?class ; ?property ?o }"


def vocabulary() -> Response:
    """`/sparql/vocabulary`: made once for a version and a language; asked anew with its ETag."""
    page = current_page()
    body = page.once_in_language("vocabulary", lambda: _body(page))
    response = Response(body, content_type="application/json")
    response.headers["Content-Language"] = page.language.interface
    return unless_known(response)


def tell_vocabulary(page: Page) -> dict[str, Any]:
    """The document; in a graph without an ontology its terms have no words, but their counts."""
    lexicon, counted = page.lexicon, page.site.endpoint.counted
    classes = _merged((*lexicon.classes, *lexicon.engine_classes), counted.classes)
    properties = _merged((*lexicon.properties, *lexicon.engine_properties), counted.properties)
    prefixes = page.project.predeclared
    used = page.site.once("vocabulary-use", lambda: _use(page))
    triples = {term: found.triples for term, found in counted.properties.items()}
    return {
        "version": page.site.endpoint.version,
        "language": page.language.interface,
        "prefixes": prefixes,
        "declarable": {label: iri for label, iri in WELL_KNOWN.items() if label not in prefixes},
        "classes": [
            {**_term(page, one, counted.classes), "above": sorted(lexicon.ancestors(one) - {one})}
            for one in classes
        ],
        "properties": [
            {
                **_term(page, one, triples),
                "classes": sorted(_having(page, one, used.get(one, ()))),
            }
            for one in properties
        ],
        "lists": [
            {
                **_term(page, scheme, {}),
                "properties": list(lexicon.iris(scheme, CUR + "codesFor")),
                "classes": list(lexicon.iris(scheme, CUR + "onClass")),
                "codes": [_term(page, code, {}) for code in lexicon.codes(scheme)],
            }
            for scheme in lexicon.schemes
        ],
    }


def _body(page: Page) -> bytes:
    return (json.dumps(tell_vocabulary(page), ensure_ascii=False) + "\n").encode()


def _merged(own: Iterable[str], counted: Iterable[str]) -> list[str]:
    """The terms of the ontology in reading order, then others that the graph uses."""
    return list(dict.fromkeys((*own, *sorted(counted))))[:_MOST]


def _term(page: Page, term: str, counts: Mapping[str, int]) -> dict[str, Any]:
    lexicon, language = page.lexicon, page.language
    label = choose_label(lexicon.labels(term), language, local_name=term_name(term))
    definitions = lexicon.definitions(term)
    definition = choose_label(definitions, language, local_name="").text if definitions else ""
    found: dict[str, Any] = {"iri": term, "label": label.text, "language": label.language}
    if definition:
        found["definition"] = _shortened(definition)
    if counts.get(term):
        found["count"] = counts[term]
    return found


def _having(page: Page, term: str, used: Iterable[str]) -> set[str]:
    """The classes whose things may have a property: those below its domains, and those that have it."""
    lexicon = page.lexicon
    domains = set(lexicon.iris(term, *DOMAINS))
    below = {one for one in (*lexicon.classes, *lexicon.engine_classes) if lexicon.ancestors(one) & domains}
    return {*domains, *below, *used}


def _use(page: Page) -> dict[str, set[str]]:
    """The classes that each property is used with; nothing where that takes long to find out.

    Asked as everybody's queries are, so that no page waits for it.  Raises EndpointBusy, so that it
    is asked again.
    """
    found: dict[str, set[str]] = {}
    try:
        answer = page.site.endpoint.answer(Query(_USE, timeout=_USE_SECONDS, partial=True), JSON)
    except EndpointBusy:
        raise
    except QueryError:
        return found
    table = read_table(answer.body)
    for row in () if isinstance(table, bool) else table.rows:
        if row["class"].kind == "iri":
            found.setdefault(row["property"].value, set()).add(row["class"].value)
    return found


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_DEFINITION else f"{text[: _LONGEST_DEFINITION - 1].rstrip()}…"
