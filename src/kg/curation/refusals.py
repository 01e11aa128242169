"""What YAML would do in silence and kg refuses, one helper for each.

Each names the place, says what YAML makes of it, and what to write instead.  Collecting stops at a
limit, so that a file which is no curation file at all gives a short answer.
"""

from __future__ import annotations

import re

from kg.curation.tree import Entry, Scalar
from kg.curation.widths import space_name
from kg.model.diagnostics import Diagnostic, Related, error, warning
from kg.model.marks import LineIndex, Mark
from kg.model.wording import Message, phrase

MAX_FINDINGS = 100

# C0 but for tab and line breaks, DEL, C1, line and paragraph separators, noncharacters of the BMP,
# surrogates, and a byte order mark that is not at the start.
REFUSED_CHARACTER = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
_FLOW_KEY = re.compile(r"[A-Za-z0-9_:.-]+")
_PROSE = re.compile(r"\s|[^\x00-\x7f]")
_TO_LINE_END = re.compile(r"[^\r\n]*")


class Stopped(Exception):
    """Reading cannot go on; the reason has been noted."""


class Refusals:
    """Notes what is wrong with one text."""

    def __init__(self, text: str, index: LineIndex) -> None:
        self.text = text
        self.index = index
        self.found: list[Diagnostic] = []

    def characters(self) -> None:
        """Characters that nobody sees and that no graph can hold."""
        for bad in REFUSED_CHARACTER.finditer(self.text):
            self.character(bad.group(), self.index.mark(bad.start(), bad.end()))

    def character(self, character: str, mark: Mark) -> None:
        """One such character, as it stands or as an escape in double quotes."""
        self._error(
            "control-character",
            mark,
            phrase(
                "the invisible character U+{code:04X} cannot stand in a curation file", code=ord(character)
            ),
            phrase("delete it; such characters come in with copied text"),
        )

    def alias(self, name: str, mark: Mark) -> None:
        """`*name`, which YAML replaces by a copy."""
        self._error(
            "alias",
            mark,
            phrase("`*{name}` is an alias, which kg does not read", name=name),
            phrase("write the value out here; if `*` begins a text, put the text in quotes"),
        )

    def anchor(self, name: str, mark: Mark) -> None:
        """`&name`, which gives a value a name for aliases."""
        self._error(
            "anchor",
            mark,
            phrase("`&{name}` is an anchor, which kg does not read", name=name),
            phrase("write the value out wherever it is meant; if `&` begins a text, put the text in quotes"),
        )

    def tag(self, mark: Mark) -> None:
        """`!name`, which gives a value a type."""
        self._error(
            "tag",
            mark,
            phrase("this value carries a tag, which kg does not read"),
            phrase("the ontology gives every value its type; if `!` begins a text, put the text in quotes"),
        )

    def merge_key(self, mark: Mark) -> None:
        """`<<`, which copies the entries of another map."""
        self._error(
            "merge-key",
            mark,
            phrase("`<<` is a merge key, which kg does not read"),
            phrase("write the keys out"),
        )

    def second_document(self, mark: Mark) -> None:
        """`---` in the middle of a file."""
        self._error(
            "several-documents",
            mark,
            phrase("a second document begins here"),
            phrase("one file is one document; put the second one into a file of its own"),
        )

    def nesting(self, mark: Mark, limit: int) -> Stopped:
        """More levels than anything but a slip or an attack has; the caller raises what this returns."""
        self._error(
            "too-deep",
            mark,
            phrase("values are nested more than {limit} levels deep", limit=limit),
            phrase("curation files need about six levels; look for brackets that are not closed"),
        )
        return Stopped()

    def indentation(self, key: Scalar) -> Stopped:
        """A key behind spaces that are none to YAML; the caller raises what this returns.

        The line stands in the wrong place of the tree, and what follows would only confuse.
        """
        self._error(
            "yaml-syntax",
            key.mark,
            phrase(
                "before this key stands {space}, which is a letter to YAML", space=space_name(key.text[0])
            ),
            phrase("put plain spaces in its place, here and on other lines"),
        )
        return Stopped()

    def key_without_text(self, mark: Mark) -> None:
        """A key that is a list or a map, or nothing at all."""
        self._error(
            "key-not-text",
            mark,
            phrase("a key is a single text, and there is none here"),
            phrase("write `key: value`; if `?` or `:` begins a text, put the text in quotes"),
        )

    def duplicate_key(self, key: Scalar, first: Scalar) -> None:
        """A key that the map already has; YAML would let the last one win."""
        self._error(
            "duplicate-key",
            key.mark,
            phrase("the key `{key}` stands twice in this map", key=key.text),
            phrase("join the two, or rename one"),
            Related(first.mark, phrase("the first one stands here")),
        )

    def cut_text(self, cut: list[Scalar], before: Entry | None) -> None:
        """Keys in braces that are the rest of the value `before` them, which a comma ended."""
        first = cut[0].text
        if before is None:
            message = phrase("`{key}` is no key, or has no value", key=first)
            help = phrase(
                "inside {{ }} write `key: value`, with a space after the colon; quote a text with a colon"
            )
        else:
            message = phrase(
                "inside {{ }} a comma ends a value, so `{key}` was read as another key", key=first
            )
            help = phrase(
                "put the whole text of `{key}` in quotes, or write `{key}: …` on a line of its own",
                key=before.key.text,
            )
        self._error("comma-in-flow", cut[0].mark.to(cut[-1].mark), message, help)

    def comment(self, scalar: Scalar, end: int) -> None:
        """Warn where ` #` seems to cut the text `scalar`, which ends at `end`.

        A comment is taken as meant when two or more spaces stand before it, or when the text is a
        single word in ASCII and white space follows the `#`.
        """
        if not (scalar.plain and scalar.text) or not self.text.startswith(" #", end):
            return
        found = _TO_LINE_END.match(self.text, end + 1)
        cut = found.group() if found else ""
        if not _PROSE.search(scalar.text) and (len(cut) == 1 or cut[1].isspace()):
            return
        self._note(
            warning(
                "comment-in-phrase",
                self.index.mark(end + 1, end + 1 + len(cut)),
                phrase("from `#` on this is a comment; the text ends with `{end}`", end=scalar.text[-40:]),
                help=phrase(
                    "if it belongs to the text, put the text in quotes; "
                    "if it is a comment, put two spaces before it"
                ),
            )
        )

    def _error(self, code: str, mark: Mark, message: Message, help: Message, *related: Related) -> None:
        self._note(error(code, mark, message, help=help, related=related))

    def _note(self, diagnostic: Diagnostic) -> None:
        self.found.append(diagnostic)
        if len(self.found) >= MAX_FINDINGS:
            words = phrase("reading stopped here after {most} findings", most=MAX_FINDINGS)
            self.found.append(
                error("too-many-findings", diagnostic.mark, words, help=phrase("mend these first"))
            )
            raise Stopped


def is_cut(key: Scalar, *, alone: bool) -> bool:
    """Whether a key in braces looks like the rest of a text.

    It does when it stands `alone`, without a value, or when it can be no id, code, language or property.
    """
    return key.plain and (alone or not _FLOW_KEY.fullmatch(key.text))
