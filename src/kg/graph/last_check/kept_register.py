"""Who is who, as the last complete check found it, asked name by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from kg.curation.records import ArticleFile
from kg.graph.last_check.ledger import Ledger, LedgerUnusable
from kg.graph.mapping.register import Minting, Register
from kg.graph.vocabulary import OntologyClass, Vocabulary


class _Classes(Mapping[str, OntologyClass]):
    """The classes of entities and records; those `minted` are entities that some file mints."""

    def __init__(self, ledger: Ledger, vocabulary: Vocabulary, *, minted: bool) -> None:
        self._ledger = ledger
        self._vocabulary = vocabulary
        self._minted = minted
        self._known: dict[str, OntologyClass | None] = {}

    def __getitem__(self, name: str) -> OntologyClass:
        if name not in self._known:
            self._known[name] = self._find(name)
        found = self._known[name]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        """In the order in which they were met, which decides between hints that are equally near."""
        names = self._ledger.all_names()
        return iter([name for name in names if name in self] if self._minted else names)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _find(self, name: str) -> OntologyClass | None:
        found = self._ledger.class_of(name)
        if found is None or (self._minted and not found[1]):
            return None
        cls = self._vocabulary.class_of(found[0])
        if cls is None:
            raise LedgerUnusable
        return cls


class KeptRegister(Register):
    """A register whose answers are those of the last complete check; `articles` are the changed ones."""

    __slots__ = ()

    def __init__(
        self,
        ledger: Ledger,
        vocabulary: Vocabulary,
        articles: Mapping[str, ArticleFile],
        merged: Mapping[str, str],
    ) -> None:
        classes = _Classes(ledger, vocabulary, minted=False)
        minted = _Classes(ledger, vocabulary, minted=True)
        super().__init__(
            cast("dict[str, Minting]", minted),  # it is only asked for names that are there
            cast("dict[str, OntologyClass]", classes),
            {id: one.head for id, one in articles.items()},
            dict(merged),
        )
