"""Applying an RDF Patch, written from its description and without a line of kg.

https://afs.github.io/rdf-delta/rdf-patch.html: a row is a keyword, terms, and a full stop.
"""

from __future__ import annotations

import re

_LITERAL = r'"(?:[^"\\\n\r]|\\.)*"(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^<[^<>\s]*>)?'
_TERM = rf'(?:<[^<>"{{}}|^`\\\x00-\x20]*>|_:\S+|{_LITERAL})'
_ROW = re.compile(rf"(H|TX|TC|TA|PA|PD|A|D)((?:\s+(?:{_TERM}|\w+))*)\s*\.")
_TERMS = re.compile(_TERM)

Quad = tuple[str, ...]


def quads(lines: str) -> set[Quad]:
    """The quads of an N-Quads text."""
    return {tuple(_TERMS.findall(line)) for line in lines.split("\n") if line}


def applied(patch: str, dataset: set[Quad]) -> set[Quad]:
    """A dataset after a patch of one transaction; a row that changes nothing fails."""
    found, is_open, is_done = set(dataset), False, False
    for line in patch.split("\n")[:-1]:
        row = _ROW.fullmatch(line)
        assert row is not None, f"no row of a patch: {line!r}"
        code, terms = row[1], tuple(_TERMS.findall(row[2]))
        if code == "H":
            assert not is_open
            assert not is_done
        elif code == "TX":
            assert not is_open
            is_open = True
        elif code == "TC":
            assert is_open
            is_open, is_done = False, True
        else:
            assert is_open
            assert code in "AD"
            assert len(terms) == 4
            assert (terms in found) == (code == "D"), line
            (found.add if code == "A" else found.discard)(terms)
    assert is_done
    return found
