"""Hostile query texts by name.  `URL` stands for a host that nobody may call."""

from __future__ import annotations

from collections.abc import Mapping

CALLS: Mapping[str, str] = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "mixed case": "SELECT * { sErViCe <URL> { ?s ?p ?o } }",
    "no spaces": "SELECT*{SERVICE<URL>{?s ?p ?o}}",
    "comment inside": "SELECT * { SERVICE#\n<URL>{?s ?p ?o} }",
    "glued to a prefixed name": "PREFIX x:<URL> SELECT * { SERVICEx:{?s ?p ?o} }",
    "glued to the empty prefix": "PREFIX :<URL> SELECT * { SERVICE:{?s ?p ?o} }",
    "all glued": "PREFIX x:<URL> SELECT * { servicesilentx:{?s ?p ?o} }",
    "glued to a literal": "SELECT * { ?s ?p trueSERVICE<URL>{?s ?p ?o} }",
    "glued to a number": "SELECT * { ?s ?p 1SERVICE<URL>{?s ?p ?o} }",
    "behind a dot": "PREFIX x:<URL> SELECT * { ?s ?p x:.SERVICE<URL>{?s ?p ?o} }",
    "a prefix named so": "PREFIX SERVICEx:<URL> PREFIX x:<URL> SELECT * { ?s ?p ?o SERVICEx: {?s ?p ?o} }",
    "half a prefixed name": "PREFIX h:<http://h:> PREFIX x:<URL> SELECT * { ?s ?p h:SERVICE x: {?s ?p ?o} }",
    "an escaped colon": "PREFIX h:<http://h\\u003A> PREFIX x:<URL> ASK { ?s ?p h:SERVICE x: {?s ?p ?o} }",
    "an escape in an IRI": "SELECT * { <http://x/\\u0041'> ?p ?o SERVICE <URL> { ?s ?p '' } }",
    "an operator like an IRI": "PREFIX :<URL> SELECT * { ?s ?p ?o FILTER(?o<?b)SERVICE :#>\n{} }",
    "a quote in an IRI": "SELECT * { ?s ?p ?o FILTER(?o<'>') SERVICE <URL> { ?s ?p 'x' } }",
    "a hash in VALUES": "SELECT * { VALUES (?a ?b) { (1 <#>) } SERVICE <URL> {?s ?p ?o} }",
    "in EXISTS": "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "in a subquery": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in OPTIONAL": "SELECT * { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }",
    "in an expression": "SELECT (EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?x) {}",
    "to a variable": "SELECT * { VALUES ?url { <URL> } SERVICE ?url { ?s ?p ?o } }",
    "in CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "in DESCRIBE": "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "in GRAPH": "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
}

UPDATES: Mapping[str, str] = {
    "insert data": "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "delete data": "DELETE DATA { <urn:a> <urn:b> <urn:c> }",
    "delete where": "DELETE WHERE { ?s ?p ?o }",
    "modify": "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "with": "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "load": "LOAD <URL>",
    "load a file": "LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:g>",
    "clear": "CLEAR ALL",
    "drop": "DROP SILENT GRAPH <urn:g>",
    "create": "CREATE GRAPH <urn:g>",
    "add": "ADD DEFAULT TO <urn:g>",
    "move": "MOVE <urn:a> TO <urn:b>",
    "copy": "COPY <urn:a> TO DEFAULT",
    "behind a prologue": "BASE <urn:x> PREFIX ex: <urn:y> # c\n INSERT DATA { ex:a ex:b ex:c }",
}


