"""Pictures as SVG: the same bytes each time, words escaped, labels that neither overlap nor are crossed."""

import random
import statistics
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from patience import within

from kg.web.language import Label
from kg.web.pictures import Edge, Node, Picture, Spoke, draw_chains, draw_network, draw_star
from kg.web.pictures.geometry import overlapping
from kg.web.pictures.network import MOST_NODES
from kg.web.pictures.parts import merge_edges
from kg.web.pictures.room import Size, count_crossings, make_room
from kg.web.pictures.stress import components, lay_out
from kg.web.pictures.words import break_lines, width_of
from kg.web.texts import read_texts

TEXTS = read_texts("en")
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script> \"'&\u202e"
MARKS = ("person", "company", "event", "agreement", "lab", "")
NAMES = (
    "Lin Wanru",
    "The Municipal Gallery of Northgate and its Friends",
    "长春光学精密机械与物理研究所",
    "Осенняя переправа",
    "Ferry",
)


def node(number: int, text: str = "") -> Node:
    label = Label(text or f"{NAMES[number % len(NAMES)]} {number}", "en")
    kind = MARKS[number % len(MARKS)]
    return Node(f"x:{number}", label, f"/id/n{number}", kind, kind or "place")


def a_network(count: int, lines: int, seed: int) -> tuple[list[Node], list[Edge]]:
    dice = random.Random(seed)
    pairs = [(dice.randrange(count), dice.randrange(count)) for _ in range(lines)]
    return [node(one) for one in range(count)], [Edge(f"x:{a}", f"x:{b}", "met") for a, b in pairs]


def a_tree(count: int, seed: int) -> list[tuple[int, int]]:
    dice = random.Random(seed)
    return [(one, dice.randrange(one)) for one in range(1, count)]


