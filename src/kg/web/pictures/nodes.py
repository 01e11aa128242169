"""Nodes of pictures from the names of a page."""

from __future__ import annotations

from collections.abc import Sequence

from kg.web.language import Label
from kg.web.names import Ref
from kg.web.pictures.parts import Node


def node_of(ref: Ref, kinds: Sequence[Ref] = ()) -> Node:
    """The node of a thing; its language is stated where all parts of the name are in one."""
    languages = {part.language for part in ref.parts}
    language = languages.pop() if len(languages) == 1 and not ref.date else ""
    kind = kinds[0].text if kinds else ""
    return Node(ref.iri, Label(ref.text, language), ref.href, ref.mark, kind)
