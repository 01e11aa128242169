"""Writing another text in the place of a scalar of a YAML file, the way the file writes it.

What stands in quotation marks stays in them, a block stays a block; an unquoted text gets quotes only
where YAML would read it as something else without them.
"""

from __future__ import annotations

import re

import yaml

from kg.curation.refusals import REFUSED_CHARACTER
from kg.curation.tree import Scalar
from kg.model.diagnostics import Edit

_HEADER = re.compile(r"[|>][^\r\n]*(?:\r\n|\r|\n)")
_FIRST_LINE = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))*( *)(?=[^ \r\n])")
_BREAK = re.compile(r"[\r\n]")


def rewritten(scalar: Scalar, text: str) -> Edit | None:
    """The edit that makes a scalar say `text`, which is one line; None where it cannot be written.

    Where the scalar goes on over several lines, the new text stands in one.
    """
    if not text or text != text.strip() or _BREAK.search(text) or REFUSED_CHARACTER.search(text):
        return None
    sign = "" if scalar.plain else scalar.written[:1]
    if sign in ("|", ">"):
        written = _block(scalar.written, text)
    elif sign == '"':
        written = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    elif sign == "'" or not _is_plain(text, flow=scalar.flow):
        written = "'" + text.replace("'", "''") + "'"
    else:
        written = text
    return Edit(scalar.mark, written) if written else None


def _block(written: str, text: str) -> str:
    """A block with the header and the indentation that it has; empty where it holds no text."""
    header = _HEADER.match(written)
    first = _FIRST_LINE.match(written, header.end()) if header else None
    return f"{header[0]}{first[1]}{text}" if header and first and first[1] else ""


def _is_plain(text: str, *, flow: bool) -> bool:
    """Whether YAML reads `text` without quotation marks as just this text."""
    source = f"{{k: {text}}}" if flow else f"k: {text}"
    try:
        found = [
            one for one in yaml.parse(source, Loader=yaml.CSafeLoader) if isinstance(one, yaml.NodeEvent)
        ]
    except yaml.YAMLError:
        return False
    if len(found) != 3:
        return False
    value = found[2]
    if not isinstance(value, yaml.ScalarEvent) or value.style or value.tag or value.anchor:
        return False
    return bool(value.value == text)
