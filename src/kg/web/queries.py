"""The ready questions of a project: `queries/*.rq` with a title and a question in each language.

The head of a file is comment lines such as `# title-en: Who met whom` and `# en: Which people …`;
the form shows and runs what comes after the head.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.model.project import Project
from kg.model.sparql_tokens import mask
from kg.web.language import Label, Language, choose_label
from kg.web.site import Page

_HEAD = re.compile(r"^#[ \t]*(?P<key>[A-Za-z-]+):[ \t]*(?P<text>.*\S)[ \t]*$", re.MULTILINE)

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)?")
_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*)\s*:", re.IGNORECASE)
_PREFIXED = re.compile(r"(?<![\w?$@:.-])([A-Za-z][\w.-]*):")


@dataclass(frozen=True, slots=True)
class Question:
    """One ready question; `name` is the file name without its suffix, `view` the view it asks for."""

    name: str
    text: str
    heads: Mapping[str, str]

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands in the list: by `# place: 1` in its head, then by name."""
        given = self.heads.get("place", "")
        return (int(given) if given.isdecimal() else 1_000, self.name)

    @property
    def view(self) -> str:
        """The view that fits the answer (`timeline`, …), or the empty string."""
        return self.heads.get("view", "")

    def title(self, language: Language) -> Label:
        """The title in the reader's language."""
        return choose_label(self._labels("title-"), language, local_name=self.name)

    def question(self, language: Language) -> Label:
        """The question in the reader's language; empty where the file asks none."""
        return choose_label(self._labels(""), language, local_name="")

    def _labels(self, prefix: str) -> list[Label]:
        return [
            Label(text, tag)
            for key, text in self.heads.items()
            if key.startswith(prefix) and _TAG.fullmatch(tag := key.removeprefix(prefix))
        ]


def read_questions(project: Project) -> list[Question]:
    """The questions of a project: those with a place in their order, the others by file name."""
    found = (
        read_question(path.stem, path.read_text(encoding="utf-8", errors="replace"), project.predeclared)
        for path in project.files("queries/*.rq")
    )
    return sorted(found, key=lambda one: one.place)


def read_question(name: str, text: str, namespaces: Mapping[str, str]) -> Question:
    """One question from the text of its file; prefixes of the project that it leaves out are added."""
    lines = text.splitlines(keepends=True)
    end = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    heads = {found["key"]: found["text"] for found in _HEAD.finditer("".join(lines[:end]))}
    query = "".join(lines[end:]).strip() + "\n"
    return Question(name, _missing_prefixes(query, namespaces) + query, heads)


def _missing_prefixes(query: str, namespaces: Mapping[str, str]) -> str:
    """PREFIX lines for the namespaces that a query uses and does not declare."""
    masked = mask(query)
    declared = {found[1] for found in _DECLARED.finditer(masked)}
    used = {found[1] for found in _PREFIXED.finditer(masked)} & set(namespaces)
    return "".join(f"PREFIX {prefix}: <{namespaces[prefix]}>\n" for prefix in sorted(used - declared))


@dataclass(frozen=True, slots=True)
class Asked:
    """A ready question as the form lists it."""

    name: str
    title: Label
    question: Label
    href: str


def ready_questions(page: Page) -> list[Asked]:
    """The project's questions in the reader's language."""
    return [
        Asked(
            one.name,
            one.title(page.language),
            one.question(page.language),
            page.links.query(one.text),
        )
        for one in read_questions(page.project)
    ]


def question_of(page: Page, text: str) -> Asked | None:
    """The ready question whose text this is, or None."""
    wanted = _folded(text)
    for one, asked in zip(read_questions(page.project), ready_questions(page), strict=True):
        if _folded(one.text) == wanted:
            return asked
    return None


def _folded(text: str) -> str:
    return " ".join(text.split())