def nested(depth: int) -> dict[str, str]:
    """Each construct that can nest or be repeated, so many times."""
    n = depth
    return {
        "groups": "ASK " + "{" * n + "}" * n,
        "parentheses": "ASK { FILTER" + "(" * n + "1" + ")" * n + "}",
        "functions": "ASK { FILTER(" + "STR(" * n + "1" + ")" * n + ") }",
        "IF": "ASK { FILTER(" + "IF(1,2," * n + "1" + ")" * n + ") }",
        "COALESCE": "ASK { FILTER(" + "COALESCE(" * n + "1" + ")" * n + ") }",
        "IN": "ASK { FILTER(" + "1 IN(" * n + "1" + ")" * n + ") }",
        "NOT EXISTS": "ASK {" + "FILTER NOT EXISTS{" * n + "}" * n + "}",
        "EXISTS in parentheses": "ASK {" + "FILTER(!EXISTS{" * n + "})" * n + "}",
        "OPTIONAL": "ASK {" + "OPTIONAL{" * n + "}" * n + "}",
        "MINUS": "ASK {" + "?s ?p ?o MINUS{" * n + "?s ?p ?o" + "}" * n + "}",
        "GRAPH": "ASK {" + "GRAPH ?g{" * n + "}" * n + "}",
        "subqueries": "ASK {" + "{SELECT*{" * n + "}}" * n + "}",
        "collections": "ASK {" + "(" * n + "1" + ")" * n + " ?p ?o }",
        "blank node property lists": "ASK { ?s ?p " + "[?p " * n + "1" + "]" * n + " }",
        "triple terms": "ASK { ?s ?p " + "<<(?s ?p " * n + "?o" + ")>>" * n + " }",
        "annotations": "ASK { ?s ?p ?o " + "{|?q ?z" * n + "|}" * n + " }",
        "path parentheses": "ASK { ?s " + "(" * n + "<p>" + ")" * n + " ?o }",
        "path stars": "ASK { ?s " + "(" * n + "<p>" + ")*" * n + " ?o }",
        "path sequence": "ASK { ?s <p>" + "/<p>" * n + " ?o }",
        "path alternatives": "ASK { ?s <p>" + "|<p>" * n + " ?o }",
        "not": "ASK { FILTER(" + "!" * n + "1) }",
        "plus": "ASK { FILTER(1" + "+1" * n + ") }",
        "minus": "ASK { FILTER(1" + "-?x" * n + ") }",
        "or": "ASK { FILTER(1" + "||0" * n + ") }",
        "and": "ASK { FILTER(1" + "&&1" * n + ") }",
        "UNION": "ASK { {}" + "UNION{}" * n + "}",
        "FILTER": "ASK {" + "FILTER(1)" * n + "}",
        "BIND": "ASK {" + "".join(f"BIND(1 AS?x{i})" for i in range(n)) + "}",
        "columns": "SELECT" + "".join(f"(1 AS?x{i})" for i in range(n)) + "{}",
        "order": "SELECT*{?s ?p ?o}ORDER BY" + "(1+?o)" * n,
        "aggregates": "SELECT (" + "SUM(" * n + "1" + ")" * n + " AS ?x) {}",
        "graphs": "SELECT*" + "FROM<g>" * n + "{}",
        "triple patterns": "ASK {" + "?s<p>1." * n + "}",
        "objects": "ASK { ?s ?p 1" + ",2" * n + "}",
        "DESCRIBE": "DESCRIBE" + "<a>" * n,
    }


CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
ANY = "(!<urn:x>|^!<urn:x>)"
_DOUBLE = 'BIND("0123456789" AS ?x0) ' + " ".join(
    f"BIND(CONCAT(?x{i},?x{i}) AS ?x{i + 1})" for i in range(60)
)
_REPLACE = 'BIND("0123456789" AS ?x0) ' + " ".join(
    f'BIND(REPLACE(?x{i},"(.)","$1$1") AS ?x{i + 1})' for i in range(60)
)
_VALUES = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(1_000)))} }}" for i in range(4))

