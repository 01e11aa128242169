"""Queries at random: every construct of SPARQL 1.1 and some of 1.2, mostly right, sometimes with a slip."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

_NONE = ["RAND", "NOW", "UUID", "STRUUID", "BNODE", "CONCAT"]
_ONE = (  # noqa: SIM905 - names in lines read better than in a column
    "STR LANG DATATYPE IRI ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI YEAR MONTH DAY HOURS "
    "MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 isIRI isBLANK isLITERAL isNUMERIC BNODE "
    "xsd:integer xsd:date xsd:double xsd:boolean"
).split()
_TWO = (  # noqa: SIM905
    "LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT sameTerm REGEX SUBSTR CONCAT "
    "COALESCE"
).split()
_THREE = ["IF", "REPLACE", "REGEX", "SUBSTR", "CONCAT"]
_AGGREGATES = ["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"]
_OPERATORS = ["=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "||", "&&"]
_SLIPS = [*"{}()[]<>\"'#?$.;,|/^*+!=&\\@:_ \n\t\0é字\U0001f600", "SERVICE", "service", "\u202e", "''''"]

variables = st.sampled_from(["?a", "?b", "?c", "?d", "$a", "?имя", "?service"])
_iris = [
    "skos:prefLabel",
    "rdf:type",
    "rdfs:label",
    "ml:creator",
    "id:autumn-ferry",
    "<https://museum.example/ontology#Artwork>",
    "<relative>",
    "<>",
    "<urn:a:b>",
    "ml:",
    "ml:service",
]
iris = st.sampled_from(_iris)
graphs = st.sampled_from(["<https://museum.example/graph/m001>", "<urn:none>", "id:x"])
literals = st.sampled_from(
    [
        '"Autumn Ferry"@en',
        '"秋渡"@zh',
        "1",
        "-2.5",
        "1e9",
        "true",
        "'2020-01-01'^^xsd:date",
        '"x"^^xsd:integer',
        "'''long\n'text'''",
        '"\\u00e9\\n\\\\"',
        '""',
        "'SERVICE <http://x/> {}'",
    ]
)
terms = st.one_of(variables, variables, iris, literals)
subjects = st.one_of(variables, variables, iris, st.sampled_from(["_:b", "[]", "()", "(1 ?a)", "[ a ?c ]"]))


def _joined(
    parts: SearchStrategy[str], separator: str, *, least: int = 1, most: int = 3
) -> SearchStrategy[str]:
    return st.lists(parts, min_size=least, max_size=most).map(separator.join)


def _call(names: list[str], arguments: SearchStrategy[str], count: int) -> SearchStrategy[str]:
    inside = st.lists(arguments, min_size=count, max_size=count).map(", ".join)
    return st.tuples(st.sampled_from(names), inside).map(lambda pair: f"{pair[0]}({pair[1]})")


paths = st.recursive(
    st.one_of(iris, st.just("a")),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("*+?")).map(lambda pair: f"({pair[0]}){pair[1]}"),
        _joined(inner, "/", least=2),
        _joined(inner, "|", least=2).map("({})".format),
        inner.map("^({})".format),
        _joined(iris, "|").map("!({})".format),
    ),
    max_leaves=5,
)
triples = st.one_of(
    st.tuples(subjects, st.one_of(variables, paths), terms).map(lambda parts: " ".join(parts) + " ."),
    st.tuples(subjects, paths, terms, paths, terms).map(
        lambda parts: f"{parts[0]} {parts[1]} {parts[2]} ; {parts[3]} {parts[4]} ."
    ),
    st.tuples(variables, iris, terms).map(lambda parts: f"<<( {' '.join(parts)} )>> ?b ?c ."),
)
expressions = st.recursive(
    st.one_of(terms, terms, variables.map("BOUND({})".format)),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(_OPERATORS), inner).map(lambda parts: "(" + " ".join(parts) + ")"),
        inner.map("!({})".format),
        inner.map("-({})".format),
        _call(_ONE, inner, 1),
        _call(_TWO, inner, 2),
        _call(_THREE, inner, 3),
        st.sampled_from(_NONE).map("{}()".format),
        st.tuples(inner, _joined(inner, ", ", least=0)).map(lambda pair: f"({pair[0]} IN ({pair[1]}))"),
        _joined(triples, " ").map("(NOT EXISTS {{ {} }})".format),
    ),
    max_leaves=6,
)
aggregates = st.tuples(
    st.sampled_from(_AGGREGATES),
    st.sampled_from(["", "DISTINCT "]),
    expressions,
).map(lambda parts: f"{parts[0]}({parts[1]}{parts[2]})")


@st.composite
def selections(draw: DrawFn, patterns: SearchStrategy[str]) -> str:
    """SELECT with its modifiers; the columns may be right or not."""
    columns = draw(
        st.one_of(
            st.just("*"),
            _joined(variables, " "),
            expressions.map("({} AS ?x)".format),
            aggregates.map("({} AS ?x)".format),
            st.tuples(variables, aggregates).map(lambda pair: f"{pair[0]} ({pair[1]} AS ?n)"),
        )
    )
    text = f"SELECT {draw(st.sampled_from(['', 'DISTINCT ', 'REDUCED ']))}{columns} "
    text += f"WHERE {{ {draw(patterns)} }}"
    if draw(st.booleans()):
        text += f" GROUP BY {draw(_joined(st.one_of(variables, expressions.map('({})'.format)), ' '))}"
        if draw(st.booleans()):
            text += f" HAVING ({draw(aggregates)} > 0)"
    if draw(st.booleans()):
        text += f" ORDER BY {draw(_joined(st.one_of(variables, expressions.map('DESC({})'.format)), ' '))}"
    if draw(st.booleans()):
        text += f" LIMIT {draw(st.sampled_from([0, 1, 10, 100]))} OFFSET {draw(st.sampled_from([0, 1, 5]))}"
    return text


def _values(names: list[str], rows: list[list[str]]) -> str:
    cells = " ".join("(" + " ".join((row * len(names))[: len(names)]) + ")" for row in rows)
    return f"VALUES ({' '.join(names)}) {{ {cells} }}"


groups = st.recursive(
    _joined(triples, " ", least=0),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]} OPTIONAL {{ {pair[1]} }}"),
        st.tuples(inner, inner).map(lambda pair: f"{{ {pair[0]} }} UNION {{ {pair[1]} }}"),
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]} MINUS {{ {pair[1]} }}"),
        st.tuples(inner, expressions).map(lambda pair: f"{pair[0]} FILTER({pair[1]})"),
        st.tuples(inner, expressions).map(lambda pair: f"{pair[0]} BIND({pair[1]} AS ?z)"),
        st.tuples(inner, st.one_of(variables, graphs)).map(lambda pair: f"GRAPH {pair[1]} {{ {pair[0]} }}"),
        st.tuples(
            st.lists(variables, min_size=1, max_size=2, unique=True),
            st.lists(
                st.lists(st.one_of(iris, literals, st.just("UNDEF")), min_size=2, max_size=2), max_size=3
            ),
        ).map(lambda pair: _values(*pair)),
        selections(inner).map("{{ {} }}".format),
        st.tuples(inner, st.integers(0, 29)).map(
            lambda pair: f"{'{' if pair[1] else 'SERVICE <urn:x> {'} {pair[0]} }}"
        ),
    ),
    max_leaves=4,
)


@st.composite
def right_queries(draw: DrawFn) -> str:
    """A query that keeps to the grammar (the meaning may still be wrong, such as a column named twice)."""
    prologue = draw(
        st.sampled_from(["", "", "PREFIX ml: <urn:other:> ", "BASE <urn:base:> ", "# c\n", "VERSION '1.2' "])
    )
    dataset = "".join(
        f"FROM {named}{graph} "
        for named, graph in draw(st.lists(st.tuples(st.sampled_from(["", "NAMED "]), graphs), max_size=2))
    )
    body = f"{dataset}WHERE {{ {draw(groups)} }}"
    return prologue + draw(
        st.one_of(
            selections(groups),
            st.just(f"SELECT * {body}"),
            st.just(f"ASK {body}"),
            _joined(triples, " ").map(lambda template: f"CONSTRUCT {{ {template} }} {body}"),
            st.one_of(iris, variables, st.just("*")).map(lambda what: f"DESCRIBE {what} {body}"),
        )
    )


@st.composite
def wrong_queries(draw: DrawFn) -> str:
    """A query with one to three slips."""
    text = draw(right_queries())
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(text)))
        length = draw(st.sampled_from([0, 0, 1, 1, 7]))
        text = text[:place] + draw(st.sampled_from(["", *_SLIPS])) + text[place + length :]
    return text
