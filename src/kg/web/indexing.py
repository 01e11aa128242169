"""What search engines are asked to leave out: with `index_people = false`, whatever is about a person.

A page says it in its head and every response in `X-Robots-Tag`, RDF included.  About a person are the
person, the records that name one, the passages that such a record rests on, and graphs of articles; what
is only searched for is left out always.
"""

from __future__ import annotations

from flask import Response

from kg.model.terms import CUR
from kg.web.lexicon import FOAF_PERSON
from kg.web.site import Page

NOINDEX = "noindex"


def is_kept_out(page: Page, local: str) -> bool:
    """Whether the thing with this local name is to be left out of search engines; one small query."""
    if page.project.index_people or page.project.plain:
        return False
    subject = page.project.minter.thing(local)
    person = f"a <{FOAF_PERSON}>"
    of_itself = f"{{ {subject} {person} }}"
    if "--" not in local:
        return page.site.endpoint.ask(f"ASK {of_itself}")
    named = f"{{ ?r ?p ?o . ?o {person} }} UNION {{ ?r ?p ?part . ?part ?q ?o . ?o {person} }}"
    return page.site.endpoint.ask(
        f"ASK {{ {of_itself} UNION {{ VALUES ?r {{ {subject} }} {named} }} "
        f"UNION {{ ?r <{CUR}evidence> {subject} . ?r {person} }} "
        f"UNION {{ ?r <{CUR}evidence> {subject} . {named} }} }}"
    )


def keep_out(response: Response) -> Response:
    """The response with the header that asks search engines to leave it out (for RDF, JSON and pages)."""
    response.headers["X-Robots-Tag"] = NOINDEX
    return response
