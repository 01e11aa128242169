"""Passages marked in a text: nested, overlapping, touching, over line ends."""

from hypothesis import given
from hypothesis import strategies as st

from kg.curation.text import quote_hash
from kg.web.articles.marked_text import Marked, MarkedText, Piece, Support, fitting, mark_text
from kg.web.language import Label
from kg.web.names import Ref


def support(name: str) -> Support:
    return Support(Ref(f"https://g.example/id/{name}", f"/id/{name}", (Label(name),)), f"#{name}")


def passage(text: str, words: str, *names: str) -> Marked:
    start = text.index(words)
    return Marked(f"p{start}-{start + len(words)}", start, start + len(words), tuple(map(support, names)))


def pieces(marked: MarkedText) -> list[Piece]:
    return [one for paragraph in marked.paragraphs for line in paragraph for one in line]


def told(marked: MarkedText) -> list[tuple[str, bool, str, list[str]]]:
    return [
        (one.text, one.marked, one.link.href if one.link else "", [further.href for further in one.further])
        for one in pieces(marked)
    ]


def test_a_passage_links_to_what_rests_on_it() -> None:
    text = "The gate was opened in 1936."
    marked = mark_text(text, [passage(text, "opened in 1936", "opening")])
    assert told(marked) == [
        ("The gate was ", False, "", []),
        ("opened in 1936", True, "#opening", []),
        (".", False, "", []),
    ]
    assert marked.share == 12 / 23  # letters that are no white space


def test_a_passage_in_another_one_has_its_own_link_and_the_outer_one_keeps_its_own() -> None:
    text = "Vera met Ilya at noon."
    outer, inner = passage(text, "Vera met Ilya", "talks"), passage(text, "Ilya", "ilya")
    assert told(mark_text(text, [inner, outer])) == [
        ("Vera met ", True, "#talks", []),
        ("Ilya", True, "#ilya", []),
        (" at noon.", False, "", []),
    ]


def test_an_outer_passage_that_is_wholly_covered_still_reaches_its_record() -> None:
    text = "Vera, Ilya"
    found = [
        passage(text, "Vera, Ilya", "talks"),
        passage(text, "Vera,", "vera"),
        passage(text, " Ilya", "ilya"),
    ]
    assert told(mark_text(text, found)) == [
        ("Vera,", True, "#vera", []),
        (" Ilya", True, "#ilya", ["#talks"]),
    ]


def test_overlapping_passages_are_told_apart_piece_by_piece() -> None:
    text = "one two three four"
    found = [passage(text, "one two three", "first"), passage(text, "two three four", "second")]
    marked = mark_text(text, found)
    assert [one.text for one in pieces(marked)] == ["one ", "two three", " four"]
    assert [one.title for one in pieces(marked)] == ["first", "first; second", "second"]
    assert [one.anchors for one in pieces(marked)] == [("p0-13",), ("p4-18",), ()]
    assert marked.share == 1.0


def test_every_record_of_a_passage_is_reached_once() -> None:
    text = "signed by both"
    found = told(mark_text(text, [passage(text, "signed by both", "a", "b", "c")]))
    assert found == [("signed by both", True, "#a", ["#b", "#c"])]


def test_lines_and_paragraphs_stay_and_a_passage_may_run_over_a_line_end() -> None:
    text = "Head\n\n  one two\nthree four  \n\n\n五六\r\n七八"
    marked = mark_text(text, [passage(text, "two\nthree", "talks"), passage(text, "六\r\n七", "loan")])
    lines = [["".join(one.text for one in line) for line in paragraph] for paragraph in marked.paragraphs]
    assert lines == [["Head"], ["one two", "three four"], ["五六", "七八"]]
    assert [one.text for one in pieces(marked) if one.marked] == ["two", "three", "六", "七"]
    assert [one.anchors for one in pieces(marked) if one.anchors] == [("p12-21",), ("p32-36",)]


def test_only_quotes_that_stand_there_fit() -> None:
    text = "«Low  Tide» went home"
    places = [(0, 11, quote_hash('"Low Tide"')), (0, 11, quote_hash("High Tide")), (5, 400, quote_hash(text))]
    assert fitting(text, places) == [True, False, False]


@given(st.data())
def test_the_pieces_are_the_text_whatever_the_passages(data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("ab 中\n"), min_size=1, max_size=60))
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=6))
    found = [Marked(f"p{n}", s, e, (support(f"r{n}"),)) for n, (s, e) in enumerate(spans) if s < e]
    marked = mark_text(text, found)
    shown = [["".join(one.text for one in line) for line in paragraph] for paragraph in marked.paragraphs]
    kept = [line.strip() for line in text.split("\n")]
    assert [line for paragraph in shown for line in paragraph] == [line for line in kept if line]
    letters = [place for place, letter in enumerate(text) if not letter.isspace()]
    covered = [place for place in letters if any(one.start <= place < one.end for one in found)]
    assert marked.share == (len(covered) / len(letters) if letters else 0)
    inside = "".join(one.text for one in pieces(marked) if one.marked)
    assert "".join(inside.split()) == "".join(text[place] for place in covered)
    for one in found:
        if any(one.start <= place < one.end for place in letters):
            reached = [
                link.href
                for piece in pieces(marked)
                for link in (piece.link, *piece.further)
                if link is not None
            ]
            # A passage that ends in the white space of a line end has no piece that ends with it.
            assert (
                f"#{one.supports[0].ref.text}" in reached
                or text[one.start : one.end].strip() != text[one.start : one.end]
                or any(other.end - other.start <= one.end - one.start for other in found if other is not one)
            )
