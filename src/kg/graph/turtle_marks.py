"""Places of terms in a hand-written Turtle file.

A Turtle parser gives no positions, so findings about the ontology or the shapes are placed by
looking at the text: a subject block begins in the first column, as the house style demands.
"""

from __future__ import annotations

import re

from kg.model.marks import LineIndex, Mark, whole_file
from kg.model.terms import Term

_PREFIX = re.compile(
    r"^[ \t]*(?:@prefix|PREFIX)[ \t]+([\w.-]*):[ \t]*<([^>]*)>", re.IGNORECASE | re.MULTILINE
)
_SUBJECT = re.compile(r"^(<[^>\s]*>|[\w.-]*:[\w.-]*\w)(?=[\s;])", re.MULTILINE)


class TurtleMarks:
    """The subject blocks of one file; `path` is relative to the project."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._text = text
        self._index = LineIndex(path, text)
        self._prefixes = {found[1]: found[2] for found in _PREFIX.finditer(text)}
        self._subjects = [
            (found.start(), found.end(), self._expand(found[1]))
            for found in _SUBJECT.finditer(text)
            if not found[1].lower().startswith(("prefix:", "base:"))
        ]

    def place(self, subject: Term, predicate: Term | None = None) -> Mark | None:
        """Where `subject` is described, or the predicate in that description; None when it is not here."""
        blocks = [index for index, (_, _, term) in enumerate(self._subjects) if term == subject]
        for index in blocks if predicate is not None else ():
            start, end = self._subjects[index][1], self._end(index)
            for found in self._mentions(predicate, start, end):
                return found
        if not blocks:
            return None
        start, end, _ = self._subjects[blocks[0]]
        return self._index.mark(start, end)

    def text_place(self, subject: Term, text: Term) -> Mark | None:
        """Where a text stands in the description of `subject`, if it is written there without escapes."""
        for index, (_, start, term) in enumerate(self._subjects):
            if term == subject:
                at = self._text.find(text, start, self._end(index))
                if at >= 0:
                    return self._index.mark(at, at + len(text))
        return None

    def top(self) -> Mark:
        """The beginning of the file."""
        return whole_file(self.path)

    def _end(self, index: int) -> int:
        return self._subjects[index + 1][0] if index + 1 < len(self._subjects) else len(self._text)

    def _mentions(self, term: Term | None, start: int, end: int) -> list[Mark]:
        if term is None:
            return []
        forms = [re.escape(term)]
        for prefix, namespace in self._prefixes.items():
            if term.startswith(f"<{namespace}") and namespace:
                forms.append(
                    rf"(?<![\w:<]){re.escape(prefix)}:{re.escape(term[1 + len(namespace) : -1])}(?![\w-])"
                )
        found = re.compile("|".join(forms)).search(self._text, start, end)
        return [self._index.mark(found.start(), found.end())] if found else []

    def _expand(self, written: str) -> Term:
        if written.startswith("<"):
            return Term(written)
        prefix, _, local = written.partition(":")
        return Term(f"<{self._prefixes.get(prefix, prefix + ':')}{local}>")
