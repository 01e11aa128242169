"""The IRI that a prefixed name stands for, where it can stand in its place.

The engine joins namespace and local name as text and parses the result; where it does not parse, it
takes the prefix alone and reads on behind the colon.  So a name is expanded only when both, the
name as a whole and the IRI, are what the engine takes in one piece.

Follows SPARQL 1.1 sections 4.1.1 and 19.8 (PN_LOCAL) and RFC 3987 section 2.2.
"""

from __future__ import annotations

import re

from kg.model.prologue import Declaration

_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 15))
_CHARACTER = (
    rf"(?:[!$&'()*+,./0-9:;=?@A-Z_a-z~\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{_PLANES}-]|%[0-9A-Fa-f]{{2}})"
)
_IRI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#]*)?(?!//){_CHARACTER}*(?:#{_CHARACTER}*)?")
_OPEN_AUTHORITY = re.compile(r"[^:/?#]*:(?://[^/?#]*|/?)")  # what is appended would become part of it
_PLAIN_AUTHORITY = re.compile(r"[^:/?#]*://[^/?#:@\[\]%]*(?::[0-9]*)?(?:[/?#].*)?", re.DOTALL)
_RELATIVE = re.compile(r"(?!//|\.|.*/\.)(?:[^:?#\\]*/|[^:?#\\]*#[^#\\]*)")  # what is appended stays behind it
_LONGEST_NAMESPACE = 300  # each name repeats it
_NUMERIC_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U00(0[0-9A-Fa-f]{5}|10[0-9A-Fa-f]{4})")
_ESCAPED = r"\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL_ESCAPE = re.compile(r"\\(.)")
_IN_LOCAL = rf"(?:[\w\u00b7\u0300-\u036f\u203f\u2040:-]|%[0-9A-Fa-f]{{2}}|{_ESCAPED})"
_LOCAL = re.compile(rf"(?:(?![\u00b7\u0300-\u036f\u203f\u2040-]){_IN_LOCAL}+(?:\.+{_IN_LOCAL}+)*)?")


def namespace_of(declared: Declaration) -> str | None:
    """The namespace of a declaration as it is written, or None where names in it cannot become IRIs.

    A relative one can where the base stays the same behind it.
    """
    if len(declared.iri) > _LONGEST_NAMESPACE:
        return None
    if _IRI.fullmatch(_unescaped(declared.iri)):
        return declared.iri
    return declared.iri if _RELATIVE.fullmatch(declared.iri) and not declared.base_follows else None


def expand(namespace: str, local: str) -> str | None:
    """The IRI, escapes of the namespace kept, or None where the two make none."""
    if not _LOCAL.fullmatch(local):
        return None
    local = _LOCAL_ESCAPE.sub(_without_backslash, local)
    whole = _unescaped(namespace) + local
    if _RELATIVE.fullmatch(namespace):
        return namespace + local if _IRI.fullmatch(f"x:{whole}") else None
    if not _IRI.fullmatch(whole):
        return None
    if (
        _OPEN_AUTHORITY.fullmatch(_unescaped(namespace))
        and "//" in whole
        and not _PLAIN_AUTHORITY.fullmatch(whole)
    ):
        return None
    return namespace + local


def _unescaped(iri: str) -> str:
    return _NUMERIC_ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), iri)


def _without_backslash(found: re.Match[str]) -> str:
    return found.group(1)
