"""The ready questions of a project in the reader's language, and which of them a query is.

A file is read again when it changes, so an author sees an edit at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode

from kg.graph.questions.places import code_of
from kg.graph.questions.reading import Question, Values, read_question
from kg.model.project import Project
from kg.web.language import INTERFACE, Label, Language, choose_label
from kg.web.site import Page

_MOST_FILES = 1_000
# A query is compared with the ready ones only up to this length; none of them is nearly as long.
_MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A ready question as a page lists it.

    `href` runs it in the form, `ask` on its own page; `fields` are the labels of its parameters.
    """

    name: str
    title: Label
    question: Label
    href: str
    ask: str
    fields: tuple[Label, ...] = ()


def read_questions(project: Project) -> list[Question]:
    """The questions of a project: those with a place in their order, the others by file name."""
    namespaces = tuple(sorted(project.predeclared.items()))
    found: list[Question] = []
    for path in project.files("queries/*.rq"):
        try:
            stat = path.stat()
            found.append(_read(path, (stat.st_mtime_ns, stat.st_size), namespaces))
        except OSError:  # taken away or made unreadable while we look; the others stand
            continue
    return sorted(found, key=lambda one: one.place)


@lru_cache(maxsize=_MOST_FILES)
def _read(path: Path, _: tuple[int, int], namespaces: tuple[tuple[str, str], ...]) -> Question:
    text = path.read_text(encoding="utf-8", errors="replace")
    return read_question(path.stem, text, dict(namespaces))


def find_question(page: Page, name: str) -> Question | None:
    """The question of this name, or None."""
    return next((one for one in read_questions(page.project) if one.name == name), None)


def ready_questions(page: Page) -> list[Asked]:
    """The project's questions in the reader's language."""
    return [show_question(page, one) for one in read_questions(page.project)]


def recognise(page: Page, text: str) -> tuple[Question, Values] | None:
    """The ready question that a query is, with the values of its parameters; None where it is none."""
    if len(text) > _MOST_CHARACTERS:
        return None
    tokens = code_of(text)
    for one in read_questions(page.project):
        values = one.values_in(tokens)
        if values is not None:
            return one, values
    return None


def show_question(page: Page, question: Question) -> Asked:
    """A question in the reader's language."""
    return Asked(
        question.name,
        words_of(question, page.language, "title-", otherwise=question.name),
        words_of(question, page.language),
        page.links.query(question.text),
        page.links.page(f"/ask/{quote(question.name)}"),
        tuple(label_of(question, one.name, page.language) for one in question.parameters),
    )


def words_of(question: Question, language: Language, prefix: str = "", *, otherwise: str = "") -> Label:
    """The words of a head such as `title-` or `person-`, in the reader's language."""
    labels = list(_labels(question.heads, prefix))
    return choose_label(labels, language, local_name=otherwise)


def label_of(question: Question, parameter: str, language: Language) -> Label:
    """What a parameter is called in the reader's language."""
    return words_of(question, language, f"{parameter}-", otherwise=parameter)


def ask_address(page: Page, name: str, pairs: Sequence[tuple[str, str]], /, **parameters: object) -> str:
    """The address of a question with these values; the reader's language is carried on."""
    more = [(key, str(value)) for key, value in parameters.items() if value not in (None, "")]
    if page.language.explicit and "format" not in parameters:
        more.append(("lang", page.language.labels))
    query = urlencode([*pairs, *more], quote_via=quote)
    return f"/ask/{quote(name)}{'?' if query else ''}{query}"


def _labels(heads: Mapping[str, str], prefix: str) -> Iterator[Label]:
    for key, text in heads.items():
        tag = key.removeprefix(prefix)
        if key.startswith(prefix) and tag.split("-")[0] in INTERFACE and tag.count("-") < 2:
            yield Label(text, tag)
