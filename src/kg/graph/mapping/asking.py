"""What the mapping of one file asks of the register, noted, so that it is known when the answers change.

The answers, the file, its quotes and the ontology are all that a part depends on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from kg.graph.mapping.register import Register
from kg.graph.vocabulary import OntologyClass
from kg.model.many_words import ManyWords

_RESOLVE, _CLASS, _MINTED, _REMOVED, _KNOWN = "rcmx*"


class Asking(Register):
    """The register, asked for one file; `questions` notes what it was asked."""

    __slots__ = ("article", "questions")

    def __init__(self, register: Register, article: str) -> None:
        super().__init__(
            register.mintings,
            register.classes,
            register.articles,
            register.merged,
            register.removed,
            register.found,
            register.hints,
        )
        self.article = article
        self.questions: dict[str, None] = {}

    def resolve(self, reference: str, article: str) -> str | None:
        """The canonical local name that a reference in the file means, or None."""
        self.questions[_RESOLVE + reference] = None
        return Register.resolve(self, reference, article)

    def class_of(self, name: str) -> OntologyClass | None:
        """The class of an entity or a record."""
        self.questions[_CLASS + name] = None
        return Register.class_of(self, name)

    def class_of_minted(self, name: str) -> OntologyClass | None:
        """The class of an entity that some file mints."""
        self.questions[_MINTED + name] = None
        return Register.class_of_minted(self, name)

    def is_removed(self, name: str) -> bool:
        """Whether an id is left out of the build."""
        self.questions[_REMOVED + name] = None
        return Register.is_removed(self, name)

    def known(self, article: str) -> ManyWords:
        """Every reference that would resolve in the file, for hints."""
        self.questions[_KNOWN] = None
        return Register.known(self, article)


class Answers:
    """Digests of what a register answers, so that two registers can be told apart for one file."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._names = ""

    def digest(self, questions: Iterable[str], article: str) -> str:
        """A hash of the answers to questions that an `Asking` noted for this article."""
        found = hashlib.blake2b(digest_size=16)
        for question in questions:
            found.update(f"{self._answer(question[0], question[1:], article)}\n".encode())
        return found.hexdigest()

    def _answer(self, kind: str, word: str, article: str) -> str:
        register = self._register
        if kind == _RESOLVE:
            return register.resolve(word, article) or ""
        if kind == _REMOVED:
            return "x" if register.is_removed(word) else ""
        if kind == _KNOWN:
            return self._all_names()
        cls = register.class_of(word) if kind == _CLASS else register.class_of_minted(word)
        return cls.iri if cls is not None else ""

    def _all_names(self) -> str:
        """A hash of all names in their order, which decides between hints that are equally near."""
        if not self._names:
            text = "\n".join(self._register.classes)
            self._names = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        return self._names
