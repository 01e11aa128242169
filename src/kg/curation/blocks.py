"""From the tree of a file to blocks: the engine's own keys, checked for shape.

Nothing is dropped: what has the wrong shape becomes a diagnostic at its place, and all findings
of a file are collected in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.curation.nodes import NodeReader, is_left_out, items_of
from kg.curation.quote_keys import read_others, read_quotes
from kg.curation.records import Acceptance, Block, Name, NameBasis, Property, Reason, Value
from kg.curation.tree import Entry, Mapping, Node, Scalar
from kg.curation.tree import Sequence as ListNode
from kg.model.diagnostics import Related
from kg.model.marks import Mark
from kg.model.wording import Message, phrase

NAME_KINDS = ("name", "alias", "misspelling", "mention")
ENGINE_KEYS = ("type", *NAME_KINDS, "date", "quote", "occurrence", "inferred", "others", "accept", "basis")

_SIMPLE = re.compile(r"\w[\w .-]{0,60}")  # a text that needs no quotes in braces


class BlockParser(NodeReader):
    """Reads the blocks of one file; `found` collects what is wrong."""

    def __init__(self, languages: Sequence[str], *, authority: bool = False) -> None:
        super().__init__(languages)
        self.authority = authority

    def blocks(self, node: Node, what: str) -> tuple[Block, ...]:
        """The blocks of a map from id to block; `what` names them in messages."""

        def expected() -> Message:
            return phrase("{what}: expected a map from id to what is said of it", what=what)

        entries = self.entries(node, expected)
        return tuple(self.block(entry) for entry in entries if self.slug(entry.key))

    def block(self, entry: Entry) -> Block:
        """One entity, record or entry of a map below a property; with nothing after its colon it is empty."""

        def expected() -> Message:
            return phrase("`{key}`: expected a map of keys, such as {{type: Person}}", key=entry.key.text)

        entries = () if is_left_out(entry.value) else tuple(self.entries(entry.value, expected))
        given = {one.key.text: one for one in entries}
        basis = given.get("basis")
        if basis is not None and not self.authority:
            self.report(
                "unknown-key",
                basis.key.mark,
                phrase("`basis` stands below `inferred`, beside the reason"),
                phrase("write inferred: {{<property>: {{basis: …, because: …}}}}"),
            )
        return Block(
            key=entry.key,
            mark=entry.key.mark.to(entry.value.mark),
            type=self.optional(given.get("type"), lambda: phrase("a class of the ontology")),
            date=self.optional(given.get("date"), lambda: phrase("a date such as 2022-02-17")),
            names=tuple(name for kind in NAME_KINDS if kind in given for name in self.names(given[kind])),
            bases=tuple(self._name_bases(basis)) if basis is not None and self.authority else (),
            quotes=tuple(read_quotes(self, given.get("quote"), given.get("occurrence"))),
            reasons=tuple(self._reasons(given["inferred"].value)) if "inferred" in given else (),
            others=tuple(read_others(self, given["others"])) if "others" in given else (),
            accepts=tuple(self.accepts(given["accept"])) if "accept" in given else (),
            properties=tuple(self._property(one) for one in entries if one.key.text not in ENGINE_KEYS),
        )

    def names(self, entry: Entry) -> Iterator[Name]:
        """The names below `name`, `alias`, `misspelling`, `mention` or `title`.

        A mention may be plain text, in the language of the article (empty language here).
        """
        kind, node = entry.key.text, entry.value
        if kind == "mention" and not isinstance(node, Mapping):
            texts = self.texts(node, lambda: phrase("a phrase or a list of phrases"))
            yield from (Name(kind, "", text) for text in texts)
            return
        if not isinstance(node, Mapping):
            yield from self._names_without_language(kind, node)
            return
        for one in node.entries:
            if not self.language(one.key):
                continue
            if kind in ("name", "title") and isinstance(one.value, ListNode):
                self.report(
                    "name-list",
                    one.value.mark,
                    phrase("`{kind}` takes one text for each language, not a list", kind=kind),
                    phrase("keep the name that identifies the thing; the others go below `alias`"),
                )
            found = tuple(self.texts(one.value, lambda: phrase("a text or a list of texts")))
            # After a list under `name` the first one is taken, so that the thing has its name.
            for text in found[:1] if kind in ("name", "title") else found:
                yield Name(kind, one.key.text, text)

    def _names_without_language(self, kind: str, node: Node) -> Iterator[Name]:
        """Names that are no map by language: reported once, and taken in the project's first language."""
        texts = [item for item in items_of(node) if isinstance(item, Scalar) and item.text.strip()]
        shown = texts[0].text if texts and _SIMPLE.fullmatch(texts[0].text) else "…"
        language = self.languages[0] if self.languages else "en"
        self.report(
            "wrong-shape",
            node.mark,
            phrase("`{kind}`: expected a map from language to text", kind=kind),
            phrase("write `{kind}: {{{language}: {shown}}}`", kind=kind, language=language, shown=shown),
        )
        for text in texts[:1] if kind in ("name", "title") else texts:
            yield Name(kind, language, text)

    def accepts(self, entry: Entry) -> Iterator[Acceptance]:
        """The warnings that a record takes as seen."""
        for one in self.entries(entry.value, lambda: phrase("`accept`: expected a map from code to reason")):
            reason = self.text(one.value, lambda: phrase("the reason why this warning is right as it is"))
            if reason is not None:
                yield Acceptance(one.key, reason.text)

    def _reasons(self, node: Node) -> Iterator[Reason]:
        """A map from property to reason; or, below one value of a map, the reason itself."""
        if isinstance(node, Scalar):
            found = self.text(node, lambda: phrase("the reason"))
            if found is not None:
                yield Reason(found.mark, found.text)
            return
        entries = tuple(
            self.entries(node, lambda: phrase("`inferred`: expected a map from property to reason"))
        )
        if any(one.key.text in ("basis", "because") for one in entries):
            yield from self._reason(node, None)
            return
        for one in entries:
            if isinstance(one.value, Mapping):
                yield from self._reason(one.value, one.key)
            else:
                reason = self.text(one.value, lambda: phrase("the reason, or {{basis: …, because: …}}"))
                if reason is not None:
                    yield Reason(one.key.mark.to(reason.mark), reason.text, about=one.key)

    def _reason(self, node: Node, about: Scalar | None) -> Iterator[Reason]:
        basis = because = None
        for one in self.entries(node, lambda: phrase("expected {{basis: …, because: …}}")):
            if one.key.text == "basis":
                basis = self.text(one.value, lambda: phrase("a basis, such as publication-year"))
            elif one.key.text == "because":
                because = self.text(one.value, lambda: phrase("the reason"))
            else:
                self.unknown_key(one.key, ("basis", "because"), phrase("a reason"))
        if because is None:
            words = phrase("what is inferred says why: `because` is missing")
            self.report("reason-missing", node.mark, words)
            return
        yield Reason(about.mark.to(node.mark) if about else node.mark, because.text, basis, about)

    def _name_bases(self, entry: Entry) -> Iterator[NameBasis]:
        if isinstance(entry.value, Scalar):
            code = self.text(entry.value, lambda: phrase("a basis, such as translation"))
            if code is not None:
                yield NameBasis("", code)
            return

        def expected() -> Message:
            return phrase("`basis`: expected a code, or a map from language to code")

        for one in self.entries(entry.value, expected):
            if not self.language(one.key):
                continue
            if isinstance(one.value, Mapping):
                source = one.value.get("source")
                for other in one.value.entries:
                    if other.key.text != "source":
                        self.unknown_key(other.key, ("source",), phrase("the basis of a name"))

                def expected() -> Message:
                    return phrase("the address that was read")

                address = self.text(source, expected) if source is not None else None
                if source is not None and address is not None:
                    key = next(other.key for other in one.value.entries if other.key.text == "source")
                    yield NameBasis(one.key.text, key, address)
            else:
                code = self.text(one.value, lambda: phrase("a basis, such as translation"))
                if code is not None:
                    yield NameBasis(one.key.text, code)

    def _property(self, entry: Entry) -> Property:
        if isinstance(entry.value, Mapping):
            return Property(entry.key, tuple(self._detailed(one) for one in entry.value.entries), is_map=True)
        return Property(entry.key, tuple(self._listed(entry)))

    def _listed(self, entry: Entry) -> Iterator[Value]:
        """One value, or those of a list; of a map in a list what stands below its keys is read on."""
        key = entry.key.text
        reported = False
        for item in items_of(entry.value):
            if isinstance(item, Scalar):
                text = self.text(item, lambda: phrase("a value of `{key}`", key=key))
                if text is not None:
                    yield Value(text)
                continue
            if not reported:
                self.report(
                    "wrong-shape",
                    item.mark,
                    _not_for_a_list(key, item),
                    phrase("what has keys of its own is a map: `{key}: {{<id>: {{…}}}}`", key=key),
                )
                reported = True
            if isinstance(item, Mapping):
                yield from (self._detailed(one) for one in item.entries if isinstance(one.value, Mapping))

    def _detailed(self, entry: Entry) -> Value:
        if isinstance(entry.value, Mapping) or is_left_out(entry.value):
            return Value(entry.key, self.block(entry))
        return Value(entry.key, self.text(entry.value, lambda: phrase("a text, or a map of keys")))


def _not_for_a_list(key: str, node: Node) -> Message:
    if isinstance(node, Mapping):
        return phrase("`{key}`: a list holds ids or texts, and here it holds a map", key=key)
    return phrase("`{key}`: a list holds ids or texts, and here it holds another list", key=key)


def second_place(mark: Mark, words: Message) -> Related:
    """Another place that belongs to a finding."""
    return Related(mark, words)