HEAVY: Mapping[str, str] = {
    "cartesian count": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "count of distinct joins": f"SELECT (COUNT(DISTINCT CONCAT(STR(?a),STR(?i))) AS ?n) {{ {CROSS} }}",
    "sort of 10^8": f"SELECT * {{ {CROSS} }} ORDER BY ?i ?f ?c LIMIT 1",
    "sort by chance": f"SELECT * {{ {CROSS} }} ORDER BY RAND() LIMIT 1",
    "grouping": f"SELECT ?a ?d (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?a ?d ?g ORDER BY ?n LIMIT 1",
    "distinct": f"SELECT DISTINCT ?a ?d ?g {{ {CROSS} }} OFFSET 99999999",
    "group concat": f"SELECT (GROUP_CONCAT(?a) AS ?x) {{ {CROSS} }}",
    "offset": f"SELECT * {{ {CROSS} }} OFFSET 9999999999 LIMIT 1",
    "not exists in each row": f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ {CROSS} FILTER(?i=?s) }} }}",
    "minus without shared variables": f"ASK {{ {CROSS} MINUS {{ ?j ?k ?l }} FILTER(false) }}",
    "optional explosion": "SELECT (COUNT(*) AS ?n) {"
    + "".join(f"OPTIONAL{{?a{i} ?b{i} ?c{i}}}" for i in range(9))
    + "}",
    "union of products": "SELECT (COUNT(*) AS ?n) {"
    + "UNION".join("{" + CROSS + "}" for _ in range(100))
    + "}",
    "product of VALUES": f"SELECT (COUNT(*) AS ?n) {{ {_VALUES} }}",
    "sum of hashes": f"SELECT (SUM(STRLEN(SHA512(CONCAT(STR(?a),STR(?d),STR(?g))))) AS ?n) {{ {CROSS} }}",
    "construct and sort": f"CONSTRUCT {{ ?a ?b ?f }} WHERE {{ {CROSS} }} ORDER BY ?f OFFSET 99999999",
    "path in both directions": f"SELECT (COUNT(*) AS ?n) {{ ?s {ANY}* ?o . ?o {ANY}* ?t }}",
    "stars in stars": f"SELECT (COUNT(*) AS ?n) {{ ?s ((({ANY}*)*)*/({ANY}+)*)* ?o . ?a ?b ?c }}",
    "stars in sequence": f"SELECT (COUNT(*) AS ?n) {{ ?s {'/'.join([ANY + '*'] * 8)} ?o }}",
    "string doubling": f"SELECT (STRLEN(?x60) AS ?n) {{ {_DOUBLE} }}",
    "string doubling by REPLACE": f"SELECT (STRLEN(?x60) AS ?n) {{ {_REPLACE} }}",
    "nested collections": "ASK { ?s ?p " + "(" * 190 + "1" + ")" * 190 + "}",
    "nested annotations": "ASK { ?s ?p ?o " + "{|?q ?z" * 190 + "|}" * 190 + "}",
    "a star of patterns": "ASK {" + " ".join(f"?s ?p{i} ?o{i} ." for i in range(490)) + "}",
    "a chain of patterns": "ASK {" + " ".join(f"?s{i} ?p ?s{i + 1} ." for i in range(490)) + "}",
    "groups to join": "ASK {" + "".join(f"{{?s ?p{i} ?o{i}}}" for i in range(490)) + "}",
    "VALUES to join": "ASK {" + "VALUES ?x {1}" * 700 + "}",
    "SUBSTR in SUBSTR": "ASK { FILTER(" + 'SUBSTR("a",' * 190 + "1" + ")" * 190 + ") }",
    "REGEX in REGEX": "ASK { FILTER(" + 'REGEX("a",' * 190 + '"a"' + ")" * 190 + ") }",
    "GROUP_CONCAT in GROUP_CONCAT": "SELECT (" + "GROUP_CONCAT(" * 190 + "1" + ")" * 190 + " AS ?x) {}",
}

# As much as the caps allow, alone and together: the engine must not overrun its stack.
AT_THE_CAPS: Mapping[str, str] = {
    "functions": "ASK { FILTER(" + "STR(" * 197 + "1" + ")" * 197 + ") }",
    "aggregates": "SELECT (" + "SUM(" * 198 + "1" + ")" * 198 + " AS ?x) {}",
    "NOT EXISTS": "ASK {" + "FILTER NOT EXISTS{" * 198 + "}" * 198 + "}",
    "EXISTS and parentheses": "ASK {" + "FILTER(!EXISTS{" * 99 + "})" * 99 + "}",
    "subqueries in EXISTS": "ASK {" + "FILTER NOT EXISTS{SELECT*{" * 99 + "}}" * 99 + "}",
    "OPTIONAL": "ASK {" + "OPTIONAL{?s ?p ?o " * 198 + "}" * 198 + "}",
    "additions in functions": "ASK { FILTER(" + "STR(" * 190 + "1" + "+1" * 3_990 + ")" * 190 + ") }",
    "or in NOT EXISTS": "ASK {"
    + "FILTER NOT EXISTS{" * 190
    + "FILTER(?x"
    + "||?x" * 3_990
    + ")"
    + "}" * 190
    + "}",
    "not": "ASK { FILTER(" + "!" * 3_999 + "1) }",
    "UNION": "ASK { {}" + "UNION{}" * 790 + "}",
    "BIND in NOT EXISTS": "ASK {"
    + "FILTER NOT EXISTS{" * 100
    + "".join(f"BIND(1 AS ?x{i})" for i in range(599))
    + "}" * 100
    + "}",
    "steps, patterns and groups": "SELECT "
    + "".join(f"(1 AS ?y{i})" for i in range(399))
    + " { "
    + "<a><b>1 ." * 499
    + "".join(f"BIND(1 AS ?x{i})" for i in range(399))
    + "VALUES ?v {1}" * 3
    + "}",
    "paths": "ASK { ?s " + "(" * 190 + "<p>" + ")*" * 190 + " ?o }",
    "graphs": "SELECT *" + "".join(f"FROM <urn:{i}>" for i in range(250)) + " { }",
    "named graphs": "ASK {" + "".join(f"GRAPH <urn:{i}> {{}}" for i in range(499)) + "}",
}

