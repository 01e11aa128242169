"""The fields of a ready question: what a request says in them, and how a page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.graph.questions.parameters import Kind, Parameter
from kg.graph.questions.reading import Question, Values
from kg.model.terms import Term, iri_value
from kg.web.language import Label
from kg.web.names import Ref, name_term, name_things
from kg.web.questions.listing import Asked, label_of, recognise, show_question, words_of
from kg.web.questions.values import Reading, codes_of, read_value, write_value
from kg.web.rendering import capital
from kg.web.search import Candidate
from kg.web.site import Page


@dataclass(frozen=True, slots=True)
class Choice:
    """One code of a list: its name in addresses, its name for readers, and whether it is chosen."""

    value: str
    ref: Ref
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    `value` is the text in it and `ref` the thing that this means; `refusal` says what is wrong with
    it, `suggestion` what would do.
    """

    name: str
    kind: str
    label: Label
    help: Label
    value: str
    ref: Ref | None
    kinds: tuple[str, ...]
    choices: tuple[Choice, ...]
    candidates: tuple[Candidate, ...]
    optional: bool
    several: bool
    least: int
    most: int
    refusal: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A question with what a request gives: a value for each parameter, or why there is none."""

    question: Question
    readings: Mapping[str, Reading]

    @property
    def refused(self) -> bool:
        """Whether a field has no usable value."""
        return any(one.refusal for one in self.readings.values())

    @property
    def values(self) -> Values:
        """The value of each parameter that has one."""
        return {name: one.terms for name, one in self.readings.items() if not one.refusal}


def read_fields(page: Page, question: Question, given: Mapping[str, Sequence[str]]) -> Filled:
    """The values of a request; a parameter that it does not name has its default."""
    readings = {
        one.name: read_value(page, one, given[one.name])
        if one.name in given
        else Reading(terms=question.defaults[one.name])
        for one in question.parameters
    }
    for first, last in _ranges(question.parameters):
        days = [_day(readings[one.name]) for one in (first, last)]
        if all(days) and days[0] > days[1]:
            refusal = page.texts.say("ask-order", first=days[0], last=days[1])
            readings[last.name] = replace(readings[last.name], refusal=refusal)
    return Filled(question, readings)


def fields_of(page: Page, filled: Filled) -> list[Field]:
    """The fields of a page, as they were filled in."""
    entities = {
        iri_value(term)
        for one in filled.question.parameters
        if one.kind is Kind.ENTITY
        for term in filled.readings[one.name].terms
        if term is not None
    }
    refs = name_things(page, entities)
    return [
        _field(page, filled.question, one, filled.readings[one.name], refs)
        for one in filled.question.parameters
    ]


def question_and_fields(page: Page, text: str) -> tuple[Asked | None, list[Field]]:
    """The ready question that a query is, and its fields filled with what stands in the query."""
    found = recognise(page, text)
    if found is None:
        return None, []
    question, values = found
    filled = Filled(question, {name: Reading(terms=terms) for name, terms in values.items()})
    return show_question(page, question), fields_of(page, filled)


def pairs_of(page: Page, filled: Filled) -> list[tuple[str, str]]:
    """The values as parameters of an address; what is open by default is left out."""
    pairs: list[tuple[str, str]] = []
    for one in filled.question.parameters:
        terms = filled.values.get(one.name, ())
        if terms == (None,) and filled.question.defaults[one.name] == (None,):
            continue
        pairs += [(one.name, write_value(page, one, term) if term else "") for term in terms]
    return pairs


def _field(
    page: Page, question: Question, parameter: Parameter, reading: Reading, refs: Mapping[str, Ref]
) -> Field:
    terms = [term for term in reading.terms if term is not None] if not reading.refusal else []
    written = write_value(page, parameter, terms[0]) if terms else ""
    ref = refs.get(iri_value(terms[0])) if terms and parameter.kind is Kind.ENTITY else None
    return Field(
        parameter.name,
        parameter.kind.value,
        label_of(question, parameter.name, page.language),
        _help(page, question, parameter),
        reading.given if reading.refusal else written,
        ref,
        parameter.classes,
        tuple(_choices(page, parameter, terms)),
        reading.candidates,
        parameter.optional,
        parameter.several,
        parameter.least,
        parameter.most,
        reading.refusal,
        reading.suggestion,
    )


def _help(page: Page, question: Question, parameter: Parameter) -> Label:
    """What may stand in a field: the author's words, else those for its type."""
    own = words_of(question, page.language, f"{parameter.name}-help-")
    if own.text:
        return own
    texts = page.texts
    if parameter.kind is Kind.CODE:
        return Label("")  # the list says it all
    if parameter.kind is Kind.NUMBER:
        return Label(texts.say("ask-help-number", least=parameter.least, most=parameter.most))
    if parameter.kind is Kind.ENTITY and parameter.classes:
        kinds = texts.say("ask-or").join(name_term(page, one).text for one in parameter.classes)
        return Label(capital(texts.say("ask-help-entity-of", kinds=kinds)))
    return Label(texts.say(f"ask-help-{parameter.kind.value}"))


def _choices(page: Page, parameter: Parameter, chosen: Sequence[Term]) -> list[Choice]:
    if parameter.kind is not Kind.CODE:
        return []
    values = {iri_value(term) for term in chosen}
    return [
        Choice(name, name_term(page, code), code in values)
        for code, name in codes_of(page, parameter).names.items()
    ]


def _ranges(parameters: Sequence[Parameter]) -> list[tuple[Parameter, Parameter]]:
    """Each first day with the last day that directly follows it."""
    return [(one, two) for one, two in pairwise(parameters) if (one.end, two.end) == ("first", "last")]


def _day(reading: Reading) -> str:
    """The day of a reading as ISO text, which sorts as days do; empty where there is none."""
    term = reading.terms[0] if reading.terms and not reading.refusal else None
    return term[1:11] if term else ""
