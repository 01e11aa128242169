"""From the bytes of a text file to its characters.

Files are UTF-8; a byte order mark at the start is not part of the text, so positions count from
the character after it.  Line breaks stay as they are.
"""

from __future__ import annotations

import codecs

from kg.model.diagnostics import Diagnostic, error
from kg.model.marks import LineIndex, whole_file
from kg.model.wording import Message, phrase


def decode(data: bytes, path: str, *, code: str = "not-utf-8") -> str | Diagnostic:
    """The text of a file, or the diagnostic (with this code) that points at the first bad byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return error(code, whole_file(path), phrase("this file is UTF-16, not UTF-8"), help=_help())
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode("utf-8").removeprefix("\ufeff")
        byte = data[problem.start]
        return error(
            code,
            LineIndex(path, before).mark(len(before)),
            phrase(
                "byte {number} of this file (0x{byte:02x}) is not UTF-8", number=problem.start + 1, byte=byte
            ),
            help=_help(),
        )


def _help() -> Message:
    return phrase("save the file as UTF-8; most editors offer that under “Save with encoding”")
