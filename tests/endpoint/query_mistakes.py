"""Mistakes that people make in SPARQL, each with what the error points at and suggests.

The words of each error stand in tests/golden/query-errors.txt, to be read.
"""

# Name: query, line, column and length of what is wrong (None: it has no place), suggestion.
MISTAKES: dict[str, tuple[str, tuple[int, int, int] | None, str | None]] = {
    "prefix nobody declared, a near one is": (
        "SELECT * WHERE {\n  ?s libb:x ?o }",
        (2, 6, 5),
        "lib:",
    ),
    "well-known prefix that is not declared": (
        "SELECT * WHERE { ?s dbo:birthPlace ?o }",
        (1, 21, 4),
        "PREFIX dbo: <http://dbpedia.org/ontology/>",
    ),
    "another well-known prefix": (
        "SELECT * WHERE { ?s wdt:P31 ?o }",
        (1, 21, 4),
        "PREFIX wdt: <http://www.wikidata.org/prop/direct/>",
    ),
    "prefix in capital letters": (
        "SELECT * WHERE { ?s FOAF:name ?o }",
        (1, 21, 5),
        "foaf:",
    ),
    "prefix with a Cyrillic letter": (
        "SELECT * WHERE { ?s fоaf:name ?o }",
        (1, 21, 5),
        "foaf:",
    ),
    "declaration without a colon": (
        "PREFIX foaf <http://xmlns.com/foaf/0.1/> SELECT * WHERE { ?s foaf:name ?o }",
        (1, 8, 4),
        "foaf:",
    ),
    "declaration without angle brackets": (
        "PREFIX foaf: http://xmlns.com/foaf/0.1/ SELECT * WHERE { ?s foaf:name ?o }",
        (1, 14, 26),
        "<http://xmlns.com/foaf/0.1/>",
    ),
    "declaration with a semicolon": (
        "PREFIX foaf: <http://xmlns.com/foaf/0.1/>; SELECT * WHERE { ?s foaf:name ?o }",
        (1, 42, 1),
        "",
    ),
    "declaration of Turtle": (
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> . SELECT * WHERE { ?s foaf:name ?o }",
        (1, 1, 44),
        "PREFIX foaf: <http://xmlns.com/foaf/0.1/>",
    ),
    "PREFIX misspelt": (
        "PREFX foaf: <http://xmlns.com/foaf/0.1/> SELECT * WHERE { ?s foaf:name ?o }",
        (1, 1, 5),
        "PREFIX",
    ),
    "SELECT misspelt": (
        "SELCT ?s { ?s foaf:name ?n }",
        (1, 1, 5),
        "SELECT",
    ),
    "no form but a triple": (
        "?s foaf:name ?n",
        (1, 1, 2),
        None,
    ),
    "no form but a group": (
        "{ ?s foaf:name ?n }",
        (1, 1, 1),
        "SELECT * {",
    ),
    "no form but WHERE": (
        "WHERE { ?s foaf:name ?n }",
        (1, 1, 5),
        "SELECT * WHERE",
    ),
    "no text at all": (
        "# nothing",
        None,
        None,
    ),
    "comma between columns": (
        "SELECT ?s, ?o WHERE { ?s ?p ?o }",
        (1, 10, 1),
        "",
    ),
    "variable without its mark": (
        "SELECT s WHERE { ?s ?p ?o }",
        (1, 8, 1),
        "?s",
    ),
    "no columns": (
        "SELECT WHERE { ?s ?p ?o }",
        (1, 8, 5),
        "* WHERE",
    ),
    "column named twice": (
        "SELECT ?s ?s { ?s foaf:name ?n }",
        (1, 11, 2),
        "",
    ),
    "mark without a name": (
        "SELECT ? { ?s ?p ?o }",
        (1, 8, 1),
        None,
    ),
    "aggregate without brackets": (
        "SELECT ?s COUNT(?o) AS ?n { ?s ?p ?o } GROUP BY ?s",
        (1, 11, 15),
        "(COUNT(?o) AS ?n)",
    ),
    "aggregate without brackets or name": (
        "SELECT COUNT(?s) { ?s ?p ?o }",
        (1, 8, 9),
        "(COUNT(?s) AS ?count)",
    ),
    "aggregate without AS": (
        "SELECT (COUNT(?s) ?n) { ?s ?p ?o }",
        (1, 19, 2),
        "AS ?n",
    ),
    "aggregate without a name": (
        "SELECT (AVG(?x)) { ?s ?p ?x }",
        (1, 16, 1),
        "AS ?value)",
    ),
    "column that is not grouped": (
        "SELECT ?s (COUNT(*) AS ?k) { ?s foaf:name ?n }",
        (1, 8, 2),
        None,
    ),
    "column named like a variable": (
        "SELECT (?x AS ?x) { ?s ?p ?x }",
        (1, 15, 2),
        "?x2",
    ),
    "all columns of groups": (
        "SELECT * { ?s ?p ?o } GROUP BY ?s",
        (1, 8, 1),
        None,
    ),
    "aggregate in FILTER": (
        "SELECT ?x { ?x ?p ?o FILTER(COUNT(?x) > 1) }",
        (1, 29, 5),
        None,
    ),
    "DISTINCT misspelt": (
        "SELECT DISTINT ?s { ?s foaf:name ?n }",
        (1, 8, 7),
        "DISTINCT",
    ),
    "WHERE misspelt": (
        "SELECT ?s WEHRE { ?s foaf:name ?n }",
        (1, 11, 5),
        "WHERE",
    ),
    "FROM misspelt": (
        "SELECT ?s FORM <http://x/> { ?s foaf:name ?n }",
        (1, 11, 4),
        "FROM",
    ),
    "FROM in the group": (
        "SELECT * { FROM <http://x/> ?s ?p ?o }",
        (1, 12, 4),
        None,
    ),
    "FROM without a graph": (
        "SELECT ?s FROM { ?s ?p ?o }",
        (1, 16, 1),
        None,
    ),
    "WHERE without braces": (
        "SELECT ?s WHERE ?s ?p ?o",
        (1, 17, 2),
        None,
    ),
    "brace that stays open": (
        "SELECT ?s {\n  ?s ?p ?o",
        (1, 11, 1),
        None,
    ),
    "brace too many": (
        "SELECT ?s { ?s ?p ?o }}",
        (1, 23, 1),
        "",
    ),
    "round bracket that stays open": (
        "SELECT ?s { ?s ?p (1 2 }",
        (1, 19, 1),
        None,
    ),
    "round bracket of FILTER that stays open": (
        "SELECT * { ?s ?p ?o\n  FILTER(?o = 1 }",
        (2, 9, 1),
        None,
    ),
    "bracket of a function that stays open": (
        "SELECT (COUNT(?s AS ?n) { ?s ?p ?o }",
        (1, 8, 1),
        None,
    ),
    "only the closing bracket of FILTER": (
        "SELECT * { ?s ?p ?o FILTER ?o = 1) }",
        (1, 28, 2),
        "(?o",
    ),
    "dot that is missing": (
        "SELECT ?s { ?s a foaf:Person\n ?s foaf:name ?n }",
        (2, 2, 2),
        ". ?s",
    ),
    "semicolon that is missing": (
        "SELECT ?s { ?s a foaf:Person foaf:name ?n }",
        (1, 30, 9),
        "; foaf:name",
    ),
    "term too many": (
        "SELECT ?s { ?s ?p [ ?q ?r ?t ] }",
        (1, 27, 2),
        None,
    ),
    "two dots": (
        "SELECT * { ?s ?p ?o .. }",
        (1, 22, 1),
        "",
    ),
    "object that is missing": (
        "SELECT ?s { ?s foaf:name }",
        (1, 26, 1),
        None,
    ),
    "object that is missing after a comma": (
        "SELECT ?s { ?s a foaf:Person , }",
        (1, 32, 1),
        None,
    ),
    "triple not finished in a template": (
        "CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }",
        (1, 19, 1),
        None,
    ),
    "count in a path": (
        "SELECT * { ?s foaf:name{2} ?o }",
        (1, 24, 1),
        None,
    ),
    "capital A": (
        "SELECT ?s { ?s A foaf:Person }",
        (1, 16, 1),
        "a",
    ),
    "is for a": (
        "SELECT ?s { ?s is foaf:Person }",
        (1, 16, 2),
        "a",
    ),
    "name without a prefix": (
        "SELECT ?s { ?s rdf:type Person }",
        (1, 25, 6),
        None,
    ),
    "name with a space": (
        "SELECT ?s { ?s foaf:na me ?o }",
        (1, 24, 2),
        None,
    ),
    "string as a property": (
        'SELECT * { ?s "p" ?o }',
        (1, 15, 3),
        None,
    ),
    "number as a property": (
        "SELECT * { ?s 5 ?o }",
        (1, 15, 1),
        None,
    ),
    "space in an IRI": (
        "SELECT ?s { ?s <http://a b> ?o }",
        (1, 16, 12),
        None,
    ),
    "IRI without brackets": (
        "SELECT ?s { ?s http://a/b ?o }",
        (1, 16, 10),
        "<http://a/b>",
    ),
    "IRI without its last bracket": (
        "SELECT ?s { ?s <http://a/b ?o }",
        (1, 16, 11),
        "<http://a/b>",
    ),
    "IRI that is none": (
        "SELECT ?s { ?s ?p <http://[> }",
        (1, 19, 10),
        None,
    ),
    "string that stays open": (
        "SELECT * { ?s ?p 'open }",
        (1, 18, 1),
        None,
    ),
    "long string that stays open": (
        'SELECT ?s { ?s foaf:name """x }',
        (1, 26, 3),
        None,
    ),
    "quotation mark in a string": (
        'SELECT ?s { ?s foaf:name "a "quoted" word" }',
        (1, 29, 1),
        '\\"',
    ),
    "apostrophe in a string": (
        "SELECT ?s { ?s foaf:name 'it's' }",
        (1, 29, 1),
        "\\'",
    ),
    "escape that is none": (
        'SELECT ?s { ?s foaf:name "x\\y" }',
        (1, 28, 2),
        "\\\\y",
    ),
    "one circumflex before a datatype": (
        'SELECT ?s { ?s foaf:name "x"^xsd:string }',
        (1, 29, 1),
        "^^",
    ),
    "language tag of a variable": (
        "SELECT * { ?s ?p ?o@en }",
        (1, 20, 3),
        None,
    ),
    "typographic quotes": (
        "SELECT ?s { ?s foaf:name “Anna” }",
        (1, 26, 1),
        '"',
    ),
    "typographic single quotes": (
        "SELECT ?s { ?s foaf:name ‘Anna’ }",
        (1, 26, 1),
        "'",
    ),
    "Russian quotes": (
        "SELECT ?s { ?s foaf:name «Анна» }",
        (1, 26, 1),
        '"',
    ),
    "Chinese comma": (
        "SELECT ?s { ?s foaf:name ?n ， ?m }",
        (1, 29, 1),
        ",",
    ),
    "Chinese semicolon": (
        "SELECT ?s { ?s foaf:name ?n ； foaf:age ?a }",
        (1, 29, 1),
        ";",
    ),
    "Chinese brackets": (
        'SELECT ?s { ?s foaf:name ?n FILTER（?n = "x"） }',
        (1, 35, 1),
        "(",
    ),
    "Chinese question mark": (
        "SELECT ？s { ？s foaf:name ?n }",
        (1, 8, 1),
        "?",
    ),
    "Chinese colon": (
        "SELECT ?s { ?s foaf：name ?n }",
        (1, 20, 1),
        ":",
    ),
    "Chinese braces": (
        "SELECT ?s ｛ ?s foaf:name ?n ｝",
        (1, 11, 1),
        "{",
    ),
    "dash of a word processor": (
        "SELECT * { ?s ?p ?o FILTER(?o > 3 – 1) }",
        (1, 35, 1),
        "-",
    ),
    "no-break space": (
        "SELECT * {\u00a0?s ?p ?o }",
        (1, 11, 1),
        " ",
    ),
    "invisible character": (
        "SELECT ?n { ?s foaf:name ?n\u200b }",
        (1, 28, 1),
        "",
    ),
    "two equals signs": (
        'SELECT ?s { ?s foaf:name ?n FILTER(?n == "x") }',
        (1, 39, 2),
        "=",
    ),
    "not equal of SQL": (
        'SELECT ?s { ?s foaf:name ?n FILTER(?n <> "x") }',
        (1, 39, 2),
        "!=",
    ),
    "AND": (
        'SELECT ?s { ?s foaf:name ?n FILTER(?n = "x" AND ?s = ?s) }',
        (1, 45, 3),
        "&&",
    ),
    "OR": (
        'SELECT ?s { ?s foaf:name ?n FILTER(?n = "x" or ?s = ?s) }',
        (1, 45, 2),
        "||",
    ),
    "NOT": (
        'SELECT ?s { ?s foaf:name ?n FILTER(NOT ?n = "x") }',
        (1, 36, 3),
        "!",
    ),
    "LIKE": (
        'SELECT ?s { ?s foaf:name ?n FILTER(?n LIKE "x%") }',
        (1, 39, 4),
        None,
    ),
    "NULL": (
        "SELECT ?s { ?s ?p ?o FILTER(?o != null) }",
        (1, 35, 4),
        None,
    ),
    "text without quotation marks": (
        "SELECT * { ?s ?p ?o FILTER(LANG(?o) = en) }",
        (1, 39, 2),
        '"en"',
    ),
    "pattern between slashes": (
        "SELECT * { ?s ?p ?o FILTER REGEX(?o, /abc/) }",
        (1, 38, 1),
        None,
    ),
    "FILTER without brackets": (
        'SELECT ?s { ?s foaf:name ?n FILTER ?n = "x" }',
        (1, 36, 2),
        None,
    ),
    "FILTER misspelt": (
        "SELECT ?s { ?s foaf:name ?n . FITLER(?n = 1) }",
        (1, 31, 6),
        "FILTER",
    ),
    "OPTIONAL misspelt": (
        "SELECT * { ?s ?p ?o . OPTINAL { ?s ?q ?r } }",
        (1, 23, 7),
        "OPTIONAL",
    ),
    "OPTIONAL without braces": (
        "SELECT ?s { OPTIONAL ?s foaf:name ?n }",
        (1, 22, 2),
        None,
    ),
    "UNION without braces": (
        "SELECT ?s { ?s foaf:name ?n UNION { ?s foaf:nick ?n } }",
        (1, 29, 5),
        None,
    ),
    "EXISTS with round brackets": (
        "SELECT * { ?s ?p ?o FILTER(EXISTS(?s a ?t)) }",
        (1, 34, 1),
        None,
    ),
    "GRAPH without a name": (
        "SELECT * { GRAPH { ?s ?p ?o } }",
        (1, 18, 1),
        "?g {",
    ),
    "second WHERE": (
        "SELECT ?s { ?s foaf:name ?n } WHERE { ?s ?p ?o }",
        (1, 31, 5),
        None,
    ),
    "VALUES with commas": (
        "SELECT ?s { VALUES ?s { <a>, <b> } }",
        (1, 28, 1),
        "",
    ),
    "VALUES of variables": (
        "SELECT ?s { VALUES ?s { ?x } }",
        (1, 25, 2),
        None,
    ),
    "rows of VALUES without brackets": (
        "SELECT ?s { VALUES (?s ?t) { <a> <b> } }",
        (1, 30, 3),
        None,
    ),
    "row of VALUES that is too short": (
        "SELECT ?s { VALUES (?s ?t) { (<a>) } }",
        (1, 30, 1),
        None,
    ),
    "BIND without AS": (
        "SELECT ?s { ?s foaf:name ?n BIND(?n) }",
        (1, 36, 1),
        None,
    ),
    "BIND of a variable with a value": (
        "SELECT ?s { ?s foaf:name ?n BIND(1 AS ?n) }",
        (1, 39, 2),
        None,
    ),
    "AS without a mark": (
        "SELECT ?s { ?s foaf:name ?n BIND(1 AS m) }",
        (1, 39, 1),
        "?m",
    ),
    "blank node in two groups": (
        "SELECT ?s { ?s ?p _:a . OPTIONAL { ?s ?q _:a } }",
        (1, 42, 3),
        None,
    ),
    "function misspelt": (
        "SELECT ?s { ?s foaf:name ?n FILTER(strlenn(?n) > 1) }",
        (1, 36, 7),
        "STRLEN",
    ),
    "function of another language": (
        'SELECT ?s { ?s foaf:name ?n FILTER(substring(?n, 1) = "x") }',
        (1, 36, 9),
        "SUBSTR",
    ),
    "cast misspelt": (
        "SELECT ?s { ?s rdf:type ?n FILTER(xsd:intger(?n) > 1) }",
        (1, 35, 10),
        "xsd:integer",
    ),
    "cast to a narrower integer": (
        "SELECT ?s { ?s rdf:type ?n FILTER(xsd:int(?n) > 1) }",
        (1, 35, 7),
        "xsd:integer",
    ),
    "function by an unknown IRI": (
        "SELECT ?s { ?s rdf:type ?n FILTER(<http://no.example/f>(?n) > 1) }",
        (1, 35, 21),
        None,
    ),
    "argument too many": (
        "SELECT ?s { ?s foaf:name ?n FILTER(STRLEN(?n, 1) = 1) }",
        (1, 45, 1),
        None,
    ),
    "argument that is missing": (
        "SELECT ?s { ?s ?p ?o FILTER(CONTAINS(?o)) }",
        (1, 40, 1),
        None,
    ),
    "separator without its name": (
        'SELECT (GROUP_CONCAT(?x, ",") AS ?y) { ?s ?p ?x }',
        (1, 24, 1),
        "; SEPARATOR=",
    ),
    "ORDER misspelt": (
        "SELECT ?s { ?s foaf:name ?n } ODER BY ?n",
        (1, 31, 4),
        "ORDER",
    ),
    "ORDER without BY": (
        "SELECT ?s { ?s foaf:name ?n } ORDER ?n",
        (1, 37, 2),
        "BY ?n",
    ),
    "SORT": (
        "SELECT ?s { ?s foaf:name ?n } SORT BY ?n",
        (1, 31, 4),
        "ORDER",
    ),
    "ASC without brackets": (
        "SELECT ?s { ?s foaf:name ?n } ORDER BY ASC ?n",
        (1, 44, 2),
        "(?n)",
    ),
    "LIMIT before ORDER BY": (
        "SELECT ?s { ?s foaf:name ?n } LIMIT 10 ORDER BY ?n",
        (1, 40, 5),
        None,
    ),
    "LIMIT misspelt": (
        "SELECT * { ?s ?p ?o } LIMTI 5",
        (1, 23, 5),
        "LIMIT",
    ),
    "LIMIT in words": (
        "SELECT ?s { ?s foaf:name ?n } LIMIT ten",
        (1, 37, 3),
        None,
    ),
    "LIMIT below zero": (
        "SELECT ?s { ?s foaf:name ?n } LIMIT -1",
        (1, 37, 2),
        None,
    ),
    "LIMIT out of bounds": (
        "SELECT ?s { ?s foaf:name ?n } LIMIT 99999999999999999999999",
        (1, 37, 23),
        None,
    ),
    "LIMIT without a number": (
        "SELECT ?s { ?s foaf:name ?n } LIMIT",
        (1, 31, 5),
        None,
    ),
    "HAVING without brackets": (
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING ?o > 1",
        (1, 43, 2),
        None,
    ),
    "semicolon at the end": (
        "SELECT * { ?s ?p ?o };",
        (1, 22, 1),
        "",
    ),
    "comment of SQL": (
        "SELECT * { ?s ?p ?o } -- all of it",
        (1, 23, 2),
        "#",
    ),
    "comment of C": (
        "SELECT * { ?s ?p ?o // all of it\n }",
        (1, 21, 2),
        "#",
    ),
    "CONSTRUCT without a template": (
        "CONSTRUCT ?s WHERE { ?s ?p ?o }",
        (1, 11, 2),
        None,
    ),
    "CONSTRUCT WHERE with a FILTER": (
        "CONSTRUCT WHERE { ?s ?p ?o FILTER(1) }",
        (1, 28, 6),
        None,
    ),
    "ASK with a column": (
        "ASK ?s { ?s ?p ?o }",
        (1, 5, 2),
        None,
    ),
    "DESCRIBE of nothing": (
        "DESCRIBE { ?s ?p ?o }",
        (1, 10, 1),
        "* {",
    ),
    "query that stops too early": (
        "SELECT ?s ?p ?o",
        (1, 14, 2),
        None,
    ),
}
