"""What goes wrong in the tests that the engine itself fails, in one sentence each."""

from __future__ import annotations

_SPARQL11 = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
_SPARQL12 = "https://w3c.github.io/rdf-tests/sparql/sparql12/"
_NO_NODE = "On an empty graph, a path of length zero does not match the constant at its other end."

REASONS = {
    f"{_SPARQL11}aggregates/manifest#agg-groupconcat-04": (
        "`GROUP_CONCAT` of strings with one language tag keeps the tag, where a plain string must come."
    ),
    f"{_SPARQL11}aggregates/manifest#agg-groupconcat-06": (
        "`GROUP_CONCAT` of a single string with a language tag keeps the tag, where a plain string must come."
    ),
    f"{_SPARQL11}aggregates/manifest#agg-empty-group-count-graph": (
        "A `COUNT` in a subquery inside `GRAPH ?g` counts over all graphs at once instead of in each."
    ),
    f"{_SPARQL11}bindings/manifest#graph": (
        "`VALUES` alone inside `GRAPH ?g` is not joined with the names of the graphs."
    ),
    f"{_SPARQL11}csv-tsv-res/manifest#tsv03": (
        "The store keeps the value of an `xsd:negativeInteger` and forgets its datatype: it comes back as "
        "`xsd:integer`."
    ),
    f"{_SPARQL11}functions/manifest#bnode01": (
        "`BNODE` of one string gives the same blank node in every solution instead of a new one in each."
    ),
    f"{_SPARQL11}negation/manifest#graph-minus": (
        "Inside `GRAPH ?g`, `MINUS` counts `?g` as shared by its two sides, which then are never disjoint."
    ),
    f"{_SPARQL11}property-path/manifest#zero_or_more_set_start": _NO_NODE,
    f"{_SPARQL11}property-path/manifest#zero_or_more_set_end": _NO_NODE,
    f"{_SPARQL11}property-path/manifest#zero_or_one_set_start": _NO_NODE,
    f"{_SPARQL11}property-path/manifest#zero_or_one_set_end": _NO_NODE,
    f"{_SPARQL12}grouping/manifest#group01": (
        "The store writes `001` and `1` as one number, so they fall into one group instead of two."
    ),
    f"{_SPARQL12}grouping/manifest#select-variable-reuse": (
        "A later column of an aggregating `SELECT` cannot use an earlier one: the query is refused."
    ),
    f"{_SPARQL12}syntax-triple-terms-negative/manifest#tripleterm-subject-03": (
        "A triple term as the subject of a triple term in an expression is no error; the value is unbound."
    ),
    f"{_SPARQL12}syntax-triple-terms-negative/manifest#tripleterm-subject-06": (
        "A literal as the subject of a triple term in an expression is no error; the value is unbound."
    ),
    f"{_SPARQL12}syntax/manifest#nested-aggregate-functions": (
        "An aggregate inside an aggregate is evaluated instead of refused."
    ),
}
