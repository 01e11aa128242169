"""Names that a push gives to what it keeps in a store beside the graphs of the version.

They lie outside `<base>graph/`, so that no article can ever have one of them; the vocabulary is
described in `docs/engines.md`.
"""

from __future__ import annotations

from kg.model.terms import XSD

PUSHED = "https://kg.example/pushed#"
STATE, VERSION, TOKEN = f"{PUSHED}state", f"{PUSHED}version", f"{PUSHED}token"
BEGUN, RENEWED, VERIFIED = f"{PUSHED}begun", f"{PUSHED}renewed", f"{PUSHED}verified"
DEFAULT_GRAPH = f"{PUSHED}defaultGraph"
SHA256, UNSURE, GONE = f"{PUSHED}sha256", f"{PUSHED}unsure", f"{PUSHED}gone"
DATE_TIME = f"{XSD}dateTime"


def merged_graph(base: str) -> str:
    """The IRI of the named graph that holds the default graph where a store has no own place for it."""
    return f"{base}store/merged"


def record_graph(base: str) -> str:
    """The IRI of the graph that says what has been pushed."""
    return f"{base}store/pushed"
