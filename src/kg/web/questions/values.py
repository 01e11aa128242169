"""What people write into a field, as terms of the graph, or in plain words why it cannot be one.

Nothing here writes SPARQL: a value becomes a term by the N-Triples writer, and what a term cannot
hold is refused.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kg.graph.questions.parameters import Kind, Parameter
from kg.model.diagnostics import nearest
from kg.model.terms import SKOS, XSD, Term, iri, iri_value, literal, literal_parts
from kg.web.links import local_name, term_name, to_curie
from kg.web.names import name_term
from kg.web.search import Candidate, resolve
from kg.web.search.iris import to_iri
from kg.web.site import Page

MOST_CHARACTERS = 200
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_HAN = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?")
_DOTTED = re.compile(r"(?:(?:(\d{1,2})\.)?(\d{1,2})\.)(\d{4})")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_UNWRITABLE = ("Cc", "Cs", "Cn")  # control characters, halves of a pair, what is no character


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of the text of one field.

    `terms` are its value (None: left open) where there is one; else `refusal` says why not,
    `suggestion` is the nearest value that would do, `candidates` are things that the text may mean.
    """

    given: str = ""
    terms: tuple[Term | None, ...] = ()
    refusal: str = ""
    suggestion: str = ""
    candidates: tuple[Candidate, ...] = ()


def read_value(page: Page, parameter: Parameter, given: Sequence[str]) -> Reading:
    """The value that the texts of a field give to a parameter."""
    texts = list(dict.fromkeys(_composed(one).strip() for one in given))
    texts = [one for one in texts if one]
    if parameter.kind is Kind.ENTITY:
        texts = texts[-1:]  # a choice among candidates follows the text that they are candidates for
    if not texts:
        return Reading(terms=(None,)) if parameter.optional else _refused(page, "", "ask-required")
    if len(texts) > 1 and not parameter.several:
        return _refused(page, texts[0], "ask-once")
    for text in texts:
        if len(text) > MOST_CHARACTERS:
            return _refused(page, text[:MOST_CHARACTERS], "ask-too-long", n=MOST_CHARACTERS)
        if any(unicodedata.category(one) in _UNWRITABLE for one in text):
            return _refused(page, "", "ask-unwritable")
    terms: list[Term | None] = []
    for text in texts:
        reading = _READERS[parameter.kind](page, parameter, text)
        if reading.refusal:
            return reading
        terms += reading.terms
    return Reading(texts[-1], tuple(dict.fromkeys(terms)))


def _composed(text: str) -> str:
    """The text in NFC, unless it is far too long: that takes the square of a run of marks."""
    return text if len(text) > 4 * MOST_CHARACTERS else unicodedata.normalize("NFC", text)


