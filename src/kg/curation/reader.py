"""From a YAML file to a tree of texts with exact places.

Only a subset of YAML is read: maps, lists and texts; the rest is refused (`kg.curation.refusals`).
The tree is built from parse events, because composing deeply nested YAML crashes the C parser,
and events can be left at the depth limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kg.curation.decoding import decode
from kg.curation.refusals import REFUSED_CHARACTER, Refusals, Stopped, is_cut
from kg.curation.syntax import explain
from kg.curation.tree import Entry, Mapping, Node, Scalar, Sequence
from kg.curation.widths import ODD_SPACES, named
from kg.model.diagnostics import Diagnostic, error, in_order
from kg.model.errors import FileProblem
from kg.model.marks import LineIndex, Mark, whole_file
from kg.model.wording import Message, grouped, phrase

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one file: its tree, and what is wrong with it.

    `root` is None when the file could not be read to its end or is not a map.  With other errors
    the tree is there without the entries that are in error, so that later stages report theirs too.
    `text` is what the marks count in: the file without its byte order mark.
    """

    path: str
    root: Mapping | None
    diagnostics: tuple[Diagnostic, ...] = ()
    text: str = field(default="", repr=False, compare=False)


def read_file(path: Path, relative: str) -> Document:
    """Read a YAML file; `relative` is its path in marks.

    Raises FileProblem when the file system does not give it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
            size = len(data) if len(data) <= MAX_BYTES else path.stat().st_size
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    if size > MAX_BYTES:
        return Document(relative, None, (_too_large(relative, size),))
    return read_data(data, relative)


def read_data(data: bytes, relative: str) -> Document:
    """Read the bytes of a YAML file; `relative` is its path in marks."""
    text = decode(data, relative)
    if isinstance(text, Diagnostic):
        return Document(relative, None, (text,))
    return read(text, relative)


def read(text: str, path: str) -> Document:
    """Read the text of a YAML file; `path` is its path in marks.

    Never raises for what the text holds.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        return Document(path, None, (_too_large(path, size),))
    builder = _Builder(text.removeprefix("\ufeff"), path)
    root = builder.document()
    lines = _LINE_BREAK.split(builder.text) if builder.refusals.found else []
    found = in_order(named(one, lines) for one in builder.refusals.found)
    return Document(path, root, found, builder.text)


def _too_large(path: str, size: int) -> Diagnostic:
    return error(
        "file-too-large",
        whole_file(path),
        phrase(
            "this file has {size} bytes; at most {most} are read", size=grouped(size), most=grouped(MAX_BYTES)
        ),
        help=phrase("one file says what one article says; give another article its own file"),
    )


