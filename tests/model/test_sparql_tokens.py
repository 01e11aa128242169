import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.sparql_tokens import Kind, brackets, line_and_column, scan, tokenize

PIECES = st.sampled_from(
    [
        "?x",
        "<http://a/b>",
        "<",
        ">",
        '"a"',
        "'",
        '"',
        '"""',
        "\\",
        "#c\n",
        "ex:a\\#b",
        "{",
        "}",
        "(",
        ")",
        " ",
    ]
)


def kinds(query: str) -> list[tuple[str, str]]:
    return [(token.kind.value, token.text) for token in tokenize(query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?x <p> 1.5", [("variable", "?x"), ("iri", "<p>"), ("word", "1.5")]),
        (
            "<http://a/\\u0041#b'> # c'\n?x",
            [("iri", "<http://a/\\u0041#b'>"), ("comment", "# c'"), ("variable", "?x")],
        ),
        ("ex:a\\#b 'x'", [("word", "ex:a\\#b"), ("string", "'x'")]),
        ('"""a"b""c""" "\\""', [("string", '"""a"b""c"""'), ("string", '"\\""')]),
        ('"a"@zh-Hant.', [("string", '"a"'), ("language", "@zh-Hant"), ("mark", ".")]),
        ("?s ?p ex:a.", [("variable", "?s"), ("variable", "?p"), ("word", "ex:a"), ("mark", ".")]),
        ('"open\n?x', [("mark", '"'), ("word", "open"), ("variable", "?x")]),
        ("SELECTDISTINCT*", [("word", "SELECTDISTINCT"), ("mark", "*")]),
        (
            "?имя、x ?\ufffd ex:\U00010400",
            [("variable", "?имя、x"), ("variable", "?\ufffd"), ("word", "ex:\U00010400")],
        ),
        ("?a\u00d7", [("variable", "?a"), ("mark", "\u00d7")]),
    ],
)
def test_tokens_follow_the_terminals_of_the_grammar(query: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(query) == expected


@pytest.mark.parametrize(
    ("query", "opaque"),
    [
        ("FILTER(?a<?b&&?c>?d)", False),
        ("FILTER(?a<'>')GRAPH x: {}", False),
        ("FILTER(?a<?b)GRAPH:x#>\n{}", False),
        ("FILTER(?a = <http://a/b>)", True),
        ("VALUES (?a ?b) { (1 <http://a/b>) }", True),
        ("?s <?b&&?c> ?o", True),
        ("(?x <urn:a:b>)", True),
        ("VALUES (?a ?b) { (1 <#>) }", True),
        ("{ ?s ?p (1 <#x>) }", True),
        ("{ ?s ?p (1 <'>) }", True),
        ("SELECT (COUNT(DISTINCT <#>) AS ?n) {}", True),
        ("FILTER(?x IN (1, <#>))", True),
        ("(<<( ?s <#p> ?o )>> = ?t)", True),
        ("{ SELECT ?x (?a<?b AS ?c) {} }", False),
        ("FILTER ex:f(?a<?b>?c)", False),
        ("ORDER BY (?a<?b>?c)", False),
    ],
)
def test_an_operator_is_told_from_the_start_of_an_iri(query: str, opaque: bool) -> None:
    assert any(token.kind is Kind.IRI for token in tokenize(query)) is opaque


@given(st.lists(PIECES).map("".join))
def test_no_character_but_white_space_is_lost(query: str) -> None:
    tokens = tokenize(query)
    end = 0
    for token in tokens:
        assert query[token.start : token.end] == token.text
        assert not query[end : token.start].strip()
        end = token.end
    assert not query[end:].strip()


def test_tokens_are_read_one_at_a_time() -> None:
    tokens = scan("ASK {" + " ?x" * 1_000_000)
    assert next(tokens).text == "ASK"


def test_brackets_report_depth_and_what_does_not_match() -> None:
    assert brackets(tokenize("{ ( [ ] ) '{{{' }")) == (3, None, None)
    depth, opening, stray = brackets(tokenize("{ { }"))
    assert (depth, opening and opening.start, stray) == (2, 0, None)
    assert brackets(tokenize("{ ) }"))[2] == tokenize("{ ) }")[1]


def test_lines_end_in_lf_cr_lf_or_cr() -> None:
    query = "a\nb\r\nc\rd"
    assert [line_and_column(query, query.index(letter)) for letter in "abcd"] == [
        (1, 1),
        (2, 1),
        (3, 1),
        (4, 1),
    ]
