"""The formats that answers are written in.

One table: media type, short names for `?format=`, file suffix, and whether a format writes the
solutions of SELECT and ASK or the triples of CONSTRUCT and DESCRIBE.  Negotiation, the worker, the
service description and the links of the site all read this table, so they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an answer.

    `name` is the short name for `?format=`, `title` the one for readers; `media_type` is what the
    response says; `aliases` are
    media types under which clients also ask for it, `names` further short names; `standard` is the
    IRI that names the format (https://www.w3.org/ns/formats/), empty where there is none; `charset` is
    stated for text.
    """

    name: str
    title: str
    media_type: str
    suffix: str
    standard: str
    aliases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    charset: str = "utf-8"

    @property
    def content_type(self) -> str:
        """The Content-Type header: the media type, with a charset where one has to be stated."""
        needs_charset = self.media_type.startswith("text/") or self.media_type.endswith("xml")
        return f"{self.media_type}; charset={self.charset}" if needs_charset else self.media_type


_FORMATS = "http://www.w3.org/ns/formats/"

JSON = Format(
    "json",
    "JSON",
    "application/sparql-results+json",
    "srj",
    _FORMATS + "SPARQL_Results_JSON",
    aliases=("application/json", "text/json"),
    names=("srj", "sparql-results+json"),
)
XML = Format(
    "xml",
    "XML",
    "application/sparql-results+xml",
    "srx",
    _FORMATS + "SPARQL_Results_XML",
    aliases=("application/xml", "text/xml"),
    names=("srx", "sparql-results+xml"),
)
CSV = Format("csv", "CSV", "text/csv", "csv", _FORMATS + "SPARQL_Results_CSV")
TSV = Format("tsv", "TSV", "text/tab-separated-values", "tsv", _FORMATS + "SPARQL_Results_TSV")

TURTLE = Format(
    "turtle",
    "Turtle",
    "text/turtle",
    "ttl",
    _FORMATS + "Turtle",
    aliases=("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
    names=("ttl", "n3"),
)
N_TRIPLES = Format(
    "ntriples",
    "N-Triples",
    "application/n-triples",
    "nt",
    _FORMATS + "N-Triples",
    aliases=("text/plain",),
    names=("nt", "n-triples"),
)
RDF_XML = Format(
    "rdfxml",
    "RDF/XML",
    "application/rdf+xml",
    "rdf",
    _FORMATS + "RDF_XML",
    aliases=("application/xml", "text/xml"),
    names=("rdf", "xml", "rdf+xml", "rdf/xml"),
)
JSON_LD = Format(
    "jsonld",
    "JSON-LD",
    "application/ld+json",
    "jsonld",
    _FORMATS + "JSON-LD",
    aliases=("application/json", "text/json"),
    names=("json-ld", "json", "ld+json"),
)
TRIG = Format("trig", "TriG", "application/trig", "trig", _FORMATS + "TriG", aliases=("application/x-trig",))
N_QUADS = Format(
    "nquads",
    "N-Quads",
    "application/n-quads",
    "nq",
    _FORMATS + "N-Quads",
    aliases=("text/x-nquads", "text/nquads"),
    names=("nq", "n-quads"),
)
HTML = Format("html", "HTML", "text/html", "html", "", aliases=("application/xhtml+xml",))
# For people who open a download by double click; a program asks for it by name alone, never by Accept.
EXCEL = Format("excel", "CSV for Excel", "text/csv", "csv", "", charset="utf-16")

SOLUTION_FORMATS = (JSON, XML, CSV, TSV)
GRAPH_FORMATS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, TRIG, N_QUADS)
GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


def formats_for(form: str) -> tuple[Format, ...]:
    """The formats that can write the answer of a query form, in the server's order of preference."""
    return GRAPH_FORMATS if form in GRAPH_FORMS else SOLUTION_FORMATS


def named_formats_for(form: str) -> tuple[Format, ...]:
    """The formats that `?format=` may name for a query form, those that Accept never chooses last."""
    return GRAPH_FORMATS if form in GRAPH_FORMS else (*SOLUTION_FORMATS, EXCEL)


def format_by_suffix(suffix: str) -> Format | None:
    """The RDF format of a file suffix without its dot (`ttl`, `nt`, `rdf`, …), or None."""
    found = (format for format in GRAPH_FORMATS if format.suffix == suffix.lower())
    return next(found, None)
