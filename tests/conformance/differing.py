"""Tests of the SPARQL 1.1 suites that `kg serve --engine` fails, by engine, and why.

Oxigraph fails what it fails in the workers of `kg serve`, too (`known.py`).  What is listed here and passes
after all fails the run, and so does what fails and is not listed; `docs/engines.md` has the same table.
"""

from __future__ import annotations

from conformance.suite import BASES, known_failures

_VIRTUOSO = {
    "An arithmetic or logical error (division by zero, an unbound operand) ends the whole query.": (
        "aggregates#agg-err-01 functions#coalesce01 functions#if02 functions#notin02"
    ),
    "HAVING needs a GROUP BY.": "aggregates#agg06",
    "Sums and averages: `xsd:double` instead of `xsd:decimal` and the other way round; the average of "
    "nothing is unbound; a value that is no number is left out instead of spoiling the group.": (
        "aggregates#agg-sum-02 aggregates#agg-avg-02 aggregates#agg-avg-03 aggregates#agg-err-02 "
        "aggregates#agg-avg-distinct"
    ),
    "A subquery inside `GRAPH ?g` sees something else than that graph, and finds nothing.": (
        "aggregates#agg-empty-group-count-graph subquery#subquery03"
    ),
    "BIND sees what is bound outside its group.": "bind#bind10",
    "VALUES behind the query for a variable of an OPTIONAL is joined in another way.": "bindings#values7",
    "VALUES for `?g` inside `GRAPH ?g` is refused by us: it ends the process of Virtuoso.": "bindings#graph",
    "Casts: truth values are numbers, a value that cannot be cast is an error or half of itself, numbers are "
    "written in another way.": (
        "cast#cast-bool cast#cast-int cast#cast-float cast#cast-double cast#cast-decimal cast#cast-string"
    ),
    "EXISTS and MINUS with `GRAPH ?g`: the variable is not the one outside.": (
        "exists#exists-graph-variable negation#graph-minus"
    ),
    "MINUS with variables that are bound in a part of the solutions takes away too much.": (
        "negation#full-minuend negation#partial-minuend"
    ),
    "Functions of strings take no value with a datatype or a language, or forget it, instead of an error.": (
        "functions#strdt01 functions#strdt03-rdf11 functions#strlang01 functions#strlang03-rdf11 "
        "functions#concat02 functions#ends01 functions#strbefore01a functions#strbefore02 "
        "functions#strafter01a functions#strafter02 functions#replace01"
    ),
    "`+` takes a string for a number, or leaves it out.": "functions#plus-1-corrected",
    "A truth value is the integer `1` or `0`.": "functions#if01",
    "Digests of letters beyond ASCII are those of another encoding.": (
        "functions#md5-02 functions#sha1-02 functions#sha256-02 functions#sha384-02 functions#sha512-02"
    ),
    "SECONDS is a double; TIMEZONE of a time without one is an error of the whole query.": (
        "functions#seconds functions#timezone"
    ),
    "BNODE is not there.": "functions#bnode01 functions#bnode02",
    "Two calls of UUID in one query give the same.": "functions#uuid02",
    "An expression in SELECT that is no number keeps a value instead of none.": (
        "project-expression#projexp01 project-expression#projexp02"
    ),
    "A path with `+`, `*` or `?` and both ends free is an error.": (
        "property-path#pp14 property-path#pp16 property-path#pp34 property-path#pp35 "
        "property-path#values_and_path"
    ),
    "A path with `+` or `*` gives a solution for each way instead of one for each end; of a length of zero "
    "it forgets some.": (
        "property-path#pp12 property-path#pp21 property-path#pp23 property-path#pp25 property-path#pp28a "
        "property-path#pp36 property-path#pp37"
    ),
    "`!^p` is not read.": "property-path#nps_inverse property-path#nps_a_inverse",
}


def different(engine: str) -> dict[str, str]:
    """The reason by the IRI of each test of SPARQL 1.1 that an engine fails."""
    base = BASES["sparql11"]
    if engine == "oxigraph":
        own = (iri for iri in known_failures() if iri.startswith(base))
        return dict.fromkeys(own, "as in the workers of `kg serve`")
    return {
        base + name.replace("#", "/manifest#"): reason
        for reason, names in _VIRTUOSO.items()
        for name in names.split()
    }


def table() -> str:
    """The rows of the table in docs/engines.md."""
    rows = (
        f"| {reason} | {', '.join(f'`{one}`' for one in names.split())} |"
        for reason, names in _VIRTUOSO.items()
    )
    return "\n".join(("| what Virtuoso 7.2 does | tests |", "|---|---|", *rows))
