"""YAML syntax errors in a curator's words.

The parser's own words name its internals (“mapping values are not allowed in this context”); here
each of the common slips gets the place where it was made and what to write instead.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from kg.curation.tree import Scalar
from kg.model.diagnostics import Diagnostic, Message, Related, error
from kg.model.marks import LineIndex

_CODE = "yaml-syntax"
_NO_KEY = "there is no key before this colon"
_QUOTE_IT = "put the text in quotes, or write it in block form: `key: |` and the text indented below"
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class _Slip(NamedTuple):
    """Where the parser stopped: `at`, and `begun` where the construct began."""

    problem: str
    context: str
    at: int
    begun: int
    text: str
    last: Scalar | None

    @property
    def character(self) -> str:
        return self.text[self.at : self.at + 1]

    def line(self, offset: int) -> str:
        """The whole line of an offset."""
        return self.text[self.line_start(offset) : self.line_end(offset)]

    def line_start(self, offset: int) -> int:
        """The offset of the first character of the line of an offset."""
        return max(self.text.rfind(end, 0, offset) for end in "\r\n") + 1

    def line_end(self, offset: int) -> int:
        """The offset of the line break that ends the line of an offset, or of the end of the text."""
        found = _LINE_BREAK.search(self.text, offset)
        return found.start() if found else len(self.text)

    def begins_line(self) -> bool:
        """Whether the parser stopped at the first key of a line after the one where it began."""
        start = self.line_start(self.at)
        return start > self.begun and re.fullmatch(r"\s*[\w.:-]*", self.text[start : self.at]) is not None


class _Words(NamedTuple):
    message: str
    help: str
    at: int
    length: int = 1
    code: str = _CODE
    related: tuple[tuple[int, str], ...] = ()


def explain(problem: yaml.MarkedYAMLError, text: str, index: LineIndex, last: Scalar | None) -> Diagnostic:
    """The diagnostic of a syntax error of PyYAML in `text`; `last` is the scalar read before it."""
    at = problem.problem_mark.index if problem.problem_mark else len(text)
    if text[at - 1 : at + 1] == "\r\n":
        at -= 1
    begun = problem.context_mark.index if problem.context_mark else at
    slip = _Slip(problem.problem or "", problem.context or "", at, begun, text, last)
    words = _tab(slip) or _unclosed(slip) or _colon(slip) or _line(slip) or _start(slip) or _other(slip)
    related = tuple(Related(index.mark(offset), Message(why)) for offset, why in words.related)
    mark = index.mark(words.at, min(words.at + words.length, slip.line_end(words.at)))
    return error(words.code, mark, words.message, help=words.help, related=related)


def _tab(slip: _Slip) -> _Words | None:
    start = slip.line_start(slip.at)
    indent = re.compile(r"[ \t]*").match(slip.text, start)
    tab = indent.group().find("\t") if indent else -1
    if tab < 0:
        return None
    return _Words(
        "this line is indented with a tab",
        "YAML is indented with spaces; set your editor to write spaces for the tab key",
        start + tab,
        code="tab-indentation",
    )


def _unclosed(slip: _Slip) -> _Words | None:
    if "quoted scalar" in slip.context and "unexpected" in slip.problem:
        return _Words(
            "this quotation mark is never closed",
            'close it; inside \'…\' an apostrophe is written twice, inside "…" a quotation mark as \\"',
            slip.begun,
        )
    if slip.context not in ("while parsing a flow sequence", "while parsing a flow mapping"):
        return None
    opening = slip.text[slip.begun : slip.begun + 1]
    closing = "]" if opening == "[" else "}"
    if slip.begins_line():
        return _Words(
            f"this `{opening}` is never closed",
            f"write `{closing}` where the list or map ends; or a comma is missing before the other place",
            slip.begun,
            related=((slip.at, "here another line begins"),),
        )
    if slip.character == ":" and closing in slip.line(slip.at):
        return _Words(
            f"inside {opening} {closing} a colon and a space begin a value, and there is one already",
            _QUOTE_IT,
            slip.at,
        )
    if slip.character and slip.character not in ":]}" and closing in slip.line(slip.at):
        return _Words(
            f"expected `,` or `{closing}` before this",
            "a new item needs a comma before it; a text with quotation marks in it needs quotes around it",
            slip.at,
        )
    return _Words(
        f"this `{opening}` is never closed",
        f"write `{closing}` where the list or map ends; a ` #` inside takes the rest of its line with it",
        slip.begun,
        related=((slip.at, "here something else begins"),),
    )


def _colon(slip: _Slip) -> _Words | None:
    if not slip.problem.startswith("mapping values"):
        return None
    last = slip.last
    if last is not None and last.plain and last.mark.line != last.mark.end_line:
        if re.match(r"[\w-]+:\S", last.text):
            key = last.text.split(":", 1)[0]
            return _Words(
                f"`{key}:` is not followed by a space, so this was read as text",
                f"put a space after the colon: `{key}: …`",
                _offset(slip, last),
                len(key) + 1,
            )
        return _Words(
            "this line was read as part of the text above it, which cannot hold `key: value`",
            "let it begin below the key it belongs beside, or give the line above its colon",
            slip.at,
            related=((_offset(slip, last), "the text begins here"),),
        )
    return _Words("a colon and a space in an unquoted text begin a value", _QUOTE_IT, slip.at)


def _line(slip: _Slip) -> _Words | None:
    """A line that does not fit the map or list that it stands in."""
    line = slip.line(slip.at)
    if slip.problem == "could not find expected ':'":
        whole = slip.line(slip.begun).strip()
        return _Words(
            "this line is no `key: value`",
            "a key is followed by a colon and a space; a text that goes on is indented deeper than its key",
            slip.begun,
            len(whole),
        )
    if slip.problem == "did not find expected '-' indicator":
        return _Words(
            "this line stands beside list items, but is none",
            "begin it with `- `, or let it begin below the key that it belongs beside",
            slip.at,
            len(line.strip()),
        )
    if slip.problem != "did not find expected key":
        return None
    if slip.character == ":":
        return _Words(_NO_KEY, _QUOTE_IT, slip.at)
    before = slip.text[: slip.at].rstrip(" ")
    last = slip.last
    if slip.character and slip.character in "]},":
        return _Words(f"this `{slip.character}` closes nothing", "delete it, or open it before", slip.at)
    if last is not None and not last.plain and not before.endswith(("\n", "\r")):
        return _Words(
            "there is text after the closing quotation mark",
            "put the whole text in one pair of quotes; inside '…' an apostrophe is written twice",
            slip.at,
            related=((_offset(slip, last), "it closes the one that stands here"),),
        )
    if last is not None and last.plain and slip.text.startswith(" #", _offset(slip, last) + len(last.text)):
        return _Words(
            "the text above ended at its ` #`, so this line belongs to nothing",
            "put the whole text in quotes",
            slip.at,
            len(line.strip()),
        )
    return _Words(
        "the indentation of this line fits no line above it",
        "let it begin in the same column as the keys that it stands beside",
        slip.at,
        len(line.strip()),
    )


def _start(slip: _Slip) -> _Words | None:
    """A character that means something to YAML at the start of a text."""
    if slip.problem == "found character that cannot start any token" and slip.character:
        return _Words(f"a text cannot begin with “{slip.character}”", _QUOTE_IT, slip.at)
    if slip.context in ("while scanning an anchor", "while scanning an alias", "while scanning a tag"):
        sign = slip.text[slip.begun : slip.begun + 1]
        return _Words(f"a text cannot begin with “{sign}”", _QUOTE_IT, slip.begun)
    if slip.problem == "block sequence entries are not allowed in this context":
        return _Words(
            "a list cannot begin here", "begin its first item on the next line, or quote the text", slip.at
        )
    if slip.problem == "found unexpected ':'":
        return _Words("after this colon there is neither a space nor a value", "write `key: value`", slip.at)
    if slip.problem == "found unknown escape character":
        return _Words(
            'this backslash means nothing inside "…"',
            "write it twice, or use '…', where a backslash is only itself",
            slip.at,
        )
    if slip.problem == "did not find expected node content" and slip.character == ":":
        return _Words(_NO_KEY, _QUOTE_IT, slip.at)
    if slip.problem == "did not find expected node content":
        return _Words(
            f"a value is missing before `{slip.character}`" if slip.character.strip() else "no value here",
            _QUOTE_IT,
            slip.at,
        )
    if slip.context == "while scanning a block scalar":
        return _Words(
            "after `|` or `>` the text begins on the next line", "move the text down, or quote it", slip.begun
        )
    return None


def _other(slip: _Slip) -> _Words:
    if slip.problem == "did not find expected <document start>":
        return _Words("this stands after the end of the document", "delete the line `...` above it", slip.at)
    words = "kg reads maps, lists and texts; if this is meant as text, put it in quotes"
    return _Words(f"this is not YAML: {slip.problem}", words, slip.at)


def _offset(slip: _Slip, scalar: Scalar) -> int:
    """Where a scalar of this text begins."""
    starts = [0, *(found.end() for found in _LINE_BREAK.finditer(slip.text))]
    return starts[scalar.mark.line - 1] + scalar.mark.column - 1
