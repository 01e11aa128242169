"""Offsets to lines and columns, counted as editors count them."""

from hypothesis import given
from hypothesis import strategies as st

from kg.model.marks import LineIndex, Mark, locate


def test_lines_end_with_lf_crlf_or_cr_and_with_nothing_else() -> None:
    index = LineIndex("f", "a\r\nb\rc\nd\u2028e\u0085f")
    places = [(0, 1, 1), (1, 1, 2), (3, 2, 1), (5, 3, 1), (7, 4, 1), (9, 4, 3), (12, 4, 6)]
    assert [(offset, index.mark(offset).line, index.mark(offset).column) for offset, *_ in places] == places


def test_a_stretch_has_a_start_and_an_end() -> None:
    assert locate("f", "one\ntwo", 2, 5) == Mark("f", 1, 3, 2, 2)


@given(st.text(st.sampled_from("a𝒳\r\n\u2028")), st.data())
def test_a_position_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    mark = LineIndex("f", text).mark(offset)
    lines = text.replace("\r\n", "\n ").replace("\r", "\n").split("\n")
    if text[offset - 1 : offset + 1] != "\r\n":
        starts = [0]
        for place, character in enumerate(text, start=1):
            if character == "\n" or (character == "\r" and text[place : place + 1] != "\n"):
                starts.append(place)
        assert len(starts) == len(lines)
        assert starts[mark.line - 1] + mark.column - 1 == offset
