"""Taking the nodes of a tree for what is expected of them: a map, a text, texts, an id.

What is something else becomes a finding at its own place, with what was expected; reading goes on
without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kg.curation.tree import Entry, Mapping, Node, Scalar
from kg.curation.tree import Sequence as ListNode
from kg.model.diagnostics import Diagnostic, Related, did_you_mean, error
from kg.model.iris import is_slug
from kg.model.marks import Mark
from kg.model.wording import NOTHING, Message, listed, phrase

Expected = Callable[[], Message]  # made only where something else was found: most nodes are as they should be


class NodeReader:
    """Reads the nodes of one file; `found` collects what is wrong."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        self.found: list[Diagnostic] = []

    def entries(self, node: Node, expected: Expected) -> Iterator[Entry]:
        """The entries of a map; anything else is reported with what was expected."""
        if isinstance(node, Mapping):
            yield from node.entries
        else:
            self.report("wrong-shape", node.mark, expected())

    def text(self, node: Node, expected: Expected) -> Scalar | None:
        """A text that is not empty; anything else is reported."""
        if isinstance(node, Scalar):
            if node.text.strip():
                return node
            words = phrase("there is no value here; expected {expected}", expected=expected())
            self.report("empty-value", node.mark, words)
        else:
            self.report("wrong-shape", node.mark, phrase("expected {expected}", expected=expected()))
        return None

    def texts(self, node: Node, expected: Expected) -> Iterator[Scalar]:
        """One text, or the texts of a list."""
        for item in items_of(node):
            found = self.text(item, expected)
            if found is not None:
                yield found

    def optional(self, entry: Entry | None, expected: Expected) -> Scalar | None:
        """The text of an entry that may be left out."""
        return None if entry is None else self.text(entry.value, expected)

    def slug(self, key: Scalar) -> bool:
        """Whether the key can be an id; reported when it cannot."""
        if is_slug(key.text):
            return True
        self.report(
            "bad-id",
            key.mark,
            phrase("`{id}` cannot be an id", id=key.text),
            phrase("lower-case Latin letters and digits, with single hyphens between, such as deng-zhonghan"),
        )
        return False

    def language(self, key: Scalar) -> bool:
        """Whether the key is a language of the project; reported when it is not."""
        if key.text in self.languages:
            return True
        known = phrase("languages in kg.toml: {languages}", languages=listed(self.languages))
        self.report(
            "unknown-language",
            key.mark,
            phrase("`{language}` is not a language of this project", language=key.text),
            did_you_mean(key.text, self.languages, otherwise=known),
        )
        return False

    def report(
        self, code: str, mark: Mark, message: Message, help: Message = NOTHING, *related: Related
    ) -> None:
        """Note an error."""
        self.found.append(error(code, mark, message, help=help, related=related))

    def unknown_key(self, key: Scalar, known: Sequence[str], where: str | Message) -> None:
        """Report a key that cannot stand here, with the nearest that can."""
        hint = did_you_mean(
            key.text, known, otherwise=phrase("expected one of: {known}", known=listed(known))
        )
        words = phrase("unknown key `{key}` in {where}", key=key.text, where=where)
        self.report("unknown-key", key.mark, words, hint)


def items_of(node: Node) -> tuple[Node, ...]:
    """The items of a list; anything else is the one item."""
    return node.items if isinstance(node, ListNode) else (node,)


def is_left_out(node: Node) -> bool:
    """Whether nothing stands after the colon."""
    return isinstance(node, Scalar) and node.plain and not node.text
