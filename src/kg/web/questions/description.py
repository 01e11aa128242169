"""The ready questions and their parameters as JSON, for programs that ask them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from kg.endpoint.protocol import query_form
from kg.graph.questions.parameters import Kind
from kg.graph.questions.reading import Question
from kg.model.errors import QueryError
from kg.web.questions.fields import Field, fields_of, read_fields
from kg.web.questions.listing import read_questions, words_of
from kg.web.site import Page


def describe_questions(page: Page) -> dict[str, Any]:
    """The document of `/ask` for programs: each question with its address and its parameters."""
    return {"questions": [_question(page, one) for one in read_questions(page.project)]}


def _question(page: Page, question: Question) -> dict[str, Any]:
    fields = fields_of(page, read_fields(page, question, {}))
    return {
        "name": question.name,
        "title": words_of(question, page.language, "title-", otherwise=question.name).text,
        "question": words_of(question, page.language).text,
        "address": f"{page.address}ask/{quote(question.name)}",
        **_form(question),
        "parameters": [_parameter(one) for one in fields],
    }


def _form(question: Question) -> dict[str, str]:
    """The query form; of a file that is no query, nothing."""
    try:
        return {"form": query_form(question.text)}
    except QueryError:
        return {}


def _parameter(field: Field) -> dict[str, Any]:
    """One parameter; only what its type has."""
    found: dict[str, Any] = {
        "name": field.name,
        "type": field.kind,
        "label": field.label.text,
        "help": field.help.text,
        "optional": field.optional,
        "default": [one.value for one in field.choices if one.chosen] if field.several else field.value,
    }
    if field.kinds:
        found["classes"] = list(field.kinds)
    if field.choices:
        found["codes"] = [one.value for one in field.choices]
        found["several"] = field.several
    if field.kind == Kind.NUMBER.value:
        found |= {"minimum": field.least, "maximum": field.most}
    return found
