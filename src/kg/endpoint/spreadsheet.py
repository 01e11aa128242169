"""Solutions as a file that Excel opens by double click: UTF-16, little-endian, with its mark, and tabs.

Excel tells the encoding of a `.csv` by the byte order mark alone.  With UTF-8 and commas the letters
come through, but wherever the list separator of the system is a semicolon (Russia, most of Europe) a
whole row lands in one cell.  Tabs behind the mark of UTF-16 are read as columns in every locale.

Nothing in a cell may run: Excel takes what begins with `=`, `+`, `-` or `@`, in their wide forms
too, for a formula, so such a text gets an apostrophe before it.  Numbers are left as they are.
"""

from __future__ import annotations

import codecs
import csv
import io
import re

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_QUOTED = re.compile(r'["\t\r\n]')


def as_spreadsheet(table: bytes, size: int) -> tuple[bytes, int, bool]:
    """A document of SPARQL 1.1 Query Results CSV for Excel.

    Returns the bytes, the number of rows below the header, and whether all of them fit in `size`
    bytes; the rest is left out, row by row.
    """
    # No cell is longer than the whole; the reader's own limit is a fraction of what an answer may be.
    csv.field_size_limit(max(len(table), 1))
    parts = [codecs.BOM_UTF16_LE]
    room = size - len(parts[0])
    count = -1
    for row in csv.reader(io.StringIO(table.decode("utf-8"), newline="")):
        line = ("\t".join(_cell(text) for text in row) + "\r\n").encode("utf-16-le")
        room -= len(line)
        if room < 0 and count >= 0:
            return b"".join(parts), count, False
        parts.append(line)
        count += 1
    return b"".join(parts), max(count, 0), True


def _cell(text: str) -> str:
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
