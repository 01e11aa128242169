"""YAML syntax errors say in a curator's words where the slip is and what to write."""

import pytest

from kg.curation.reader import read


@pytest.mark.parametrize(
    ("text", "place", "message", "help"),
    [
        ("a:\n\tb: 1\n", "2:1", "this line is indented with a tab", "spaces"),
        ("a:\n  - x\n \t- y\n", "3:2", "this line is indented with a tab", "spaces"),
        ("a: 'x\nb: 2\n", "1:4", "this quotation mark is never closed", "close it"),
        ('a: "x\n', "1:4", "this quotation mark is never closed", "close it"),
        ("a: 'it's'\n", "1:8", "there is text after the closing quotation mark", "written twice"),
        ("a: [x\nb: 2\n", "1:4", "this `[` is never closed", "write `]`"),
        ("a: {x: 1\nb: {y: 2}\n", "1:4", "this `{` is never closed", "write `}`"),
        ("a: {x: [1, 2}\n", "1:8", "this `[` is never closed", "write `]`"),
        ("a: {x: y: z}\n", "1:9", "a colon and a space begin a value, and there is one already", "in quotes"),
        ('a: {x: "1" y: 2}\n', "1:12", "expected `,` or `}` before this", "comma"),
        ("a: {x:, y: 1}\n", "1:6", "after this colon there is neither a space nor a value", "`key: value`"),
        ("a: 1\n}\n", "2:1", "this `}` closes nothing", "delete it"),
        ("a: because: b\n", "1:11", "a colon and a space in an unquoted text begin a value", "in quotes"),
        ("a: 1\n  b: 2\n", "2:4", "read as part of the text above it", "begin below the key"),
        ("a:b\nc: d\n", "1:1", "`a:` is not followed by a space", "put a space after the colon"),
        ("a: 1\nname Deng\nc: 2\n", "2:1", "this line is no `key: value`", "colon and a space"),
        ("a:\n  b: 2\n c: 3\n", "3:2", "the indentation of this line fits no line above it", "same column"),
        ("a: x # y\n  z\n", "2:3", "the text above ended at its ` #`", "in quotes"),
        ("- a\nb: c\n", "2:1", "this line stands beside list items, but is none", "begin it with `- `"),
        ("a: - x\n", "1:4", "a list cannot begin here", "next line"),
        ("a: @x\n", "1:4", "a text cannot begin with “@”", "in quotes"),
        ("a: % x\n", "1:4", "a text cannot begin with “%”", "in quotes"),
        ("a: & y\n", "1:4", "a text cannot begin with “&”", "in quotes"),
        ("a: !<x y\n", "1:4", "a text cannot begin with “!”", "in quotes"),
        ("a: 1\n: b\n", "2:1", "there is no key before this colon", "in quotes"),
        ("a: {: b}\n", "1:5", "there is no key before this colon", "in quotes"),
        ("a: ]\n", "1:4", "a value is missing before `]`", "in quotes"),
        ('a: "\\q"\n', "1:5", "this backslash means nothing", "write it twice"),
        ("a: | x\n", "1:4", "after `|` or `>` the text begins on the next line", "move the text down"),
        ("a: 1\n...\nb: 2\n", "3:1", "this stands after the end of the document", "delete the line"),
        ("%YAML x\n---\na: 1\n", "1:7", "this is not YAML: ", "in quotes"),
    ],
)  # fmt: skip
def test_a_slip_is_explained_where_it_was_made(text: str, place: str, message: str, help: str) -> None:
    document = read(text, "f.yaml")
    slip = next(one for one in document.diagnostics if one.code in ("yaml-syntax", "tab-indentation"))
    assert f"{slip.mark.line}:{slip.mark.column}" == place
    assert message in slip.message.en
    assert slip.help is not None
    assert help in slip.help.en
    assert document.root is None


def test_a_bracket_that_is_not_closed_also_shows_where_something_else_begins() -> None:
    (slip,) = read("a: [x, y\nb: z\n", "f.yaml").diagnostics
    assert [str(one.mark) for one in slip.related] == ["f.yaml:2:2"]


COLON = "the colon here is the full-width `：`; YAML needs `:` and a space"
SPACES = "put plain spaces in its place, here and on other lines"


@pytest.mark.parametrize(
    ("text", "place", "help"),
    [
        ("article：\n  id: a000\n", "2:5", "line 1: " + COLON),
        ("article：\n  id：a000\n", "1:1", COLON),
        ("a:\n  text: b\n  id：c\n", "3:3", COLON),
        ("a: {type：Person}\n", "1:5", COLON),
        ("a: {x: 1, name：{en: X}}\n", "1:16", COLON),
        ("a: {x: Person， y: {en: X}}\n", "1:17", "the comma here is the full-width `，`"),
        ("a: ｛type: Person｝\n", "1:9", "the bracket here is the full-width `｛`; YAML needs `{`"),
        ("a: {type: Person｝\n", "1:4", "the bracket here is the full-width `｝`; YAML needs `}`"),
        ("a: “Foo: bar”\n", "1:8", "`“` is no quotation mark to YAML"),
        ("a: {en: “A, B”}\n", "1:13", "`“` is no quotation mark to YAML"),
        ("a:\n\u00a0\u00a0b: c\n", "2:1", "the no-break space U+00A0; " + SPACES),
        ("a:\n  b: c\n\u3000\u3000d: e\n", "3:1", "the full-width space U+3000; " + SPACES),
        ("a: {\u00a0b: c}\n", "1:5", SPACES),
        ("a:\n  x:\u00a0y\n  z: u\n", "3:4", "line 2: after the colon here stands the no-break space U+00A0"),
    ],
)  # fmt: skip
def test_a_full_width_sign_used_as_structure_is_named(text: str, place: str, help: str) -> None:
    (found,) = read(text, "f.yaml").diagnostics
    assert f"{found.mark.line}:{found.mark.column}" == place
    assert found.help is not None
    assert help in found.help.en


@pytest.mark.parametrize(
    "text", ["a: 他说：好, “是”: x\n", "a: {zh: 他说：好，是, no more}\n", "a: 1\n  b: 日期：2021，｛x｝\n"]
)
def test_full_width_signs_within_a_text_are_left_alone(text: str) -> None:
    (found,) = read(text, "f.yaml").diagnostics
    assert found.help is not None
    assert "full-width" not in found.help.en
    assert "quotation mark to YAML" not in found.help.en


def test_a_text_of_full_width_signs_is_read() -> None:
    assert read("a: “x”，y：｛z｝\nb: [“x”， y]\n", "f.yaml").diagnostics == ()
