"""The parts of the OpenAPI document that its operations refer to: parameters, headers, problems."""

from __future__ import annotations

from kg.endpoint.formats import EXCEL, GRAPH_FORMATS, HTML, SOLUTION_FORMATS
from kg.web.openapi.writing import COUNT, TEXT, VERSION, Json, in_query, reference
from kg.web.problems import PROBLEM_JSON, all_kinds
from kg.web.site import Page

SAMPLES = {
    "classes": "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n)",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "labels": "SELECT * { ?s skos:prefLabel ?label } ORDER BY ?s ?label LIMIT 10",
    "truth": "ASK { ?s ?p ?o }",
    "nothing": "SELECT ?s { ?s a <https://unknown.example/Class> }",
}


def describe_problems(page: Page) -> Json:
    """A response for each status that a problem can have, with the kinds of problem that have it."""
    words = page.site.catalogues["en"]
    kinds: dict[int, list[str]] = {}
    for problem in all_kinds():
        kinds.setdefault(problem.status, []).append(f"{problem.kind}: {words.say(f'problem-{problem.kind}')}")
    return {
        f"Problem{status}": {
            "description": "; ".join(found),
            "content": {
                PROBLEM_JSON: {"schema": reference("schemas", "Problem")},
                "text/plain": {"schema": TEXT},
                "text/html": {"schema": TEXT},
            },
        }
        for status, found in sorted(kinds.items())
    }


TOKEN: Json = {"type": "string", "pattern": "^([A-Za-z0-9_-]{16,128})?$"}
OPTIONS = ("default-graph-uri", "named-graph-uri", "format", "timeout", "cap", "version", "token", "explain")
HEADERS: Json = {
    "Kg-Version": {
        "description": "sha256 of the version of the graph that answered",
        "required": True,
        "schema": VERSION,
    },
    "Kg-Solutions": {
        "description": "How many solutions or triples the answer has",
        "required": True,
        "schema": COUNT,
    },
    "Kg-Capped": {
        "description": "Whether a cap cut the answer, which only happens with cap=partial",
        "required": True,
        "schema": {"type": "string", "enum": ["true", "false"]},
    },
    "Kg-Limit-Seconds": {
        "description": "The time limit that held",
        "required": True,
        "schema": {"type": "number", "minimum": 0},
    },
    "Kg-Elapsed-Ms": {
        "description": "How long the answer took",
        "required": True,
        "schema": COUNT,
    },
    "Kg-Notice": {
        "description": "What a reader should know, such as the name of a graph that does not exist; "
        "percent-encoded UTF-8",
        "schema": TEXT,
    },
    "Cache-Status": {"description": "RFC 9211", "schema": TEXT},
}


def describe_parameters(page: Page) -> Json:
    """The parameters of `/sparql`, and the header of a client that has an answer already."""
    formats = [format.name for format in (*SOLUTION_FORMATS, EXCEL, *GRAPH_FORMATS, HTML)]
    empty_or_iri = {"type": "string", "anyOf": [{"format": "iri"}, {"maxLength": 0}]}  # as forms send it
    several = {"type": "array", "items": empty_or_iri}
    limit = page.project.limits.seconds
    found = {
        "query": ("The query; percent-encoded once", TEXT),
        "default-graph-uri": ("Graphs whose merge is the default graph; overrides FROM", several),
        "named-graph-uri": ("Graphs that GRAPH can see; overrides FROM NAMED", several),
        "format": ("The format of the answer; wins over Accept", {"type": "string", "enum": formats}),
        "timeout": (
            f"Seconds that the query may take; never more than {limit}",
            {"type": "number", "exclusiveMinimum": 0},
        ),
        "cap": (
            "What becomes of an answer above a cap: an error, or its first part",
            {"type": "string", "enum": ["error", "partial"]},
        ),
        "version": (
            "Demand this version of the graph: its sha256, or at least 12 digits of it",
            {"type": "string", "pattern": "^([0-9a-fA-F]{12,64})?$"},
        ),
        "token": ("A random name under which the query can be cancelled", TOKEN),
        "explain": ("Say why the answer is empty", {"type": "string", "enum": ["empty"]}),
    }
    parameters: Json = {
        name: in_query(name, description, schema) for name, (description, schema) in found.items()
    }
    parameters["query"]["examples"] = {name: {"value": text} for name, text in SAMPLES.items()}
    parameters["if-none-match"] = {
        "name": "If-None-Match",
        "in": "header",
        "description": "The ETag of an answer that the client has",
        "schema": TEXT,
    }
    return parameters
