"""From the tree of a file to blocks: the engine's own keys, checked for shape.

Nothing is dropped: what has the wrong shape becomes a diagnostic at its place, and all findings
of a file are collected in one pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.curation.records import Acceptance, Block, Name, NameBasis, Property, Quote, Reason, Unnamed, Value
from kg.curation.tree import Entry, Mapping, Node, Scalar
from kg.curation.tree import Sequence as ListNode
from kg.model.diagnostics import Diagnostic, Message, Related, did_you_mean, error
from kg.model.iris import is_slug
from kg.model.marks import Mark

NAME_KINDS = ("name", "alias", "misspelling", "mention")
ENGINE_KEYS = ("type", *NAME_KINDS, "date", "quote", "occurrence", "inferred", "others", "accept", "basis")


class BlockParser:
    """Reads the blocks of one file; `found` collects what is wrong."""

    def __init__(self, languages: Sequence[str], *, authority: bool = False) -> None:
        self.languages = tuple(languages)
        self.authority = authority
        self.found: list[Diagnostic] = []

    def blocks(self, node: Node, what: str) -> tuple[Block, ...]:
        """The blocks of a map from id to block; `what` names them in messages."""
        entries = self.entries(node, f"{what}: expected a map from id to what is said of it")
        return tuple(self.block(entry) for entry in entries if self.slug(entry.key))

    def block(self, entry: Entry) -> Block:
        """One entity, record or entry of a map below a property."""
        entries = tuple(
            self.entries(entry.value, f"`{entry.key.text}`: expected a map of keys, such as {{type: Person}}")
        )
        given = {one.key.text: one for one in entries}
        occurrence = self._occurrence(given.get("occurrence"), given.get("quote"))
        basis = given.get("basis")
        if basis is not None and not self.authority:
            self.report(
                "unknown-key",
                basis.key.mark,
                "`basis` stands below `inferred`, beside the reason",
                "write inferred: {<property>: {basis: …, because: …}}",
            )
        return Block(
            key=entry.key,
            mark=entry.key.mark.to(entry.value.mark),
            type=self._optional(given.get("type"), "a class of the ontology"),
            date=self._optional(given.get("date"), "a date such as 2022-02-17"),
            names=tuple(name for kind in NAME_KINDS if kind in given for name in self.names(given[kind])),
            bases=tuple(self._name_bases(basis)) if basis is not None and self.authority else (),
            quotes=tuple(self._quotes(given["quote"].value, occurrence)) if "quote" in given else (),
            reasons=tuple(self._reasons(given["inferred"].value)) if "inferred" in given else (),
            others=tuple(self._others(given["others"])) if "others" in given else (),
            accepts=tuple(self.accepts(given["accept"])) if "accept" in given else (),
            properties=tuple(self._property(one) for one in entries if one.key.text not in ENGINE_KEYS),
        )

    def names(self, entry: Entry) -> Iterator[Name]:
        """The names below `name`, `alias`, `misspelling`, `mention` or `title`.

        A mention may be plain text, in the language of the article (empty language here).
        """
        kind, node = entry.key.text, entry.value
        if kind == "mention" and not isinstance(node, Mapping):
            yield from (Name(kind, "", text) for text in self.texts(node, "a phrase or a list of phrases"))
            return
        for one in self.entries(node, f"`{kind}`: expected a map from language to text, such as {{en: …}}"):
            if not self._language(one.key):
                continue
            if kind in ("name", "title") and isinstance(one.value, ListNode):
                self.report(
                    "name-list",
                    one.value.mark,
                    f"`{kind}` takes one text for each language, not a list",
                    "keep the name that identifies the thing; the others go below `alias`",
                )
            texts = tuple(self.texts(one.value, "a text or a list of texts"))
            # After a list under `name` the first one is taken, so that the thing has its name.
            for text in texts[:1] if kind in ("name", "title") else texts:
                yield Name(kind, one.key.text, text)

    def accepts(self, entry: Entry) -> Iterator[Acceptance]:
        """The warnings that a record takes as seen."""
        for one in self.entries(entry.value, "`accept`: expected a map from code to reason"):
            reason = self.text(one.value, "the reason why this warning is right as it is")
            if reason is not None:
                yield Acceptance(one.key, reason.text)

    def entries(self, node: Node, expected: str) -> Iterator[Entry]:
        """The entries of a map; anything else is reported with what was expected."""
        if isinstance(node, Mapping):
            yield from node.entries
        else:
            self.report("wrong-shape", node.mark, expected)

    def text(self, node: Node, expected: str) -> Scalar | None:
        """A text that is not empty; anything else is reported."""
        if isinstance(node, Scalar):
            if node.text.strip():
                return node
            self.report("empty-value", node.mark, f"there is no value here; expected {expected}")
        else:
            self.report("wrong-shape", node.mark, f"expected {expected}")
        return None

    def texts(self, node: Node, expected: str) -> Iterator[Scalar]:
        """One text, or the texts of a list."""
        for item in node.items if isinstance(node, ListNode) else (node,):
            found = self.text(item, expected)
            if found is not None:
                yield found

    def slug(self, key: Scalar) -> bool:
        """Whether the key can be an id; reported when it cannot."""
        if is_slug(key.text):
            return True
        self.report(
            "bad-id",
            key.mark,
            f"`{key.text}` cannot be an id",
            "lower-case Latin letters and digits, with single hyphens between, such as deng-zhonghan",
        )
        return False

    def report(self, code: str, mark: Mark, message: str, help: str = "", *related: Related) -> None:
        """Note an error."""
        self.found.append(error(code, mark, message, help=help, related=related))

    def unknown_key(self, key: Scalar, known: Sequence[str], where: str) -> None:
        """Report a key that cannot stand here, with the nearest that can."""
        hint = did_you_mean(key.text, known, otherwise="expected one of: " + ", ".join(known))
        self.report("unknown-key", key.mark, f"unknown key `{key.text}` in {where}", hint)

    def _language(self, key: Scalar) -> bool:
        if key.text in self.languages:
            return True
        self.report(
            "unknown-language",
            key.mark,
            f"`{key.text}` is not a language of this project",
            did_you_mean(
                key.text, self.languages, otherwise="languages in kg.toml: " + ", ".join(self.languages)
            ),
        )
        return False

    def _optional(self, entry: Entry | None, expected: str) -> Scalar | None:
        return None if entry is None else self.text(entry.value, expected)

    def _occurrence(self, entry: Entry | None, quote: Entry | None) -> int | None:
        if entry is None:
            return None
        if quote is None:
            self.report(
                "occurrence-without-quote",
                entry.key.mark,
                "`occurrence` counts the places of a `quote`, and there is none here",
            )
            return None
        found = self.text(entry.value, "a whole number from 1")
        if found is None:
            return None
        if not found.text.isascii() or not found.text.isdigit() or int(found.text) < 1:
            self.report("wrong-value", found.mark, f"`{found.text}` is not a whole number from 1")
            return None
        return int(found.text)

    def _quotes(self, node: Node, occurrence: int | None, about: Scalar | None = None) -> Iterator[Quote]:
        """A phrase, a list of phrases, or a map from property or value to these or {quote, occurrence}."""
        if not isinstance(node, Mapping):
            for phrase in self.texts(
                node, "a phrase of the article, a list of phrases, or a map from property to phrase"
            ):
                yield Quote(phrase, occurrence, about)
            return
        given = {one.key.text: one for one in node.entries}
        if about is not None:
            for one in node.entries:
                if one.key.text not in ("quote", "occurrence"):
                    self.unknown_key(one.key, ("quote", "occurrence"), "a quote")
            inner = self._occurrence(given.get("occurrence"), given.get("quote"))
            if "quote" in given:
                yield from self._quotes(given["quote"].value, inner, about)
            return
        for one in node.entries:
            yield from self._quotes(one.value, occurrence, one.key)

    def _reasons(self, node: Node) -> Iterator[Reason]:
        """A map from property to reason; or, below one value of a map, the reason itself."""
        if isinstance(node, Scalar):
            found = self.text(node, "the reason")
            if found is not None:
                yield Reason(found.mark, found.text)
            return
        entries = tuple(self.entries(node, "`inferred`: expected a map from property to reason"))
        if any(one.key.text in ("basis", "because") for one in entries):
            yield from self._reason(node, None)
            return
        for one in entries:
            if isinstance(one.value, Mapping):
                yield from self._reason(one.value, one.key)
            else:
                reason = self.text(one.value, "the reason, or {basis: …, because: …}")
                if reason is not None:
                    yield Reason(one.key.mark.to(reason.mark), reason.text, about=one.key)

    def _reason(self, node: Node, about: Scalar | None) -> Iterator[Reason]:
        basis = because = None
        for one in self.entries(node, "expected {basis: …, because: …}"):
            if one.key.text == "basis":
                basis = self.text(one.value, "a basis, such as publication-year")
            elif one.key.text == "because":
                because = self.text(one.value, "the reason")
            else:
                self.unknown_key(one.key, ("basis", "because"), "a reason")
        if because is None:
            self.report("reason-missing", node.mark, "what is inferred says why: `because` is missing")
            return
        yield Reason(about.mark.to(node.mark) if about else node.mark, because.text, basis, about)

    def _name_bases(self, entry: Entry) -> Iterator[NameBasis]:
        if isinstance(entry.value, Scalar):
            code = self.text(entry.value, "a basis, such as translation")
            if code is not None:
                yield NameBasis("", code)
            return
        for one in self.entries(entry.value, "`basis`: expected a code, or a map from language to code"):
            if not self._language(one.key):
                continue
            if isinstance(one.value, Mapping):
                source = one.value.get("source")
                for other in one.value.entries:
                    if other.key.text != "source":
                        self.unknown_key(other.key, ("source",), "the basis of a name")
                address = self.text(source, "the address that was read") if source is not None else None
                if source is not None and address is not None:
                    key = next(other.key for other in one.value.entries if other.key.text == "source")
                    yield NameBasis(one.key.text, key, address)
            else:
                code = self.text(one.value, "a basis, such as translation")
                if code is not None:
                    yield NameBasis(one.key.text, code)

    def _others(self, entry: Entry) -> Iterator[Unnamed]:
        items = entry.value.items if isinstance(entry.value, ListNode) else (entry.value,)
        for item in items:
            label, quotes, occurrence = None, None, None
            for one in self.entries(item, "`others`: expected a list of {as: …, quote: …}"):
                if one.key.text == "as":
                    label = self.text(one.value, "what the article calls them")
                elif one.key.text in ("quote", "occurrence"):
                    quotes = one if one.key.text == "quote" else quotes
                    occurrence = one if one.key.text == "occurrence" else occurrence
                else:
                    self.unknown_key(one.key, ("as", "quote", "occurrence"), "`others`")
            if label is None:
                self.report(
                    "wrong-shape", item.mark, "`others`: `as` is missing: what the article calls them"
                )
                continue
            count = self._occurrence(occurrence, quotes)
            yield Unnamed(label, tuple(self._quotes(quotes.value, count)) if quotes else ())

    def _property(self, entry: Entry) -> Property:
        if isinstance(entry.value, Mapping):
            return Property(entry.key, tuple(self._detailed(one) for one in entry.value.entries), is_map=True)
        expected = f"a value of `{entry.key.text}`"
        return Property(entry.key, tuple(Value(text) for text in self.texts(entry.value, expected)))

    def _detailed(self, entry: Entry) -> Value:
        if isinstance(entry.value, Mapping):
            return Value(entry.key, self.block(entry))
        return Value(entry.key, self.text(entry.value, "a text, or a map of keys"))


def second_place(mark: Mark, words: str) -> Related:
    """Another place that belongs to a finding."""
    return Related(mark, Message(words))
