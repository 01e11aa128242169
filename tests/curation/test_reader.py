"""The reader: texts with exact places, and an error for everything that YAML would do in silence."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.curation.reader import Document, read, read_file
from kg.curation.tree import Entry, Mapping, Node, Scalar, Sequence
from kg.model.errors import FileProblem


def found(document: Document) -> list[str]:
    return [f"{one.mark.line}:{one.mark.column} {one.code}" for one in document.diagnostics]


def words(document: Document) -> str:
    return "\n".join(
        f"{one.mark}: {one.severity.value}[{one.code}] {one.message.en}; help: {one.help and one.help.en}"
        for one in document.diagnostics
    )


def plain(node: Node | None) -> object:
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if node else None


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Mapping):
        return [one for entry in node.entries for one in (entry.key, *scalars(entry.value))]
    if isinstance(node, Sequence):
        return [one for item in node.items for one in scalars(item)]
    return [node]


def test_every_scalar_is_text() -> None:
    document = read("a: no\nb: 12:30\nc: 0123\nd: 2021-04-30\ne: ~\nf:\ng: 'x'\n", "f.yaml")
    assert plain(document.root) == {
        "a": "no",
        "b": "12:30",
        "c": "0123",
        "d": "2021-04-30",
        "e": "~",
        "f": "",
        "g": "x",
    }
    assert document.diagnostics == ()
    assert document.root is not None
    value = document.root.get("g")
    assert isinstance(value, Scalar)
    assert not value.plain


def test_a_mapping_gives_entries_by_key_and_keys_in_the_order_of_the_file() -> None:
    root = read("b: 1\na: {d: 2, c: [3, 4]}\n", "f.yaml").root
    assert root is not None
    assert root.keys() == ("b", "a")
    assert root.get("none") is None
    entry = root.entry("a")
    assert isinstance(entry, Entry)
    assert str(entry.mark) == "f.yaml:2:1"
    assert (entry.mark.end_line, entry.mark.end_column) == (2, 21)


def test_marks_count_characters_whatever_their_width_and_the_line_break() -> None:
    text = "\ufeffключ: 𝒳e\u0301 z\r\nдва:\r\n  - 一汽\r- {a: «b»}\n"
    root = read(text.replace("\r-", "\r\n  -"), "f.yaml").root
    assert root is not None
    assert [(one.text, one.mark.line, one.mark.column, one.mark.end_column) for one in scalars(root)] == [
        ("ключ", 1, 1, 5),
        ("𝒳e\u0301 z", 1, 7, 12),
        ("два", 2, 1, 4),
        ("一汽", 3, 5, 7),
        ("a", 4, 6, 7),
        ("«b»", 4, 9, 12),
    ]


def test_a_block_text_ends_where_its_last_word_does() -> None:
    root = read("a: |\n  one\n  two\n\n\nb: >-\n  x\n  y\n", "f.yaml").root
    assert root is not None
    assert plain(root) == {"a": "one\ntwo\n", "b": "x y"}
    ends = [(one.mark.end_line, one.mark.end_column) for one in scalars(root) if not one.plain]
    assert ends == [(3, 6), (8, 4)]
    assert (root.mark.line, root.mark.end_line, root.mark.end_column) == (1, 8, 4)


def test_a_key_that_stands_twice_is_an_error_at_both_places() -> None:
    document = read("a: 1\nb: {c: 1, c: 2}\na: 3\n", "f.yaml")
    assert found(document) == ["2:11 duplicate-key", "3:1 duplicate-key"]
    assert [str(one.related[0].mark) for one in document.diagnostics] == ["f.yaml:2:5", "f.yaml:1:1"]
    assert plain(document.root) == {"a": "1", "b": {"c": "1"}}


def test_an_alias_bomb_is_answered_by_the_places_of_its_anchors_and_aliases() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nd: {<<: *a}\n"
    document = read(bomb, "f.yaml")
    assert found(document) == [
        "1:4 anchor",
        "2:4 anchor",
        "2:8 alias",
        "2:12 alias",
        "3:5 alias",
        "3:9 alias",
        "4:5 merge-key",
        "4:9 alias",
    ]
    assert "write the value out" in words(document)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: !!int 3\n", "1:4 tag"),
        ("a: 1\n---\nb: 2\n", "2:1 several-documents"),
        ("? [a]\n: b\n", "1:3 key-not-text"),
        ("'': b\n", "1:1 key-not-text"),
        ("", "1:1 empty-file"),
        ("# nothing yet\n", "1:1 empty-file"),
        ("---\n", "1:1 empty-file"),
        ("- a\n", "1:1 not-a-map"),
        ("a\n", "1:1 not-a-map"),
        ("a: b\x07c\n", "1:5 control-character"),
        ("a: b\u0085c\n", "1:5 control-character"),
        ("a: b\u2028c\n", "1:5 control-character"),
        ("a: b\ufeffc\n", "1:5 control-character"),
        ("a: b\uffff\n", "1:5 control-character"),
        ("a: b\ud800\n", "1:5 control-character"),
        ('a: "\\0"\n', "1:4 control-character"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_an_error_at_its_place(text: str, expected: str) -> None:
    assert found(read(text, "f.yaml")) == [expected]


def test_all_structural_errors_of_a_file_come_at_once() -> None:
    document = read("a: &x 1\nb: c\x01\nb: 2\nd: {e: f, g h}\ni: 'j\n", "f.yaml")
    assert found(document) == [
        "1:4 anchor",
        "2:5 control-character",
        "3:1 duplicate-key",
        "4:11 comma-in-flow",
        "5:4 yaml-syntax",
    ]
    assert document.root is None


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("g: {en: a good partner, in big data among others}\n", "1:25", "in big data among others"),
        ("g: {en: a partner, trusted}\n", "1:20", "trusted"),
        ("g: {ru: хороший партнер, надежный: да}\n", "1:26", "надежный"),
        ("g: {en: one, two, three and, four, ru: раз}\n", "1:14", "two"),
        ("g: {en: one, in short: two}\n", "1:14", "in short"),
    ],
)
def test_a_comma_in_braces_that_cuts_prose_is_an_error_that_says_so(text: str, place: str, rest: str) -> None:
    document = read(text, "f.yaml")
    assert found(document) == [f"{place} comma-in-flow"]
    assert f"inside {{ }} a comma ends a value, so `{rest}` was read as another key" in words(document)
    assert "in quotes" in words(document)


@pytest.mark.parametrize(
    "text", ["a: {b: x, a002:talks: y, zh-Hant: z, en: '', Agreement-party-count: q}\n", "a: {'x y': z}\n"]
)
def test_ids_languages_codes_and_quoted_keys_may_stand_in_braces(text: str) -> None:
    assert read(text, "f.yaml").diagnostics == ()


def test_a_first_entry_without_value_is_told_how_an_entry_looks() -> None:
    assert "write `key: value`, with a space after the colon" in words(read("a: {b:c}\n", "f.yaml"))


@pytest.mark.parametrize(
    "text",
    ["a: Plant #4\n", "a: see the issue # 5\n", "a: завод # два\n", "a:\n  - x y #z\n", "a: {b: c #d\n}\n"],
)
def test_a_comment_that_may_cut_a_text_is_a_warning(text: str) -> None:
    document = read(text, "f.yaml")
    assert [one.split()[1] for one in found(document)] == ["comment-in-phrase"]
    assert document.root is not None
    assert "put the text in quotes" in words(document)


@pytest.mark.parametrize(
    "text",
    [
        "a: some prose   # a comment\n",
        "a: talks # a comment\n",
        "a: talks #\n",
        "a: 'Plant' #4\n",
        "a: [x y] # z\n",
        "a: b#c\n",
        "a: # z\n  b\n",
        "a: 'Plant #4'\n",
    ],
)
def test_a_comment_that_is_meant_is_no_warning(text: str) -> None:
    assert read(text, "f.yaml").diagnostics == ()


@pytest.mark.parametrize("nested", ["[" * 100_000, "[\n" * 100_000, "- " * 100_000 + "x", "{a: " * 50_000])
def test_deep_nesting_is_an_error_and_not_a_crash(nested: str) -> None:
    document = read(f"a:\n {nested}", "f.yaml")
    assert [one.code for one in document.diagnostics] == ["too-deep"]
    assert document.root is None


def test_a_file_of_two_megabytes_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_text("a: [\n" * 400_000, encoding="utf-8")
    document = read_file(path, "seeds/big.yaml")
    assert words(document).startswith(
        "seeds/big.yaml:1:1: error[file-too-large] this file has 2,000,000 bytes; at most 1,000,000 are read"
    )
    assert read("ж" * 600_000, "f.yaml").diagnostics[0].code == "file-too-large"


def test_many_errors_end_the_reading() -> None:
    document = read("".join(f"k{number}: &x 1\n" for number in range(1000)), "f.yaml")
    assert len(document.diagnostics) == 101
    assert document.diagnostics[-1].code == "too-many-findings"
    assert document.root is None


def test_bytes_that_are_not_utf_8_are_an_error_at_the_first_of_them(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("\ufeffa: b\r\nключ: ".encode() + b"\xcf\xf0" + b"\n")
    document = read_file(path, "seeds/f.yaml")
    assert words(document).startswith(
        "seeds/f.yaml:2:7: error[not-utf-8] byte 20 of this file (0xcf) is not UTF-8; help: save the file"
    )
    path.write_bytes("a: b\n".encode("utf-16"))
    assert "this file is UTF-16" in words(read_file(path, "seeds/f.yaml"))


def test_a_file_that_does_not_exist_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"none\.yaml"):
        read_file(tmp_path / "none.yaml", "seeds/none.yaml")


texts = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"
    )
)
trees = st.recursive(
    texts,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(texts.filter(bool), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def written(tree: object, indent: int) -> list[str]:
    """The lines of a tree in block form, every text in double quotes."""
    if isinstance(tree, str):
        return [" " * indent + json.dumps(tree, ensure_ascii=False)]
    lines = []
    pairs = tree.items() if isinstance(tree, dict) else ((None, item) for item in tree)  # type: ignore[attr-defined]
    for key, value in pairs:
        lines.append(" " * indent + ("-" if key is None else json.dumps(key, ensure_ascii=False) + ":"))
        lines += written(value, indent + 2)
    return lines


@given(
    st.dictionaries(texts.filter(bool), trees, min_size=1, max_size=3), st.sampled_from(["\n", "\r\n", "\r"])
)
def test_any_tree_comes_back_with_each_text_at_its_mark(tree: dict[str, object], newline: str) -> None:
    lines = written(tree, 0)
    document = read("\ufeff" + newline.join(lines), "f.yaml")
    assert document.diagnostics == ()
    assert document.root is not None
    assert plain(document.root) == tree
    for scalar in scalars(document.root):
        mark = scalar.mark
        assert mark.line == mark.end_line
        assert json.loads(lines[mark.line - 1][mark.column - 1 : mark.end_column - 1]) == scalar.text


pieces = st.sampled_from(
    [
        *"ab1 \n\t:,-#?&*!|>'\"%@`[]{}<.~жか\u0301\u0085\u2028\ud800\0",
        ": ",
        "\n  ",
        "- ",
        "---\n",
        "<<",
        " #",
        "\r\n",
    ]
)


@given(st.lists(pieces, max_size=60).map("".join))
def test_no_text_makes_the_reader_raise_or_point_outside_the_file(text: str) -> None:
    document = read(text, "f.yaml")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert document.root is not None or document.diagnostics
    for one in document.diagnostics:
        mark = one.mark
        assert (mark.line, mark.column) <= (mark.end_line, mark.end_column)
        assert mark.end_line <= len(lines)
        assert mark.column <= len(lines[mark.line - 1]) + 1
        assert mark.end_column <= len(lines[mark.end_line - 1]) + 1
        assert one.help is not None


@given(st.integers(min_value=0, max_value=19), st.integers(min_value=0, max_value=19))
def test_a_key_written_again_anywhere_is_reported_where_it_is_written(first: int, second: int) -> None:
    lines = [f"ключ{number}: {{v: {number}}}" for number in range(20)]
    lines.insert(second + 1, f"  ключ{first}: x".strip())
    original, again = (first, second + 1) if first <= second else (second + 1, first + 1)
    document = read("\n".join(lines), "f.yaml")
    assert found(document) == [f"{again + 1}:1 duplicate-key"]
    assert document.diagnostics[0].related[0].mark.line == original + 1
