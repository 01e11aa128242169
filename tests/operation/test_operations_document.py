"""docs/operations.md names settings, metrics, fields and options that exist, and leaves none out."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from pathlib import Path

from flask.testing import FlaskClient
from operation.proxy import SITE
from operation.test_request_log import written as written_line
from operation.test_signs import STATE, metrics

from kg.cli.serve import command
from kg.model.project import Limits, Project
from kg.web.http.arriving import MAX_ADDRESS_BYTES, MAX_BODY_BYTES
from kg.web.http.connection import Bounds
from kg.web.http.request_log import Exchange
from kg.web.signs import readiness

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
NGINX = SITE.read_text("utf-8")


def rows(heading: str, table: int = 0) -> list[list[str]]:
    """The cells of a table of a section, without its head."""
    section = re.split(r"^##+ ", PAGE.split(f"# {heading}\n", 1)[1], flags=re.MULTILINE)[0]
    tables = re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE)
    lines = tables[table].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named(cell: str) -> list[str]:
    """What stands in code in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def test_every_limit_stands_there_with_its_default() -> None:
    found = {named(row[0])[0]: int(row[1]) for row in rows("Limits")}
    assert found == dataclasses.asdict(Limits())


def test_settings_of_the_example_exist() -> None:
    block = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert block
    assert set(tomllib.loads(block[1])) <= set(Project.__dataclass_fields__)
    assert 'trusted_header = "X-Forwarded-For"' in block[1]
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX


def test_every_metric_stands_there(site: FlaskClient) -> None:
    site.get("/sparql", query_string={"query": "ASK {}"})
    exposed = {name.partition("{")[0] for name in metrics(site)}
    exposed = {re.sub(r"_(bucket|count|sum)$", "", name) for name in exposed}
    assert {name for row in rows("Signs of life", 1) for name in named(row[0])} == exposed


def test_every_field_of_the_log_stands_there() -> None:
    everything = Exchange(
        method="GET",
        route="/sparql",
        path="/sparql",
        status=200,
        seconds=0.1,
        bytes=1,
        outcome="ok",
        query="ASK {}",
        client="192.0.2.1",
    )
    written = json.loads(written_line(everything))
    assert {name for row in rows("The log") for name in named(row[0])} == set(written)
    example = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert example
    assert list(json.loads(example[1])) == [name for name in written if name != "client"]


def test_every_member_of_readyz_stands_there() -> None:
    sentence = PAGE[PAGE.index("`/readyz` is JSON") :].partition("\n\n")[0]
    assert set(readiness(STATE)) <= set(named(sentence))


def test_options_exist() -> None:
    known = {name for parameter in command.params for name in parameter.opts}
    assert set(re.findall(r"`(--(?:host|port|without)[\w-]*)`", PAGE)) <= known
    assert "--without-network-isolation" in PAGE


def test_numbers_of_the_server_and_of_nginx_are_those_of_the_files() -> None:
    bounds = Bounds()
    assert f"{bounds.connections:,} connections" in PAGE
    assert (bounds.header_seconds, bounds.request_seconds) == (15, 30)
    table = {row[0]: row[1] for row in rows("nginx")}
    assert f"{MAX_BODY_BYTES:,} bytes" in table["body"]
    assert f"{MAX_ADDRESS_BYTES:,} bytes" in table["address"]
    for wanted in (
        "rate=20r/s",
        "burst=60 ",
        "rate=5r/s",
        "burst=20 ",
        "limit_conn kg_connections 30;",
        "client_max_body_size 1100k;",
        "large_client_header_buffers 4 72k;",
        "client_header_timeout 10s;",
        "client_body_timeout 10s;",
        "send_timeout 10s;",
        "proxy_read_timeout 60s;",
        "proxy_request_buffering on;",
        "proxy_buffering on;",
    ):
        assert wanted in NGINX
    keepalive = re.search(r"keepalive_timeout (\d+)s; # shorter", NGINX)
    assert keepalive
    assert int(keepalive[1]) < bounds.idle_seconds