def drawn(picture: Picture | None) -> ElementTree.Element:
    """The SVG as a parser sees it."""
    assert picture is not None
    text = str(picture.svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(text)  # noqa: S314, our own words


def test_the_same_things_give_the_same_bytes() -> None:
    nodes, edges = a_network(40, 60, 1)
    first = draw_network(nodes, edges, title="Who met whom", texts=TEXTS)
    second = draw_network(list(nodes), list(edges), title="Who met whom", texts=TEXTS)
    assert first is not None
    assert first == second


def test_each_thing_is_a_link_with_its_whole_name_as_title() -> None:
    nodes, edges = a_network(12, 14, 2)
    root = drawn(draw_network(nodes, edges, title="Who met whom", texts=TEXTS))
    links = [one for one in root.iter(f"{SVG}a") if "node" in one.get("class", "")]
    assert [one.get("href") for one in links] == [f"/id/n{number}" for number in range(12)]
    titles = [one.findtext(f"{SVG}title") for one in links]
    assert titles == [f"{one.label.text} ({one.kind})" for one in nodes]


def test_the_picture_has_a_name_and_is_no_image_that_would_hide_its_links() -> None:
    root = drawn(draw_network(*a_network(3, 3, 3), title="Who met whom", texts=TEXTS))
    named = {one.get("id"): one.text for one in root if one.get("id")}
    assert root.get("role") == "group"
    assert named[root.get("aria-labelledby")] == "Who met whom"
    assert "3 things" in (named[root.get("aria-describedby")] or "")


@pytest.mark.parametrize("draw", ["network", "star", "chains"])
def test_words_never_become_markup(draw: str) -> None:
    nodes = [replace(node(one, HOSTILE), href='/id/x"onclick="', kind=HOSTILE) for one in range(3)]
    edges = [Edge("x:0", "x:1", HOSTILE), Edge("x:1", "x:2", HOSTILE, href="/a?b=1&c=2")]
    if draw == "network":
        picture = draw_network(nodes, edges, title=HOSTILE, texts=TEXTS)
    elif draw == "star":
        spokes = [Spoke(one, HOSTILE, inward=True) for one in nodes[1:]]
        picture = draw_star(nodes[0], spokes, title=HOSTILE, texts=TEXTS)
    else:
        picture = draw_chains([[one] for one in nodes], edges, title=HOSTILE, texts=TEXTS)
    root = drawn(picture)
    assert not list(root.iter(f"{SVG}script"))
    allowed = {
        *(
            "class",
            "href",
            "d",
            "x",
            "y",
            "cx",
            "cy",
            "r",
            "rx",
            "width",
            "height",
            "viewBox",
            "role",
            "lang",
        ),
        *("preserveAspectRatio", "aria-labelledby", "aria-describedby", "aria-hidden", "text-anchor", "id"),
        *("data-node", "data-between", "tabindex"),
    }
    assert {name for one in root.iter() for name in one.attrib} <= allowed
    assert all("\u202e" not in (one.text or "") for one in root.iter(f"{SVG}tspan"))


@pytest.mark.parametrize("seed", range(12))
def test_marks_and_labels_never_overlap(seed: int) -> None:
    dice = random.Random(seed)
    count = dice.randrange(2, 60)
    links = [(dice.randrange(count), dice.randrange(count)) for _ in range(dice.randrange(2 * count))]
    links = [(a, b) for a, b in links if a != b]
    sizes = [Size(dice.uniform(20, 130), dice.choice([17, 34])) for _ in range(count)]
    for part in components(count, links):
        place = {one: number for number, one in enumerate(part)}
        own = [(place[a], place[b]) for a, b in links if a in place]
        points = lay_out(len(part), own, length=90)
        room = make_room(points, [sizes[one] for one in part], own)
        for one in range(len(part)):
            for other in range(one):
                assert not overlapping(room.label(one), room.label(other))
                assert not overlapping(room.label(one), room.disc(other))
                assert not overlapping(room.disc(one), room.label(other))
                assert not overlapping(room.disc(one), room.disc(other))


@pytest.mark.parametrize("seed", range(6))
def test_in_a_sparse_network_lines_keep_off_the_labels(seed: int) -> None:
    links = a_tree(24, seed)
    room = make_room(lay_out(24, links, length=86), [Size(110, 34)] * 24, links)
    assert count_crossings(room) <= 1  # of 23 lines and 24 labels; `bow` bends the one that is left


def test_things_that_stand_on_one_point_are_parted() -> None:
    room = make_room([(0.0, 0.0)] * 30, [Size(100, 34)] * 30, [])
    boxes = [room.label(one) for one in range(30)]
    assert not any(overlapping(boxes[a], boxes[b]) for a in range(30) for b in range(a))


def test_the_first_things_are_drawn_and_the_others_counted() -> None:
    nodes, edges = a_network(MOST_NODES + 25, 90, 4)
    picture = draw_network(nodes, edges, title="Many", texts=TEXTS)
    assert picture is not None
    assert picture.nodes == MOST_NODES
    assert picture.left_out == 25


def test_nothing_gives_no_picture_and_one_thing_gives_one() -> None:
    assert draw_network([], [], title="None", texts=TEXTS) is None
    assert draw_star(node(0), [], title="None", texts=TEXTS) is None
    assert draw_chains([], [], title="None", texts=TEXTS) is None
    alone = draw_network([node(0)], [], title="One", texts=TEXTS)
    assert alone is not None
    assert alone.nodes == 1


@pytest.mark.slow
def test_the_largest_network_is_drawn_at_once() -> None:
    nodes, edges = a_network(60, 120, 5)
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        draw_network(nodes, edges, title="Large", texts=TEXTS)
        taken.append(time.perf_counter() - started)
    assert statistics.median(taken) < within(0.2)


def test_statements_between_two_things_share_a_line_that_names_them_all() -> None:
    edges = [
        Edge("a", "b", "met"),
        Edge("a", "b", "wrote to"),
        Edge("a", "a", "knows"),
        Edge("a", "c", "met"),
    ]
    merged = merge_edges(edges, ["a", "b"])
    assert [(one.source, one.target, one.label, one.both) for one in merged] == [
        ("a", "b", "met, wrote to", False)
    ]
    there_and_back = merge_edges([Edge("a", "b", "met"), Edge("b", "a", "met")], ["a", "b"])
    assert [(one.label, one.both) for one in there_and_back] == [("met", True)]


def test_a_line_says_in_its_title_which_way_it_reads() -> None:
    root = drawn(draw_network([node(0), node(1)], [Edge("x:1", "x:0", "met")], title="T", texts=TEXTS))
    edges = [one for one in root.iter(f"{SVG}g") if one.get("class") == "edge"]
    assert [one.findtext(f"{SVG}title") for one in edges] == [
        "The Municipal Gallery of Northgate and its Friends 1 — met → Lin Wanru 0"
    ]


def test_kinds_differ_in_shape_and_stand_in_the_legend() -> None:
    nodes = [node(number) for number in range(6)]
    picture = draw_network(nodes, [], title="Kinds", texts=TEXTS)
    assert picture is not None
    assert [(one.mark, one.words) for one in picture.legend] == [(mark, mark or "place") for mark in MARKS]
    shapes = set()
    for one in drawn(picture).iter(f"{SVG}a"):
        shape = next(
            child
            for child in one
            if child.tag.removeprefix(SVG) in ("circle", "path", "rect") and child.get("class") != "hit"
        )
        commands = "".join(letter for letter in shape.get("d", "") if letter.isalpha())
        shapes.add((shape.tag, commands, shape.get("r", "")))
    assert len(shapes) == 6


def test_long_names_take_two_lines_and_an_ellipsis() -> None:
    for name in NAMES:
        lines = break_lines(name * 7, widest=120)
        assert len(lines.lines) == 2
        assert lines.cut
        assert lines.lines[1].endswith("…")
        assert all(width_of(line) <= 120 for line in lines.lines)
    assert break_lines("Huawei", widest=120).lines == ("Huawei",)


def test_no_text_however_odd_breaks_a_label() -> None:
    for text in ("", " ", "\x00\u202e", "a" * 5_000, "長" * 5_000, "e\u0301" * 300, "👩‍👩‍👧‍👦 " * 50):
        lines = break_lines(text, widest=120)
        assert 1 <= len(lines.lines) <= 2
        assert lines.width <= 130


def test_chains_have_a_column_for_each_step_and_lines_in_the_gutters_only() -> None:
    columns = [[node(0)], [node(1), node(2)], [node(3)]]
    edges = [Edge("x:0", "x:1"), Edge("x:2", "x:0"), Edge("x:1", "x:3"), Edge("x:2", "x:3")]
    root = drawn(draw_chains(columns, edges, title="Chains", texts=TEXTS))
    plates = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "plate"]
    spans = [
        (float(one.get("x", "")), float(one.get("x", "")) + float(one.get("width", ""))) for one in plates
    ]
    lines = [one.get("d", "") for one in root.iter(f"{SVG}path") if one.get("class") == "line"]
    assert len(spans) == 4
    assert len(lines) == 4
    for line in lines:
        numbers = line.replace("M", "").replace("C", " ").split()
        start, end = float(numbers[0]), float(numbers[-2])
        assert not any(left < end - 1 and start + 1 < right for left, right in spans)


def test_a_star_draws_every_neighbour_beside_its_words() -> None:
    spokes = [
        Spoke(node(one), ("took part", "met", "party")[one % 3], inward=one % 2 == 0) for one in range(1, 20)
    ]
    root = drawn(draw_star(node(0), spokes, title="Star", texts=TEXTS))
    said = [one.text for one in root.iter(f"{SVG}text") if one.get("class") == "said"]
    assert set(said) == {"met", "party", "took part"}
    assert len(list(root.iter(f"{SVG}a"))) == 20
    assert len([one for one in root.iter(f"{SVG}path") if one.get("class") == "line"]) == 19
