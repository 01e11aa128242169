"""YAML syntax errors in a curator's words.

The parser's own words name its internals (“mapping values are not allowed in this context”); here
each of the common slips gets the place where it was made and what to write instead.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from kg.curation.tree import Scalar
from kg.model.diagnostics import Diagnostic, Related, error
from kg.model.marks import LineIndex
from kg.model.wording import Message, phrase

_CODE = "yaml-syntax"
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
    message: Message
    help: Message
    at: int
    length: int = 1
    code: str = _CODE
    related: tuple[tuple[int, Message], ...] = ()


def explain(problem: yaml.MarkedYAMLError, text: str, index: LineIndex, last: Scalar | None) -> Diagnostic:
    """The diagnostic of a syntax error of PyYAML in `text`; `last` is the scalar read before it."""
    at = problem.problem_mark.index if problem.problem_mark else len(text)
    if text[at - 1 : at + 1] == "\r\n":
        at -= 1
    begun = problem.context_mark.index if problem.context_mark else at
    slip = _Slip(problem.problem or "", problem.context or "", at, begun, text, last)
    words = _tab(slip) or _unclosed(slip) or _colon(slip) or _line(slip) or _start(slip) or _other(slip)
    related = tuple(Related(index.mark(offset), why) for offset, why in words.related)
    mark = index.mark(words.at, min(words.at + words.length, slip.line_end(words.at)))
    return error(words.code, mark, words.message, help=words.help, related=related)


def _tab(slip: _Slip) -> _Words | None:
    start = slip.line_start(slip.at)
    indent = re.compile(r"[ \t]*").match(slip.text, start)
    tab = indent.group().find("\t") if indent else -1
    if tab < 0:
        return None
    return _Words(
        phrase("this line is indented with a tab"),
        phrase("YAML is indented with spaces; set your editor to write spaces for the tab key"),
        start + tab,
        code="tab-indentation",
    )


def _unclosed(slip: _Slip) -> _Words | None:
    if "quoted scalar" in slip.context and "unexpected" in slip.problem:
        return _Words(
            phrase("this quotation mark is never closed"),
            phrase(
                'close it; inside \'…\' an apostrophe is written twice, inside "…" a quotation mark as \\"'
            ),
            slip.begun,
        )
    if slip.context not in ("while parsing a flow sequence", "while parsing a flow mapping"):
        return None
    opening = slip.text[slip.begun : slip.begun + 1]
    closing = "]" if opening == "[" else "}"
    if slip.begins_line():
        return _Words(
            phrase("this `{sign}` is never closed", sign=opening),
            phrase(
                "write `{sign}` where the list or map ends; or a comma is missing before the other place",
                sign=closing,
            ),
            slip.begun,
            related=((slip.at, phrase("here another line begins")),),
        )
    if slip.character == ":" and closing in slip.line(slip.at):
        return _Words(
            phrase(
                "inside {opening} {closing} a colon and a space begin a value, and there is one already",
                opening=opening,
                closing=closing,
            ),
            _quote_it(),
            slip.at,
        )
    if slip.character and slip.character not in ":]}" and closing in slip.line(slip.at):
        return _Words(
            phrase("expected `,` or `{sign}` before this", sign=closing),
            phrase(
                "a new item needs a comma before it; a text with quotation marks in it needs quotes around it"
            ),
            slip.at,
        )
    return _Words(
        phrase("this `{sign}` is never closed", sign=opening),
        phrase(
            "write `{sign}` where the list or map ends; a ` #` inside takes the rest of its line with it",
            sign=closing,
        ),
        slip.begun,
        related=((slip.at, phrase("here something else begins")),),
    )


def _colon(slip: _Slip) -> _Words | None:
    if not slip.problem.startswith("mapping values"):
        return None
    last = slip.last
    if last is not None and last.plain and last.mark.line != last.mark.end_line:
        if re.match(r"[\w-]+:\S", last.text):
            key = last.text.split(":", 1)[0]
            return _Words(
                phrase("`{key}:` is not followed by a space, so this was read as text", key=key),
                phrase("put a space after the colon: `{key}: …`", key=key),
                _offset(slip, last),
                len(key) + 1,
            )
        return _Words(
            phrase("this line was read as part of the text above it, which cannot hold `key: value`"),
            phrase("let it begin below the key it belongs beside, or give the line above its colon"),
            slip.at,
            related=((_offset(slip, last), phrase("the text begins here")),),
        )
    words = phrase("a colon and a space in an unquoted text begin a value")
    return _Words(words, _quote_it(), slip.at)


def _line(slip: _Slip) -> _Words | None:
    """A line that does not fit the map or list that it stands in."""
    line = slip.line(slip.at)
    if slip.problem == "could not find expected ':'":
        whole = slip.line(slip.begun).strip()
        return _Words(
            phrase("this line is no `key: value`"),
            phrase(
                "a key is followed by a colon and a space; "
                "a text that goes on is indented deeper than its key"
            ),
            slip.begun,
            len(whole),
        )
    if slip.problem == "did not find expected '-' indicator":
        return _Words(
            phrase("this line stands beside list items, but is none"),
            phrase("begin it with `- `, or let it begin below the key that it belongs beside"),
            slip.at,
            len(line.strip()),
        )
    if slip.problem != "did not find expected key":
        return None
    if slip.character == ":":
        return _no_key(slip)
    before = slip.text[: slip.at].rstrip(" ")
    last = slip.last
    if slip.character and slip.character in "]},":
        words = phrase("this `{sign}` closes nothing", sign=slip.character)
        return _Words(words, phrase("delete it, or open it before"), slip.at)
    if last is not None and not last.plain and not before.endswith(("\n", "\r")):
        return _Words(
            phrase("there is text after the closing quotation mark"),
            phrase("put the whole text in one pair of quotes; inside '…' an apostrophe is written twice"),
            slip.at,
            related=((_offset(slip, last), phrase("it closes the one that stands here")),),
        )
    if last is not None and last.plain and slip.text.startswith(" #", _offset(slip, last) + len(last.text)):
        return _Words(
            phrase("the text above ended at its ` #`, so this line belongs to nothing"),
            phrase("put the whole text in quotes"),
            slip.at,
            len(line.strip()),
        )
    return _Words(
        phrase("the indentation of this line fits no line above it"),
        phrase("let it begin in the same column as the keys that it stands beside"),
        slip.at,
        len(line.strip()),
    )


def _start(slip: _Slip) -> _Words | None:
    """A character that means something to YAML at the start of a text."""
    if slip.problem == "found character that cannot start any token" and slip.character:
        return _cannot_begin(slip.character, slip.at)
    if slip.context in ("while scanning an anchor", "while scanning an alias", "while scanning a tag"):
        sign = slip.text[slip.begun : slip.begun + 1]
        return _cannot_begin(sign, slip.begun)
    if slip.problem == "block sequence entries are not allowed in this context":
        return _Words(
            phrase("a list cannot begin here"),
            phrase("begin its first item on the next line, or quote the text"),
            slip.at,
        )
    if slip.problem == "found unexpected ':'":
        words = phrase("after this colon there is neither a space nor a value")
        return _Words(words, phrase("write `key: value`"), slip.at)
    if slip.problem == "found unknown escape character":
        return _Words(
            phrase('this backslash means nothing inside "…"'),
            phrase("write it twice, or use '…', where a backslash is only itself"),
            slip.at,
        )
    if slip.problem == "did not find expected node content" and slip.character == ":":
        return _no_key(slip)
    if slip.problem == "did not find expected node content":
        shown = slip.character.strip()
        words = phrase("a value is missing before `{sign}`", sign=shown) if shown else phrase("no value here")
        return _Words(words, _quote_it(), slip.at)
    if slip.context == "while scanning a block scalar":
        return _Words(
            phrase("after `|` or `>` the text begins on the next line"),
            phrase("move the text down, or quote it"),
            slip.begun,
        )
    return None


def _other(slip: _Slip) -> _Words:
    if slip.problem == "did not find expected <document start>":
        words = phrase("this stands after the end of the document")
        return _Words(words, phrase("delete the line `...` above it"), slip.at)
    help = phrase("kg reads maps, lists and texts; if this is meant as text, put it in quotes")
    return _Words(phrase("this is not YAML: {problem}", problem=slip.problem), help, slip.at)


def _no_key(slip: _Slip) -> _Words:
    return _Words(phrase("there is no key before this colon"), _quote_it(), slip.at)


def _cannot_begin(sign: str, at: int) -> _Words:
    return _Words(phrase("a text cannot begin with “{sign}”", sign=sign), _quote_it(), at)


def _quote_it() -> Message:
    return phrase("put the text in quotes, or write it in block form: `key: |` and the text indented below")


def _offset(slip: _Slip, scalar: Scalar) -> int:
    """Where a scalar of this text begins."""
    starts = [0, *(found.end() for found in _LINE_BREAK.finditer(slip.text))]
    return starts[scalar.mark.line - 1] + scalar.mark.column - 1