class _Builder:
    """Builds the tree of one text."""

    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.index = LineIndex(path, text)
        self.refusals = Refusals(text, self.index)
        # The parser gives up at a control character; in its place it gets one that it takes, so
        # that offsets stay and the rest of the file is read as well.
        self.text = REFUSED_CHARACTER.sub("\ufffd", text)
        self.parser = yaml.CSafeLoader(self.text)
        # The stubs allow events and marks to be missing, which they never are before the end.
        self.next_event: Callable[[], Any] = self.parser.get_event
        self.last: Scalar | None = None
        self.flows = 0  # how many brackets and braces are open

    def document(self) -> Mapping | None:
        """The map that the file consists of, or None with the reason noted."""
        try:
            self.refusals.characters()
            root = self._root()
        except yaml.MarkedYAMLError as problem:
            self.refusals.found.append(explain(problem, self.text, self.index, self.last))
            return None
        except Stopped:
            return None
        finally:
            self.parser.dispose()
        if isinstance(root, Mapping):
            return root
        if root is None or (isinstance(root, Scalar) and root.plain and not root.text):
            found = error("empty-file", whole_file(self.path), phrase("this file is empty"), help=_begin())
        else:
            words = phrase("this file is not a map of keys to values")
            found = error("not-a-map", root.mark, words, help=_begin())
        self.refusals.found.append(found)
        return None

    def _root(self) -> Node | None:
        root: Node | None = None
        while not isinstance(event := self.next_event(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self.refusals.second_document(self._mark(event))
                break
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, 1)
        return root

    def _node(self, event: Any, depth: int) -> Node:
        # The classes of events have no classes below them; asking `type` costs less than `isinstance`.
        kind = type(event)
        if depth > MAX_DEPTH:
            raise self.refusals.nesting(self._mark(event), MAX_DEPTH)
        if kind is yaml.AliasEvent:
            return self._alias(event)
        if event.anchor is not None:
            self.refusals.anchor(event.anchor, self._mark(event))
        if event.tag is not None:
            self.refusals.tag(self._mark(event))
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if kind is yaml.SequenceStartEvent:
            return self._sequence(event, depth)
        if kind is yaml.MappingStartEvent:
            return self._mapping(event, depth)
        raise TypeError(f"an event that begins no node: {event}")

    def _alias(self, event: yaml.AliasEvent) -> Scalar:
        mark = self._mark(event)
        self.refusals.alias(event.anchor or "", mark)
        return Scalar(f"*{event.anchor}", mark)

    def _scalar(self, event: Any) -> Scalar:
        begin, finish = event.start_mark, event.end_mark
        start, end, style, value = begin.index, finish.index, event.style, event.value
        if style in ("|", ">"):  # this token goes on to the start of the next one
            end_of_text = start + len(self.text[start:end].rstrip())
            mark = self.index.mark(start, end_of_text)
        else:
            end_of_text = end
            mark = Mark(self.path, begin.line + 1, begin.column + 1, finish.line + 1, finish.column + 1)
        written = self.text[start:end_of_text]
        scalar = Scalar(value, mark, not style, "" if written == value else written, self.flows > 0)
        if style == '"' and (escaped := REFUSED_CHARACTER.search(value)):
            self.refusals.character(escaped.group(), mark)
        if not style and self.text.startswith(" #", end):
            self.refusals.comment(scalar, end)
        self.last = scalar
        return scalar

    def _sequence(self, start: yaml.SequenceStartEvent, depth: int) -> Sequence:
        items: list[Node] = []
        self.flows += bool(start.flow_style)
        while type(event := self.next_event()) is not yaml.SequenceEndEvent:
            items.append(self._node(event, depth + 1))
        self.flows -= bool(start.flow_style)
        return Sequence(tuple(items), self._span(start, event, items[-1] if items else None))

    def _mapping(self, start: yaml.MappingStartEvent, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        cut: list[Scalar] = []
        before: Entry | None = None
        value: Node | None = None
        self.flows += bool(start.flow_style)
        while type(event := self.next_event()) is not yaml.MappingEndEvent:
            key = self._node(event, depth + 1)
            following = self.next_event()
            value = self._node(following, depth + 1)
            if type(key) is not Scalar or not key.text:
                self.refusals.key_without_text(key.mark)
            elif key.plain and key.text[0] in ODD_SPACES:
                raise self.refusals.indentation(key)
            elif key.plain and key.text == "<<":
                self.refusals.merge_key(key.mark)
            elif start.flow_style and is_cut(key, alone=self._is_alone(event, following)):
                cut.append(key)
            elif key.text in entries:
                self.refusals.duplicate_key(key, entries[key.text].key)
            else:
                if cut:
                    self._report_cut(cut, before)
                before = entries[key.text] = Entry(key, value)
        self._report_cut(cut, before)
        self.flows -= bool(start.flow_style)
        return Mapping(tuple(entries.values()), self._span(start, event, value))

    def _is_alone(self, key: Any, value: Any) -> bool:
        """Whether no colon stands between a key and its value, so that there is no value."""
        return ":" not in self.text[key.end_mark.index : value.start_mark.index]

    def _report_cut(self, cut: list[Scalar], before: Entry | None) -> None:
        if cut:
            self.refusals.cut_text(cut, before)
            cut.clear()

    def _mark(self, event: Any) -> Mark:
        # The parser counts lines and columns as marks do, now that its other line breaks are refused.
        begin, finish = event.start_mark, event.end_mark
        return Mark(self.path, begin.line + 1, begin.column + 1, finish.line + 1, finish.column + 1)

    def _span(self, start: Any, end: Any, last: Node | None) -> Mark:
        """A block ends with its last node, not where the parser saw the next one."""
        begin = start.start_mark
        if start.flow_style or last is None:
            finish = end.end_mark
            return Mark(self.path, begin.line + 1, begin.column + 1, finish.line + 1, finish.column + 1)
        closing = last.mark
        return Mark(self.path, begin.line + 1, begin.column + 1, closing.end_line, closing.end_column)


def _begin() -> Message:
    return phrase(
        "a curation file begins with `article:`; each key stands on a line of its own: `key: value`"
    )
