"""Terms as N-Triples text: what goes in comes out, and pyoxigraph reads the same."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.terms import XSD, Literal, iri, literal, literal_parts

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(text=TEXTS, language=st.sampled_from(["", "ru", "zh-Hant"]))
def test_a_literal_keeps_its_parts(text: str, language: str) -> None:
    assert literal_parts(literal(text, language=language)) == Literal(text, language, "")


@given(text=TEXTS)
def test_pyoxigraph_reads_the_same_text(text: str) -> None:
    line = f"<https://kg.example/s> <https://kg.example/p> {literal(text)} ."
    (quad,) = pyoxigraph.parse(line.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, pyoxigraph.Literal)
    assert quad.object.value == text


def test_a_string_does_not_name_its_datatype() -> None:
    assert literal("a", datatype=XSD + "string") == '"a"'
    assert literal("1", datatype=XSD + "integer") == f'"1"^^<{XSD}integer>'


@pytest.mark.parametrize(
    "value", ["https://a b", "https://a<b", 'https://a"b', "https://a\\b", "https://a\nb"]
)
def test_what_no_iri_can_hold_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="cannot contain"):
        iri(value)