# These may be answered, too large or late; what they must not do is cost a worker.
ODD: Mapping[str, str] = {
    "regular expression with nested repetition": 'ASK { FILTER REGEX("' + "a" * 5_000 + '!", "^(a+)+$") }',
    "regular expression with alternatives": 'ASK { FILTER REGEX("' + "a" * 5_000 + '", "(a|aa|a?)*b") }',
    "regular expression that is huge": 'ASK { FILTER REGEX("a", "((a{1000}){1000}){1000}") }',
    "regular expression that is deep": 'ASK { FILTER REGEX("a", "' + "(" * 9_000 + "a" + ")" * 9_000 + '") }',
    "regular expression for each row": 'SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), "(.*)*(.*)*(.*)*x$") }',
    "REPLACE with an empty pattern": 'SELECT (REPLACE("abc", "", "' + "x" * 50_000 + '") AS ?x) {}',
    "10,000 VALUES": "SELECT (COUNT(*) AS ?n) { VALUES ?v {" + " 1" * 10_000 + "} }",
    "a list of 20,000": "SELECT * { ?s ?p ?o FILTER(?o IN (" + "1," * 20_000 + "1)) }",
    "everything": "SELECT * { ?s ?p ?o . ?t ?q ?u }",
    "everything built": "CONSTRUCT { ?s ?p ?o . ?t ?q ?u } WHERE { ?s ?p ?o . ?t ?q ?u }",
    "everything described": "DESCRIBE * { ?s ?p ?o }",
    "a limit beyond numbers": "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999999",
    "an offset below zero": "SELECT * { ?s ?p ?o } OFFSET -1",
    "a number beyond numbers": "SELECT (1e999999 + 9999999999999999999999999999999999 AS ?x) {}",
    "dates beyond time": 'SELECT (YEAR("99999999999999-01-01T00:00:00Z"^^xsd:dateTime) AS ?x) {}',
    "division by zero": "SELECT (1/0 AS ?x) (1.0/0 AS ?y) (1e0/0 AS ?z) {}",
    "lengths beyond strings": 'SELECT (SUBSTR("a",-1e308,1e309) AS ?x) (SUBSTR("a",9e99) AS ?y) {}',
    "a very long name": "SELECT * { ?s <urn:" + "a" * 100_000 + "> ?o }",
    "a very long variable": "SELECT ?" + "a" * 100_000 + " { }",
    "many variables": "SELECT " + " ".join(f"?v{i}" for i in range(10_000)) + " { }",
    "many prefixes": "".join(f"PREFIX p{i}:<urn:{i}>" for i in range(5_000)) + "ASK {}",
    "a very long string": 'SELECT ("' + "a" * 120_000 + '" AS ?x) { ?s ?p ?o }',
    "an unknown function": "SELECT (<urn:exec>('id') AS ?x) {}",
    "control characters": "SELECT ('\x01\x02\x1b[2J' AS ?x) {}",
    "NUL": "SELECT ('\x00' AS ?x) { ?s ?p ?o \x00 }",
    "marks that turn text around": "SELECT ('\u202egnp.exe' AS ?\u202ex) {}",
    "only brackets": "{([" * 10_000,
    "only quotation marks": "'\"" * 40_000,
    "only backslashes": "\\" * 100_000,
    "only comments": "#\n" * 24_000,
    "a string without end": "ASK { ?s ?p '''" + "a" * 100_000,
    "nothing": "",
    "white space": " \n" * 50_000,
    "a mark of byte order": "\ufeff" * 3 + "ASK {}",
    "SQL": "SELECT * FROM users; DROP TABLE users; --",
    "a template": "{{ 7*7 }} ${7*7} <%= 7*7 %> %s%s%s%n",
    "a script": "<script>alert(1)</script>",
}
