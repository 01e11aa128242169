"""The service description over the wire: what it names is there, as large as it says."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from clients.asking import (
    BROWSER,
    ask,
    problem,
    rows,
)
from clients.running import send, serving
from pyoxigraph import RdfFormat, Store

from kg.endpoint.formats import GRAPH_FORMATS

pytestmark = pytest.mark.slow

DESCRIBED = (
    "PREFIX void: <http://rdfs.org/ns/void#> PREFIX dcat: <http://www.w3.org/ns/dcat#> "
    "PREFIX spdx: <http://spdx.org/rdf/terms#> "
    "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>"
)


def test_the_description_stands_at_both_addresses_in_every_format(site: str) -> None:
    for format in GRAPH_FORMATS:
        bare, well_known = (
            send(site, "GET", address, {"Accept": format.media_type})
            for address in ("/sparql", "/.well-known/void")
        )
        assert (bare.status, bare.media_type, bare.body) == (200, format.media_type, well_known.body)
        again = send(
            site, "GET", "/sparql", {"Accept": format.media_type, "If-None-Match": bare.headers["ETag"]}
        )
        assert again.status == 304
    assert send(site, "GET", "/sparql", {"Accept": BROWSER}).media_type == "text/html"
    page = send(site, "GET", "/.well-known/void", {"Accept": BROWSER})
    assert (page.status, page.headers["Location"]) == (303, "/downloads")
    assert problem(send(site, "GET", "/sparql?version=zzz")) == (400, "bad-request")


def test_what_the_description_names_is_there(site: str) -> None:
    store = Store()
    store.load(send(site, "GET", "/sparql").body, format=RdfFormat.TURTLE)
    dumps = store.query(
        f"{DESCRIBED} SELECT ?url ?type ?size ?sum {{ ?set void:dataDump ?url ; dcat:distribution ?d . "
        "?d dcat:downloadURL ?url ; dcat:mediaType ?type ; dcat:byteSize ?size ; "
        "spdx:checksum [ spdx:checksumValue ?sum ] }"
    )
    found = [tuple(row[name].value for name in ("url", "type", "size", "sum")) for row in dumps]
    assert len(found) == 6
    for url, media_type, size, checksum in found:
        got = send(site, "GET", urlsplit(url).path)
        assert media_type.endswith(f"/media-types/{got.media_type}")
        assert (str(len(got.body)), hashlib.sha256(got.body).hexdigest()) == (size, checksum)
    for (term,) in store.query(f"{DESCRIBED} SELECT ?thing {{ ?set void:exampleResource ?thing }}"):
        got = send(site, "GET", urlsplit(term.value).path, {"Accept": "text/turtle"})
        assert (got.status, got.media_type) == (200, "text/turtle")
    named = {term.value for (term,) in store.query(f"{DESCRIBED} SELECT ?name {{ ?g sd:name ?name }}")}
    counted = ask(site, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "text/csv")
    assert named == {name for (name,) in rows(counted)}


def test_files_without_a_project_are_described_as_they_are(tmp_path: Path) -> None:
    turtle = (
        '@prefix ex: <https://ex.example/> . ex:a ex:p "one"@en-GB , 2 . ex:g { ex:a ex:p 3 . ex:b a ex:C }'
    )
    (tmp_path / "data.trig").write_text(turtle, encoding="utf-8")
    with serving(tmp_path, tmp_path / "log", "data.trig") as site:
        store = Store()
        store.load(send(site, "GET", "/sparql").body, format=RdfFormat.TURTLE)
        counted = rows(ask(site, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv"))[0][0]
        assert counted == "4"
        for pattern, said in (
            (f"?d sd:defaultGraph [ void:triples {counted} ]", True),
            ("?n sd:name <https://ex.example/g> ; sd:graph [ void:triples 2 ]", True),
            ("?d void:classPartition [ void:class <https://ex.example/C> ; void:entities 1 ]", True),
            ("?s sd:feature sd:UnionDefaultGraph", False),
            ("?d void:uriSpace|void:exampleResource ?x", False),
        ):
            assert bool(store.query(f"{DESCRIBED} ASK {{ {pattern} }}")) is said, pattern
        paths = json.loads(send(site, "GET", "/openapi.json").body)["paths"]
        assert "/sparql" in paths
        assert not any(path.startswith(("/id/", "/graph/")) for path in paths)
