"""The OpenAPI document is one, names every route for programs, and the server does what it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from clients.running import send
from jsonschema import Draft202012Validator
from tools import package

from kg.endpoint.formats import GRAPH_FORMATS, SOLUTION_FORMATS
from kg.endpoint.protocol import Query
from kg.web.app import ROUTES
from kg.web.problems import all_kinds

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
# Routes that answer with pages, files or pictures.
FOR_PEOPLE = {
    "evidence",
    "feed",
    "static",
    "home",
    "articles",
    "article",
    "ontology",
    "curation",
    "shapes",
    "downloads",
    "export",
    "about",
    "problems",
    "problem",
    "robots",
    "favicon",
}


@pytest.fixture(scope="module")
def document(site: str) -> Any:
    """The document as it is served."""
    got = send(site, "GET", "/openapi.json")
    assert (got.status, got.media_type) == (200, "application/json")
    return json.loads(got.body)


def test_it_is_an_openapi_3_1_document(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    package("schemathesis").openapi.from_dict(document).validate()
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere(document: Any) -> None:
    references = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)))
    assert len(references) > 20
    for reference in references:
        part = document
        for step in reference.split("/"):
            part = part[step]


def test_it_has_every_route_for_programs_and_no_other(document: Any, site: str) -> None:
    routes = {
        re.sub(r"<(?:path:)?(\w+)>", r"{\1}", rule) for rule, name, _ in ROUTES if name not in FOR_PEOPLE
    }
    assert {path.removesuffix(".json") for path in document["paths"]} == {
        path.removesuffix(".json") for path in routes
    }
    assert document["servers"] == [{"url": site.rstrip("/")}]


def test_it_names_every_parameter_format_and_kind_of_problem(document: Any) -> None:
    parts = document["components"]
    by_name = {one["name"]: one for one in parts["parameters"].values() if one["in"] == "query"}
    fields = {
        "text": "query",
        "default_graphs": "default-graph-uri",
        "named_graphs": "named-graph-uri",
        "partial": "cap",
    }
    assert set(by_name) == {fields.get(name, name) for name in Query.__dataclass_fields__}
    asked = [one["$ref"].rpartition("/")[2] for one in document["paths"]["/sparql"]["get"]["parameters"]]
    assert set(asked) == set(parts["parameters"])
    formats = {one.name for one in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}
    assert set(by_name["format"]["schema"]["enum"]) == formats | {"excel", "html"}
    said = " ".join(response["description"] for response in parts["responses"].values())
    assert all(f"{one.kind}: " in said for one in all_kinds())
    answer = document["paths"]["/sparql"]["get"]["responses"]["200"]["content"]
    assert {one.media_type for one in (*SOLUTION_FORMATS, *GRAPH_FORMATS)} <= set(answer)


def test_its_examples_are_answered(document: Any, site: str) -> None:
    examples = document["components"]["parameters"]["query"]["examples"]
    for example in examples.values():
        got = send(
            site, "POST", "/sparql", {"Content-Type": "application/sparql-query"}, example["value"].encode()
        )
        assert got.status == 200, example
    for path, operations in document["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            for example in parameter.get("examples", {}).values():
                name = parameter["name"]
                assert send(site, "GET", path.replace(f"{{{name}}}", example["value"])).status == 200


def test_the_server_keeps_to_it(site: str, tmp_path: Path) -> None:
    package("schemathesis")
    program = Path(sys.executable).with_name("schemathesis")
    environment = {**os.environ, "PYTHONPATH": str(HERE), "SCHEMATHESIS_HOOKS": "schemathesis_hooks"}
    done = subprocess.run(
        [program, "--config-file", HERE / "schemathesis.toml", "run", f"{site}openapi.json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr
    found = re.search(r"(\d[\d,]*) generated, (\d[\d,]*) passed", done.stdout)
    assert found and int(found[1].replace(",", "")) > 400, done.stdout[-3_000:]
    assert send(site, "GET", "/healthz").status == 200