def write_value(page: Page, parameter: Parameter, term: Term) -> str:
    """The shortest text that `read_value` reads as this term."""
    if parameter.kind is Kind.ENTITY:
        value = iri_value(term)
        return local_name(value, page.project) or value
    if parameter.kind is Kind.CODE:
        code = iri_value(term)
        return codes_of(page, parameter).names.get(code, code)
    return literal_parts(term).text


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a list: what each is called in an address, and which one a folded text means."""

    names: Mapping[str, str]
    meant: Mapping[str, str]


def codes_of(page: Page, parameter: Parameter) -> Codes:
    """The codes that a parameter may have, in reading order; made once per version."""
    return page.site.once(f"codes of {parameter.scheme}", lambda: _codes_of(page, parameter.scheme))


def _codes_of(page: Page, scheme: str) -> Codes:
    codes = page.lexicon.codes(scheme)
    notations = {one: page.lexicon.text(one, SKOS + "notation") for one in codes}
    taken = Counter(notations.values())
    names = {one: own if own and taken[own] == 1 else one for one, own in notations.items()}
    meant: dict[str, str] = {}
    for one in codes:
        spoken = [label.text for label in page.lexicon.labels(one)]
        for name in (names[one], term_name(one), to_curie(one, page.project), one, *spoken):
            meant.setdefault(name.casefold(), one)
    return Codes(names, meant)


def _entity(page: Page, parameter: Parameter, text: str) -> Reading:
    found = resolve(page, text, kinds=parameter.classes)
    if found.iri:
        return Reading(text, (iri(found.iri),))
    value = to_iri(page, text)  # a record has no name, and may be meant all the same
    if value and _is_there(page, value, parameter.classes):
        return Reading(text, (iri(value),))
    if found.candidates:
        refusal = page.texts.say("ask-which", text=text)
        return Reading(text, refusal=refusal, candidates=found.candidates)
    if not parameter.classes:
        return _refused(page, text, "ask-nothing-called")
    kinds = page.texts.say("ask-or").join(name_term(page, one).text for one in parameter.classes)
    return _refused(page, text, "ask-no-such", kinds=kinds)


def _is_there(page: Page, value: str, classes: Sequence[str]) -> bool:
    try:
        term = iri(value)
    except ValueError:
        return False
    kinds = f"VALUES ?kind {{ {' '.join(iri(one) for one in classes)} }} " if classes else ""
    return page.site.endpoint.ask(f"ASK {{ {kinds}{term} {'a ?kind' if kinds else '?p ?o'} }}")


def _date(page: Page, parameter: Parameter, text: str) -> Reading:
    plain = unicodedata.normalize("NFKC", text)  # digits of full width
    found = _ISO.fullmatch(plain) or _HAN.fullmatch(plain)
    parts = found.groups() if found else None
    dotted = _DOTTED.fullmatch(plain)
    if dotted:
        parts = dotted.group(3, 2, 1)
    day = _day(parts, last=parameter.end == "last") if parts else None
    if day is None:
        return _refused(page, text, "ask-no-date")
    return Reading(text, (literal(day.isoformat(), datatype=XSD + "date"),))


def _day(parts: Sequence[str | None], *, last: bool) -> date | None:
    """The first or last day of a year, a month or a day; None where the calendar has none."""
    year, month, day = (int(one) if one else 0 for one in parts)
    try:
        if not parts[1]:
            return date(year, 12, 31) if last else date(year, 1, 1)
        if not parts[2]:
            return date(year, month, monthrange(year, month)[1] if last else 1)
        return date(year, month, day)
    except ValueError:
        return None


def _number(page: Page, parameter: Parameter, text: str) -> Reading:
    plain = unicodedata.normalize("NFKC", text)
    number = int(plain) if _WHOLE.fullmatch(plain) and plain.isascii() else None
    near = None if number is None else min(max(number, parameter.least), parameter.most)
    if number is not None and number == near:
        return Reading(text, (literal(str(number), datatype=XSD + "integer"),))
    suggestion = "" if near is None else str(near)
    bounds = {"least": parameter.least, "most": parameter.most}
    return _refused(page, text, "ask-no-number", suggestion, **bounds)


def _code(page: Page, parameter: Parameter, text: str) -> Reading:
    codes = codes_of(page, parameter)
    found = codes.meant.get(text.casefold())
    if found is not None:
        return Reading(text, (iri(found),))
    near = nearest(text, codes.meant)
    suggestion = codes.names[codes.meant[near]] if near else ""
    return _refused(page, text, "ask-no-code", suggestion)


def _text(_: Page, parameter: Parameter, text: str) -> Reading:
    return Reading(text, (literal(text, language=parameter.language),))


_READERS = {
    Kind.ENTITY: _entity,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.CODE: _code,
    Kind.TEXT: _text,
}


def _refused(page: Page, text: str, key: str, suggestion: str = "", /, **values: object) -> Reading:
    refusal = page.texts.say(key, text=text, **values)
    return Reading(text, refusal=refusal, suggestion=suggestion)
