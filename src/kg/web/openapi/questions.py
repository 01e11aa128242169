"""The ready questions in the OpenAPI document: their list, and one question with its own parameters."""

from __future__ import annotations

from kg.graph.questions.parameters import Kind
from kg.web.openapi.writing import TEXT, TEXTS, Json, closed, reference
from kg.web.questions import read_questions
from kg.web.site import Page

_PARAMETER = closed(
    {
        "name": TEXT,
        "type": {"enum": [one.value for one in Kind]},
        "label": TEXT,
        "help": TEXT,
        "optional": {"type": "boolean", "description": "Whether it may be left empty, which is any"},
        "default": {"anyOf": [TEXT, TEXTS]},
        "classes": {**TEXTS, "description": "IRIs of the classes that an entity may have"},
        "codes": TEXTS,
        "several": {"type": "boolean"},
        "minimum": {"type": "integer"},
        "maximum": {"type": "integer"},
    },
    required=("name", "type", "label", "help", "optional", "default"),
)
_QUESTION = closed(
    {
        **dict.fromkeys(("name", "title", "question", "address"), TEXT),
        "form": {"enum": ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]},
        "parameters": {"type": "array", "items": _PARAMETER},
    },
    required=("name", "title", "question", "address", "parameters"),
)
QUESTIONS = closed({"questions": {"type": "array", "items": _QUESTION}})
_OPTIONS = ("format", "timeout", "cap", "version", "token", "explain", "if-none-match")


def describe_list(responses: Json) -> Json:
    """The operation of `/ask`."""
    return {
        "operationId": "listQuestions",
        "summary": "The ready questions with their parameters",
        "responses": responses,
    }


def describe_question(page: Page, responses: Json) -> Json:
    """The operation of `/ask/{name}`; what a question takes stands in the list."""
    names = [one.name for one in read_questions(page.project)][:5]
    name = {
        "name": "name",
        "in": "path",
        "required": True,
        "description": "A ready question; a suffix such as `.csv` names the format",
        "schema": {"type": "string", "pattern": r"^[A-Za-z0-9-]+(\.[a-z]+)?$", "maxLength": 100},
        "examples": {one: {"value": one} for one in names},
    }
    values = {
        "name": "values",
        "in": "query",
        "description": "The parameters of the question, each under its own name",
        "style": "form",
        "explode": True,
        "schema": {"type": "object", "additionalProperties": TEXT},
    }
    return {
        "operationId": "askQuestion",
        "summary": "Answer a ready question about values of your choice",
        "parameters": [name, values, *(reference("parameters", one) for one in _OPTIONS)],
        "responses": responses,
    }
