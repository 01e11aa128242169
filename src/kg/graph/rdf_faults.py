"""What is wrong with an RDF file, in plain words and at its line.

The engine says where a Turtle or JSON text is wrong; of RDF/XML it tells no place, takes a text that
ends too early for a whole one and expands entities without end.  So RDF/XML is read by expat first,
which knows lines, and a document type declaration, the home of entities, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast
from xml.parsers import expat

import pyoxigraph
from pyoxigraph import RdfFormat

from kg.model.diagnostics import Diagnostic, error
from kg.model.errors import FileProblem
from kg.model.marks import Mark, whole_file
from kg.model.wording import phrase

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ENGINE_PLACE = re.compile(r"^Parser error at line [^:]*: ")
_CONTEXT_ELSEWHERE = "LoadDocumentCallback"
_DOCTYPE = re.compile(rb"<!DOCTYPE")
_CONTEXT = re.compile(rb'"@context"\s*:\s*(?:\[[^]{}]*)?"')


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file behind its byte order mark, if it has one.  Raises FileProblem."""
    try:
        with path.open("rb") as file:
            if file.read(len(_BYTE_ORDER_MARK)) != _BYTE_ORDER_MARK:
                file.seek(0)
            yield file
    except OSError as problem:
        raise FileProblem(path, problem) from problem


def fault_of_xml(path: Path) -> Diagnostic | None:
    """Why an XML file is not read: it is not well formed, or declares a document type.

    Raises FileProblem.
    """
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise _DocumentType

    parser.StartDoctypeDeclHandler = refuse
    try:
        with opened(path) as file:
            parser.ParseFile(file)
    except _DocumentType:
        return error(
            "rdf-doctype",
            _place_of(path, _DOCTYPE),
            phrase("a document type declaration is not read, because entities can grow without end"),
            help=phrase("take out `<!DOCTYPE …>` and write in full what its entities stand for"),
        )
    except expat.ExpatError as problem:
        words = phrase(
            "this is not {format}: {problem}", format="XML", problem=expat.ErrorString(problem.code)
        )
        return error("rdf-syntax", _mark(path, problem.lineno, problem.offset + 1), words)
    return None


class _DocumentType(Exception):
    """A document type declaration begins."""


def fault_of(path: Path, format: RdfFormat, problem: SyntaxError, *, base: str) -> Diagnostic:
    """The finding for a file that the engine does not read.  Raises FileProblem."""
    words = _ENGINE_PLACE.sub("", problem.msg)
    if _CONTEXT_ELSEWHERE in words:
        return error(
            "rdf-context",
            _place_of(path, _CONTEXT),
            phrase("the context stands in another document, and nothing is ever fetched"),
            help=phrase("write the context itself into the file"),
        )
    if problem.lineno:
        mark = _mark(path, problem.lineno, problem.offset or 1)
    else:
        mark = _mark(path, _line_of_fault(path, format, base), 1)
    message = phrase("this is not {format}: {problem}", format=format.name, problem=words)
    return error("rdf-syntax", mark, message)


def _mark(path: Path, line: int, column: int) -> Mark:
    return Mark(path.as_posix(), line, column, line, column)


def _place_of(path: Path, pattern: re.Pattern[bytes]) -> Mark:
    with opened(path) as file:
        text = file.read()
    found = pattern.search(text)
    if not found:
        return whole_file(path.as_posix())
    before = text[: found.start()].decode(errors="replace")
    return _mark(path, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _line_of_fault(path: Path, format: RdfFormat, base: str) -> int:
    """The line that the engine had come to when it met a fault whose place it does not tell."""
    with opened(path) as file:
        lines = _Lines(file)
        with suppress(SyntaxError):
            for _ in pyoxigraph.parse(cast("BinaryIO", lines), format=format, base_iri=base):
                pass
        return max(1, lines.number)


class _Lines:
    """A file that gives out no more than one line at a time."""

    def __init__(self, file: BinaryIO) -> None:
        self.number = 0
        self._file = file
        self._rest = b""

    def read(self, size: int) -> bytes:
        """At most `size` bytes of the line."""
        if not self._rest:
            self._rest = self._file.readline()
            self.number += bool(self._rest)
        given, self._rest = self._rest[:size], self._rest[size:]
        return given
